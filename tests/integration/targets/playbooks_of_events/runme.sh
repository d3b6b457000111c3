#!/usr/bin/env bash
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eu

PYTHONPATH="../setup_simulator${PYTHONPATH:+:${PYTHONPATH}}" "${ANSIBLE_TEST_PYTHON_INTERPRETER:-python3}" scenes.py
