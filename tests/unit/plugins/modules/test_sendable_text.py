# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What never leaves for the server: control characters, terminal codes, and text that is no UTF-8."""

from __future__ import annotations

import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import sendable_options
from ansible_collections.motadata.serviceops.plugins.module_utils._text import sendable
from tests.unit.support.simulated import sent, writes

# As a program colours its words. AnsibleModule takes neither NUL nor half a character in a text of its own: the action
# plugin cleans before it.
COLOURED = "\x1b[31mred\x1b[0m\x07\x08"
ODD = f"caf\xe9 {COLOURED}\x00"


@pytest.mark.parametrize(
    ("given", "sent_text"),
    [
        ("plain, with a tab\tand a line\n", "plain, with a tab\tand a line\n"),
        ("\x1b[1;31mError:\x1b[0m \x1b[4mdisk\x1b[0m", "Error: disk"),
        ("\x1b]0;title\x07text \x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\", "text link"),
        ("\x9b1mbold\x9b0m \x1b(B\x1b=plain\x1b", "bold plain"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("nul \x00, bell \x07, back \x08, delete \x7f, C1 \x85\x9f", "nul , bell , back , delete , C1 "),
        ("half \ud83d and byte \udcff", "half \ufffd and byte \ufffd"),
        ("whole \U0001f600, right to left \u200f\u05d0", "whole \U0001f600, right to left \u200f\u05d0"),
    ],
)
def test_a_text_is_sent_as_a_server_can_keep_it(given, sent_text):
    assert sendable(given) == sent_text
    assert sendable({given: [given, 1, None, {"deep": given}]}) == {
        sent_text: [sent_text, 1, None, {"deep": sent_text}]
    }


@pytest.mark.parametrize("part", ["\x1b]", "\x9d", "\x1b[0;", "\x1b", "\r", "\udce9", "\x1b[31m"])
def test_a_long_odd_text_takes_no_time(part):
    begun = time.monotonic()
    sendable(part * 200_000)
    assert time.monotonic() - begun < 5


def test_options_are_cleaned_beside_credentials():
    given = {"subject": "half \udce9", "requests": [{"tags": ["\x00a"]}], "password": "wrong\x07"}
    assert sendable_options(given) == {
        "subject": "half \ufffd",
        "requests": [{"tags": ["a"]}],
        "password": "wrong\x07",
    }


def test_every_field_is_sent_clean(modules, simulator):
    task = {
        "subject": f"{COLOURED} disk",
        "requester_email": "jane@acme.example",
        "description": f"{COLOURED} <b>disk</b>",
        "tags": [f"{ODD}tag"],
        "custom_fields": {"New Text Input": f"{ODD}custom"},
        "extra_fields": {"otherKey": {"deep": [f"{ODD}extra"]}},
    }
    assert modules.request(**task)["operation"] == "created"
    (write,) = writes(simulator)
    assert write["body"] == {
        "subject": "red disk",
        "requesterEmail": "jane@acme.example",
        "description": "red <b>disk</b>",
        "tags": ["caf\xe9 redtag"],
        "customField": {"New Text Input": "caf\xe9 redcustom"},
        "otherKey": {"deep": ["caf\xe9 redextra"]},
    }
    simulator.clear_calls()
    # What was cleaned is what the next run looks for and compares. The simulator keeps no key that it does not know.
    assert modules.request(**{**task, "extra_fields": None})["operation"] == "none"
    assert "POST" not in sent(simulator)


def test_a_search_is_sent_clean(modules, simulator):
    modules.request(subject="caf\xe9 red", requester_email="jane@acme.example")
    found = modules.info(filters={"subject": f"caf\xe9 {COLOURED}"})
    assert [one["subject"] for one in found["requests"]] == ["caf\xe9 red"]


def test_a_list_is_sent_clean(modules, simulator):
    modules.request(requests=[{"subject": f"{ODD} {number}"} for number in (1, 2)], requester_email="jane@acme.example")
    assert sorted(write["body"]["subject"] for write in writes(simulator)) == ["caf\xe9 red 1", "caf\xe9 red 2"]


def test_a_credential_is_left_as_it_is(modules):
    assert modules.request(id=1, password="wrong\x07")["failure"]["status"] in (400, 401)
