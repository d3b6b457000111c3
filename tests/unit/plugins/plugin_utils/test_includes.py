# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and roles that tasks include and that are not there."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._includes import Search


@pytest.fixture
def missing(tmp_path):
    """Return what is missing from a file of tasks on."""
    (tmp_path / "roles/backup/tasks").mkdir(parents=True)
    (tmp_path / "roles/backup/tasks/main.yml").write_text("- include_tasks: dump.yml\n- include_tasks: gone.yml\n")
    (tmp_path / "roles/backup/tasks/dump.yml").write_text("- ping:\n")
    (tmp_path / "there.yml").write_text("- include_tasks: there.yml\n")

    def find(text, source="tasks.yml"):
        (tmp_path / "tasks.yml").write_text(text)
        search = Search(files=[tmp_path], roles=[tmp_path / "roles"])
        found = search.missing(str(tmp_path / source) if source.endswith(".yml") else source)
        return [one.replace(f"{tmp_path}/", "") for one in found]

    return find


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        ("- include_tasks: gone.yml", ["There is no file gone.yml, which tasks.yml includes."]),
        ("- ansible.builtin.import_tasks: {file: gone.yml}", ["There is no file gone.yml, which tasks.yml includes."]),
        ("- block: [{rescue: [{include_tasks: gone.yml}]}]", ["There is no file gone.yml, which tasks.yml includes."]),
        ("- include_role: {name: bakup}", ["There is no role bakup, which tasks.yml includes."]),
        (
            "- ansible.builtin.import_role: {role: acme.no.such}",
            ["There is no role acme.no.such, which tasks.yml includes."],
        ),
        (
            "- include_role: {name: backup}",
            ["There is no file gone.yml, which roles/backup/tasks/main.yml includes."],
        ),
        ("- include_role: {name: backup, tasks_from: dump}", []),
        ("- include_tasks: there.yml", []),
        ("- include_tasks: '{{ kind }}.yml'", []),
        ("- include_role: {name: '{{ kind }}'}", []),
        ("- ping:", []),
        ("{", []),
        ("just words", []),
    ],
)
def test_what_is_missing_is_named(missing, tasks, found):
    assert missing(tasks) == found


def test_a_role_may_be_missing_itself(missing):
    assert missing("", "bakup") == ["There is no role bakup."]


def test_a_file_may_be_missing_itself(missing):
    assert missing("", "nowhere.yml") == ["There is no file nowhere.yml."]
