# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the argument specs. The documentation fragments and the modules document the same options."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Callable

from ansible.module_utils.common.validation import check_type_bool, check_type_float
from ansible.module_utils.errors import AnsibleFallbackNotFound

from .._api import endpoints
from .._api.api_path import checked_path
from .._api.connection import variable
from .._api.errors import OptionError
from .._resources._files import takes_files
from .._resources._resource import Resource

ArgumentSpec = dict[str, dict[str, Any]]

# The parser of an environment variable by type, and what an error message asks for.
_PARSERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "bool": (check_type_bool, "true or false"),
    "float": (check_type_float, "a number of seconds"),
}


def connection_arguments() -> ArgumentSpec:
    """Return the options of the connection. Credentials have no fallback: ``choose_connection`` reads them."""
    spec: ArgumentSpec = {
        "url": {"type": "str"},
        "validate_certs": {"type": "bool", "default": True},
        "ca_path": {"type": "path"},
        "timeout": {"type": "float", "default": 30},
        "retry_timeout": {"type": "float", "default": 60},
        "token_cache": {"type": "bool", "default": True, "no_log": False},
        "token_cache_path": {"type": "path", "no_log": False},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "web_url": {"type": "str"},
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
        # Core would mask each value in every other text, such as a tenant in an address. shown_options does it.
        "headers": {"type": "dict", "no_log": False},
    }


def from_environment(name: str, option_type: str) -> str:
    """Return an environment variable that has a valid value; raises AnsibleFallbackNotFound."""
    text = os.environ.get(name)
    if not text or not _is_parsable(text, option_type):
        raise AnsibleFallbackNotFound
    return text


def check_environment(params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Raise OptionError for an environment variable that is invalid, unless the task sets the option."""
    for option, argument in connection_arguments().items():
        text = environ.get(variable(option))
        option_type = argument["type"]
        if text and params[option] == argument.get("default") and not _is_parsable(text, option_type):
            raise OptionError(f"{variable(option)} is {text!r}: give {_PARSERS[option_type][1]}, or set {option}.")


def check_types(spec: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Raise OptionError for a text in place of a dictionary that Ansible's own validation accepted."""
    for option, argument in spec.items():
        value = params[option]
        if argument["type"] == "dict" and value is not None and not isinstance(value, dict):
            got = "a string" if option in connection_arguments() else f"the string {value!r}"
            raise OptionError(f"{option} must be a dictionary, got {got}. Quote any dates in it.")


def identity_options(resource: Resource) -> tuple[str, ...]:
    """Return the options that each identify one record."""
    name = ("name",) if resource.is_named_by_server else ()
    return ("id", *name, *(("correlation_id",) if resource.has_correlation else ()))


def resource_arguments(resource: Resource) -> ArgumentSpec:
    """Return the options of a module that manages records."""
    return {
        **connection_arguments(),
        **parent_arguments(resource.parents),
        **_record_arguments(resource),
        resource.plural: {"type": "list", "elements": "dict"},
        **(upload_argument() if takes_files(resource) else {}),
        **_projection_arguments(),
    }


def item_arguments(resource: Resource) -> ArgumentSpec:
    """Return the options of one record in a list; options that it does not set come from the task."""
    return {
        option: {key: value for key, value in argument.items() if key != "default"}
        for option, argument in _record_arguments(resource).items()
    }


def info_arguments(resource: Resource) -> ArgumentSpec:
    """Return the options of a module that finds records."""
    scope: ArgumentSpec = {"scope": {"type": "str", "choices": ["open", "closed", "all"], "default": "all"}}
    return {
        **connection_arguments(),
        **parent_arguments(resource.parents),
        **_identity_arguments(resource),
        **{field.option: dict(field.type.argument) for field in resource.filters},
        "filters": {"type": "dict"},
        "qualification": {"type": "dict"},
        **(scope if resource.life_cycle else {}),
        "sort_by": {"type": "str"},
        "limit": {"type": "int"},
        **_projection_arguments(),
    }


def lookup_arguments(resource: Resource) -> ArgumentSpec:
    """Return the options of a lookup. Its terms replace id and name."""
    spec = {option: argument for option, argument in info_arguments(resource).items() if option not in ("id", "name")}
    # A scope selects the search form of the lookup, so it must be None if it is not given.
    if "scope" in spec:
        spec["scope"] = {key: value for key, value in spec["scope"].items() if key != "default"}
    return {**spec, "on_missing": {"type": "str", "choices": ["error", "warn", "skip"], "default": "error"}}


def _is_parsable(text: str, option_type: str) -> bool:
    if option_type not in _PARSERS:
        return True
    try:
        _PARSERS[option_type][0](text)
    except (TypeError, ValueError):
        return False
    return True


def _record_arguments(resource: Resource) -> ArgumentSpec:
    spec: ArgumentSpec = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        **_identity_arguments(resource),
    }
    if resource.match_options:
        choices, default = list(resource.match_options), list(resource.match_on)
        spec["match_on"] = {"type": "list", "elements": "str", "choices": choices, "default": default}
    if resource.life_cycle:
        spec["match_scope"] = {"type": "str", "choices": ["open", "all"], "default": "open"}
    spec.update({field.option: dict(field.type.argument) for field in resource.settable})
    spec["extra_fields"] = {"type": "dict"}
    return spec


def parent_arguments(parents: Iterable[Resource]) -> ArgumentSpec:
    """Return the options of which one names the parent of a record."""
    return {parent.name: {"type": "str"} for parent in parents}


def upload_argument() -> ArgumentSpec:
    """Return the option for the route of uploads."""
    fallback = (from_environment, [variable("upload_path"), "str"])
    return {"upload_path": {"type": "str", "default": endpoints.UPLOAD_PATH, "fallback": fallback}}


def upload_path(params: Mapping[str, Any]) -> str:
    """Return the route of uploads, the default if the option is empty. Raises OptionError."""
    return checked_path(params["upload_path"] or endpoints.UPLOAD_PATH, "upload_path")


def _projection_arguments() -> ArgumentSpec:
    return {"fields": {"type": "list", "elements": "str"}}


def _identity_arguments(resource: Resource) -> ArgumentSpec:
    spec: ArgumentSpec = {"id": {"type": "int"}}
    if resource.is_named_by_server:
        spec["name"] = {"type": "str"}
    if resource.has_correlation:
        spec["correlation_id"] = {"type": "str"}
        if resource.custom_fields:
            spec["correlation_field"] = {"type": "str"}
    return spec
