# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of the continuous integration are all of ``make test-all``, and each can run."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import workspace
from supported import CORES


def listed(*arguments: str) -> list[dict]:
    """Return the sessions that nox finds for ``arguments``."""
    command = (sys.executable, "-B", "-m", "nox", "--list-sessions", "--json", *arguments)
    ended = subprocess.run(command, cwd=workspace.ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def matrix(*arguments: str) -> list[dict]:
    command = (sys.executable, "-B", "tools/matrix.py", *arguments)
    shown = subprocess.run(command, cwd=workspace.ROOT, capture_output=True, text=True, check=True).stdout
    return json.loads(shown)["include"]


@pytest.fixture(scope="module")
def jobs() -> list[dict]:
    return matrix()


@pytest.fixture(scope="module")
def everything() -> dict[str, dict]:
    return {session["name"]: session for session in listed("-t", "all", "gate")}


def test_every_session_of_test_all_is_in_some_job(jobs, everything):
    named = {name for job in jobs for name in job["arguments"].split()}
    tags = {name: set(session["tags"]) for name, session in everything.items()}
    wanted = {name for name, found in tags.items() if "all" in found and "gate" not in found}
    assert wanted - named == set()


def test_every_job_names_sessions_that_exist(jobs, everything):
    for job in jobs[1:]:
        names = job["arguments"].partition("-s ")[2].split()
        assert names
        assert set(names) - set(everything) == set(), job["name"]


def test_a_job_runs_its_sessions_on_the_python_of_its_name(jobs):
    job = next(job for job in jobs if job["name"] == "ansible-core 2.20, Python 3.14")
    found = {session["name"]: session["python"] for session in listed(*job["arguments"].split())}
    kinds = ("units", "jobs", "integration", "stories", "sanity")
    assert found == {f"{kind}-2.20": "3.14" for kind in kinds}


def test_every_core_runs_on_each_of_its_pythons(jobs):
    names = [job["name"] for job in jobs if job["name"].startswith("ansible-core")]
    assert names == [f"ansible-core {core}, Python {python}" for core, pythons in CORES.items() for python in pythons]


def test_a_job_has_the_pythons_of_its_sessions_and_one_that_runs_make(jobs, everything):
    for job in [job for job in jobs[1:] if "-P" not in job["arguments"]]:
        names = job["arguments"].partition("-s ")[2].split()
        # On this machine the tools' Python may be another; what belongs to a core or to modules is fixed.
        wanted = {everything[name]["python"] for name in names if "-" in name}
        assert wanted <= set(job["pythons"].split("\n")), job["name"]
        assert job["pythons"].endswith("3.13")


def test_the_gate_is_one_job():
    assert [job["arguments"] for job in matrix("gate")] == ["-t gate"]
