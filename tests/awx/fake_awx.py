# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the part of AWX's REST API that the modules of awx.awx call here.

It keeps objects and refuses nonsense. It is no AWX: nothing is ever launched, and it knows no permissions.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from werkzeug.serving import make_server

from . import rules

TOKEN = "fake-awx-token"
logging.getLogger("werkzeug").setLevel(logging.ERROR)
# The fields of each kind of object, the compulsory ones first; those that name another object, with its kind.
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "organizations": ({"name"}, set()),
    "credential_types": ({"name", "kind"}, {"description", "inputs", "injectors", "managed"}),
    "credentials": ({"name", "credential_type"}, {"description", "organization", "inputs"}),
    "execution_environments": ({"name", "image"}, {"description", "organization", "pull"}),
    "projects": ({"name", "organization"}, {"description", "scm_type", "scm_url", "scm_branch"}),
    "inventories": ({"name", "organization"}, {"description", "kind", "host_filter", "variables"}),
    "hosts": ({"name", "inventory"}, {"description", "enabled", "variables"}),
    "job_templates": (
        {"name", "project", "playbook", "inventory"},
        {"description", "organization", "job_type", "execution_environment", "survey_enabled", "allow_simultaneous"},
    ),
    "workflow_job_templates": ({"name"}, {"description", "organization", "survey_enabled"}),
    "workflow_job_template_nodes": (
        {"identifier", "workflow_job_template"},
        {"unified_job_template", "extra_data", "type"},
    ),
    "workflow_approval_templates": ({"name"}, {"description", "timeout"}),
}
TEMPLATES = ("projects", "job_templates", "workflow_job_templates", "workflow_approval_templates")
REFERENCES = {
    **{kind[:-1]: (kind,) for kind in KINDS},
    "inventory": ("inventories",),
    "unified_job_template": TEMPLATES,
}
DEFAULTS = {
    "projects": {"scm_branch": "", "scm_revision": "0" * 40},
    "inventories": {"kind": "", "host_filter": None},
    "job_templates": {"execution_environment": None},
    "workflow_job_template_nodes": {"unified_job_template": None, "extra_data": {}},
}
LINKS = {
    "job_templates": {"credentials"},
    "workflow_job_template_nodes": {"success_nodes", "failure_nodes", "always_nodes"},
}


class FakeAwx:
    """The objects by kind, and every call that changed something."""

    def __init__(self, playbooks: list[str]) -> None:
        self.playbooks = playbooks
        self.kept: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.links: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, dict[str, Any]] = {}
        self.writes: list[str] = []
        self._numbers = itertools.count(1)
        self.add("organizations", {"name": "Default"})

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """Return the one object of this kind and name, or identifier."""
        (found,) = (item for item in self.kept[kind].values() if name in (item.get("name"), item.get("identifier")))
        return found

    def linked(self, kind: str, name: str, link: str) -> list[Any]:
        """Return the names, or identifiers, of what an object is linked with."""
        of = "credentials" if link == "credentials" else kind
        numbers = self.links.get((kind, self.named(kind, name)["id"], link), [])
        return [self.kept[of][number].get("identifier") or self.kept[of][number]["name"] for number in numbers]

    def add(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        url = f"/api/v2/{kind}/{number}/"
        item = {"id": number, "url": url, "type": kind[:-1], "summary_fields": {}, **DEFAULTS.get(kind, {})}
        item["related"] = {"survey_spec": f"{url}survey_spec/"}
        self.kept[kind][number] = item
        return self.change(kind, item, given)

    def change(self, kind: str, item: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        item |= given
        if kind == "projects":
            item["summary_fields"] = {"current_update": {"id": item["id"]}}
        if item.get("unified_job_template"):
            for of in TEMPLATES:
                if item["unified_job_template"] in self.kept[of]:
                    item["related"]["unified_job_template"] = f"/api/v2/{of}/{item['unified_job_template']}/"
        return item

    def faults(self, kind: str, given: dict[str, Any]) -> list[str]:
        """Return why an object is refused."""
        needed, allowed = KINDS[kind]
        found = [f"{name} is required" for name in needed if given.get(name) in (None, "")]
        found += [f"{name} is unknown here" for name in given if name not in needed | allowed]
        for name, kinds in REFERENCES.items():
            if given.get(name) is not None and not any(given[name] in self.kept[of] for of in kinds):
                found.append(f"{name} {given[name]} does not exist")
        return found or self._faults_by_kind(kind, given)

    def _faults_by_kind(self, kind: str, given: dict[str, Any]) -> list[str]:
        if kind == "credential_types":
            return rules.credential_type_faults(given["inputs"], given["injectors"])
        if kind == "credentials":
            return rules.credential_faults(
                self.kept["credential_types"][given["credential_type"]]["inputs"], given["inputs"]
            )
        if kind == "job_templates" and given["playbook"] not in self.playbooks:
            return ["playbook not found for project"]
        if kind == "workflow_job_template_nodes" and given.get("extra_data"):
            asked = {question["variable"] for question in self.surveys[given["unified_job_template"]]["spec"]}
            return [
                f"the variable {name} is not allowed on launch" for name in given["extra_data"] if name not in asked
            ]
        return []

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an object as AWX answers it: without secrets."""
        if item["type"] != "credential":
            return item
        fields = self.kept["credential_types"][item["credential_type"]]["inputs"]["fields"]
        secret = {field["id"] for field in fields if field.get("secret")}
        hidden = {name: "$encrypted$" if name in secret else value for name, value in item["inputs"].items()}
        return {**item, "inputs": hidden}

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Answer at the address that this yields."""
        server = make_server("127.0.0.1", 0, _Api(self).application(), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Api:
    """What each address does."""

    def __init__(self, awx: FakeAwx) -> None:
        self.awx = awx

    def application(self) -> Flask:
        app, nodes = Flask(__name__), "workflow_job_template_nodes"
        app.before_request(self.authenticate)
        for path, view, *methods in (
            ("project_updates/<int:number>/", self.update),
            ("unified_job_templates/", self.templates),
            ("<kind>/", self.several, "POST"),
            ("<kind>/<int:number>/", self.one, "PATCH"),
            ("<kind>/<int:number>/survey_spec/", self.survey, "POST"),
            (f"{nodes}/<int:number>/create_approval_template/", self.approval, "POST"),
            ("<kind>/<int:number>/<link>/", self.links, "POST"),
        ):
            app.add_url_rule(f"/api/v2/{path}", view_func=view, methods=["GET", *methods])
        return app

    def authenticate(self) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            abort(401)
        if request.method != "GET":
            self.awx.writes.append(f"{request.method} {request.path}")

    def update(self, number: int) -> Any:
        return {"id": number, "status": "successful"}

    def templates(self) -> Any:
        return _listed([item for kind in TEMPLATES for item in self.awx.kept[kind].values()])

    def several(self, kind: str) -> Any:
        if request.method == "GET":
            return _listed([self.awx.shown(item) for item in self.awx.kept[kind].values()])
        if faults := self.awx.faults(kind, request.get_json()):
            return {"__all__": faults}, 400
        return self.awx.shown(self.awx.add(kind, request.get_json())), 201

    def one(self, kind: str, number: int) -> Any:
        item = self.awx.kept[kind][number]
        if request.method == "PATCH":
            needed, allowed = KINDS[kind]
            changed = {name: item[name] for name in needed | allowed if name in item} | request.get_json()
            if faults := self.awx.faults(kind, changed):
                return {"__all__": faults}, 400
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
        if faults := self.awx.faults("workflow_approval_templates", request.get_json()):
            return {"__all__": faults}, 400
        made = self.awx.add("workflow_approval_templates", request.get_json())
        node = self.awx.kept["workflow_job_template_nodes"][number]
        self.awx.change("workflow_job_template_nodes", node, {"unified_job_template": made["id"]})
        return made, 201

    def links(self, kind: str, number: int, link: str) -> Any:
        if link not in LINKS.get(kind, ()):
            abort(404)
        numbers = self.awx.links.setdefault((kind, number, link), [])
        if request.method == "GET":
            return _listed([{"id": other} for other in numbers])
        given = request.get_json()
        (numbers.remove if given.get("disassociate") else numbers.append)(given["id"])
        return "", 204


def _listed(items: list[dict[str, Any]]) -> Response:
    wanted = request.args.to_dict()
    found = [item for item in items if all(str(item.get(name)) == value for name, value in wanted.items())]
    return jsonify(count=len(found), next=None, results=found)
