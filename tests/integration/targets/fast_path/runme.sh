#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

# Which way a task takes is said at -vvv alone.
said="${OUTPUT_DIR}/fast-path.out"
export SERVICEOPS_TOKEN_CACHE_PATH="${OUTPUT_DIR}/fast-path-locks"
trap 'rm -rf "${said}" "${SERVICEOPS_TOKEN_CACHE_PATH}"' EXIT

code=0
SERVICEOPS_TOKEN_CACHE=false ANSIBLE_NOCOLOR=1 ANSIBLE_ROLES_PATH=.. ansible-playbook -i ../../inventory -vvv \
    -e @../../integration_config.yml test.yml > "${said}" 2>&1 || code=$?
if [ "${code}" != 0 ]; then
    cat "${said}"
    exit 1
fi
"${ANSIBLE_TEST_PYTHON_INTERPRETER}" look.py "${said}"
