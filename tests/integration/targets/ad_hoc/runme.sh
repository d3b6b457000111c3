#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

scratch="${OUTPUT_DIR}/ad-hoc"
mkdir -p "${scratch}"
trap 'rm -rf "${scratch}"' EXIT

source ../setup_simulator/environment.sh
# The function for the shell, as the guide gives it.
sed -n '/^serviceops() {/,/"$@"; }$/p' ../../../../docs/ad-hoc.md > "${scratch}/function.sh"

SERVICEOPS_TOKEN_CACHE_PATH="${scratch}/cache" ANSIBLE_NOCOLOR=1 ANSIBLE_INVENTORY_UNPARSED_WARNING=false \
    "${ANSIBLE_TEST_PYTHON_INTERPRETER}" commands.py "${scratch}/function.sh"
