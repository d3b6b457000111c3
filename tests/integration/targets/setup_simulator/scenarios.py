# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbooks against the simulator, one after the other, and look at what they leave there."""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TARGETS = Path(__file__).resolve().parents[1]
SETTINGS: dict[str, Any] = yaml.safe_load((TARGETS.parent / "integration_config.yml").read_text("utf-8"))
ACCOUNT = ("url", "client_id", "client_secret", "username", "password")
SAME_EVERYWHERE: set[Callable[..., None]] = set()
# No proxy stands between here and the simulator.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
INVENTORY = """
[web]
web1
web2
[db]
db1
[all:vars]
ansible_connection=local
ansible_python_interpreter={python}
[lost]
lost1 ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args="-o ConnectTimeout=2"
"""


@dataclass(frozen=True)
class Ended:
    """How a run of a playbook ended: its code, all that it printed, and the calls that the simulator got."""

    code: int
    said: str
    calls: list[dict[str, Any]]

    @property
    def warnings(self) -> int:
        return self.said.count("[WARNING]")

    @property
    def reads(self) -> list[str]:
        return [call["path"] for call in self.calls if is_read(call)]

    @property
    def writes(self) -> list[str]:
        return [call["method"] for call in self.calls if not is_read(call) and call["path"] != "/api/oauth/token"]


class Stage:
    """A folder for one scenario, and a job name that no other has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.job = f"job-{secrets.token_hex(4)}"
        self.environment: dict[str, str] = {}
        (folder / "hosts.ini").write_text(INVENTORY.format(python=sys.executable))

    def play(self, playbook: str, *arguments: str, **variables: Any) -> Ended:
        """Run a playbook with extra variables."""
        return self.run("ansible-playbook", playbook, *arguments, "-e", json.dumps(variables))

    def run(self, *command: str) -> Ended:
        """Run a command of Ansible."""
        account = {f"SERVICEOPS_{name.upper()}": SETTINGS[f"serviceops_{name}"] for name in ACCOUNT}
        before = len(ask("GET", "/_simulator/calls"))
        ended = subprocess.run(
            [*command, "-i", str(self.folder / "hosts.ini")],
            env={
                # Which callbacks are on is for a scenario to say.
                **{name: value for name, value in os.environ.items() if name != "ANSIBLE_CALLBACKS_ENABLED"},
                **account,
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_DEPRECATION_WARNINGS": "false",
                "ANSIBLE_HOST_PATTERN_MISMATCH": "warning",
                "SERVICEOPS_TOKEN_CACHE_PATH": str(self.folder / "cache"),
                **self.environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"$ {' '.join(command)}\n{ended.stdout}", flush=True)
        # Lines that are broken in the middle cannot be looked at.
        return Ended(ended.returncode, " ".join(ended.stdout.split()), ask("GET", "/_simulator/calls")[before:])

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests of the job, the oldest first."""
        found = ask("POST", "/api/v1/request/search/byqual?offset=0&size=500", {})["objectList"]
        return sorted((one for one in found if self.job in one["subject"]), key=lambda one: one["id"])

    def only(self) -> dict[str, Any]:
        """Return the one request of the job."""
        (found,) = self.requests()
        return found

    def note(self) -> str:
        """Return the one note on the request of the job, as people read it."""
        (note,) = self.notes()
        return note

    def notes(self) -> list[str]:
        """Return the notes on the request of the job, the oldest first."""
        path = f"/api/v1/request/{self.only()['id']}/conversation/search/byqual?offset=0&size=500"
        found = sorted(ask("POST", path, {})["objectList"], key=lambda one: one["id"])
        return [as_read(one["details"]) for one in found]

    def edit(self, record: dict[str, Any], **fields: Any) -> None:
        """Change a request as a person does."""
        ask("PATCH", f"/api/v1/request/{record['id']}", {"subject": record["subject"], **fields})


def as_read(details: str) -> str:
    """Return the text of a note as people read it."""
    return html.unescape(re.sub(r"<[^<>]*>", " ", details.replace("<br>", "\n")))


def ask(method: str, path: str, body: Any = None) -> Any:
    """Make a call to the simulator."""
    request = urllib.request.Request(
        SETTINGS["simulator_url"] + path,
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Apikey {SETTINGS['serviceops_api_key']}"},
        method=method,
    )
    with OPENER.open(request) as answer:
        return json.load(answer)


def is_read(call: dict[str, Any]) -> bool:
    return bool(call["method"] == "GET" or "/search/" in call["path"])


def scenarios_of(names: dict[str, Any]) -> list[Callable[[Stage], None]]:
    """Return the functions of a file that take a stage and nothing else."""
    return [value for value in names.values() if getattr(value, "__annotations__", {}).keys() == {"stage", "return"}]


def same_everywhere(scenario: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """Mark a scenario that has the same result on every core, for it is about the server or a text."""
    SAME_EVERYWHERE.add(scenario)
    return scenario


def main(names: dict[str, Any]) -> int:
    """Act every scenario of a file, or those that the command line names, and return the exit code."""
    scenarios = scenarios_of(names)
    if not SETTINGS.get("serviceops_same_everywhere", True):
        left_out = [scenario.__name__ for scenario in scenarios if scenario in SAME_EVERYWHERE]
        scenarios = [scenario for scenario in scenarios if scenario not in SAME_EVERYWHERE]
        print(f"These run on the newest core alone: {', '.join(left_out)}")
    failed, seconds = [], {}
    for scenario in scenarios:
        if sys.argv[1:] and scenario.__name__ not in sys.argv[1:]:
            continue
        print(f"\n##### {scenario.__name__}", flush=True)
        with tempfile.TemporaryDirectory(dir=os.environ.get("OUTPUT_DIR"), ignore_cleanup_errors=True) as folder:
            started = time.monotonic()
            try:
                scenario(Stage(Path(folder)))
            except Exception:  # noqa: BLE001 - the next one is acted all the same
                traceback.print_exc()
                failed.append(scenario.__name__)
            finally:
                seconds[scenario.__name__] = time.monotonic() - started
                ask("DELETE", "/_simulator/faults")
                ask("PATCH", "/_simulator/profile", {"profile": "default"})
    print("\nSeconds  Scenario")
    for name in sorted(seconds, key=lambda each: -seconds[each]):
        print(f"{seconds[name]:7.1f}  {name}")
    print(f"\n{len(failed)} of {len(scenarios)} failed: {failed}" if failed else "\nEvery scenario is as it should be.")
    return 1 if failed else 0
