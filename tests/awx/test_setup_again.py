# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup on an AWX that has things already: of an earlier version, of others, or half done."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from . import rules
from .conftest import ROOT
from .fake_awx import FakeAwx
from .setting_up import ACCOUNT, OPEN, RESOLVE, WORKFLOW, Run, set_up

URL = "https://git.acme.example/automation.git"
SECRET = "fake-secret-of-an-earlier-run"
IMAGE = "registry.acme.example/serviceops-ee:1"


def credential_type(awx: FakeAwx, name: str, kind: str, *fields: str) -> int:
    """Add a credential type, and return its number."""
    inputs = {"fields": [{"id": field, "label": field, "type": "string"} for field in fields]}
    return int(awx.add("credential_types", {"name": name, "kind": kind, "inputs": inputs, "injectors": {}})["id"])


def earlier(inputs: dict[str, Any], injectors: dict[str, Any]) -> FakeAwx:
    """Return an AWX that an earlier version set up: other texts, and no field for an API key. A box was ticked by hand."""
    awx = FakeAwx(rules.playbooks(ROOT))
    inputs, injectors = deepcopy(inputs), deepcopy(injectors)
    inputs["fields"][0]["help_text"] = "The words of an earlier version."
    inputs["fields"] = [field for field in inputs["fields"] if field["id"] != "api_key"]
    del injectors["env"]["SERVICEOPS_API_KEY"], injectors["env"]["SERVICEOPS_CA_PATH"]
    awx.add(
        "credential_types",
        {"name": "Motadata ServiceOps", "kind": "cloud", "managed": False, "inputs": inputs, "injectors": injectors},
    )
    return awx


def fill(awx: FakeAwx, organization: str, type_id: int) -> None:
    """Give an organization all that has our names."""
    places = [item["id"] for item in awx.kept["organizations"].values() if item["name"] == organization]
    of = {"organization": places[0] if places else awx.add("organizations", {"name": organization})["id"]}
    held = {"url": "https://old.example", "password": SECRET, "skip_certificate_check": True}
    ours = awx.add("credentials", {"name": "ServiceOps", "credential_type": type_id, "inputs": held, **of})["id"]
    project = awx.add("projects", {"name": "ServiceOps", "scm_type": "git", "scm_url": URL, **of})["id"]
    inventory = awx.add("inventories", {"name": "ServiceOps", **of})["id"]
    awx.add("hosts", {"name": "localhost", "inventory": inventory})
    for name, playbook in ((OPEN, "open_request"), (RESOLVE, "resolve_request")):
        uses = {"project": project, "inventory": inventory, "playbook": f"playbooks/{playbook}.yml"}
        template = awx.add("job_templates", {"name": name, **uses})["id"]
        awx.links["job_templates", template, "credentials"] = [ours]
    awx.add("workflow_job_templates", {"name": WORKFLOW, **of})


@pytest.fixture(scope="module")
def runs(
    surroundings_of: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    inputs: dict[str, Any],
    injectors: dict[str, Any],
) -> dict[str, Run]:
    """The playbook on what an earlier version made, in two organizations; again; a type of a new name; removal."""
    awx, surroundings = earlier(inputs, injectors), surroundings_of(tmp_path_factory.mktemp("again"))
    (type_id,) = awx.kept["credential_types"]
    credential_type(awx, "Motadata ServiceOps", "net")
    fill(awx, "Default", type_id)
    fill(awx, "Other", type_id)
    for organization in ("Default", "Other"):
        of = {"organization": awx.named("organizations", organization, organization)["id"]}
        for kind in ("registry", "scm"):
            number = credential_type(awx, kind, kind, "password") if organization == "Default" else numbers[kind]
            numbers = {**locals().get("numbers", {}), kind: number}
            awx.add("credentials", {"name": "Private", "credential_type": number, **of})
    other = awx.named("organizations", "Other", "Other")["id"]
    awx.add("execution_environments", {"name": "ServiceOps", "image": "other.example/ee:1", "organization": other})
    extra = credential_type(awx, "Vault", "cloud", "password")
    added = awx.add("credentials", {"name": "By hand", "credential_type": extra, "organization": 1})["id"]
    awx.links["job_templates", awx.named("job_templates", OPEN)["id"], "credentials"].append(added)
    more = {
        "awx_setup_image": IMAGE,
        "awx_setup_registry_credential": "Private",
        "awx_setup_project_credential": "Private",
    }
    new = {"awx_setup_credential_type": "Motadata ServiceOps 2", "awx_setup_image": IMAGE}
    gone = {"awx_setup_state": "absent"}
    return {
        "start": Run("", [], deepcopy(awx)),
        "first": set_up(awx, surroundings, {}, **more),
        "again": set_up(awx, surroundings, ACCOUNT | {"SERVICEOPS_URL": "https://old.example"}, **more),
        "new": set_up(awx, surroundings, ACCOUNT, **new),
        "foretold": set_up(awx, surroundings, {}, "--check", **gone),
        "gone": set_up(awx, surroundings, {}, **gone),
        "gone again": set_up(awx, surroundings, {}, **gone),
    }
