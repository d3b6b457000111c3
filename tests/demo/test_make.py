# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo``, as a person at a terminal meets it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tools import workspace

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


# A shell starts what runs in its background with Ctrl+C ignored, and that is inherited.
HEED_CTRL_C = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])"
)


@contextmanager
def making(*options: str, keyboard: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[str]]:
    """Start ``make demo`` with options, in a group of processes of its own, as a terminal does.

    ``keyboard`` is its standard input.
    """
    command = ["make", "demo", f"PYTHON={sys.executable}", f"ARGS={' '.join(options)}"]
    process = subprocess.Popen(
        [sys.executable, "-c", HEED_CTRL_C, *command],
        cwd=workspace.ROOT,
        stdin=keyboard,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Return what a process prints up to the line that holds ``words``."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def answers(url: str) -> bool:
    try:
        return bool(OPENER.open(url, timeout=10).status == 200)
    except OSError:
        return False


def test_it_ends_with_the_calls_and_the_way_on():
    with making() as process:
        printed, dummy = process.communicate(timeout=300)
    assert process.returncode == 0, printed
    counted = re.search(
        r"That took \d+ seconds, and the server counted (\d+) calls: "
        r"1 sign-in, whose token all tasks share, (\d+) reads and (\d+) writes",
        printed,
    )
    assert counted, printed
    calls, reads, made = map(int, counted.groups())
    assert (calls, made) == (1 + reads + made, 13)
    for name in ("url", *workspace.ACCOUNT):
        assert f"SERVICEOPS_{name.upper()}" in printed
    assert "[WARNING]" not in printed
    # Nobody can go there any more.
    assert "http://" not in printed
    assert printed.index("failures are part of the demo") < printed.index("\n  failed ")


def test_it_stays_until_somebody_ends_it():
    with making("--stay") as process:
        url = watched(read_until(process, "removes the tickets."), process)
        os.killpg(process.pid, signal.SIGINT)
        assert_ended(process, url)


def test_it_stays_until_it_is_killed_by_its_number():
    with making("--stay") as process:
        printed = read_until(process, "removes the tickets.")
        url = watched(printed, process)
        (number,) = re.findall(r"Ctrl\+C or kill (\d+) ends it", printed)
        os.kill(int(number), signal.SIGTERM)
        assert_ended(process, url)


def test_on_a_terminal_enter_ends_it():
    keyboard, end = os.openpty()
    try:
        with making("--stay", keyboard=end) as process:
            url = watched(read_until(process, "Enter or Ctrl+C ends it, and removes the tickets."), process)
            os.write(keyboard, b"\n")
            assert_ended(process, url)
            assert process.returncode == 0
    finally:
        os.close(keyboard)
        os.close(end)


def watched(printed: str, process: subprocess.Popen[str]) -> str:
    """Return the address that a demo prints which stays; the tickets of the demo and examples are there."""
    (url,) = set(re.findall(r"export SERVICEOPS_URL=(\S+)", printed))
    assert printed.index(f"Open {url} in a browser") < printed.index("A disk fills up")
    names = re.findall(r"(INC-\d+) and (INC-\d+) were opened once, kept up to date and resolved\.", printed)[0]
    page = OPENER.open(url, timeout=30).read().decode()
    assert [name for name in (*names, "CHG-4") if name not in page] == []
    assert process.poll() is None
    return url


def assert_ended(process: subprocess.Popen[str], url: str) -> None:
    rest, dummy = process.communicate(timeout=60)
    assert "Traceback" not in rest
    assert not answers(url)


def test_it_can_be_ended_in_the_middle():
    with making("--stay") as process:
        printed = read_until(process, "so open a ticket")
        (url,) = re.findall(r"Open (\S+) in a browser", printed)
        os.killpg(process.pid, signal.SIGINT)
        rest, dummy = process.communicate(timeout=60)
        assert "The demo was ended, and its server with it." in rest
        assert "Traceback" not in rest
        assert not answers(url)


def test_it_shows_the_run_as_ansible_does_if_asked():
    with making("--full", "--profile", "stubborn") as process:
        printed, dummy = process.communicate(timeout=300)
    assert process.returncode == 0, printed
    assert "TASK [The disk has room again: resolve INC-46]" in printed
    assert "TASK [This server deletes nothing: close INC-46]" in printed
    assert "failed=0" in printed


def test_an_unknown_profile_is_refused_in_a_sentence():
    with making("--profile", "nonsense") as process:
        printed, dummy = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "The demo failed. " in printed
    assert "There is no profile 'nonsense'" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--nonsense", "make demo: unrecognized arguments: --nonsense. ARGS=--help lists the options."),
        ("--profile", "make demo: argument --profile: expected one argument. ARGS=--help lists the options."),
    ],
)
def test_a_wrong_option_is_refused_in_a_sentence(option, said):
    command = [sys.executable, str(workspace.ROOT / "tools/demo.py"), option]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", said)


def test_help_names_every_option():
    command = [sys.executable, str(workspace.ROOT / "tools/demo.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--stay", "--profile", "--full"))
