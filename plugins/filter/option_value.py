# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The value of a role's option, as surveys, command lines and templates give it."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: option_value
short_description: Read the value of a role's option
version_added: 0.1.0
description:
  - Takes out the placeholders of C(omit), which Ansible leaves in lists and dictionaries, and in variables of a role.
  - Makes a list of a text, as a survey or the command line gives it.
author:
  - Motadata (@motadata)
positional: _input, type
options:
  _input:
    description: The value.
    type: raw
    required: true
  type:
    description: V(list) makes a list of a text - JSON, or words between commas or on lines of their own.
    type: str
    choices: [any, list]
    default: any
"""

EXAMPLES = r"""
- name: Open a request with tags from a survey
  motadata.serviceops.serviceops_request:
    subject: Disk full
    requester_email: jane@acme.example
    tags: "{{ survey_tags | motadata.serviceops.option_value('list') }}"
  vars:
    survey_tags: nightly, shop
"""

RETURN = r"""
_value:
  description: The value; an empty text, or an empty list, for one that is left out.
  type: raw
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

# What stands for omit: before core 2.19 a text, since then an object.
_OMITTED_TEXT = re.compile("__omit_place_holder__[0-9a-f]{40}")
_OMITTED_TYPE = "_OmitType"


def _option_value(value: Any, type: str = "any") -> Any:  # noqa: A002 - the name of the option
    given = _without_omitted(value)
    if type != "list":
        return "" if given is None else given
    if isinstance(given, str):
        return _words(given)
    if isinstance(given, (list, tuple, set)):
        return list(given)
    return [] if given is None else [given]


def _without_omitted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_omitted(part) for key, part in value.items() if not _is_omitted(part)}
    if isinstance(value, (list, tuple)):
        return [_without_omitted(part) for part in value if not _is_omitted(part)]
    if _is_omitted(value):
        return None
    # Beside other words it is an empty text.
    return _OMITTED_TEXT.sub("", value) if isinstance(value, str) and _OMITTED_TEXT.search(value) else value


def _is_omitted(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_OMITTED_TEXT.fullmatch(value))
    return type(value).__name__ == _OMITTED_TYPE


def _words(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, list) else [word.strip() for word in re.split(r"[,\n]", text) if word.strip()]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"option_value": _option_value}
