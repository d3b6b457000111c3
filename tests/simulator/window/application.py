# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's web application: its pages, and the headers that keep what they show from doing anything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException

from ..simulation import EXTENSION, Simulation, simulation
from .call_pages import call_pages
from .connection import AUTHORITY
from .files import files
from .plans import plans
from .server_pages import server_pages
from .ticket_pages import ticket_pages
from .wording import FILTERS

_HEADERS = {
    "Cache-Control": "no-store",
    # Nothing comes from elsewhere, and no text of a ticket can become a script or a style.
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; img-src 'self'; script-src 'self'; style-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def create_window(simulated: Simulation, authority: str | None = None) -> Flask:
    """Return the window on one simulation; ``authority`` is the file that clients check its certificate with."""
    app = Flask(__name__, static_url_path="/window/static")
    app.extensions[EXTENSION] = simulated
    app.config[AUTHORITY] = authority
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["show"] = app.jinja_env.get_template("macros.html").module
    for pages in (ticket_pages, plans, call_pages, server_pages, files):
        app.register_blueprint(pages)
    # A browser asks for this beside a file that it shows.
    app.add_url_rule("/favicon.ico", "icon", lambda: app.send_static_file("icon.svg"))
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)
    app.context_processor(_everywhere)
    app.register_error_handler(HTTPException, _show_error)
    return app


def _refuse_other_sites() -> None:
    """Refuse a form that a page of another site sends: anyone may look, only these pages may change something."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("This form was sent by a page of another site.")


def _add_headers(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def _everywhere() -> dict[str, Any]:
    """Return what every page shows."""
    simulated = simulation()
    return {
        "profile": simulated.settings.shown()["profile"],
        "changed_switches": simulated.settings.changed(),
        "faults": simulated.faults.listed(),
        "counted": simulated.calls.counted(),
    }


def _show_error(error: HTTPException) -> tuple[str, int]:
    return render_template("error.html", name=error.name, description=error.description), error.code or 500
