#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

# The same story in Ansible's own process and as modules, on a server as after its start: every result is compared.
said="${OUTPUT_DIR}/both-ways"
mkdir -p "${said}"
trap 'rm -rf "${said}"' EXIT

for in_process in true false; do
    echo "Telling the story with serviceops_in_process=${in_process}"
    code=0
    AS_JSON_FILE="${said}/${in_process}.json" ANSIBLE_CALLBACKS_ENABLED=as_json ANSIBLE_CALLBACK_PLUGINS=../setup_simulator/callback_plugins \
        ANSIBLE_NOCOLOR=1 ansible-playbook -i ../../inventory -vvv --diff -e @../../integration_config.yml \
        -e "cache=${said}/cache-${in_process}" -e "serviceops_in_process=${in_process}" \
        story.yml > "${said}/${in_process}.out" 2>&1 || code=$?
    if [ "${code}" != 0 ]; then
        cat "${said}/${in_process}.out"
        exit 1
    fi
done

"${ANSIBLE_TEST_PYTHON_INTERPRETER}" compare.py "${said}"
