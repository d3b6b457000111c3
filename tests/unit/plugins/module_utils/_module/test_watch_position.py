# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A watch that ends and begins again loses nothing; options, credentials and files that are wrong end it at once."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api import state_file
from ansible_collections.motadata.serviceops.plugins.module_utils._api.errors import ServiceOpsError
from tests.simulator.client import Simulator
from tests.unit.support.watches import Watches, events, names, search_server


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def refusal(watches: Watches, **options: Any) -> str:
    with pytest.raises(ServiceOpsError) as caught:
        watches.start(**options).changes()
    return str(caught.value)


def restarted(watches: Watches, **options: Any) -> Any:
    watches.close()
    return watches.start(**options)


def test_what_changes_between_two_runs_is_an_event_of_the_second(
    simulator: Simulator, watches: Watches, state: Path
) -> None:
    watch = watches.start(state_file=str(state), replay=0)
    events(watch)
    simulator.create_ticket(subject="first")
    assert names(watch) == [("created", "first")]
    watches.close()
    simulator.create_ticket(subject="second")

    assert names(watches.start(state_file=str(state), replay=0)) == [("created", "second")]


def test_what_was_handed_over_last_comes_again_unless_it_was_changed_since(
    simulator: Simulator, watches: Watches, state: Path
) -> None:
    watch = watches.start(state_file=str(state), replay=2, filters={"status": "Open"})
    events(watch)
    made = [simulator.create_ticket(subject=subject) for subject in ("a", "b", "c")]
    events(watch)
    simulator.change_ticket("request", made[2]["id"], statusName="In Progress")

    again = restarted(watches, state_file=str(state), replay=2, filters={"status": "Open"})

    assert names(again) == [("created", "b")]
    assert names(again) == []


@pytest.mark.parametrize(("replay", "again"), [(0, []), (1, ["c"]), (2, ["b", "c"])])
def test_as_many_come_again_as_this_start_says(
    simulator: Simulator, watches: Watches, state: Path, replay: int, again: list[str]
) -> None:
    watch = watches.start(state_file=str(state), replay=3)
    events(watch)
    for subject in ("a", "b", "c"):
        simulator.create_ticket(subject=subject)
    events(watch)

    assert [subject for dummy, subject in names(restarted(watches, state_file=str(state), replay=replay))] == again


def test_one_that_may_still_wait_comes_again_after_many_that_did_not(
    simulator: Simulator, watches: Watches, state: Path
) -> None:
    watch = watches.start(state_file=str(state))
    events(watch)
    for number in range(33):
        simulator.create_ticket(subject=str(number))
    events(watch)

    assert ("created", "0") in names(restarted(watches, state_file=str(state)))


def test_what_changes_after_the_clock_of_the_server_went_back_is_an_event_of_the_next_run(
    watches: Watches, state: Path
) -> None:
    hour = 3_600_000
    begin = int(1000 * time.time()) - 2 * hour
    records = [{"id": 1, "updatedTime": begin}]
    offset = -2 * 3600
    with search_server(records, lambda: time.time() + offset) as server:
        watch = watches.start(url=server.url, start="all", state_file=str(state))
        assert [event["record"]["id"] for event in events(watch)] == [1]
        watches.close()
        # Two hours pass, and the clock goes back by one of them at their begin.
        state.write_text(json.dumps({**json.loads(state.read_text()), "polled": begin}))
        offset = -3600
        records.append({"id": 2, "updatedTime": begin - hour + 60_000})

        again = watches.start(url=server.url, state_file=str(state), replay=0)
        assert [event["record"]["id"] for event in events(again)] == [2]


def test_the_file_is_private_and_in_place_before_the_first_event(
    simulator: Simulator, watches: Watches, state: Path
) -> None:
    events(watches.start(state_file=str(state)))

    assert state.stat().st_mode & 0o777 == 0o600
    assert json.loads(state.read_text())["resource"] == "request"


@pytest.mark.parametrize(
    "content", ["", "{", '{"format": 1}', "[]", "\0\0", "[" * 100_000, '{"format": 1, "time": 1e999}'], ids=range(7)
)
def test_a_torn_file_is_refused_in_one_sentence(watches: Watches, state: Path, content: str) -> None:
    state.write_text(content)
    state.chmod(0o600)

    assert refusal(watches, state_file=str(state)) == (
        f"state_file {state} is damaged or holds something else. Nothing was read. Remove it to begin anew, or name "
        "another file."
    )


def test_a_file_that_is_too_large_is_refused(watches: Watches, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_file, "_LARGEST", 10)
    state.write_text(json.dumps({"format": "x" * 10}))
    state.chmod(0o600)

    assert "is damaged or holds something else" in refusal(watches, state_file=str(state))


@pytest.mark.parametrize("trouble", ["link", "mode", "folder", "open", "missing"])
def test_a_file_that_others_may_have_written_is_refused(watches: Watches, state: Path, trouble: str) -> None:
    if trouble == "link":
        (state.parent / "other").write_text("{}")
        state.symlink_to(state.parent / "other")
    elif trouble == "mode":
        state.write_text("{}")
        os.chmod(state, 0o644)
    elif trouble == "folder":
        state.mkdir()
    elif trouble == "open":
        state = state.parent / "open/state.json"
        state.parent.mkdir()
        state.parent.chmod(0o777)
    else:
        state = state.parent / "missing/state.json"

    message = refusal(watches, state_file=str(state))

    assert message.startswith(f"state_file {state} cannot be used: ")
    assert message.endswith(". Name a private file.")


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o2775, 0o1777], ids=oct)
def test_a_folder_whose_files_not_everybody_may_remove_is_used(
    simulator: Simulator, watches: Watches, state: Path, mode: int
) -> None:
    state.parent.chmod(mode)
    events(watches.start(state_file=str(state)))

    assert state.is_file()


def test_two_sources_do_not_share_a_file(watches: Watches, state: Path) -> None:
    watches.start(state_file=str(state))

    assert "is in use by another process" in refusal(watches, state_file=str(state))


def test_a_file_of_another_resource_is_refused(simulator: Simulator, watches: Watches, state: Path) -> None:
    events(watches.start(state_file=str(state)))
    watches.close()

    assert refusal(watches, state_file=str(state), resource="change") == (
        f"state_file {state} is about the request records of {simulator.url}: name another file for each source."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"interval": 0}, "interval is 0: give 1 or more."),
        ({"interval": "nan"}, "interval is nan: give 1 or more."),
        ({"interval": "often"}, "and we were unable to convert to float"),
        ({"replay": 1001}, "replay is 1001: give 0 to 1000."),
        ({"start": "tomorrow"}, "start must be now, all or a time, got 'tomorrow'."),
        ({"resource": "asset"}, "value of resource must be one of: request, change, problem, release, got: asset"),
        ({"filters": {"colour": "red"}}, "filters: colour is unknown"),
        ({"filters": "status"}, "filters"),
        ({"table": "incident"}, "table"),
        ({"url": None}, "The server is not known: set url (SERVICEOPS_URL)"),
        ({"password": None}, "missing password (SERVICEOPS_PASSWORD)"),
    ],
    ids=str,
)
def test_a_wrong_option_is_named(watches: Watches, options: dict[str, Any], message: str) -> None:
    assert message in refusal(watches, **options)


def test_a_refused_sign_in_ends_the_watch_and_names_no_secret(simulator: Simulator, watches: Watches) -> None:
    message = refusal(watches, password="fake-wrong-password")

    assert "sign in" in message
    assert "fake-wrong-password" not in message
    assert watches.warnings == []


def test_a_host_that_does_not_exist_ends_the_watch_at_once(watches: Watches) -> None:
    assert "nowhere.invalid" in refusal(watches, url="http://nowhere.invalid")


def test_a_token_that_ends_is_renewed(simulator: Simulator, watches: Watches) -> None:
    watch = watches.start()
    events(watch)
    simulator.revoke_tokens()
    simulator.create_ticket(subject="new")

    assert names(watch) == [("created", "new")]


def test_the_text_of_a_secret_in_a_record_is_masked(simulator: Simulator, watches: Watches) -> None:
    watch = watches.start()
    events(watch)
    simulator.create_ticket(subject=f"My password is {simulator.password}")

    assert names(watch) == [("created", "My password is ********")]
