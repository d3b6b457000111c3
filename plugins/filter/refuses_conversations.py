# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return whether a server refuses conversations."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: refuses_conversations
short_description: Return whether a server refuses conversations
version_added: 1.0.0
description:
  - Looks at the result of a failed task with M(motadata.serviceops.serviceops_conversation) or
    M(motadata.serviceops.serviceops_conversation_info). If the server, or a gateway before it, answered HTTP 403, 404
    or 405, the server refuses conversations, and a warning says so once.
author:
  - Motadata (@motadata)
positional: _input
options:
  _input:
    description: The result of the task.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Read the notes of a request, if the server has any
  motadata.serviceops.serviceops_conversation_info:
    request: 65
  register: noted
  failed_when: noted is failed and not noted | motadata.serviceops.refuses_conversations
"""

RETURN = r"""
_value:
  description: Whether the server refuses conversations.
  type: bool
"""

from collections.abc import Callable, Mapping
from typing import Any

from ansible.utils.display import Display

from ..module_utils._failures.notes import is_refusal, refusal_warning


def _refuses_conversations(result: Mapping[str, Any]) -> bool:
    is_refused = is_refusal(result)
    if is_refused:
        Display().warning(refusal_warning(result))
    return is_refused


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"refuses_conversations": _refuses_conversations}
