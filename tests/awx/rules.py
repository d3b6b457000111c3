# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX accepts: credential types, credentials, surveys and playbooks.

Written down from its public source (awx/main/fields.py, constants.py and utils/ansible.py, and awx/api/views) and its
user guide. Where AWX changes, this has to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jsonschema import Draft202012Validator

_NAME = "^[a-zA-Z_]+[a-zA-Z0-9_]*$"

INPUTS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "required": {"type": "array", "items": {"type": "string"}},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "label"],
                "properties": {
                    "id": {"type": "string", "pattern": _NAME},
                    "label": {"type": "string"},
                    "help_text": {"type": "string"},
                    "type": {"enum": ["string", "boolean"]},
                    "format": {"enum": ["ssh_private_key", "url"]},
                    "choices": {"type": "array", "minItems": 1, "items": {"type": "string"}, "uniqueItems": True},
                    "multiline": {"type": "boolean"},
                    "secret": {"type": "boolean"},
                    "default": {},
                },
            },
        },
    },
}

INJECTORS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$": {"type": "string"}},
        },
        "env": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {_NAME: {"type": "string", "pattern": "^[\\x00-\\x7F]*$"}},
        },
        "extra_vars": {"type": "object", "additionalProperties": False, "patternProperties": {_NAME: {}}},
    },
}

# Variables that AWX keeps for itself, beside all that start with ANSIBLE_.
RESERVED = frozenset(
    {
        *("VIRTUAL_ENV", "PATH", "PYTHONPATH", "PROOT_TMP_DIR", "CACHE", "AWX_HOST", "PROJECT_REVISION"),
        *("JOB_ID", "INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID", "AD_HOC_COMMAND_ID"),
        *("REST_API_URL", "REST_API_TOKEN", "CALLBACK_QUEUE", "CALLBACK_CONNECTION", "JOB_CALLBACK_DEBUG"),
        *("MAX_EVENT_RES", "INVENTORY_HOSTVARS", "SUPERVISOR_CONFIG_PATH", "SUPERVISOR_WEB_CONFIG_PATH"),
    }
)

_ANSWERS = {
    **dict.fromkeys(("text", "textarea", "password", "multiplechoice", "multiselect"), str),
    "integer": int,
    "float": float,
}
_PLAYBOOK = re.compile(r"^\s*?-?\s*?(?:hosts|(ansible\.builtin\.)?import_playbook):\s*?.*?$", re.MULTILINE)


def credential_type_faults(inputs: Any, injectors: Any, kind: str = "cloud") -> list[str]:
    """Return why AWX would refuse a credential type; empty if it would not."""
    faults = [*_shape(inputs, INPUTS), *_shape(injectors, INJECTORS)]
    if kind not in ("cloud", "net"):
        faults.append(f"the kind must be 'cloud' or 'net', not {kind}")
    return faults or [*_field_faults(inputs), *_injector_faults(inputs, injectors)]


def _shape(value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    for error in Draft202012Validator(schema).iter_errors(value):
        yield f"{'.'.join(map(str, error.path))}: {error.message}"


def _field_faults(inputs: Mapping[str, Any]) -> Iterator[str]:
    fields = inputs.get("fields", [])
    names = [field["id"] for field in fields]
    if "tower" in names:
        yield "tower is a reserved name of a field"
    if len(set(names)) < len(names):
        yield "the IDs of fields must be unique"
    for field in fields:
        kind = field.get("type", "string")
        if "default" in field and not isinstance(field["default"], {"string": str, "boolean": bool}[kind]):
            yield f"the default of {field['id']} is no {kind}"
        if kind != "string" and (odd := {"choices", "multiline", "format", "secret"} & set(field)):
            yield f"{', '.join(sorted(odd))} not allowed for the {kind} {field['id']}"


def _injector_faults(inputs: Mapping[str, Any], injectors: Mapping[str, Any]) -> Iterator[str]:
    for name in injectors.get("env", {}):
        if name.startswith("ANSIBLE_") or name in RESERVED:
            yield f"the variable {name} is not allowed in credentials"
    known = dict.fromkeys((field["id"] for field in inputs.get("fields", [])), "EXAMPLE")
    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for group in injectors.values():
        for name, template in group.items():
            try:
                jinja.from_string(template).render(known)
            except TemplateError as exc:
                yield f"{name}: {exc}"


def inputs_in_use_fault(old: Any, new: Any, *, used: bool) -> str:
    """Return why AWX answers 403 to new inputs of a credential type, be it a help text; empty if it would not."""
    return "Modifications to inputs are not allowed for credential types that are in use" if used and old != new else ""


def kind_faults(of: str, kind: str) -> list[str]:
    """Return why AWX would refuse a credential of a kind for an execution environment or a project."""
    wanted = {"execution_environments": "registry", "projects": "scm"}[of]
    return [] if kind == wanted else [f"the credential must be of the kind '{wanted}', not '{kind}'"]


def credential_faults(
    inputs: Mapping[str, Any], given: Mapping[str, Any], held: Mapping[str, Any] | None = None
) -> list[str]:
    """Return why AWX would refuse a credential of a type with ``inputs`` that holds ``given``.

    ``held`` is what it has held so far: what AWX shows of a secret stands for it.
    """
    fields = {field["id"]: {"string": str, "boolean": bool}[field.get("type", "string")] for field in inputs["fields"]}
    return [
        *(f"{name} is no field" for name in given if name not in fields),
        *(f"{name} has the wrong type" for name in given if not isinstance(given[name], fields.get(name, object))),
        *(f"{name} is required" for name in inputs.get("required", []) if not given.get(name)),
        *(
            f"$encrypted$ is reserved: {name}"
            for name in given
            if given[name] == "$encrypted$" and not (held or {}).get(name)
        ),
    ]


def survey_faults(survey: Any) -> list[str]:
    """Return why AWX would refuse a survey."""
    wanted = {"name": str, "description": str, "spec": list}
    faults = [f"{name} is missing" for name, kind in wanted.items() if not isinstance(survey.get(name), kind)]
    if faults or not survey["spec"]:
        return faults or ["there is no question"]
    variables = [question.get("variable") for question in survey["spec"]]
    if len(set(variables)) < len(variables):
        faults.append("two questions set the same variable")
    return faults + [fault for question in survey["spec"] for fault in _question_faults(question)]


def _question_faults(question: Mapping[str, Any]) -> Iterator[str]:
    name = question.get("variable")
    yield from (
        f"{name}: {key} is missing" for key in ("type", "question_name", "variable", "required") if key not in question
    )
    kind = question.get("type")
    if kind not in _ANSWERS:
        yield f"{name}: there is no type {kind}"
        return
    default = question.get("default", "")
    if default != "" and not isinstance(default, _ANSWERS[kind]):
        yield f"{name}: the default is no {kind}"
    if kind == "multiplechoice" and (default or question["required"]) and default not in question["choices"]:
        yield f"{name}: the default is none of the choices"
    if not all(isinstance(question.get(key, 0), int) for key in ("min", "max")):
        yield f"{name}: min and max are numbers"


def playbooks(project: Path) -> list[str]:
    """Return the files that AWX offers as playbooks of a project."""
    found = []
    for path in sorted([*project.rglob("*.yml"), *project.rglob("*.yaml")]):
        parts = path.relative_to(project).parts
        hidden = any(part.startswith(".") or part in ("roles", "tasks") for part in parts)
        if not hidden and _PLAYBOOK.search(path.read_text("utf-8", "ignore")):
            found.append("/".join(parts))
    return found
