# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversation, from the options of a task to the server and back."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._engine.identity import choose_identity
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.matching import correlation
from ansible_collections.motadata.serviceops.plugins.module_utils._engine.plan import plan_present
from ansible_collections.motadata.serviceops.plugins.module_utils._resources._resource import (
    FieldError,
    from_task,
    to_result,
)
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.conversation import CONVERSATION

# As the documentation shows one, with neutral values.
SHOWN = {
    "id": 3,
    "conversationType": "note",
    "details": "<p>The disk was <b>replaced</b>.</p>",
    "createdByName": "Tech One",
    "createdByEmail": "tech1@acme.example",
    "createdTime": "Sun, Mar 01, 2026 08:00 am",
    "updatedTime": "Sun, Mar 01, 2026 08:10 am",
    "subject": "[INC-46]: Disk full",
    "conversationState": "published",
    "emailIds": [],
    "ccEmailIds": [],
    "updatable": True,
    "deletable": True,
    "fileAttachments": [],
}


def test_it_lies_below_its_parent():
    endpoint = CONVERSATION.endpoint("/api/v1/change/5")
    assert endpoint.path == "/api/v1/change/5/conversation"
    assert endpoint.search_path == "/api/v1/change/5/conversation/search/byqual"
    assert (endpoint.has_read, endpoint.order) == (False, None)


def test_its_parents_are_options_of_their_names():
    assert [parent.name for parent in CONVERSATION.parents] == ["request", "change", "problem", "release"]


def test_what_says_the_same_is_the_same():
    params = {"id": None, "type": "note", "details": "<p>The disk was replaced.</p>"}
    identity = choose_identity(CONVERSATION, params, from_task(CONVERSATION, params))
    assert identity.fits(SHOWN)
    assert not identity.fits({**SHOWN, "conversationType": "collaborate"})
    assert not identity.fits({**SHOWN, "details": "Something else"})


def test_a_result_keeps_times_as_the_server_words_them():
    shown = to_result(CONVERSATION, SHOWN, None)
    assert shown["created_time"] == "Sun, Mar 01, 2026 08:00 am"
    assert (shown["type"], shown["extra_fields"]) == ("note", {})


def test_a_discussion_without_addresses_shows_null():
    bare = {key: value for key, value in SHOWN.items() if key not in ("emailIds", "ccEmailIds")}
    assert to_result(CONVERSATION, bare, None)["emails"] is None


def test_another_type_is_a_warning_and_no_change():
    plan = plan_present(SHOWN, from_task(CONVERSATION, {"type": "collaborate"}))
    assert plan.operation == "none"
    assert plan.warnings == (
        "type stays 'note' instead of 'collaborate': the server takes it only when the conversation is created.",
    )


def test_all_that_the_documented_update_sends_goes_along():
    assert CONVERSATION.sent_along == ("conversationType", "details", "subject", "conversationState", "fileAttachments")


@pytest.mark.parametrize(
    "correlation_id", ["<b>x</b>", "x</p><p>correlation:y", "a correlation:b", "correlation:", "&lt;x&gt;"]
)
def test_a_correlation_id_that_could_not_be_read_back_is_refused(correlation_id):
    with pytest.raises(FieldError, match="which could not be told from the details around it: leave that out"):
        correlation(CONVERSATION, correlation_id, None)


@pytest.mark.parametrize("correlation_id", ["a<b", "a & b", "a  b", "é", "10 > 9", "job:7"])
def test_a_correlation_id_is_read_back_from_html_that_is_kept_or_stripped(correlation_id):
    assert correlation(CONVERSATION, correlation_id, None).values == (correlation_id,)
