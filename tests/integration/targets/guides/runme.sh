#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux

export SERVICEOPS_TOKEN_CACHE_PATH="${OUTPUT_DIR}/guides-tokens"
trap 'rm -rf "${SERVICEOPS_TOKEN_CACHE_PATH}" "${OUTPUT_DIR}/guides"' EXIT

source ../setup_simulator/environment.sh
python take_out.py "${OUTPUT_DIR}/guides"
cat > "${OUTPUT_DIR}/guides/inventory" <<INVENTORY
[web]
web1
web2
[db]
web2
[databases]
web1
[all:vars]
ansible_connection=local
ansible_python_interpreter="{{ ansible_playbook_python }}"
# What the reader has, and the examples do not show.
vault_api_key=$(sed -n 's/^serviceops_api_key: "\(.*\)"$/\1/p' ../../integration_config.yml)
vault_client_secret=${SERVICEOPS_CLIENT_SECRET}
vault_password=${SERVICEOPS_PASSWORD}
request_id=65
request_subject="Disk full on db01"
request_requester=jane@acme.example
request_on_failure_tasks_file=tasks/backup.yml
request_on_failure_requester_email=jane@acme.example
INVENTORY
ANSIBLE_ROLES_PATH=.. ansible-playbook -i ../../inventory -e @../../integration_config.yml test.yml "$@"
