# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result on its way into Ansible is what core makes of the same one from a module's process."""

from __future__ import annotations

import json

import pytest
from ansible.errors import AnsibleError

from ansible_collections.motadata.serviceops.plugins.plugin_utils import _serialization


def crossed(function):
    """Return what ``function`` does: its value, or the kind of its error."""
    try:
        return function()
    except (AnsibleError, TypeError, ValueError, KeyError) as exc:
        return type(exc)


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True, {"b": "ü {{ c }}"}], "d": ()},
        "🎫",
        "\ud83c",
        {"\udc9f": 1},
        {"__ansible_type": "AnsibleTaggedStr"},
        {"__ansible_type": "_AnsibleTaggedStr", "value": "a", "tags": []},
        {"__ansible_type": "_AnsibleTaggedDate", "iso8601": "2026-03-01", "tags": []},
        {"__ansible_unsafe": "a"},
        {"__ansible_vault": "a"},
    ],
)
def test_a_result_is_taken_in_as_core_does_it(value):
    result = {"changed": False, "request": value}
    expected = crossed(lambda: _serialization._taken_in(json.loads(json.dumps(result), **_serialization._RESULT)))
    taken = crossed(lambda: _serialization.from_module(result, set()))
    assert taken == expected
    assert type(taken) is type(expected)
    if isinstance(taken, dict):
        assert type(taken["request"]) is type(expected["request"])


@pytest.mark.parametrize("value", ["\ud83c", {"\udc9f": 1}, {"__ansible_type": "x"}, {"__ansible_vault": "a"}])
def test_what_core_may_refuse_is_shown_to_core(monkeypatch, value):
    class Refusing(json.JSONDecoder):
        def decode(self, s):
            raise ValueError("seen")

    monkeypatch.setattr(_serialization, "_RESULT", {"cls": Refusing})
    with pytest.raises(ValueError, match="seen"):
        _serialization.from_module({"request": value}, set())


@pytest.mark.skipif(not _serialization._GIVEN, reason="up to core 2.18 a module's options were plain JSON")
def test_options_that_core_hands_to_no_module_are_refused():
    with pytest.raises(TypeError, match="Object of type 'x' is not JSON deserializable"):
        _serialization.to_module({"custom_fields": {"a": {"__ansible_type": "x"}}})
    assert _serialization.to_module({"description": "an __ansible_type"}) == {"description": "an __ansible_type"}


def test_what_is_masked_is_taken_out_first():
    taken = _serialization.from_module({"msg": "of fake-secret here"}, {"fake-secret"})
    assert taken == {"msg": "of ******** here"}
