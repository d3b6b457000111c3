# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surveys, command lines and templates make of a role's options."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.filter.option_value import FilterModule

option_value = FilterModule().filters()["option_value"]
TEXT = "__omit_place_holder__" + "0f" * 20


class _OmitType:
    """What stands for omit from ansible-core 2.19 on."""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("nightly,shop", ["nightly", "shop"]),
        (" nightly , shop,", ["nightly", "shop"]),
        ("nightly\nshop\r\n", ["nightly", "shop"]),
        ('["nightly", "a, b"]', ["nightly", "a, b"]),
        ("nightly", ["nightly"]),
        ("", []),
        (None, []),
        (["nightly", "a, b"], ["nightly", "a, b"]),
        (("nightly",), ["nightly"]),
        (7, [7]),
    ],
)
def test_a_list_may_be_a_text(given, found):
    assert option_value(given, "list") == found


@pytest.mark.parametrize("omitted", [TEXT, _OmitType()])
def test_what_is_omitted_is_left_out(omitted):
    assert option_value(omitted) == ""
    assert option_value(omitted, "list") == []
    assert option_value([omitted, "nightly"], "list") == ["nightly"]
    assert option_value({"a": omitted, "b": [omitted, 1], "c": {"d": omitted}}) == {"b": [1], "c": {}}


def test_what_is_omitted_within_a_text_is_left_out_of_it():
    assert option_value(f"Backup of {TEXT}") == "Backup of "


@pytest.mark.parametrize("given", ["text", 7, True, {"a": 1}])
def test_other_values_stay(given):
    assert option_value(given) == given
