# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a stand-in for AWX, and which changes of them it refuses: what the modules of awx.awx use here.

It keeps objects and refuses what AWX 24.6.1 refuses, as ``rules.py`` has it. Nothing is ever launched, and it knows no
permissions. Its answers are in ``fake_awx_api.py``.
"""

from __future__ import annotations

import itertools
from typing import Any

from . import rules

# The fields of each kind of object, the compulsory ones first.
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "organizations": ({"name"}, set()),
    "credential_types": ({"name", "kind"}, {"description", "inputs", "injectors", "managed"}),
    "credentials": ({"name", "credential_type"}, {"description", "organization", "inputs"}),
    "execution_environments": ({"name", "image"}, {"description", "organization", "pull", "credential"}),
    "projects": ({"name", "organization"}, {"description", "scm_type", "scm_url", "scm_branch", "credential"}),
    "inventories": ({"name", "organization"}, {"description", "kind", "host_filter", "variables"}),
    "hosts": ({"name", "inventory"}, {"description", "enabled", "variables"}),
    "job_templates": (
        {"name", "project", "playbook", "inventory"},
        {
            *("description", "organization", "job_type", "execution_environment", "survey_enabled"),
            *("allow_simultaneous", "ask_inventory_on_launch", "ask_limit_on_launch", "ask_credential_on_launch"),
        },
    ),
    "workflow_job_templates": ({"name"}, {"description", "organization", "survey_enabled", "allow_simultaneous"}),
    "workflow_job_template_nodes": (
        {"identifier", "workflow_job_template"},
        {"unified_job_template", "extra_data", "type"},
    ),
    "workflow_approval_templates": ({"name"}, {"description", "timeout"}),
    "tokens": (set(), {"description", "scope", "application"}),
}
TEMPLATES = ("projects", "job_templates", "workflow_job_templates", "workflow_approval_templates")
# The fields that name another object, with its kinds.
REFERENCES = {
    **{kind[:-1]: (kind,) for kind in KINDS},
    "inventory": ("inventories",),
    "unified_job_template": TEMPLATES,
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "credentials": {"organization": None, "inputs": {}},
    "execution_environments": {"organization": None, "credential": None, "pull": ""},
    "projects": {"scm_branch": "", "credential": None, "status": "never updated", "scm_revision": ""},
    "inventories": {"kind": "", "host_filter": None, "pending_deletion": False},
    "job_templates": {
        "execution_environment": None,
        **dict.fromkeys(("allow_simultaneous", "ask_inventory_on_launch"), False),
        **dict.fromkeys(("ask_limit_on_launch", "ask_credential_on_launch"), False),
    },
    "workflow_job_templates": {"organization": None, "allow_simultaneous": False},
    "workflow_job_template_nodes": {"unified_job_template": None, "extra_data": {}},
}
# Within what a name may be given only once.
WITHIN = {
    "credential_types": ("kind",),
    "credentials": ("organization", "credential_type"),
    "execution_environments": (),
    "hosts": ("inventory",),
    **dict.fromkeys(("projects", "inventories", "job_templates", "workflow_job_templates"), ("organization",)),
}
# What goes when an object goes.
OWNED = {
    "inventories": (("hosts", "inventory"),),
    "workflow_job_templates": (("workflow_job_template_nodes", "workflow_job_template"),),
}
# A change of these makes AWX fetch a project.
FETCHED = {"scm_type", "scm_url", "scm_branch"}


class RefusalError(Exception):
    """AWX refuses a change, with this status and answer."""

    def __init__(self, status: int, answer: Any) -> None:
        super().__init__(answer)
        self.status, self.answer = status, answer


class FakeAwx:
    """The objects by kind, and every call that changed something."""

    def __init__(self, playbooks: list[str]) -> None:
        self.playbooks = playbooks
        self.unreachable: set[str] = set()
        self.kept: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.links: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, dict[str, Any]] = {}
        self.updates: dict[int, dict[str, Any]] = {}
        self.settings = {"TOWER_URL_BASE": "https://towerhost"}
        self.writes: list[str] = []
        self.tokens: set[str] = set()
        self._numbers = itertools.count(1)
        self._offered: set[int] = set()
        self.add("organizations", {"name": "Default"})

    def named(self, kind: str, name: str, organization: str = "Default") -> dict[str, Any]:
        """Return the one object of this kind and name, or identifier, in an organization."""
        (number,) = (item["id"] for item in self.kept["organizations"].values() if item["name"] == organization)
        (found,) = (
            item
            for item in self.kept[kind].values()
            if name in (item.get("name"), item.get("identifier")) and item.get("organization", number) == number
        )
        return found

    def names(self, kind: str) -> list[str]:
        return [str(item.get("identifier") or item.get("name")) for item in self.kept[kind].values()]

    def linked(self, kind: str, name: str, link: str, organization: str = "Default") -> list[Any]:
        """Return the names, or identifiers, of what an object is linked with."""
        of = "credentials" if link == "credentials" else kind
        numbers = self.links.get((kind, self.named(kind, name, organization)["id"], link), [])
        return [self.kept[of][number].get("identifier") or self.kept[of][number]["name"] for number in numbers]

    def add(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        url = f"/api/v2/{kind}/{number}/"
        item = {"id": number, "url": url, "type": kind[:-1], "summary_fields": {}, **DEFAULTS.get(kind, {})}
        item["related"] = {"survey_spec": f"{url}survey_spec/", "update": f"{url}update/"}
        self.kept[kind][number] = item
        return self.change(kind, item, given)

    def change(self, kind: str, item: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        if kind == "credentials":
            # What is shown in the place of a secret stands for the secret that is there.
            old = item["inputs"]
            inputs = given.get("inputs", old)
            given = {
                **given,
                "inputs": {key: old[key] if value == "$encrypted$" else value for key, value in inputs.items()},
            }
        moved = kind == "projects" and any(name in given and given[name] != item.get(name) for name in FETCHED)
        item |= given
        item["summary_fields"] = {}
        if moved:
            item["summary_fields"] = {"current_update": {"id": self.fetch(item)["id"]}}
        if kind == "job_templates":
            item["organization"] = self.kept["projects"][item["project"]]["organization"]
        if item.get("unified_job_template"):
            for of in TEMPLATES:
                if item["unified_job_template"] in self.kept[of]:
                    item["related"]["unified_job_template"] = f"/api/v2/{of}/{item['unified_job_template']}/"
        return item

    def fetch(self, project: dict[str, Any]) -> dict[str, Any]:
        """Fetch the playbooks of a project, and return that update of it."""
        failed = project["scm_url"] in self.unreachable
        number = next(self._numbers)
        project["status"] = "failed" if failed else "successful"
        if not failed:
            self._offered.add(project["id"])
            project["scm_revision"] = project["scm_revision"] or "0" * 40
        self.updates[number] = {
            "id": number,
            "url": f"/api/v2/project_updates/{number}/",
            "failed": failed,
            "status": project["status"],
            "started": "then",
            "finished": "then",
            "elapsed": 1,
            "scm_revision": project["scm_revision"],
        }
        return self.updates[number]

    def remove(self, kind: str, number: int) -> int:
        """Remove an object with all that is its own, and return the status of the answer."""
        if kind == "credential_types" and self._used(number):
            raise RefusalError(403, {"detail": "Credential types that are in use cannot be deleted"})
        if kind == "inventories":
            # AWX does it later, and shows the inventory until then.
            if self.kept[kind][number]["pending_deletion"]:
                raise RefusalError(400, {"error": "Inventory is already pending deletion."})
            self.kept[kind][number]["pending_deletion"] = True
            return 202
        self._forget(kind, number)
        return 204

    def delete_pending(self) -> None:
        """Do what AWX does in the background."""
        for number in [item["id"] for item in self.kept["inventories"].values() if item["pending_deletion"]]:
            self._forget("inventories", number)

    def _forget(self, kind: str, number: int) -> None:
        del self.kept[kind][number]
        for of, field in OWNED.get(kind, ()):
            for owned in [item["id"] for item in self.kept[of].values() if item[field] == number]:
                self._forget(of, owned)
        for link, numbers in self.links.items():
            if link[2] == "credentials" and kind == "credentials" and number in numbers:
                numbers.remove(number)

    def _used(self, credential_type: int) -> bool:
        return any(item["credential_type"] == credential_type for item in self.kept["credentials"].values())

    def check(self, kind: str, given: dict[str, Any], item: dict[str, Any] | None = None) -> None:
        """Raise if AWX would refuse what is given for a new object, or for one that is there."""
        needed, allowed = KINDS[kind]
        if item is not None:
            self._check_change(kind, given, item)
            given = {name: item[name] for name in needed | allowed if name in item} | given
        found = [f"{name} is required" for name in needed if given.get(name) in (None, "")]
        found += [f"{name} is unknown here" for name in given if name not in needed | allowed]
        for name, kinds in REFERENCES.items():
            if given.get(name) is not None and not any(given[name] in self.kept[of] for of in kinds):
                found.append(f"{name} {given[name]} does not exist")
        found = found or [*self._faults_of_name(kind, given, item), *self._faults_by_kind(kind, given, item)]
        if found:
            raise RefusalError(400, {"__all__": found})

    def _check_change(self, kind: str, given: dict[str, Any], item: dict[str, Any]) -> None:
        if kind == "credential_types":
            new, used = given.get("inputs", item["inputs"]), self._used(item["id"])
            if fault := rules.inputs_in_use_fault(item["inputs"], new, used=used):
                raise RefusalError(403, {"detail": fault})
        if kind == "execution_environments" and given.get("organization") not in (None, item["organization"]):
            raise RefusalError(400, {"organization": ["Cannot change the organization of an execution environment"]})

    def _faults_of_name(self, kind: str, given: dict[str, Any], item: dict[str, Any] | None) -> list[str]:
        if kind not in WITHIN or (item and item["name"] == given["name"]):
            return []
        place = {name: given.get(name) for name in WITHIN[kind]}
        if kind == "job_templates":
            place = {"organization": self.kept["projects"][given["project"]]["organization"]}
        for other in self.kept[kind].values():
            if other["name"] == given["name"] and all(other.get(name) == value for name, value in place.items()):
                return [f"{kind} with this name already exists"]
        return []

    def _faults_by_kind(self, kind: str, given: dict[str, Any], item: dict[str, Any] | None) -> list[str]:
        if kind == "credential_types":
            return rules.credential_type_faults(given["inputs"], given["injectors"], given["kind"])
        if kind == "credentials":
            credential_type = self.kept["credential_types"][given["credential_type"]]
            return rules.credential_faults(credential_type["inputs"], given["inputs"], item and item["inputs"])
        if kind in ("execution_environments", "projects") and given.get("credential") is not None:
            return rules.kind_faults(kind, self.kind_of(self.kept["credentials"][given["credential"]]))
        if kind == "job_templates" and not (given["project"] in self._offered and given["playbook"] in self.playbooks):
            return ["Playbook not found for project."]
        if kind == "workflow_job_template_nodes" and given.get("extra_data"):
            asked = {question["variable"] for question in self.surveys[given["unified_job_template"]]["spec"]}
            return [
                f"the variable {name} is not allowed on launch" for name in given["extra_data"] if name not in asked
            ]
        return []

    def kind_of(self, credential: dict[str, Any]) -> str:
        return str(self.kept["credential_types"][credential["credential_type"]]["kind"])

    def shown(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an object as AWX answers it: without secrets."""
        if item["type"] != "credential":
            return item
        fields = self.kept["credential_types"][item["credential_type"]]["inputs"].get("fields", [])
        secret = {field["id"] for field in fields if field.get("secret")}
        hidden = {name: "$encrypted$" if name in secret else value for name, value in item["inputs"].items()}
        return {**item, "inputs": hidden}
