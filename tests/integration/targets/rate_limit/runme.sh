#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux

export SERVICEOPS_TOKEN_CACHE_PATH="${OUTPUT_DIR}/rate-limit"
trap 'rm -rf "${SERVICEOPS_TOKEN_CACHE_PATH}"' EXIT

ANSIBLE_ROLES_PATH=.. ansible-playbook -i ../../inventory -f 20 -e @../../integration_config.yml test.yml "$@"
