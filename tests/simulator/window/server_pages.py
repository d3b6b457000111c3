# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages about the server itself: faults, profile and switches, and how a playbook gets there."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..credentials import PEOPLE
from ..known_names import NAMES
from ..simulation import simulation
from ..switches import PROFILES, SWITCHES, SwitchError, of_profile
from . import presets
from .connection import FIRST_COMMAND, export_block, page_line

server_pages = Blueprint("server", __name__, url_prefix="/window")

# Each group of switches by the first one in it: they are in this order.
_GROUPS = {
    "token_form": "Sign-in",
    "unknown_name": "Names that are unknown",
    "patch_subject": "Updates",
    "delete": "Deleting",
    "search_qualification": "Search",
    "unknown_id": "Ids and texts",
    "conversations": "Conversations",
    "upload_path": "Files",
    "rate_limit": "Rate limit",
    "close_rule": "Rules",
}


@server_pages.get("/server")
def server() -> str:
    """Show how the server behaves, and offer to change it."""
    return _page()


def _page(problem: str = "") -> str:
    settings = simulation().settings
    profile = settings.shown()["profile"]
    standing = [presets.worded(fault) for fault in simulation().faults.listed()]
    return render_template(
        "server.html",
        problem=problem,
        standing=standing,
        presets=presets.PRESETS,
        targets=presets.TARGETS,
        times=presets.TIMES,
        profiles=PROFILES,
        groups=_grouped(),
        switches=SWITCHES,
        values=settings.shown()["switches"],
        expected=of_profile(profile),
    )


def _grouped() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    title = ""
    for name in SWITCHES:
        title = _GROUPS.get(name, title)
        groups.setdefault(title, []).append(name)
    return groups


@server_pages.post("/server/faults")
def add_fault() -> Response:
    """Have the next calls meet a fault."""
    fault = presets.described(*(request.form.get(name, "") for name in ("preset", "target", "times")))
    if fault is None:
        abort(400, "The form names a fault, calls or a number that there is not.")
    simulation().faults.add(fault)
    return _back("faults")


@server_pages.post("/server/normal")
def go_back_to_normal() -> Response:
    """Drop every fault, and set the switches as they were at the start."""
    simulation().faults.clear()
    simulation().settings.reset()
    return _back("faults")


@server_pages.post("/server/profile")
def take_profile() -> Response | tuple[str, int]:
    """Take a profile."""
    return _change(request.form.get("profile", ""), {}, "behaviour")


@server_pages.post("/server/switches")
def set_switches() -> Response | tuple[str, int]:
    """Set the switches that the form holds."""
    return _change(None, {name: value.strip() for name, value in request.form.items()}, "behaviour")


def _change(profile: str | None, switches: dict[str, str], section: str) -> Response | tuple[str, int]:
    try:
        simulation().settings.change(profile, switches)
    except SwitchError as exc:
        return _page(str(exc)), 400
    return _back(section)


@server_pages.post("/server/tokens")
def end_tokens() -> Response:
    """End every access token, and every refresh token if asked."""
    refresh = request.form.get("refresh") == "too"
    simulation().tokens.end(("access", "refresh") if refresh else ("access",))
    return _back("tokens")


@server_pages.post("/server/reset")
def start_over() -> Response:
    """Go back to the state at the start, tickets included."""
    if request.form.get("sure") != "yes":
        abort(400, "Tick the box to say that every ticket may go.")
    simulation().reset()
    return _back("reset")


@server_pages.get("/connect")
def connect() -> str:
    """Show the variables to copy, and whom and what a playbook can name."""
    return render_template(
        "connect.html",
        exports=export_block(),
        page_line=page_line(),
        first_command=FIRST_COMMAND,
        people=PEOPLE,
        names=NAMES,
    )


def _back(section: str) -> Response:
    return redirect(url_for("server.server", _anchor=section), 303)
