# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the value of a role's option, as surveys, command lines and templates give it."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: option_value
short_description: Read the value of a role's option
version_added: 1.0.0
description:
  - Removes the placeholders of C(omit), which Ansible leaves in lists and dictionaries, and in variables of a role.
  - Turns a text, as a survey or the command line gives it, into a list.
author:
  - Motadata (@motadata)
positional: _input, type
options:
  _input:
    description: The value.
    type: raw
    required: true
  type:
    description: V(list) turns a text into a list - JSON, or words separated by commas or line breaks.
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
  description: The value; an empty text, or an empty list, if it is omitted.
  type: raw
"""

from collections.abc import Callable
from typing import Any

from ..plugin_utils._role_options import given, given_list


def _option_value(value: Any, type: str = "any") -> Any:  # noqa: A002 - the name of the option
    return given_list(value) if type == "list" else given(value)


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"option_value": _option_value}
