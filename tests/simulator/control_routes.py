# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes under ``/_simulator``: what tests ask of the simulator itself. They need no sign-in."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from . import uploads
from .faults import FaultError
from .refusals import RefusalError, json_answer
from .simulation import simulation
from .switches import PROFILES, SWITCHES, SwitchError

control = Blueprint("control", __name__, url_prefix="/_simulator")


@control.get("/calls")
def list_calls() -> Response:
    """Answer the calls so far, in order."""
    return json_answer(simulation().calls.listed())


@control.delete("/calls")
def clear_calls() -> Response:
    """Forget the calls so far."""
    simulation().calls.clear()
    return json_answer({})


@control.get("/profile")
def show_profile() -> Response:
    """Answer the profile's name and every switch."""
    return json_answer(simulation().settings.shown())


@control.patch("/profile")
def change_profile() -> Response:
    """Take a profile, single switches, or both."""
    changes = json_object()
    profile = changes.pop("profile", None)
    nested = changes.pop("switches", {})
    if not isinstance(nested, dict):
        raise _wrong("switches takes an object of switch and value.")
    switches = {**nested, **changes}
    try:
        simulation().settings.change(profile, switches)
    except SwitchError as exc:
        raise _wrong(str(exc)) from exc
    return show_profile()


@control.get("/profiles")
def list_profiles() -> Response:
    """Answer every switch with its values, the default first, and every profile with the switches that it sets."""
    switches = {name: list(known.values) for name, known in SWITCHES.items()}
    return json_answer({"switches": switches, "profiles": {name: dict(p.switches) for name, p in PROFILES.items()}})


@control.post("/reset")
def reset() -> Response:
    """Go back to the state at start."""
    count = json_object().get("tickets")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 0):
        raise _wrong(f"tickets takes a whole number, not {count!r}.")
    simulation().reset(count)
    return json_answer({})


@control.post("/tokens/expire")
def expire_tokens() -> Response:
    """End every access token."""
    return json_answer({"ended": simulation().tokens.end(("access",))})


@control.post("/tokens/revoke")
def revoke_tokens() -> Response:
    """End every access token, and the refresh tokens with them if asked."""
    kinds = ("access", "refresh") if json_object().get("refresh") else ("access",)
    return json_answer({"ended": simulation().tokens.end(kinds)})


@control.post("/users/<email>/password")
def change_password(email: str) -> Response:
    """Give a user another password."""
    password = json_object().get("password")
    if not isinstance(password, str) or not password:
        raise _wrong("password takes the new password.")
    if not simulation().people.set_password(email, password):
        raise _wrong(f"There is no user {email!r}.", 404)
    return json_answer({})


@control.get("/uploads")
def list_uploads() -> Response:
    """Answer the name, size and digest of every uploaded file."""
    with simulation().store.reading() as db:
        return json_answer(uploads.listed(db))


@control.get("/faults")
def list_faults() -> Response:
    """Answer the faults that still stand."""
    return json_answer(simulation().faults.listed())


@control.post("/faults")
def add_faults() -> Response:
    """Add a fault or a list of them."""
    try:
        simulation().faults.add(_json())
    except FaultError as exc:
        raise _wrong(str(exc)) from exc
    return list_faults()


@control.delete("/faults")
def clear_faults() -> Response:
    """Drop every fault."""
    simulation().faults.clear()
    return json_answer({})


def _json() -> Any:
    try:
        return json.loads(request.get_data() or b"{}")
    except ValueError as exc:
        raise _wrong("The body is not JSON.") from exc


def json_object() -> dict[str, Any]:
    """Return the JSON object of a control call; refuses anything else."""
    body = _json()
    if isinstance(body, dict):
        return body
    raise _wrong("The body takes a JSON object.")


def _wrong(sentence: str, status: int = 400) -> RefusalError:
    return RefusalError(status, {"error": sentence})
