# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the request of a failing job says, on servers that keep markup and on those that do not."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ansible_collections.motadata.serviceops.plugins.module_utils._failures.description_blocks import Block, parse
from ansible_collections.motadata.serviceops.plugins.module_utils._failures.report import Reported, Run, reported


def kept(text):
    return text


def stripped(text):
    return html.unescape(re.sub(r"<[^<>]*>", "\n", text)).strip()


def collapsed(text):
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


SERVERS = (kept, stripped, collapsed)


def run(day, failed=(), **more):
    texts = dict.fromkeys(failed, f' at "Task": broke on {day} <&> [[x]]')
    return Run(f"2026-11-{day} 02:00 UTC", texts, **more)


def nights(server, *runs, words=""):
    account = Reported(words, (), 0)
    for night in runs:
        account = reported(server(account.description), night)
    return account


def shown(account):
    return collapsed(account.description)


@pytest.mark.parametrize("server", SERVERS)
def test_further_failures_bring_the_text_up_to_date(server):
    words = "<p>Ask Ravi &lt;him&gt;.</p>"
    account = nights(
        server, run(23, ["web1"]), run(24, ["web1"]), run(25, ["web1"], link="https://awx.example/1"), words=words
    )
    assert shown(account) == (
        "Ask Ravi <him>. "
        "[[Ansible counted 3 failed runs from 2026-11-23 02:00 UTC to 2026-11-25 02:00 UTC: https://awx.example/1 ]] "
        '[[Ansible failed on web1 at "Task": broke on 25 <&> [ [x] ] ]]'
    )
    assert (account.standing, account.failures) == (("web1",), 3)


@pytest.mark.parametrize("server", SERVERS)
def test_a_failure_stands_until_its_host_succeeds(server):
    broken = run(23, ["web1", "web2"], link="https://awx.example/23")
    account = nights(server, broken, run(24, succeeded=frozenset({"web2", "web3"}), link="https://awx.example/24"))
    assert account.standing == ("web1",)
    assert shown(account).startswith(
        "[[Ansible counted 1 failed run, at 2026-11-23 02:00 UTC: https://awx.example/23 ]]"
    )
    assert '[[Ansible succeeded on web2: before, it failed at "Task": broke on 23' in shown(account)
    account = nights(server, broken, run(24, succeeded=frozenset({"web2"})), run(25, succeeded=frozenset({"web1"})))
    assert account.standing == ()
    assert "at 2026-11-23 02:00 UTC; good again at 2026-11-25 02:00 UTC ]]" in shown(account)


@pytest.mark.parametrize("server", SERVERS)
def test_further_good_runs_change_nothing_of_a_request_that_stays_open(server):
    well = [run(day, succeeded=frozenset({"web1"}), link=f"https://awx.example/{day}") for day in (24, 25, 26)]
    account = nights(server, run(23, ["web1"]), *well[:2])
    assert "good again at 2026-11-24 02:00 UTC: https://awx.example/24 ]]" in shown(account)
    assert nights(server, well[2], words=account.description) == account
    broken = nights(server, run(27, ["web1"]), words=account.description)
    assert "counted 2 failed runs from 2026-11-23 02:00 UTC to 2026-11-27 02:00 UTC ]]" in shown(broken)


@pytest.mark.parametrize("server", SERVERS)
def test_the_failure_of_a_host_that_is_gone_does_not_stand(server):
    gone = run(24, succeeded=frozenset({"web2"}), hosts=frozenset({"web2"}))
    assert nights(server, run(23, ["web1"]), gone).standing == ()


@pytest.mark.parametrize("server", SERVERS)
def test_a_host_that_fails_again_has_one_paragraph(server):
    account = nights(server, run(23, ["web1"]), run(24, succeeded=frozenset({"web1"})), run(25, ["web1"]))
    assert shown(account).count(" on web1") == 1
    assert "counted 2 failed runs from 2026-11-23 02:00 UTC to 2026-11-25" in shown(account)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("host", ["fe80::1", "my host", "web1.acme.example", "a&b"])
def test_odd_names_of_hosts_are_read_again(server, host):
    account = nights(server, run(23, [host]), run(24, [host]))
    assert account.standing == (host,)


def test_a_part_of_a_run_that_is_counted_is_not_counted_again():
    first = reported("", run(23, ["web1"], is_counted=True))
    assert (first.failures, reported(first.description, run(23, ["web2"], is_counted=True)).failures) == (1, 1)


@pytest.mark.parametrize("server", SERVERS)
def test_what_people_write_between_the_paragraphs_stays(server):
    account = nights(server, run(23, ["web1", "web2"]))
    text = account.description.replace(
        "<br>[[Ansible failed on web2", "<p>Jane: looking [[at]] it.</p><br>[[Ansible failed on web2"
    )
    account = nights(server, run(24, ["web1"]), words=text)
    assert shown(account).startswith("Jane: looking [[at]] it. [[Ansible counted 2")


def test_the_text_stays_bounded_however_many_hosts_fail_however_long():
    account = Reported("", (), 0)
    for day in range(10, 25):
        texts = {f"host{number}.acme.example": ": " + "x" * 5000 for number in range(1500)}
        account = reported(account.description, Run(f"2026-11-{day} 02:00 UTC", texts))
    assert len(account.description) < 100_000
    assert "[[Ansible failed on 500 more hosts ]]" in account.description
    healthy = frozenset(f"host{number}.acme.example" for number in range(1500))
    well = reported(account.description, run(26, succeeded=healthy, hosts=healthy))
    assert well.standing == ()
    assert len(well.description) < 10_000


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("hosts", [1, 7, 100])
def test_what_escaping_lengthens_has_no_more_room(server, hosts):
    texts = {f"web{number}": ": " + '"<&>\n[[[[[[[[' * 2000 for number in range(hosts)}
    account = Reported("", (), 0)
    for night in (Run("2026-11-23 02:00 UTC", texts), Run("2026-11-24 02:00 UTC", texts), run(25)):
        account = reported(server(account.description), night)
        assert 15_000 < len(account.description) < 20_500 + 40 * hosts


@pytest.mark.parametrize("server", SERVERS)
def test_a_text_says_once_that_it_was_cut(server):
    # Some servers make it a little shorter.
    long = Run("2026-11-23 02:00 UTC", {"web1": ": a\n\nb" + "x" * 30_000})
    assert shown(nights(server, long, run(24), run(25))).count(" ...") == 1


def many(*numbers):
    return [f"host{number}" for number in range(*numbers)]


def test_hosts_that_are_not_named_stand_until_as_many_have_succeeded():
    # A job that AWX slices never looks at all of its hosts.
    slices = [run(24, succeeded=frozenset(many(start, start + 400))) for start in (0, 400, 800)]
    account = nights(stripped, run(23, many(1200)), *slices[:2])
    assert account.standing == (*many(800, 1000), "200 more hosts")
    assert "good again" not in account.description
    account = nights(stripped, run(23, many(1200)), *slices)
    assert account.standing == ()
    assert "good again" in account.description


def test_hosts_that_are_not_named_stand_alone():
    account = nights(stripped, run(23, many(1200)), run(24, succeeded=frozenset(many(1000))))
    assert account.standing == ("200 more hosts",)
    assert "good again" not in account.description


def test_hosts_that_are_not_named_are_none_that_are():
    known = run(24, ["host0", "host1"], succeeded=frozenset({"host2"}))
    account = nights(stripped, run(23, many(1200)), known, run(25, succeeded=frozenset({"host2"})))
    assert account.standing == (*many(2), *many(3, 1000), "200 more hosts")


def test_hosts_that_are_not_named_may_fail_again():
    account = nights(stripped, run(23, many(1200)), run(24, many(1100, 1150)))
    assert account.standing == (*many(1000), *many(1100, 1150), "150 more hosts")
    assert "[[Ansible failed on 200 more hosts ]]" in account.description
    account = nights(stripped, run(23, many(1200)), run(24, many(1200)))
    assert (len(account.standing), account.failures) == (1200, 2)


def test_hosts_that_are_not_named_are_no_more_than_the_job_has():
    # Of one host this run says nothing.
    left = run(24, succeeded=frozenset(many(1000)), hosts=frozenset(many(1001)))
    account = nights(stripped, run(23, many(1200)), left)
    assert account.standing == ("1 more host",)
    assert "[[Ansible failed on 1 more host ]]" in account.description
    assert nights(stripped, run(23, many(1200)), left, run(25, succeeded=frozenset(many(1001)))).standing == ()


@pytest.mark.parametrize("server", SERVERS)
def test_of_those_that_succeed_again_the_newest_are_told(server):
    nights_of_two = [run(24, succeeded=frozenset(many(5))), run(25, succeeded=frozenset(many(5, 205)))]
    account = nights(server, run(23, many(205)), *nights_of_two)
    told = re.findall(r"succeeded on (\w+):", shown(account))
    assert told == many(5, 25)
    account = nights(server, run(23, many(8)), *nights_of_two)
    assert re.findall(r"succeeded on (\w+):", shown(account)) == [*many(5, 8), *many(5)]


def test_one_failure_is_told_at_length():
    account = reported("", Run("2026-11-23 02:00 UTC", {"web1": ": " + "x" * 9000}))
    assert "x" * 9000 in account.description


@given(some.text(max_size=80), some.text(max_size=80))
def test_whatever_was_said_is_one_paragraph(said, words):
    server = stripped
    account = nights(server, Run("2026-11-23 02:00 UTC", {"web1": f": {said}"}), words=html.escape(words))
    before, ours = parse(server(account.description))
    assert [block.heading for block in ours] == ["counted ", "failed on "]
    assert reported(server(account.description), run(24, succeeded=frozenset({"web1"}))).standing == ()
    assert "[[Ansible" not in before or "[[Ansible" in words


@pytest.mark.parametrize(
    "part", ["\n", "<br>", "<br>\n", " ", "<br", "<a ", "[[", "]]", "[[Ansible failed on ", "[[Ansible failed on a ]]"]
)
def test_a_description_of_any_make_takes_no_time(part):
    long, ours = part * 20_000, '[[Ansible failed on web1 at "Task": broke ]]'
    begun = time.monotonic()
    for words in (long, ours + long, f"<br>{long}{ours}", f"[[Ansible failed on web1 {long} ]]"):
        reported(words, run(1, ["web1"]))
    # Each of these took a quarter of a minute and more.
    assert time.monotonic() - begun < 10


def test_line_breaks_before_a_paragraph_go_with_it():
    words = "By hand.<br>\n <BR/><br >\n[[Ansible failed on web1: x ]]<br>More."
    assert parse(words) == ("By hand.<br>More.", [Block("failed on ", "web1: x")])


def test_hosts_that_did_not_finish_under_a_role_stay_in_the_description():
    unfinished = "<br>[[Ansible did not finish on web2: only some of its tasks ran (--tags or --skip-tags). ]]"
    found = reported(f"<p>Words.</p>{unfinished}", run(23, ["web1"]))
    assert found.description.endswith(unfinished)
    assert found.standing == ("web1",)


def test_the_description_of_an_earlier_version_is_read():
    text = (
        "<p>Words.</p><br>[[Ansible counted 3 failed runs from 2026-11-21 02:00 UTC to 2026-11-23 02:00 UTC: "
        "https://awx.example/#/jobs/playbook/42 ]]"
        "<br>[[Ansible failed on web1: it got lost on the way. It became unreachable, or left the play: see the "
        "output. ]]"
        "<br>[[Ansible succeeded on web2: before, it failed at &#34;Restart nginx&#34;: ... ]]"
    )
    found = reported(text, run(24, ["web2"]))
    assert (found.standing, found.failures) == (("web1", "web2"), 4)
    assert "[[Ansible failed on web1: it got lost on the way." in found.description
