# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the request around a change says of each host."""

from __future__ import annotations

import html
import re
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.outcomes import with_outcomes

FAILED = {"host": "web1", "state": "failed", "task": "Restart <it>", "text": "5 < 6\n& more"}
SUCCEEDED = {"host": "web1", "state": "succeeded", "text": "<b>Valid</b> until 2031."}


def after(*rounds, text="Renew it.", active=("web1", "web2")):
    """Return what a request says after rounds of outcomes."""
    found = None
    for outcomes in rounds:
        found = with_outcomes(text, outcomes, frozenset(active))
        text = found.description
    return found


def test_a_failure_is_told_as_plain_text():
    found = after([FAILED])
    assert found.description == (
        "Renew it.<br>[[Ansible failed on web1 at &#34;Restart &lt;it&gt;&#34;: 5 &lt; 6<br>&amp; more ]]"
    )
    assert found.standing == "failed"


def test_a_success_takes_the_place_of_a_failure():
    found = after([FAILED], [SUCCEEDED])
    assert found.description == "Renew it.<br>[[Ansible succeeded on web1: <b>Valid</b> until 2031. ]]"
    assert found.standing == ""


@pytest.mark.parametrize("state", ["ended", "partial"])
def test_what_did_not_finish_is_no_success(state):
    found = after([{"host": "web1", "state": state}])
    assert "[[Ansible did not finish on web1: " in found.description
    assert found.standing == "unfinished"
    again = after([{"host": "web1", "state": state}], [{"host": "web1", "state": state}])
    assert again.description == found.description
    assert after([{"host": "web1", "state": state}], [SUCCEEDED]) == after([SUCCEEDED])


@pytest.mark.parametrize("state", ["ended", "partial"])
def test_a_failure_stands_until_its_host_succeeds(state):
    found = after([FAILED], [{"host": "web1", "state": state}])
    assert "[[Ansible failed on web1" in found.description
    assert found.standing == "failed"


@pytest.mark.parametrize("state", ["running", "finished"])
def test_a_host_that_got_lost_did_not_finish(state):
    lost = {"host": "web2", "state": state}
    found = after([SUCCEEDED, lost], active=["web1"])
    assert "[[Ansible did not finish on web2: it became unreachable" in found.description
    assert found.standing == "unfinished"


@pytest.mark.parametrize("state", ["running", "finished"])
def test_a_host_that_is_still_at_it_is_waited_for(state):
    found = after([SUCCEEDED, {"host": "web2", "state": state}])
    assert "web2" not in found.description
    assert found.standing == "unfinished"


@pytest.mark.parametrize(
    "shown",
    [
        lambda text: text,
        lambda text: html.unescape(re.sub(r"<[^<>]*>", "\n", text)).strip(),
        lambda text: " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split()),
    ],
    ids=["kept", "stripped", "collapsed"],
)
def test_paragraphs_are_found_however_a_server_shows_them(shown):
    text = after([FAILED, {**FAILED, "host": "web2"}], text="<p>Words.</p>").description
    text = after([SUCCEEDED], text=shown(text)).description
    assert " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split()) == (
        'Words. [[Ansible failed on web2 at "Restart <it>": 5 < 6 & more ]] '
        "[[Ansible succeeded on web1: Valid until 2031. ]]"
    )


def test_another_host_with_a_similar_name_keeps_its_paragraph():
    other = {**FAILED, "host": "web1.acme.example"}
    assert after([FAILED, other], [SUCCEEDED]).standing == "failed"


def test_blocks_of_other_hosts_keep_their_markup():
    other = {"host": "web2", "state": "succeeded", "text": "<b>Valid</b> until 2031."}
    assert "on web2: <b>Valid</b> until 2031. ]]" in after([other], [FAILED]).description


def test_words_between_blocks_stay():
    text = after([FAILED, {**FAILED, "host": "web2"}]).description.replace("<br>[[", "<p>Jane: [[at]] it.</p><br>[[")
    assert after([SUCCEEDED], text=text).description.startswith(
        "Renew it.<p>Jane: [[at]] it.</p><p>Jane: [[at]] it.</p><br>[[Ansible failed on web2"
    )


def test_blocks_of_a_failing_job_stay():
    job = "<br>[[Ansible counted 1 failed run, at 2026-11-23 02:00 UTC ]]<br>[[Ansible failed on 2 more hosts ]]"
    found = after([SUCCEEDED], text=job)
    assert found.description == f"{job}<br>[[Ansible succeeded on web1: <b>Valid</b> until 2031. ]]"
    assert found.standing == "failed"


def test_many_line_breaks_take_no_time():
    text = "<p>words</p>" + "<br>\n" * 50_000 + "words" + "<br> " * 50_000
    started = time.perf_counter()
    after([FAILED], [SUCCEEDED], text=text)
    assert time.perf_counter() - started < 5
