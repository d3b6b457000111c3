# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process: start, end, persistence, many callers at once."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.simulator import catalogue
from tests.simulator.client import PYTHON, ROOT, Simulator, SimulatorError
from tests.simulator.credentials import PEOPLE
from tests.simulator.switches import PROFILES, SWITCHES

COMMAND = [os.environ.get(PYTHON) or sys.executable, "-m", "tests.simulator"]


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def _await(ready: Path) -> Any:
    end = time.monotonic() + 20
    while not ready.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return json.loads(ready.read_text(encoding="utf-8"))


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Any]:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ready = tmp_path / "ready.json"
    command = [*COMMAND, "--port", "0", "--ready-file", str(ready)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, text=True, env=environment, **pipes)
    yield process, _await(ready)
    process.kill()
    process.communicate()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_prints_what_to_copy_and_ends_cleanly(launched: Any, tmp_path: Path, end: int) -> None:
    process, ready = launched
    assert ready["pid"] == process.pid
    assert len(list(tmp_path.glob("serviceops-simulator-*"))) == 1

    process.send_signal(end)
    printed, last = process.communicate(timeout=10)

    assert process.returncode == 0
    assert last == "\nThe simulator has ended, and its tickets are gone.\n"
    first, *others = printed.splitlines()
    assert first == f"{ready['url']} is the ServiceOps simulator: open it in a browser to watch. Ctrl+C ends it."
    assert others[0] == "It holds no tickets yet; ARGS=--examples begins with some."
    assert f"{ready['url']}/window/connect, or make simulator ARGS=--list-names" in others[-1]
    for name in ("jane@acme.example", "tina@acme.example", *catalogue.CATEGORIES.names.values()):
        assert name in printed
    assert [line for line in others if line.startswith("export ")] == [
        f"export SERVICEOPS_URL={ready['url']}",
        "export SERVICEOPS_CLIENT_ID=Integration-client",
        "export SERVICEOPS_CLIENT_SECRET=fake-client-secret",
        "export SERVICEOPS_USERNAME=automation@acme.example",
        "export SERVICEOPS_PASSWORD=fake-password",
    ]
    assert list(tmp_path.glob("serviceops-simulator-*")) == []


def test_busy_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = _run("--port", str(port))

    assert (ended.returncode, ended.stdout) == (1, "")
    words = f"The simulator cannot listen at 127.0.0.1 port {port}: Address already in use. Port (\\d+) is free: "
    advice = re.fullmatch(f'{words}make simulator ARGS="--port (\\d+)"\n', ended.stderr)
    assert advice is not None
    assert advice[1] == advice[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", int(advice[1])))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--set", "colour=red"], "There is no switch 'colour'; --list-switches names all of them."),
        (["--set", "serch_lag=5"], "There is no switch 'serch_lag'; there is search_lag"),
        (["--set", "delete"], "SWITCH=VALUE"),
        (["--profile", "nowhere"], "nowhere"),
        (["--database", "/nowhere/simulator.db"], "/nowhere/simulator.db cannot be used: there is no folder /nowhere."),
        (["--database", "/"], "The database / cannot be used: it is a folder."),
        (["--port", "65536"], "'65536' is no port from 0 to 65535. --help lists the options."),
        (["--tickets", "many"], "'many' is no number of requests. --help lists the options."),
        (["--nonsense"], "unrecognized arguments: --nonsense. --help lists the options."),
    ],
)
def test_unusable_argument_is_one_sentence(arguments: list[str], word: str) -> None:
    ended = _run("--port", "0", *arguments)

    assert ended.returncode in (1, 2)
    assert word in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_lists_every_switch_and_profile() -> None:
    printed = _run("--list-switches").stdout

    for name in (*SWITCHES, *PROFILES):
        assert f"  {name}: " in printed


def test_lists_whom_and_what_a_playbook_can_name(api: Any) -> None:
    printed = _run("--list-names").stdout
    people, technicians = (
        re.findall(r"^  (\S+) \(.*logon name", part, re.MULTILINE) for part in printed.split("\nassignee_email:")
    )
    listed = {
        option: [line.strip() for line in lines.splitlines()]
        for option, lines in re.findall(r"^(\w+):\n((?:  .+\n?)+)", printed, re.MULTILINE)
    }
    keys = {"category": "categoryName", "department": "departmentName", "location": "locationName"}

    assert [person.email for person in PEOPLE] == people
    assert [person.email for person in PEOPLE if person.technician] == technicians
    for email in people:
        assert api.create(requesterEmail=email).status_code == 200
    for option, key in keys.items():
        assert len(listed[option]) > 5
        for name in listed[option]:
            assert api.created(**{key: name})[key] == name


def test_foreign_database_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_text("not ours " * 200, encoding="utf-8")

    with pytest.raises(SimulatorError, match=r"foreign\.db"):
        Simulator.start(database=foreign)
    assert foreign.read_text(encoding="utf-8").startswith("not ours")


def test_it_says_what_a_database_holds_and_that_it_is_kept(tmp_path: Path) -> None:
    database = str(tmp_path / "simulator.db")

    first, second = (_until_it_listens("--database", database, "--tickets", "3") for dummy in range(2))

    assert "It holds 3 tickets.\n" in first
    assert f"It holds 3 tickets from before, in {database}. New ones are made in an empty database only.\n" in second
    assert f"The simulator has ended, and everything is kept in {database}." in second


def _until_it_listens(*arguments: str) -> str:
    """Return what a simulator prints that ends as soon as it listens."""
    command = [*COMMAND, "--port", "0", "--exit-with-parent", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, input="", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=True
    )
    return done.stdout


def test_database_keeps_everything_over_a_restart(tmp_path: Path, api_of: Any) -> None:
    database = tmp_path / "simulator.db"
    with Simulator.start(database=database, tickets=3) as simulator:
        api = api_of(simulator)
        made = api.created(tags=["kept"])
        token = api.sign_in().json()["access_token"]
        simulator.change_password("fake-new-password")
        assert simulator.stop() == 0

    with Simulator.start(database=database, tickets=3) as simulator:
        api = api_of(simulator, f"Bearer {token}")
        assert api.read(made["id"]).json() == made
        assert api.search().json()["totalCount"] == 4
        assert api.created()["id"] == made["id"] + 1
        assert api.sign_in().status_code == 401


def test_database_survives_a_kill(tmp_path: Path, api_of: Any) -> None:
    database = tmp_path / "simulator.db"
    with Simulator.start(database=database) as simulator:
        made = api_of(simulator).created()
        assert simulator.process is not None
        simulator.process.kill()
        simulator.process.wait(10)

    with Simulator.start(database=database) as simulator:
        assert api_of(simulator).read(made["id"]).json() == made


def test_starts_with_profile_and_switches() -> None:
    with Simulator.start(profile="terse", switches={"search_page_cap": 7}) as simulator:
        switches = simulator.switches()
        simulator.profile("default")
        simulator.reset()

        assert (switches["search_page_cap"], switches["patch_answer"]) == (7, "short")
        assert simulator.switches() == switches


def test_ends_with_its_parent() -> None:
    code = (
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.simulator.client import Simulator\n"
        "print(Simulator.start().process.pid, flush=True)\n"
        "os._exit(1)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    pid = int(ended.stdout)

    end = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        # An orphan that nobody waits for stays in the table as a zombie.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_many_callers_at_once_get_numbers_of_their_own(simulator: Simulator, api_of: Any) -> None:
    def work(index: int) -> list[dict[str, Any]]:
        api = api_of(simulator)
        made = [api.created(subject=f"{index} {turn}", tags=[str(index)]) for turn in range(5)]
        assert all(api.update(one["id"], tags=["changed", str(index)]).status_code == 200 for one in made)
        return made

    with ThreadPoolExecutor(20) as pool:
        made = [one for part in pool.map(work, range(20)) for one in part]

    assert sorted(one["id"] for one in made) == list(range(65, 165))
    assert sorted(one["name"] for one in made) == sorted(f"INC-{number}" for number in range(46, 146))
    found = api_of(simulator).search(size=200).json()
    assert found["totalCount"] == 100
    assert {one["id"]: one["subject"] for one in found["objectList"]} == {one["id"]: one["subject"] for one in made}
    assert all(one["tags"][0] == "changed" for one in found["objectList"])


def test_updates_of_one_request_from_many_callers_never_share_a_time(simulator: Simulator, api_of: Any) -> None:
    number = api_of(simulator).created()["id"]

    def work(index: int) -> int:
        return int(api_of(simulator).update(number, subject=str(index)).json()["updatedTime"])

    with ThreadPoolExecutor(20) as pool:
        times = list(pool.map(work, range(20)))

    assert len(set(times)) == 20


def test_tls_with_a_certificate_of_its_own_authority() -> None:
    with Simulator.start(tls="127.0.0.1") as simulator:
        assert simulator.url.startswith("https://127.0.0.1:")
        assert simulator.environment["SERVICEOPS_CA_PATH"] == simulator.ca_path
        body = {"username": simulator.username, "password": simulator.password, "grant_type": "password"}
        basic = (simulator.client_id, simulator.client_secret)
        answer = requests.post(
            f"{simulator.url}/api/oauth/token", auth=basic, data=body, verify=simulator.ca_path, timeout=10
        )
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(simulator.url, timeout=10)
        assert [call["path"] for call in simulator.calls()] == ["/api/oauth/token"]


def test_a_silent_client_does_not_hold_up_a_tls_server() -> None:
    with Simulator.start(tls="127.0.0.1") as simulator:
        address = urlsplit(simulator.url)
        with socket.create_connection((address.hostname, address.port), timeout=10):
            assert simulator.calls() == []
