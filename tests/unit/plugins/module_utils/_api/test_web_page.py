# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a record's page: what a template may hold, and what becomes of it."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import OptionError
from ansible_collections.motadata.serviceops.plugins.module_utils._api.web_page import web_page_of
from tests.unit.support.clients import raised


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://acme.example/{resource}/{id}", "https://acme.example/request/65"),
        (" https://acme.example/#/t/{name}?tab={id}\n", "https://acme.example/#/t/INC%2F46%20%C3%A4?tab=65"),
        ("http://127.0.0.1:8080/{id}{id}", "http://127.0.0.1:8080/6565"),
    ],
)
def test_placeholders_are_filled_in(template, expected):
    assert web_page_of(template).address(resource="request", id=65, name="INC/46 ä") == expected


def test_a_value_that_is_missing_makes_no_address():
    page = web_page_of("https://acme.example/{resource}/{name}")
    assert page.address(resource="request", id=65, name=None) is None
    assert page.address(resource="request", id=None, name="INC-46") == "https://acme.example/request/INC-46"


@pytest.mark.parametrize("template", [None, "", "  "])
def test_no_template_is_no_page(template):
    assert web_page_of(template) is None


@pytest.mark.parametrize(
    "template",
    [
        "https://acme.example/",
        "https://acme.example/{resource}",
        "https://acme.example/{number}",
        "https://acme.example/{id}/{subject}",
        "https://acme.example/{id}/{",
        "https://acme.example/{{id}}",
        "https://acme.example/{0}",
        "https://acme.example/{id.__class__}",
        "acme.example/{id}",
        "javascript:{id}",
        "https://acme.example/a b/{id}",
    ],
)
def test_any_other_template_is_refused(template):
    error = raised(lambda: web_page_of(template))
    assert isinstance(error, OptionError)
    assert error.message == (
        f"web_url is {template!r}: give an address with {{id}} or {{name}}, and {{resource}} if it is needed, for "
        "example https://acme.example/{resource}/{id}."
    )
