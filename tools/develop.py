# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make Ansible find the collection in this checkout, and keep a simulator running for it.

Everything lies in ``.build/develop``: ``bin`` with Ansible's programs, ``collections`` with a link to the checkout, and
``activate`` with the lines that make a shell use both.
"""

from __future__ import annotations

import argparse
import json
import shlex
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import workspace

FOLDER = workspace.BUILD / "develop"
PORT = 8585
_SECONDS_TO_START = 60


def main(arguments: list[str] | None = None) -> int:
    """Prepare the folder, start the simulator if asked to, and say what to do next; return the exit status."""
    options = _parser().parse_args(arguments)
    programs = workspace.run_venv() / "bin"
    url = f"http://127.0.0.1:{options.port}"
    if options.simulator:
        try:
            url = _simulator(programs, options.port, with_examples=options.examples)
        except RuntimeError as failed:
            print(failed, file=sys.stderr)
            return 1
    _prepare(programs, url)
    print(f"To use the collection in this checkout: . {(FOLDER / 'activate').relative_to(workspace.ROOT)}")
    print("Then, for example: ansible-playbook motadata.serviceops.demo")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make develop ARGS=...", description=__doc__.partition("\n")[0])
    parser.add_argument("--simulator", action="store_true", help="also keep a simulator running in the background")
    parser.add_argument("--examples", action="store_true", help="let the simulator begin with tickets of every kind")
    parser.add_argument("--port", type=int, default=PORT, help="port of the simulator (default: %(default)s)")
    return parser


def _prepare(programs: Path, url: str) -> None:
    collection = FOLDER / "collections" / workspace.COLLECTION
    collection.parent.mkdir(parents=True, exist_ok=True)
    _link(FOLDER / "bin", programs)
    _link(collection, workspace.ROOT)
    settings = {"SERVICEOPS_URL": url, "ANSIBLE_COLLECTIONS_PATH": str(FOLDER / "collections")}
    settings |= {f"SERVICEOPS_{name.upper()}": value for name, value in workspace.ACCOUNT.items()}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    lines.append(f'export PATH={shlex.quote(str(FOLDER / "bin"))}:"$PATH"')
    (FOLDER / "activate").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _link(path: Path, target: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    path.symlink_to(target)


def _simulator(programs: Path, port: int, *, with_examples: bool) -> str:
    """Start a simulator that outlives this process, unless it is running, and return its address."""
    ready, log = FOLDER / "simulator.json", FOLDER / "simulator.log"
    if found := _running(ready):
        print(f"The simulator is running at {found['url']}; to end it: kill {found['pid']}")
        return str(found["url"])
    FOLDER.mkdir(parents=True, exist_ok=True)
    ready.unlink(missing_ok=True)
    command = [str(programs / "python"), "-m", "tests.simulator", "--port", str(port), "--ready-file", str(ready)]
    command += ["--examples"] if with_examples else []
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=workspace.ROOT,
            env=workspace.checkout_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    until = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        if found := _running(ready):
            print(f"The simulator listens at {found['url']}; to end it: kill {found['pid']}")
            return str(found["url"])
        time.sleep(0.05)
    raise RuntimeError(f"The simulator did not start:\n{log.read_text('utf-8').strip()}")


def _running(ready: Path) -> dict[str, object] | None:
    """Return what the simulator wrote when it listened, if it still does."""
    try:
        found: dict[str, object] = json.loads(ready.read_text("utf-8"))
        address = urlsplit(str(found["url"]))
        socket.create_connection((address.hostname, address.port), timeout=5).close()
    except (OSError, ValueError, KeyError):
        return None
    return found


if __name__ == "__main__":
    sys.exit(main())
