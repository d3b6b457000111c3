# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about calls: what the simulator was asked, the last call first."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ..call_log import TOKEN_PATH, has_failed
from ..simulation import simulation

call_pages = Blueprint("calls", __name__)

_SHOWN = 200
_FILTERS = {
    "": ("All", lambda call: True),
    "writes": ("Writes", lambda call: call["method"] != "GET" and not _only_reads(call)),
    "sign-ins": ("Sign-ins", lambda call: call["path"] == TOKEN_PATH),
    "failures": ("Failures", has_failed),
}


def _only_reads(call: dict[str, object]) -> bool:
    path = str(call["path"])
    return path == TOKEN_PATH or path.endswith("/search/byqual")


@call_pages.get("/window/calls")
def calls() -> str:
    """Show the last calls of those that are asked for."""
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in _FILTERS else ""
    fitting = list(filter(_FILTERS[chosen][1], simulation().calls.latest()))
    return render_template(
        "calls.html",
        calls=fitting[:_SHOWN],
        total=len(fitting),
        chosen=chosen,
        filters={name: title for name, (title, dummy) in _FILTERS.items()},
    )


@call_pages.post("/window/calls/forget")
def forget_calls() -> Response:
    """Forget the calls so far."""
    simulation().calls.clear()
    return redirect(url_for("calls.calls"), 303)
