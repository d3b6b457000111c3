# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a record that a result returns."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._engine.projection import Projection
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._field_types import FieldType
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import Field, Resource
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.request import REQUEST

URL = "https://acme.example/api/v1/request/65"
RECORD = {"id": 65, "subject": "Disk full", "tags": ["db01", "correlation:a1"], "newKey": 1}


class Costly(FieldType):
    """A value that nobody wants to see made."""

    def to_result(self, value):
        raise AssertionError("made for nothing")


def test_only_returned_values_are_computed():
    fields = (*REQUEST.fields, Field("costly", "costly", Costly()))
    resource = Resource(name="request", path=REQUEST.path, fields=fields)
    assert Projection(resource, ["subject"]).project(RECORD, URL) == {"id": 65, "subject": "Disk full"}
    with pytest.raises(AssertionError):
        Projection(resource, None).project(RECORD, URL)


@pytest.mark.parametrize("url", [URL, None])
def test_keys_without_a_field_of_their_own_are_returned(url):
    names = ["web_url", "url", "correlation_id", "extra_fields"]
    shown = Projection(REQUEST, names).project(RECORD, url, "https://acme.example/65")
    assert list(shown) == ["id", *names]
    addresses = {"url": url, "web_url": "https://acme.example/65"}
    assert shown == {"id": 65, **addresses, "correlation_id": "a1", "extra_fields": {"newKey": 1}}


def test_the_name_is_kept_for_the_address_of_a_page():
    assert Projection(REQUEST, ["web_url"]).reduce({"id": 65, "name": "INC-46", "tags": []}) == {
        "id": 65,
        "name": "INC-46",
    }
