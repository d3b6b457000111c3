#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

said="${OUTPUT_DIR}/lookup-request"
mkdir -p "${said}"
trap 'rm -rf "${said}"' EXIT

play() {
    local code=0
    ANSIBLE_NOCOLOR=1 ANSIBLE_ROLES_PATH=.. ansible-playbook -i ../../inventory -vvvv "${@:2}" "$1.yml" > "${said}/$1.out" 2>&1 || code=$?
    if [ "${code}" != 0 ]; then
        cat "${said}/$1.out"
        exit 1
    fi
}

# The connection as variables of the play; an empty variable says nothing.
play variables -e @../../integration_config.yml -e '{"serviceops_api_key": ""}' -e "serviceops_token_cache_path=${said}/cache"

# The connection from the environment of ansible-playbook.
source ../setup_simulator/environment.sh
export SERVICEOPS_TOKEN_CACHE_PATH="${said}/cache"
play environment

for secret in "${SERVICEOPS_PASSWORD}" "${SERVICEOPS_CLIENT_SECRET}" "fake-and-wrong" "$(sed -n 's/.*"access_token": "\([^"]*\)".*/\1/p' "${said}"/cache/* | head -n 1)"; do
    # In what was read from the configuration itself, at -vvvv, there is none.
    if [ -z "${secret}" ] || grep -F -- "${secret}" "${said}"/*.out; then
        echo "A secret is shown, or was not found."
        exit 1
    fi
done
