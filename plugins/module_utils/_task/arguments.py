# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs; their twins in words are the documentation fragments and the modules' own documentation."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import env_fallback

from .._api.connection import variable
from .._records._noun import Noun

ArgumentSpec = dict[str, dict[str, Any]]


def connection_arguments() -> ArgumentSpec:
    """Return the options of the connection. Credentials have no fallback: ``choose_connection`` weighs them."""
    spec: ArgumentSpec = {
        "url": {"type": "str"},
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "timeout": {"type": "float", "default": 30},
        "retry_timeout": {"type": "float", "default": 60},
        "token_cache": {"type": "bool", "default": True, "no_log": False},
        "token_cache_path": {"type": "path", "no_log": False},
    }
    for option, argument in spec.items():
        argument["fallback"] = (env_fallback, [variable(option)])
    secret = {"type": "str", "no_log": True}
    return {
        **spec,
        "client_id": {"type": "str"},
        "client_secret": secret,
        "username": {"type": "str"},
        "password": secret,
        "access_token": secret,
        "api_key": secret,
    }


def record_arguments(noun: Noun) -> ArgumentSpec:
    """Return the options of a module that manages one record."""
    return {
        **connection_arguments(),
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **_identity_arguments(),
        "match_on": {"type": "list", "elements": "str", "choices": list(noun.keys), "default": list(noun.key)},
        "match_scope": {"type": "str", "choices": ["open", "all"], "default": "open"},
        **{field.option: dict(field.kind.argument) for field in noun.settable},
        "extra_fields": {"type": "dict"},
    }


def info_arguments() -> ArgumentSpec:
    """Return the options of a module that finds records."""
    return {
        **connection_arguments(),
        **_identity_arguments(),
        "filters": {"type": "dict"},
        "qualification": {"type": "dict"},
        "sort_by": {"type": "str"},
        "limit": {"type": "int"},
    }


def token_arguments() -> ArgumentSpec:
    """Return the options of the module that manages the access token."""
    return {
        **connection_arguments(),
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "force": {"type": "bool", "default": False},
        "min_validity": {"type": "int", "default": 60},
    }


def _identity_arguments() -> ArgumentSpec:
    return {
        "id": {"type": "int"},
        "name": {"type": "str"},
        "correlation_id": {"type": "str"},
        "correlation_field": {"type": "str"},
    }
