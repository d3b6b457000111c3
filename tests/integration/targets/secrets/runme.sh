#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

# Everything that Ansible says, at its loudest, goes to files; none of them may hold a secret in any form.
said="${OUTPUT_DIR}/secrets"
mkdir -p "${said}"
trap 'rm -rf "${said}"' EXIT

for story in success faults wrong_password forbidden page; do
    echo "Telling the story ${story}"
    code=0
    AS_JSON_FILE="${said}/${story}.json" ANSIBLE_CALLBACKS_ENABLED=as_json ANSIBLE_CALLBACK_PLUGINS=../setup_simulator/callback_plugins \
        ANSIBLE_LOG_PATH="${said}/${story}.log" ANSIBLE_NOCOLOR=1 ANSIBLE_ROLES_PATH=.. \
        ansible-playbook -i ../../inventory -vvvv --diff -e @../../integration_config.yml \
        -e "cache=${said}/cache" -e "story=${story}" \
        test.yml > "${said}/${story}.out" 2> "${said}/${story}.err" || code=$?
    case "${story}" in
        success | faults) expected=0 ;;
        *) expected=2 ;;
    esac
    if [ "${code}" != "${expected}" ]; then
        echo "The story ${story} ended with ${code} instead of ${expected}."
        cat "${said}/${story}.out" "${said}/${story}.err"
        exit 1
    fi
done

"${ANSIBLE_TEST_PYTHON_INTERPRETER}" look.py ../../integration_config.yml "${said}"
