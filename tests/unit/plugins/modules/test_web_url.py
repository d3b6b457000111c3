# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each record in a result names its page for people, if the template of that is known."""

from __future__ import annotations

import pytest

BY_ID = "https://acme.example/{resource}/{id}"
BY_NAME = "https://acme.example/{resource}/{name}"
KEY = {"subject": "Disk full", "requester_email": "jane@acme.example"}


def test_without_a_template_it_is_null(modules):
    assert modules.request(**KEY)["request"]["web_url"] is None


def test_each_record_has_its_page_and_a_predicted_one_has_none(modules, monkeypatch):
    monkeypatch.setenv("SERVICEOPS_WEB_URL", BY_NAME)
    assert modules.request(check=True, **KEY)["request"]["web_url"] is None
    made = modules.request(**KEY)["request"]
    page = f"https://acme.example/request/{made['name']}"
    assert made["web_url"] == page
    (found,) = modules.info(fields=["web_url"])["requests"]
    assert found == {"id": made["id"], "web_url": page}
    (item,) = modules.request(requests=[{"id": made["id"], "priority": "High"}])["results"]
    assert item["request"]["web_url"] == page
    by_id = modules.request(id=made["id"], web_url=BY_ID)["request"]
    assert by_id["web_url"] == f"https://acme.example/request/{made['id']}"


def test_a_conversation_has_the_page_of_its_ticket(modules):
    made = modules.request(**KEY)["request"]
    number, name = made["id"], made["name"]

    def shown(template, ticket):
        written = modules.conversation(request=ticket, details="x", web_url=template)["conversation"]["web_url"]
        (read,) = modules.conversations(request=ticket, web_url=template)["conversations"]
        assert read["web_url"] == written
        return written

    assert shown(BY_ID, number) == shown(BY_ID, name) == f"https://acme.example/request/{number}"
    assert shown(BY_NAME, name) == f"https://acme.example/request/{name}"
    # The name would cost one more call.
    assert shown(BY_NAME, number) is None


@pytest.mark.parametrize("template", ["https://acme.example/{number}", "https://acme.example/"])
def test_another_template_is_refused_before_anything_is_sent(modules, simulator, template):
    simulator.clear_calls()
    assert modules.request(web_url=template, **KEY)["msg"].startswith(f"web_url is {template!r}: give an address with")
    assert simulator.calls() == []
