# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web application: who calls, at what rate, and which part of the API answers."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from .call_log import CALL
from .callers import Caller, identify
from .control_routes import control
from .conversation_routes import conversation_api
from .refusals import RefusalError, json_answer, refused
from .request_routes import request_api
from .search_routes import search_api
from .service_routes import service_api
from .simulation import EXTENSION, Simulation, simulation
from .ticket_control_routes import ticket_control
from .token_routes import token_api
from .upload_routes import upload_api

API = "/api/v1/"


def create_app(simulated: Simulation) -> Flask:
    """Return the application of one simulation."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = simulated
    api = (token_api, request_api, search_api, service_api, conversation_api, upload_api)
    for part in (*api, control, ticket_control):
        app.register_blueprint(part)
    app.before_request(_admit)
    app.after_request(_add_limit_headers)
    app.after_request(_set_the_clock)
    app.register_error_handler(RefusalError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_framework_error)
    return app


def _admit() -> None:
    if not request.path.startswith("/api/"):
        return
    simulated = simulation()
    caller = identify(simulated)
    call = request.environ[CALL]
    if caller is not None:
        g.caller = caller
        call["client"], call["user"] = caller.client, caller.user
    if simulated.settings["rate_limit"] == "on":
        bucket = caller.client if caller else str(request.remote_addr)
        g.limit_headers = simulated.buckets.take(bucket, simulated.settings["rate_limit_hint"])
    if request.path.startswith(API):
        _check(caller)


def _check(caller: Caller | None) -> None:
    if caller is None or caller.person is None:
        raise refused("Session has timed out", 401)
    reads = request.method in ("GET", "HEAD") or request.path.endswith("/search/byqual")
    if not reads and not caller.person.writes:
        raise refused("You do not have permission to perform this operation.", 403)


def _add_limit_headers(answer: Response) -> Response:
    answer.headers.update(g.get("limit_headers", {}))
    return answer


def _set_the_clock(answer: Response) -> Response:
    ahead = simulation().settings["clock_ahead"]
    if ahead:
        answer.headers["Date"] = http_date(time.time() + ahead)
    return answer


def _answer_refusal(refusal: RefusalError) -> Response:
    if isinstance(refusal.body, str):
        return Response(refusal.body, refusal.status, refusal.headers, content_type="text/html")
    return json_answer(refusal.body, refusal.status, refusal.headers)


def _answer_framework_error(error: HTTPException) -> Response:
    """Answer what no route took the way Spring, the product's framework, does."""
    status = error.code or 500
    body = {"timestamp": int(time.time() * 1000), "status": status, "error": error.name, "path": request.path}
    headers = {}
    valid = getattr(error, "valid_methods", None)
    if valid:
        headers["Allow"] = ", ".join(sorted(valid))
    return json_answer(body, status, headers)
