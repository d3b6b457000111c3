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
from .setting_up import ACCOUNT, GATE, NOTE, OPEN, READ, RESOLVE, WORKFLOW, Run, set_up

URL = "https://git.acme.example/automation.git"
HELD = {"url": "https://old.example", "password": "fake-secret-of-an-earlier-run", "skip_certificate_check": True}
IMAGE = "registry.acme.example/serviceops-ee:1"
TYPE = "Motadata ServiceOps"
PLAYBOOKS = {OPEN: "playbooks/open_request.yml", RESOLVE: "playbooks/resolve_request.yml"}


def add_credential(awx: FakeAwx, name: str, kind: str, organization: int, type_name: str = "") -> int:
    """Add a credential of a type of this kind, with the type where it is not there yet."""
    type_name = type_name or kind
    types = [item["id"] for item in awx.kept["credential_types"].values() if item["name"] == type_name]
    fields = {"fields": [{"id": "password", "label": "Password", "type": "string"}]}
    given = {"name": type_name, "kind": kind, "inputs": fields, "injectors": {}}
    of_type = types[0] if types else awx.add("credential_types", given)["id"]
    given = {"name": name, "credential_type": of_type, "organization": organization, "inputs": {}}
    return int(awx.add("credentials", given)["id"])


def fill(awx: FakeAwx, organization: int, type_id: int) -> None:
    """Give an organization all that has our names, as if set up by hand or by an earlier version."""
    of = {"organization": organization}
    ours = awx.add("credentials", {"name": "ServiceOps", "credential_type": type_id, "inputs": dict(HELD), **of})["id"]
    project = awx.add("projects", {"name": "ServiceOps", "scm_type": "git", "scm_url": URL, **of})["id"]
    inventory = awx.add("inventories", {"name": "ServiceOps", **of})["id"]
    for name, playbook in PLAYBOOKS.items():
        given = {"name": name, "project": project, "inventory": inventory, "playbook": playbook}
        template = awx.add("job_templates", given)["id"]
        awx.links["job_templates", template, "credentials"] = [ours]
    awx.add("workflow_job_templates", {"name": WORKFLOW, **of})


def set_up_before(inputs: dict[str, Any], injectors: dict[str, Any]) -> FakeAwx:
    """Return an AWX with two organizations that an earlier version set up.

    Its credential type had other texts and no fields for an API key and headers. People ticked a box, and added a
    credential to a job template; the other organization has the execution environment of our name.
    """
    awx = FakeAwx(rules.playbooks(ROOT))
    inputs, injectors = deepcopy(inputs), deepcopy(injectors)
    inputs["fields"][0]["help_text"] = "The words of an earlier version."
    inputs["fields"] = [field for field in inputs["fields"] if field["id"] not in ("api_key", "headers")]
    del injectors["env"]["SERVICEOPS_API_KEY"], injectors["env"]["SERVICEOPS_CA_PATH"], injectors["extra_vars"]
    given = {"name": TYPE, "kind": "cloud", "managed": False, "inputs": inputs, "injectors": injectors}
    type_id = awx.add("credential_types", given)["id"]
    awx.add("credential_types", {**given, "kind": "net"})
    other = awx.add("organizations", {"name": "Other"})["id"]
    for organization in (1, other):
        fill(awx, organization, type_id)
        add_credential(awx, "Private", "registry", organization)
        add_credential(awx, "Private", "scm", organization)
    awx.add("execution_environments", {"name": "ServiceOps", "image": "other.example/ee:1", "organization": other})
    added = add_credential(awx, "By hand", "cloud", 1, "Vault")
    awx.links["job_templates", awx.named("job_templates", OPEN)["id"], "credentials"].append(added)
    return awx


@pytest.fixture(scope="module")
def runs(
    surroundings_of: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    inputs: dict[str, Any],
    injectors: dict[str, Any],
) -> dict[str, Run]:
    """The playbook on what an earlier version made; again; with a type of a new name; and the removal of it all."""
    awx, surroundings = set_up_before(inputs, injectors), surroundings_of(tmp_path_factory.mktemp("again"))
    names = ("awx_setup_registry_credential", "awx_setup_project_credential")
    more = {"awx_setup_image": IMAGE, **dict.fromkeys(names, "Private")}
    new = {"awx_setup_credential_type": f"{TYPE} 2"}
    return {
        "before": Run("", [], deepcopy(awx)),
        "first": set_up(awx, surroundings, {}, **more),
        "again": set_up(awx, surroundings, {}, **more),
        "new": set_up(awx, surroundings, ACCOUNT, **new),
        "foretold": set_up(awx, surroundings, {}, "--check", awx_setup_state="absent"),
        "gone": set_up(awx, surroundings, {}, awx_setup_state="absent"),
        "gone again": set_up(awx, surroundings, {}, awx_setup_state="absent"),
    }


def others(awx: FakeAwx) -> list[dict[str, Any]]:
    """Return what does not belong to the organization that is set up."""
    other = awx.named("organizations", "Other", "Other")["id"]
    return [item for items in awx.kept.values() for item in items.values() if item.get("organization") == other]


def test_every_run_succeeds_and_a_second_one_changes_nothing(runs: dict[str, Run]) -> None:
    for name in ("first", "again", "new", "foretold", "gone", "gone again"):
        assert runs[name].counted("failed") == 0, runs[name].output
    for name in ("again", "gone again"):
        assert (runs[name].counted("changed"), runs[name].writes) == (0, []), runs[name].output


def test_other_organizations_are_left_alone(runs: dict[str, Run]) -> None:
    for run in runs.values():
        assert others(run.awx) == others(runs["before"].awx)


def test_a_credential_type_in_use_keeps_its_fields_and_gets_the_injectors_that_it_can_have(
    runs: dict[str, Run], injectors: dict[str, Any]
) -> None:
    before, after = (
        next(item for item in runs[name].awx.kept["credential_types"].values() if item["name"] == TYPE)
        for name in ("before", "first")
    )
    assert after["inputs"] == before["inputs"]
    expected = {name: text for name, text in injectors["env"].items() if name != "SERVICEOPS_API_KEY"}
    assert after["injectors"] == {"env": expected}
    assert "They stay as they are, and jobs run on without the fields api_key, headers." in runs["first"].said


def test_what_people_set_in_awx_stays(runs: dict[str, Run]) -> None:
    awx = runs["first"].awx
    assert awx.named("credentials", "ServiceOps")["inputs"] == HELD
    assert sorted(awx.linked("job_templates", OPEN, "credentials")) == ["By hand", "ServiceOps"]
    assert awx.named("projects", "ServiceOps")["scm_url"] == URL


def test_names_are_those_of_the_organization(runs: dict[str, Run]) -> None:
    awx = runs["first"].awx
    image = awx.named("execution_environments", "ServiceOps (Default)")
    assert image["image"] == IMAGE
    for name, kind in (("job_templates", OPEN), ("job_templates", RESOLVE)):
        assert awx.named(name, kind)["execution_environment"] == image["id"]
    for number, kind in (
        (image["credential"], "registry"),
        (awx.named("projects", "ServiceOps")["credential"], "scm"),
    ):
        credential = awx.kept["credentials"][number]
        assert (credential["name"], credential["organization"], awx.kind_of(credential)) == ("Private", 1, kind)


def test_a_type_of_another_name_takes_the_place_of_the_old_one(runs: dict[str, Run], inputs: dict[str, Any]) -> None:
    awx = runs["new"].awx
    kind = awx.named("credential_types", f"{TYPE} 2")
    (made,) = (item for item in awx.kept["credentials"].values() if item["credential_type"] == kind["id"])
    template = awx.named("job_templates", RESOLVE)["id"]

    assert kind["inputs"] == inputs
    assert made["inputs"] == {name.removeprefix("SERVICEOPS_").lower(): value for name, value in ACCOUNT.items()}
    assert awx.links["job_templates", template, "credentials"] == [made["id"]]


def test_removal_takes_what_the_set_up_made_and_nothing_that_is_in_use(runs: dict[str, Run]) -> None:
    awx = runs["gone"].awx
    assert runs["foretold"].counted("changed") == runs["gone"].counted("changed") == 6
    assert runs["foretold"].writes == []
    for kind in ("projects", "inventories", "job_templates", "workflow_job_templates", "execution_environments"):
        assert [item for item in awx.kept[kind].values() if item["organization"] == 1] == []
    assert awx.kept["workflow_job_template_nodes"] == {}
    # The one of the old type is gone, the type is used by the other organization.
    left = [item["name"] for item in awx.kept["credentials"].values() if item["organization"] == 1]
    assert sorted(left) == ["By hand", "Private", "Private", "ServiceOps"]
    assert TYPE in awx.names("credential_types")


def test_playbooks_that_could_not_be_fetched_are_fetched_by_the_next_run(
    surroundings: dict[str, str], inputs: dict[str, Any], injectors: dict[str, Any]
) -> None:
    awx = FakeAwx(rules.playbooks(ROOT))
    awx.unreachable.add(URL)
    given = {"name": TYPE, "kind": "cloud", "managed": False, "inputs": inputs, "injectors": injectors}
    of_type = awx.add("credential_types", given)["id"]
    awx.add("credentials", {"name": "ServiceOps", "credential_type": of_type, "inputs": HELD, "organization": 1})
    awx.add("projects", {"name": "ServiceOps", "scm_type": "git", "scm_url": URL, "organization": 1})
    failed = set_up(awx, surroundings, {})
    awx.unreachable.clear()
    healed = set_up(awx, surroundings, {})

    assert failed.counted("failed") == 1
    assert f"AWX could not fetch the playbooks from {URL}: " in failed.said
    assert "name a credential for a private repository in awx_setup_project_credential" in failed.said
    assert healed.counted("failed") == 0, healed.output
    assert sorted(healed.awx.names("job_templates")) == sorted([GATE, NOTE, OPEN, READ, RESOLVE])


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"awx_setup_organization": "Acme"}, "AWX has no organization Acme, or does not show it to this token."),
        ({"awx_setup_state": "gone"}, "awx_setup_state must be present or absent, got gone."),
        (
            {"awx_setup_registry_credential": "Quay"},
            "AWX has no credential Quay of the type Container Registry in the organization Default.",
        ),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_made(
    surroundings: dict[str, str], variables: dict[str, str], said: str
) -> None:
    run = set_up(FakeAwx([]), surroundings, ACCOUNT, **variables)

    assert run.counted("failed") == 1
    assert said in run.said
    assert run.writes == []
