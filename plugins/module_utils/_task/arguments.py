# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs; their twins in words are the documentation fragments and the modules' own documentation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable

from ansible.module_utils.common.validation import check_type_bool, check_type_float
from ansible.module_utils.errors import AnsibleFallbackNotFound

from .._api.connection import variable
from .._api.errors import OptionError
from .._records._noun import Noun

ArgumentSpec = dict[str, dict[str, Any]]

# The options that name one record, each for itself.
IDENTITIES = ("id", "name", "correlation_id")

# What reads a variable of a type, and what to say where it cannot.
_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "bool": (check_type_bool, "true or false"),
    "float": (check_type_float, "a number of seconds"),
}


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
        argument["fallback"] = (from_environment, [variable(option), argument["type"]])
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


def from_environment(name: str, kind: str) -> str:
    """Return an environment variable that says something readable; raises AnsibleFallbackNotFound."""
    text = os.environ.get(name)
    if not text or not _is_readable(text, kind):
        raise AnsibleFallbackNotFound
    return text


def check_environment(params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Raise OptionError for a variable that cannot be read and that no option of the task stands before."""
    for option, argument in connection_arguments().items():
        text = environ.get(variable(option))
        kind = argument["type"]
        if text and params[option] == argument.get("default") and not _is_readable(text, kind):
            raise OptionError(f"{variable(option)} is {text!r}: give {_READERS[kind][1]}, or set {option}.")


def check_types(spec: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Raise OptionError for a text that is no dictionary, but that a core's own validation let pass."""
    for option, argument in spec.items():
        value = params[option]
        if argument["type"] == "dict" and value is not None and not isinstance(value, dict):
            raise OptionError(f"{option} is no dictionary, but the text {value!r}. Does it hold dates? Quote them.")


def record_arguments(noun: Noun) -> ArgumentSpec:
    """Return the options of a module that manages records."""
    return {
        **connection_arguments(),
        **_description_arguments(noun),
        noun.plural: {"type": "list", "elements": "dict"},
        **_view_arguments(),
    }


def item_arguments(noun: Noun) -> ArgumentSpec:
    """Return the options of one record in a list; what is not set there is taken from the task."""
    return {
        option: {key: value for key, value in argument.items() if key != "default"}
        for option, argument in _description_arguments(noun).items()
    }


def _description_arguments(noun: Noun) -> ArgumentSpec:
    return {
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
        "scope": {"type": "str", "choices": ["open", "closed", "all"], "default": "all"},
        "sort_by": {"type": "str"},
        "limit": {"type": "int"},
        **_view_arguments(),
    }


def lookup_arguments() -> ArgumentSpec:
    """Return the options of a lookup, whose terms say the id or the name."""
    spec = {option: argument for option, argument in info_arguments().items() if option not in ("id", "name")}
    # A scope is one way to say that a search is meant, so one that is left out must show as such.
    spec["scope"] = {key: value for key, value in spec["scope"].items() if key != "default"}
    return {**spec, "on_missing": {"type": "str", "choices": ["error", "warn", "skip"], "default": "error"}}


def token_arguments() -> ArgumentSpec:
    """Return the options of the module that manages the access token."""
    return {
        **connection_arguments(),
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "force": {"type": "bool", "default": False},
        "min_validity": {"type": "int", "default": 60},
    }


def verify_arguments() -> ArgumentSpec:
    """Return the options of the module that looks which assumptions hold."""
    return {
        **connection_arguments(),
        "requester_email": {"type": "str"},
        "write": {"type": "bool", "default": False},
    }


def _is_readable(text: str, kind: str) -> bool:
    if kind not in _READERS:
        return True
    try:
        _READERS[kind][0](text)
    except (TypeError, ValueError):
        return False
    return True


def _view_arguments() -> ArgumentSpec:
    return {"fields": {"type": "list", "elements": "str"}}


def _identity_arguments() -> ArgumentSpec:
    return {
        "id": {"type": "int"},
        "name": {"type": "str"},
        "correlation_id": {"type": "str"},
        "correlation_field": {"type": "str"},
    }
