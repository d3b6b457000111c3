# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API of the stand-in for AWX, over a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, abort, jsonify, request

from tests.stand_in import served

from . import rules
from .fake_awx import TEMPLATES, FakeAwx, RefusalError

TOKEN = "fake-awx-token"
USER, PASSWORD = "admin", "fake-awx-password"
LINKS = {
    "job_templates": {"credentials"},
    "workflow_job_template_nodes": {"success_nodes", "failure_nodes", "always_nodes"},
}


@contextmanager
def serving(awx: FakeAwx) -> Iterator[str]:
    """Answer at the address that this yields."""
    with served(_Api(awx).application()) as url:
        yield url


class _Api:
    """What each address does."""

    def __init__(self, awx: FakeAwx) -> None:
        self.awx = awx

    def application(self) -> Flask:
        app, nodes = Flask(__name__), "workflow_job_template_nodes"
        app.before_request(self.authenticate)
        app.register_error_handler(RefusalError, lambda refusal: (refusal.answer, refusal.status))
        for path, view, *methods in (
            ("project_updates/<int:number>/", self.update),
            ("projects/<int:number>/update/", self.fetch, "POST"),
            ("settings/<category>/", self.settings, "PATCH"),
            ("tokens/", self.token, "POST"),
            ("unified_job_templates/", self.templates),
            ("<kind>/", self.several, "POST"),
            ("<kind>/<int:number>/", self.one, "PATCH", "DELETE"),
            ("<kind>/<int:number>/survey_spec/", self.survey, "POST"),
            (f"{nodes}/<int:number>/create_approval_template/", self.approval, "POST"),
            ("<kind>/<int:number>/<link>/", self.links, "POST"),
        ):
            app.add_url_rule(f"/api/v2/{path}", view_func=view, methods=["GET", *methods])
        return app

    def authenticate(self) -> None:
        basic = request.authorization
        by_password = basic and basic.type == "basic" and (basic.username, basic.password) == (USER, PASSWORD)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (by_password or bearer == TOKEN or bearer in self.awx.tokens):
            abort(401)
        # That a token is made or dropped is no change of what jobs do.
        if request.method != "GET" and "/tokens/" not in request.path:
            self.awx.writes.append(f"{request.method} {request.path}")

    def token(self) -> Any:
        made = self.awx.add("tokens", {})
        self.awx.tokens.add(f"fake-made-token-{made['id']}")
        return {**made, "token": f"fake-made-token-{made['id']}"}, 201

    def update(self, number: int) -> Any:
        return self.awx.updates[number]

    def fetch(self, number: int) -> Any:
        if request.method == "GET":
            return {"can_update": True}
        return self.awx.fetch(self.awx.kept["projects"][number]), 202

    def settings(self, category: str) -> Any:
        if request.method == "PATCH":
            self.awx.settings |= request.get_json()
        return self.awx.settings

    def templates(self) -> Any:
        return _listed([item for kind in TEMPLATES for item in self.awx.kept[kind].values()])

    def several(self, kind: str) -> Any:
        if request.method == "GET":
            of_kind = request.args.get("credential_type__kind")
            found = [item for item in self.awx.kept[kind].values() if not of_kind or self.awx.kind_of(item) == of_kind]
            answer = _listed([self.awx.shown(item) for item in found])
            self.awx.delete_pending()
            return answer
        self.awx.check(kind, request.get_json())
        return self.awx.shown(self.awx.add(kind, request.get_json())), 201

    def one(self, kind: str, number: int) -> Any:
        if number not in self.awx.kept[kind]:
            abort(404)
        item = self.awx.kept[kind][number]
        if request.method == "DELETE":
            self.awx.tokens.discard(f"fake-made-token-{number}")
            return "", self.awx.remove(kind, number)
        if request.method == "PATCH":
            self.awx.check(kind, request.get_json(), item)
            self.awx.change(kind, item, request.get_json())
        return self.awx.shown(item)

    def survey(self, kind: str, number: int) -> Any:
        if request.method == "POST":
            if faults := rules.survey_faults(request.get_json()):
                return {"error": faults}, 400
            self.awx.surveys[number] = request.get_json()
            return {}
        return self.awx.surveys.get(number, {})

    def approval(self, number: int) -> Any:
        self.awx.check("workflow_approval_templates", request.get_json())
        made = self.awx.add("workflow_approval_templates", request.get_json())
        node = self.awx.kept["workflow_job_template_nodes"][number]
        self.awx.change("workflow_job_template_nodes", node, {"unified_job_template": made["id"]})
        return made, 201

    def links(self, kind: str, number: int, link: str) -> Any:
        if link not in LINKS.get(kind, ()):
            abort(404)
        numbers = self.awx.links.setdefault((kind, number, link), [])
        if request.method == "GET":
            of = self.awx.kept["credentials" if link == "credentials" else kind]
            return _listed([self.awx.shown(of[other]) for other in numbers])
        given = request.get_json()
        (numbers.remove if given.get("disassociate") else numbers.append)(given["id"])
        return "", 204


def _listed(items: list[dict[str, Any]]) -> Response:
    """Return those that the query names: all of its fields, and of those that begin with or__ any."""
    wanted = {name: value for name, value in request.args.items() if not name.endswith("__kind")}
    either = {name[4:]: wanted.pop(name) for name in list(wanted) if name.startswith("or__")}

    def fits(item: dict[str, Any]) -> bool:
        same = [str(item.get(name)) == value for name, value in either.items()]
        return (any(same) or not same) and all(str(item.get(name)) == value for name, value in wanted.items())

    found = list(filter(fits, items))
    return jsonify(count=len(found), next=None, results=found)
