# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failure a rescue handles, and what is reported of it."""

from __future__ import annotations

import pytest
from jinja2.nativetypes import NativeEnvironment

from ansible_collections.motadata.serviceops.plugins.filter.rescued_failure import FilterModule

MARK = {"role_old": 1}


def rescued(result, variables=None, **options):
    """Return what a template makes of a result."""
    environment = NativeEnvironment(autoescape=False)
    environment.filters |= FilterModule().filters()
    arguments = ", ".join(f"{name}=options.{name}" for name in options)
    template = environment.from_string(f"{{{{ result | rescued_failure({arguments}) }}}}")
    return template.render(variables or {}, result=result, options=options)


def test_the_task_and_its_result_are_reported():
    found = rescued({"msg": "It broke.", "stderr": "err"}, task="Restart nginx")
    assert found == {"task": "Restart nginx", "text": "It broke.\nstderr: err"}


def test_options_limit_the_text():
    assert rescued({"msg": "It broke.", "stderr": "err"}, include_output=False)["text"] == "It broke."
    assert rescued({"msg": "fake"}, hidden=True)["text"] == "its output is hidden by no_log"
    item = {"ansible_loop_var": "item", "item": "fake", "failed": True, "msg": "It broke."}
    assert "fake" not in rescued({"results": [item]}, labelled=True)["text"]


def test_secrets_of_the_template_are_masked_in_task_and_text(monkeypatch):
    monkeypatch.setenv("SERVICEOPS_PASSWORD", "fake-of-the-server")
    variables = {"ansible_become_password": "fake-of-sudo"}
    found = rescued({"msg": "fake-of-sudo and fake-of-the-server"}, variables, task="Use fake-of-sudo")
    assert found == {"task": "Use ********", "text": "******** and ********"}


@pytest.mark.parametrize(
    ("result", "depth", "text"),
    [
        ({"msg": "It broke."}, 1, "It broke."),
        ({"msg": "It broke.", **MARK}, 0, "It broke."),
        ({"msg": "It broke.", **MARK}, "0", "It broke."),
        ({"msg": "It broke.", **MARK}, 1, "Ansible gives no reason."),
        ({"msg": "It broke.", **MARK}, "2", "Ansible gives no reason."),
        (None, 0, "Ansible gives no reason."),
    ],
)
def test_the_result_of_an_earlier_failure_is_not_reported_again(result, depth, text):
    assert rescued(result, task="Task", mark="role_old", depth=depth)["text"].startswith(text)


@pytest.mark.parametrize("role", [None, "roles/backup", "backup"])
def test_without_a_result_what_is_missing_is_named(tmp_path, role):
    (tmp_path / "roles/backup/tasks").mkdir(parents=True)
    path = tmp_path / ("roles/backup/tasks/main.yml" if role else "work.yml")
    path.write_text("- include_tasks: gone.yml\n")
    source = str(path) if role is None else role
    found = rescued(None, task="Task", source=source, playbook_dir=str(tmp_path))
    assert found == {"task": "", "text": f"There is no file gone.yml, which {path} includes."}
