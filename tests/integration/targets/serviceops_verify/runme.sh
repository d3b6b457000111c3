#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux

export SERVICEOPS_TOKEN_CACHE_PATH="${OUTPUT_DIR}/verify-tokens"
trap 'rm -rf "${SERVICEOPS_TOKEN_CACHE_PATH}"' EXIT

ANSIBLE_ROLES_PATH=.. ansible-playbook -i ../../inventory -e @../../integration_config.yml test.yml "$@"
