# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection at work: build it, install it, and run ``motadata.serviceops.demo`` against the simulator."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import workspace

PLAYBOOK = "motadata.serviceops.demo"
TOKEN_PATH = "/api/oauth/token"
VARIABLES = {name: f"SERVICEOPS_{name.upper()}" for name in ("url", *workspace.ACCOUNT)}
# A category that the simulator knows.
CATEGORY = "Storage"
FURTHER = """\
To go on:
  make demo ARGS=--stay   the same with tickets to look at in a browser, until you end it
  make simulator          a simulated server for playbooks of your own
  docs/README.md          the guides

On a real server this opens two tickets and removes them. Set SERVICEOPS_URL, SERVICEOPS_CLIENT_ID,
SERVICEOPS_CLIENT_SECRET, SERVICEOPS_USERNAME and SERVICEOPS_PASSWORD, install the collection, and run
ansible-playbook motadata.serviceops.demo"""


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"make demo: {message}. ARGS=--help lists the options.\n")


def main() -> int:
    """Run the demo and return its exit status: 0 only if every task did what it should."""
    options = _parser().parse_args()
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, _leave)
    scratch = Path(tempfile.mkdtemp(prefix="serviceops-demo-"))
    try:
        return _demonstrate(options, workspace.run_venv() / "bin", scratch)
    except subprocess.CalledProcessError as failed:
        print(f"The demo failed: {Path(failed.cmd[0]).name} ended with status {failed.returncode}.", file=sys.stderr)
    except RuntimeError as failed:
        print(f"The demo failed. {failed}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nThe demo was ended, and its server with it.", file=sys.stderr)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 1


def _parser() -> Parser:
    usage = 'make demo ARGS="[--stay] [--profile NAME] [--full]"'
    parser = Parser(
        usage=usage, description=f"Run the playbook {PLAYBOOK} against a simulated server.", allow_abbrev=False
    )
    parser.add_argument(
        "--stay", action="store_true", help="keep the tickets, and leave the server open until you end it"
    )
    parser.add_argument("--profile", metavar="NAME", help="a profile that make simulator ARGS=--list-switches lists")
    parser.add_argument("--full", action="store_true", help="show the run as Ansible does by default")
    return parser


def _leave(number: int, dummy: FrameType | None) -> None:
    # Leave by the ordinary way, so that the simulator is stopped and the scratch removed.
    sys.exit(128 + number)


def _demonstrate(options: argparse.Namespace, programs: Path, scratch: Path) -> int:
    arguments = ["--profile", options.profile] if options.profile else []
    arguments += ["--examples"] if options.stay else []
    with workspace.simulator(programs / "python", scratch, arguments) as url:
        if options.stay:
            print(f"Open {url} in a browser, and watch the tickets come.", flush=True)
        print(
            "Building this collection, and installing it for a run against a simulated ServiceOps server ...",
            flush=True,
        )
        environment = workspace.ansible_environment(scratch)
        archive = workspace.build_collection(workspace.stage(scratch / "staged"), scratch, programs, environment)
        workspace.install_collection(archive, scratch / "installed", programs, environment)
        connection = {VARIABLES[name]: value for name, value in {"url": url, **workspace.ACCOUNT}.items()}
        colour = {"ANSIBLE_FORCE_COLOR": "1"} if sys.stdout.isatty() else {"ANSIBLE_NOCOLOR": "1"}
        settings = environment | workspace.display_environment(story=not options.full) | colour | connection
        seconds = _play(url, programs, scratch, settings, keep=options.stay)
        print(_account(url, seconds))
        if options.stay:
            _stay(connection)
        else:
            print(FURTHER)
    return 0


def _play(url: str, programs: Path, scratch: Path, settings: dict[str, str], *, keep: bool) -> float:
    """Run the playbook, and return how many seconds that took."""
    print(f"$ ansible-playbook {PLAYBOOK}", flush=True)
    command = [str(programs / "ansible-playbook"), PLAYBOOK, *_variables(url, keep=keep)]
    began = time.monotonic()
    subprocess.run(command, cwd=scratch, env=settings, stdin=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def _variables(url: str, *, keep: bool) -> list[str]:
    variables = {"demo_keep": keep}
    needs_category = _asked(f"{url}/_simulator/profile")["switches"]["close_rule"] == "refused"
    chosen = {**variables, **({"demo_category": CATEGORY} if needs_category else {})}
    return ["--extra-vars", json.dumps(chosen)]


def _account(url: str, seconds: float) -> str:
    """Return a sentence about how long it took, and about the calls that the server has answered."""
    calls = [call for call in _asked(f"{url}/_simulator/calls") if call["path"].startswith("/api/")]
    sign_ins = [call for call in calls if call["path"] == TOKEN_PATH]
    reads = [call for call in calls if call["method"] == "GET" or "/search/" in call["path"]]
    writes = len(calls) - len(sign_ins) - len(reads)
    once = "1 sign-in, whose token all tasks share" if len(sign_ins) == 1 else f"{len(sign_ins)} sign-ins"
    counted = f"the server counted {len(calls)} calls: {once}, {len(reads)} reads and {writes} writes"
    return f"\nThat took {seconds:.0f} seconds, and {counted}.\n"


def _asked(address: str) -> Any:
    # The simulator is on this machine; a proxy is not asked for it.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=30) as answer:
        return json.load(answer)


def _stay(connection: dict[str, str]) -> None:
    print(f"Look at the tickets: {connection['SERVICEOPS_URL']}")
    print("Beside those of the demo there are examples of every kind, with a change that waits for your approval.")
    print("To run playbooks against this server, copy these lines into another shell:\n")
    print("\n".join(f"export {name}={value}" for name, value in connection.items()))
    is_watched = sys.stdin.isatty()
    how = "Enter or Ctrl+C ends it" if is_watched else f"Ctrl+C or kill {os.getpid()} ends it"
    print(f"\n{how}, and removes the tickets.", flush=True)
    with suppress(KeyboardInterrupt):
        if is_watched:
            sys.stdin.readline()
        else:
            signal.pause()
    print("\nEnded.")


if __name__ == "__main__":
    sys.exit(main())
