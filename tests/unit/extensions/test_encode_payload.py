# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event filter that encodes a payload, so that nothing in it is taken for a template."""

from __future__ import annotations

import base64
import datetime
import json
import runpy
from typing import Any

import pytest

from tests.unit.support.pages import ROOT

main = runpy.run_path(str(ROOT / "extensions/eda/plugins/event_filter/encode_payload.py"))["main"]


def decoded(event: dict[str, Any]) -> Any:
    return json.loads(base64.b64decode(event["serviceops"]["body"]))


@pytest.mark.parametrize(
    "payload", [{"alerts": [{"labels": {"owner": "{{ 1 + 1 }} \N{SNOWMAN}"}}]}, {"body": []}, "text", None], ids=str
)
def test_a_payload_is_added_as_base64(payload: Any) -> None:
    event = {"payload": payload, "meta": {"endpoint": "alerts"}}

    encoded = main(event)

    assert decoded(encoded) == payload
    assert {name: encoded[name] for name in event} == event


def test_what_json_has_no_form_for_becomes_text() -> None:
    assert decoded(main({"payload": {"at": datetime.date(2026, 3, 1)}})) == {"at": "2026-03-01"}


def test_what_is_no_mapping_gives_way() -> None:
    assert main({"payload": {}, "serviceops": "x"})["serviceops"] == {"body": "e30="}


def test_what_the_source_says_of_the_event_stays() -> None:
    assert main({"payload": {}, "serviceops": {"event": "pushed"}})["serviceops"] == {"event": "pushed", "body": "e30="}


@pytest.mark.parametrize(
    "event", [{"payload": {"a": 1}, "serviceops": {"body": "e30="}}, {"serviceops": {}}, {}], ids=str
)
def test_an_event_with_a_body_or_without_a_payload_is_left_as_it_is(event: dict[str, Any]) -> None:
    assert main(event) == event
