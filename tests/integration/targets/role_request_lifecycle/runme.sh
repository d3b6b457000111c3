#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux

export ANSIBLE_ROLES_PATH=..

for playbook in one_host.yml several_hosts.yml; do
    ansible-playbook -i ../../inventory -e @../../integration_config.yml -e "output_dir=${OUTPUT_DIR}" \
        "${playbook}" "$@"
done
ansible-playbook -i ../../inventory -e @../../integration_config.yml some_tasks.yml --skip-tags slow "$@"
