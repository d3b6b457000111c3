# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job as AWX runs it: a private data directory goes to ansible-runner on another node, and artifacts come back.

The credential is filled in by the code that AWX itself uses for that (awx-plugins-interfaces).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from awx_plugins.interfaces._temporary_private_api import ManagedCredentialType
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

ROOT = Path(__file__).resolve().parents[2]
# As AWX makes it of the inventory in awx_setup.yml.
LOCALHOST = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


@dataclass(frozen=True)
class Injected:
    """What a job gets of a credential: its environment, that environment as AWX shows it, and extra variables."""

    environment: dict[str, str]
    shown: dict[str, str]
    variables: dict[str, Any]


def inject(inputs: Any, injectors: Any, given: Mapping[str, Any], private: Path) -> Injected:
    """Fill the injectors in with what a credential holds, as AWX does."""
    kind = ManagedCredentialType(
        kind="cloud", name="Motadata ServiceOps", namespace="", managed=False, inputs=inputs, injectors=injectors
    )
    environment, shown, arguments = {}, {}, []
    (private / "env").mkdir(parents=True, exist_ok=True)
    inject_credential(kind, Credential(inputs=dict(given)), environment, shown, arguments, str(private))
    assert arguments[::2] == ["-e"] * (len(arguments) // 2)
    # In the container the folder is /runner.
    files = [private / name.removeprefix("@/runner/") for name in arguments[1::2]]
    variables = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    for file in files:
        file.unlink()
    return Injected(environment, shown, {name: value for each in variables for name, value in each.items()})


class Unsafe(str):
    """A text that came from outside: AWX marks it so that no template in it is filled in."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style="'"))


@dataclass(frozen=True)
class Job:
    """A finished job."""

    folder: Path

    @property
    def status(self) -> str:
        return (self.folder / "status").read_text("utf-8")

    @property
    def output(self) -> str:
        return (self.folder / "stdout").read_text("utf-8")

    @property
    def events(self) -> list[dict[str, Any]]:
        found = [json.loads(path.read_text("utf-8")) for path in (self.folder / "job_events").glob("*.json")]
        return sorted(found, key=lambda event: event["counter"])

    @property
    def artifacts(self) -> dict[str, Any]:
        """What set_stats left: AWX gives it to the nodes that follow, as extra variables."""
        left: dict[str, Any] = {}
        for event in self.events:
            left |= event.get("event_data", {}).get("artifact_data", {})
        return left

    @property
    def warnings(self) -> list[str]:
        results = [event.get("event_data", {}).get("res", {}) for event in self.events]
        return [warning for result in results for warning in result.get("warnings", [])]


def run_job(
    folder: Path,
    playbook: str,
    environment: Mapping[str, str],
    *,
    answers: Mapping[str, Any],
    container: Mapping[str, str],
    hosts: Sequence[str] = ("localhost",),
    within: Sequence[str] = (),
) -> Job:
    """Run a playbook of ``folder / "project"`` in a container's environment and return the job.

    ``environment`` is what its credential adds, ``answers`` are those to its survey; ``within`` is a command around it.
    """
    private, node, back = (folder / name for name in ("private", "node", "back"))
    for path in (private / "env", private / "inventory", back):
        path.mkdir(parents=True)
    shutil.copytree(folder / "project", private / "project")
    variables = {name: Unsafe(value) if isinstance(value, str) else value for name, value in answers.items()}
    _write(private / "env/envvars", json.dumps({**environment, "JOB_ID": "7", "ANSIBLE_FORCE_COLOR": "True"}))
    _write(private / "env/extravars", yaml.dump(variables, Dumper=_Dumper))
    _write(private / "env/settings", json.dumps({"suppress_ansible_output": True}))
    inventory = {
        "all": {"hosts": list(hosts)},
        "_meta": {"hostvars": {"localhost": LOCALHOST} if "localhost" in hosts else {}},
    }
    _write(private / "inventory/hosts", f"#! {sys.executable}\nprint({json.dumps(inventory)!r})\n", 0o700)
    runner = [sys.executable, "-m", "ansible_runner"]
    sent = _piped([*runner, "transmit", str(private), "-p", playbook, "--ident", "7"], b"", container)
    shutil.rmtree(private)
    done = _piped([*within, *runner, "worker", "--private-data-dir", str(node)], sent, container)
    _piped([*runner, "process", str(back), "--ident", "7"], done, container)
    return Job(back / "artifacts/7")


def _write(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text, "utf-8")
    path.chmod(mode)


def _piped(command: Sequence[str], given: bytes, environment: Mapping[str, str]) -> bytes:
    done = subprocess.run(command, input=given, env=dict(environment), capture_output=True, check=False, timeout=300)
    assert not done.stderr, done.stderr.decode()
    return done.stdout
