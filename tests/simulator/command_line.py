# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: start the simulator, say where it listens, end cleanly."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from .announcement import announcement, holding
from .application import create_app
from .front import Front
from .known_names import known_names
from .serving import ServingError, listen
from .simulation import Simulation
from .store import Store, StoreError
from .switches import PROFILES, SWITCHES, Settings, SwitchError
from .window.application import create_window

_DESCRIPTION = """\
Run a stand-in for a Motadata ServiceOps server, to try playbooks against: the token endpoint, requests, changes,
problems and releases with their search, conversations and files, and service requests.
Its address is also a page to watch in a browser: the tickets, the calls as they come, and buttons for faults.

It knows made-up people and passwords only; keep it on a machine of your own.
"""
_EPILOG = """\
examples:
  make simulator ARGS=--examples                      begin with tickets of every kind
  make simulator ARGS="--database simulator.db"       keep everything over a restart
  make simulator ARGS="--profile cloud"               be a shared tenant behind a gateway
  make simulator ARGS=--list-names                    whom and what a playbook can name

Tests steer a running simulator through /_simulator: see tests/simulator/README.md.
"""


_LAST_PORT = 65535


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one sentence."""

    def error(self, message: str) -> NoReturn:
        """End with the sentence and where to look."""
        self.exit(2, f"The simulator does not start: {message}. --help lists the options.\n")


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; return the exit code."""
    options = _parser().parse_args(arguments)
    if options.list_switches:
        print(_switch_list())
        return 0
    if options.list_names:
        print(known_names())
        return 0
    # Until the server listens there is nothing to finish; leaving this way still removes the temporary folder.
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(0))
    try:
        settings = Settings(options.profile, dict(map(_assignment, options.switches)))
        with tempfile.TemporaryDirectory(prefix="serviceops-simulator-") as folder:
            return _run(options, settings, Path(folder))
    except (SwitchError, StoreError, ServingError) as exc:
        print(exc, file=sys.stderr)
        return 1


def _parser() -> Parser:
    parser = Parser(
        usage='make simulator ARGS="[OPTION ...]", or: python -m tests.simulator [OPTION ...]',
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8585, help="port, 0 for any free one (default: %(default)s)")
    parser.add_argument("--database", metavar="FILE", help="keep everything in this file (default: removed at exit)")
    parser.add_argument(
        "--tls",
        nargs="?",
        const="",
        metavar="NAME",
        help="speak TLS, with a certificate for NAME (default: the address) of an authority made for this run",
    )
    parser.add_argument("--profile", default="default", metavar="NAME", help=f"one of {', '.join(PROFILES)}")
    parser.add_argument(
        "--set", dest="switches", action="append", default=[], metavar="SWITCH=VALUE", help="set one switch; repeatable"
    )
    parser.add_argument("--tickets", type=_count, default=0, metavar="N", help="make N requests in an empty database")
    parser.add_argument("--examples", action="store_true", help="fill an empty database with tickets of every kind")
    parser.add_argument("--ready-file", metavar="FILE", help="write the address and process id here when listening")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when standard input is closed")
    parser.add_argument("--list-switches", action="store_true", help="print every switch and profile, and exit")
    parser.add_argument("--list-names", action="store_true", help="print every person and name known, and exit")
    return parser


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests")
    return int(text)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= _LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to {_LAST_PORT}")


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise SwitchError(f"--set takes SWITCH=VALUE, not {text!r}.")
    return name.strip(), value.strip()


def _switch_list() -> str:
    lines = ["Switches (the default comes first; each default is a choice, not a known fact):"]
    for name, switch in SWITCHES.items():
        values = f"a number ({switch.values[0]})" if switch.numeric else " | ".join(map(str, switch.values))
        lines += [f"  {name}: {values}", f"      {switch.question}"]
    lines += ["", "Profiles:"]
    for name, profile in PROFILES.items():
        lines.append(f"  {name}: {profile.stands_for}")
        lines += [f"      {switch}={value}" for switch, value in profile.switches.items()]
    return "\n".join(lines)


def _run(options: argparse.Namespace, settings: Settings, folder: Path) -> int:
    context, authority = None, None
    if options.tls is not None:
        # Only who asks for it needs the library that makes certificates.
        from .certificate import make_certificate

        context, authority = make_certificate(options.tls or options.host, folder)
    store = Store(options.database or str(folder / "simulator.db"), durable=bool(options.database))
    try:
        before = store.count()
        simulation = Simulation(store, settings, options.tickets, examples=options.examples)
        window = create_window(simulation, authority and str(authority))
        front = Front(create_app(simulation).wsgi_app, window.wsgi_app, simulation)
        server = listen(options.host, options.port, front, context)
        _end_on_signals(server, options.exit_with_parent)
        url = _address("https" if context else "http", options.host, server.port)
        wants = bool(options.tickets or options.examples)
        tickets = holding(store.count(), options.database, was_empty=not before, wants_tickets=wants)
        _announce(url, authority, tickets, options.ready_file)
        server.serve_forever(poll_interval=0.05)
        left = f"everything is kept in {options.database}" if options.database else "its tickets are gone"
        # Nobody may be there any more to read this.
        with suppress(OSError):
            print(f"\nThe simulator has ended, and {left}.", file=sys.stderr, flush=True)
    finally:
        store.close()
    return 0


def _address(scheme: str, listening: str, port: int) -> str:
    # An address that stands for all of this machine is none to go to.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listening, listening)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _end_on_signals(server: Any, with_parent: bool) -> None:
    def end(*dummy: Any) -> None:
        # shutdown() waits for the serving loop, which the signal interrupted: another thread has to ask.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if with_parent:
        threading.Thread(target=_watch_parent, args=(end,), daemon=True).start()


def _watch_parent(end: Any) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    end()


def _announce(url: str, authority: Path | None, tickets: str, ready_file: str | None) -> None:
    ca = authority and str(authority)
    print(announcement(url, ca, tickets), flush=True)
    if ready_file:
        whole = Path(f"{ready_file}.{os.getpid()}")
        whole.write_text(json.dumps({"url": url, "pid": os.getpid(), "ca": ca}), encoding="utf-8")
        whole.replace(ready_file)
