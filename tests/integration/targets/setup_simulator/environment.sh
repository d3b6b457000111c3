# shellcheck shell=bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# What signs in, as variables of the environment: for the runme.sh of a target, which reads this with "source".

for name in url client_id client_secret username password; do
    value="$(sed -n "s/^serviceops_${name}: \"\(.*\)\"\$/\1/p" ../../integration_config.yml)"
    export "SERVICEOPS_$(tr '[:lower:]' '[:upper:]' <<< "${name}")=${value}"
done
