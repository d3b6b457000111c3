# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys of a record are returned."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._records._kinds import Kind
from ansible_collections.motadata.serviceops.plugins.module_utils._records._noun import Field, Noun
from ansible_collections.motadata.serviceops.plugins.module_utils._records.request import REQUEST
from ansible_collections.motadata.serviceops.plugins.module_utils._task.view import View

URL = "https://acme.example/api/v1/request/65"
RECORD = {"id": 65, "subject": "Disk full", "tags": ["db01", "correlation:a1"], "newKey": 1}


class Costly(Kind):
    """A value that nobody wants to see made."""

    def shown(self, value):
        raise AssertionError("made for nothing")


def test_only_what_is_returned_is_made():
    fields = (*REQUEST.fields, Field("costly", "costly", Costly()))
    noun = Noun(name="request", fields=fields, closed=REQUEST.closed, key=REQUEST.key, keys=REQUEST.keys)
    assert View(noun, ["subject"]).shown(RECORD, URL) == {"id": 65, "subject": "Disk full"}
    with pytest.raises(AssertionError):
        View(noun, None).shown(RECORD, URL)


@pytest.mark.parametrize("url", [URL, None])
def test_what_is_made_of_no_field_or_of_another_is_there(url):
    names = ["url", "correlation_id", "extra_fields"]
    shown = View(REQUEST, names).shown(RECORD, url)
    assert list(shown) == ["id", *names]
    assert shown == {"id": 65, "url": url, "correlation_id": "a1", "extra_fields": {"newKey": 1}}
