# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take options to a module's code and its result back as JSON, as Ansible does between two processes.

Vaulted text becomes plain text, dates become text, and nothing in a result is a template.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Callable

from ansible.module_utils.common.parameters import remove_values

# Begins the keys of an object that is more than an object, and in JSON half of a character that needs two.
_MARK, _HALF = "__ansible", "\\ud"
_taken_in: Callable[[Any], Any]
try:
    # Since core 2.19, where no text is a template unless it is marked as one.
    from ansible.module_utils.common.json import Direction, get_module_decoder, get_module_encoder
except ImportError:
    from ansible.module_utils.common.json import AnsibleJSONEncoder
    from ansible.utils.unsafe_proxy import wrap_var as _taken_in

    _OPTIONS: dict[str, Any] = {"cls": AnsibleJSONEncoder, "vault_to_text": True}
    _GIVEN: dict[str, Any] = {}
    _RESULT: dict[str, Any] = {}
else:
    _OPTIONS = {"cls": get_module_encoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _GIVEN = {"cls": get_module_decoder("legacy", Direction.CONTROLLER_TO_MODULE)}
    _RESULT = {"cls": get_module_decoder("legacy", Direction.MODULE_TO_CONTROLLER)}
    _taken_in = dict


def to_module(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task's options as a module gets them."""
    text = json.dumps(options, **_OPTIONS)
    # What core refuses to hand to a module is refused here, too, before anything is done.
    plain: dict[str, Any] = json.loads(text, **(_GIVEN if _MARK in text else {}))
    return plain


def from_module(result: Mapping[str, Any], masked: Collection[str]) -> dict[str, Any]:
    """Return a module's result as Ansible takes it in, without the values in it that nothing may show."""
    shown = remove_values(result, masked) if masked else result
    text = json.dumps(shown)
    # Where there is nothing for core's own decoder to see, it would only look, at each object and at each text.
    is_plain = _MARK not in text and _HALF not in text
    taken: dict[str, Any] = _taken_in(json.loads(text, **({} if is_plain else _RESULT)))
    return taken
