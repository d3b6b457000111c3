# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a controller: the part of its API that ansible-rulebook calls, with jobs that really run.

A job gets what it is launched with as extra variables, and templates in these run. Job templates of AWX mark them as
unsafe unless ALLOW_JINJA_IN_EXTRA_VARS is set to always.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, abort, request

from tests.stand_in import served

TOKEN = "fake-controller-token"
API = "/api/controller/v2"


class Template(NamedTuple):
    """A job template: the playbook that its project's playbook imports, and its own variables."""

    playbook: str
    variables: Mapping[str, Any]


class Controller:
    """Launches the jobs of some templates, and keeps what each was launched with."""

    def __init__(
        self, folder: Path, inventory: Path, environment: Mapping[str, str], templates: Mapping[str, Template]
    ) -> None:
        self.folder = folder
        self.inventory = inventory
        self.environment = environment
        self.templates = dict(templates)
        self.launched: list[dict[str, Any]] = []
        self._jobs: dict[int, subprocess.Popen[str]] = {}
        folder.mkdir()

    def template(self, number: int) -> dict[str, Any]:
        asks = dict.fromkeys(("ask_limit_on_launch", "ask_labels_on_launch", "ask_inventory_on_launch"), False)
        return {
            "id": number,
            "type": "job_template",
            "name": list(self.templates)[number],
            **asks,
            "ask_variables_on_launch": True,
            "summary_fields": {"organization": {"name": "Default"}},
            "related": {"launch": f"{API}/job_templates/{number}/launch/"},
        }

    def launch(self, number: int, extra_vars: dict[str, Any]) -> dict[str, Any]:
        template = list(self.templates.values())[number]
        job = len(self.launched)
        self.launched.append(extra_vars)
        playbook, variables = self.folder / f"{job}.yml", self.folder / f"{job}.json"
        playbook.write_text(f"---\n- ansible.builtin.import_playbook: {template.playbook}\n")
        variables.write_text(json.dumps({**template.variables, **extra_vars}))
        command = [
            str(Path(sys.executable).parent / "ansible-playbook"),
            str(playbook),
            "--extra-vars",
            f"@{variables}",
        ]
        with (self.folder / f"{job}.log").open("w") as log:
            self._jobs[job] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        return self.job(job)

    def job(self, number: int) -> dict[str, Any]:
        code = self._jobs[number].poll()
        status = "running" if code is None else "failed" if code else "successful"
        return {"id": number, "url": f"{API}/jobs/{number}/", "status": status, "created": "now", "artifacts": {}}

    def close(self) -> None:
        for process in self._jobs.values():
            process.kill()
            process.wait()


@contextmanager
def serving(controller: Controller) -> Iterator[str]:
    """Answer at the address that this yields, the one to give to ansible-rulebook."""
    with served(_application(controller)) as url:
        try:
            yield f"{url}/api/controller/"
        finally:
            controller.close()


def _application(controller: Controller) -> Flask:
    app = Flask(__name__)
    app.before_request(_authenticate)
    app.add_url_rule(f"{API}/config/", view_func=lambda: {"version": "4.7.0"}, endpoint="config")

    @app.get(f"{API}/unified_job_templates/")
    def templates() -> Any:
        found = [controller.template(number) for number in range(len(controller.templates))]
        return {"results": [each for each in found if each["name"] == request.args["name"]], "next": None}

    @app.post(f"{API}/job_templates/<int:number>/launch/")
    def launch(number: int) -> Any:
        return controller.launch(number, request.get_json()["extra_vars"])

    @app.get(f"{API}/jobs/")
    def jobs() -> Any:
        return {"results": [controller.job(int(number)) for number in request.args["id__in"].split(",")]}

    return app


def _authenticate() -> None:
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        abort(401)
