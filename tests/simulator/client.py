# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as tests see it: a process of its own, with the control routes as methods. Standard library only."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from .credentials import API_KEY, CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "SERVICEOPS_SIMULATOR_PYTHON"
_PATIENCE = 60


class SimulatorError(Exception):
    """The simulator did not start, or refused what a test asked of it; the text says why."""


class Simulator:
    """One running simulator. Use it as a context manager, or end it with ``stop()``."""

    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET
    username = USERNAME
    password = PASSWORD
    api_key = API_KEY

    def __init__(self, url: str, process: subprocess.Popen[bytes] | None = None, ca_path: str | None = None) -> None:
        self.url = url
        self.process = process
        self.ca_path = ca_path

    @classmethod
    def start(
        cls,
        profile: str = "default",
        switches: dict[str, Any] | None = None,
        tickets: int = 0,
        database: str | os.PathLike[str] | None = None,
        tls: str | None = None,
        examples: bool = False,
    ) -> Simulator:
        """Launch one at any free port, with the interpreter of SERVICEOPS_SIMULATOR_PYTHON or the current one.

        ``tls`` is the name in its certificate.
        """
        command = [os.environ.get(PYTHON) or sys.executable, "-m", "tests.simulator", "--port", "0"]
        command += ["--exit-with-parent", "--profile", profile, "--tickets", str(tickets)]
        command += [part for name, value in (switches or {}).items() for part in ("--set", f"{name}={value}")]
        command += ["--database", os.fspath(database)] if database else []
        command += ["--tls", tls] if tls else []
        command += ["--examples"] if examples else []
        with tempfile.TemporaryDirectory(prefix="serviceops-simulator-") as folder:
            ready, errors = Path(folder) / "ready.json", Path(folder) / "errors"
            with errors.open("wb") as stderr:
                process = subprocess.Popen(
                    [*command, "--ready-file", str(ready)],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=stderr,
                )
            try:
                found = _awaited(process, ready, errors)
                return cls(found["url"], process, found["ca"])
            except BaseException:
                process.kill()
                process.communicate()
                raise

    def stop(self) -> int | None:
        """End the process and return its exit code."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return self.process.returncode

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *dummy: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that the collection reads."""
        return {
            "SERVICEOPS_URL": self.url,
            "SERVICEOPS_CLIENT_ID": self.client_id,
            "SERVICEOPS_CLIENT_SECRET": self.client_secret,
            "SERVICEOPS_USERNAME": self.username,
            "SERVICEOPS_PASSWORD": self.password,
            **({"SERVICEOPS_CA_PATH": self.ca_path} if self.ca_path else {}),
        }

    def calls(self) -> list[dict[str, Any]]:
        """Return every API call since the start, the last reset or the last clearing."""
        found: list[dict[str, Any]] = self.control("GET", "calls")
        return found

    def clear_calls(self) -> None:
        """Forget the calls so far."""
        self.control("DELETE", "calls")

    def switches(self) -> dict[str, Any]:
        """Return every switch as it stands."""
        found: dict[str, Any] = self.control("GET", "profile")["switches"]
        return found

    def switch(self, **switches: Any) -> None:
        """Set switches, leaving the others alone."""
        self.control("PATCH", "profile", switches)

    def profile(self, name: str) -> None:
        """Take a profile."""
        self.control("PATCH", "profile", {"profile": name})

    def reset(self, tickets: int = 0) -> None:
        """Go back to the state at start, with this many requests."""
        self.control("POST", "reset", {"tickets": tickets})

    def fail(self, **fault: Any) -> None:
        """Have the next calls that fit meet a fault, as in ``fail(fault="latency", seconds=1, times=2)``."""
        self.control("POST", "faults", fault)

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults that still stand."""
        found: list[dict[str, Any]] = self.control("GET", "faults")
        return found

    def clear_faults(self) -> None:
        """Drop every fault."""
        self.control("DELETE", "faults")

    def post(self, path: str, access_token: str, **body: Any) -> Any:
        """Send an API call past the collection, below ``/api/v1``, and return its JSON."""
        return self._call("POST", f"/api/v1/{path}", body, {"Authorization": f"Bearer {access_token}"})

    def uploads(self) -> list[dict[str, Any]]:
        """Return reference, name, size and sha256 of every file that was uploaded."""
        found: list[dict[str, Any]] = self.control("GET", "uploads")
        return found

    def create_ticket(self, kind: str = "request", **fields: Any) -> dict[str, Any]:
        """Make a ticket of any kind and return its object; it has a subject, a requester and times unless given.

        Unlike ``post`` it needs no token and is not in the call log.
        """
        made: dict[str, Any] = self.control("POST", f"tickets/{kind}", fields)
        return made

    def change_ticket(self, kind: str, number: int, **fields: Any) -> dict[str, Any]:
        """Change a ticket as a technician does in the product, and return its object.

        ``fields`` are statusName, approvalStatus, startDate and endDate.
        """
        changed: dict[str, Any] = self.control("PATCH", f"tickets/{kind}/{number}", fields)
        return changed

    def ticket(self, kind: str, number: int) -> dict[str, Any]:
        """Return the object of a ticket, deleted or not."""
        found: dict[str, Any] = self.control("GET", f"tickets/{kind}/{number}")
        return found

    def conversations(self, kind: str, number: int) -> list[dict[str, Any]]:
        """Return the conversations on a ticket, the oldest first."""
        found: list[dict[str, Any]] = self.control("GET", f"tickets/{kind}/{number}/conversations")
        return found

    def expire_tokens(self) -> None:
        """End every access token; refresh tokens stay good."""
        self.control("POST", "tokens/expire")

    def revoke_tokens(self, refresh: bool = False) -> None:
        """End every access token, and the refresh tokens with them if asked."""
        self.control("POST", "tokens/revoke", {"refresh": refresh})

    def change_password(self, password: str, username: str | None = None) -> None:
        """Give a user another password on the server; ``self.password`` stays as it is."""
        self.control("POST", f"users/{quote(username or self.username, safe='')}/password", {"password": password})

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control route and return its JSON."""
        return self._call(method, f"/_simulator/{path}", body, {})

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        address = urlsplit(self.url)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_PATIENCE)
        if self.ca_path:
            # The name in the certificate may be a wrong one on purpose.
            context = ssl.create_default_context(cafile=self.ca_path)
            context.check_hostname = False
            connection = HTTPSConnection(address.hostname or "", address.port, timeout=_PATIENCE, context=context)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            content = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= 400:
            raise SimulatorError(content.get("error", content))
        return content


def _awaited(process: subprocess.Popen[bytes], ready: Path, errors: Path) -> dict[str, Any]:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if ready.exists():
            found: dict[str, Any] = json.loads(ready.read_text(encoding="utf-8"))
            return found
        if process.poll() is not None:
            raise SimulatorError(f"The simulator did not start: {errors.read_text(encoding='utf-8').strip()}")
        time.sleep(0.01)
    raise SimulatorError(f"The simulator did not listen within {_PATIENCE} seconds.")
