# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find files and roles that tasks include and that do not exist: Ansible does not name them in a rescue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.utils.collection_loader._collection_finder import _get_collection_role_path

_FILES = ("include_tasks", "import_tasks")
_ROLES = ("include_role", "import_role")
_PREFIXES = ("", "ansible.builtin.", "ansible.legacy.")
_BLOCKS = ("block", "rescue", "always")
_MOST_FILES = 100


@dataclass
class Search:
    """The folders to search, for files of tasks and for roles."""

    files: list[Path]
    roles: list[Path]
    _seen: set[Path] = field(default_factory=set)

    def missing(self, source: str) -> list[str]:
        """Return a sentence for each file or role that does not exist, starting at a file of tasks or a role.

        Names with templates are skipped.
        """
        if Path(source).is_file():
            return list(self._in_file(Path(source), None))
        if Path(source).suffix in (".yml", ".yaml"):
            return [f"There is no file {source}."]
        return list(self._in_role(source, "main", ""))

    def _in_role(self, name: str, part: str, owner: str) -> Iterator[str]:
        folder = self._role(name)
        if folder is None:
            yield f"There is no role {name}{owner}."
            return
        files = [folder / "tasks" / f"{part.removesuffix('.yml')}{suffix}" for suffix in (".yml", ".yaml", "")]
        for path in filter(Path.is_file, files[:2] if part == "main" else files):
            yield from self._in_file(path, folder)
            break

    def _role(self, name: str) -> Path | None:
        if name.count(".") >= 2 and "/" not in name:
            found = _get_collection_role_path(name)
            return Path(found[1]) if found else None
        return next((folder / name for folder in self.roles if (folder / name).is_dir()), None)

    def _in_file(self, path: Path, role: Path | None) -> Iterator[str]:
        if path in self._seen or len(self._seen) >= _MOST_FILES:
            return
        self._seen.add(path)
        try:
            tasks = DataLoader().load_from_file(str(path))
        except AnsibleError:
            return
        for task in _tasks_in(tasks):
            yield from self._in_task(task, path, role)

    def _in_task(self, task: dict[str, Any], path: Path, role: Path | None) -> Iterator[str]:
        owner = f", which {path} includes"
        target = _target(task, _FILES, "file")
        if target:
            folders = [path.parent, *([role / "tasks", role] if role else []), *self.files]
            found = next((folder / target for folder in folders if (folder / target).is_file()), None)
            if found is None:
                yield f"There is no file {target}{owner}."
            else:
                yield from self._in_file(found, role)
        name = _target(task, _ROLES, "name") or _target(task, _ROLES, "role")
        if name:
            yield from self._in_role(name, _target(task, _ROLES, "tasks_from") or "main", owner)


def _tasks_in(tasks: Any) -> Iterator[dict[str, Any]]:
    for task in tasks if isinstance(tasks, list) else ():
        if isinstance(task, dict):
            yield task
            for key in _BLOCKS:
                yield from _tasks_in(task.get(key))


def _target(task: dict[str, Any], actions: tuple[str, ...], option: str) -> str:
    """Return what a task includes, if it is named without a template."""
    names = [prefix + action for action in actions for prefix in _PREFIXES]
    given = next((task[name] for name in names if name in task), "")
    value = given.get(option) if isinstance(given, dict) else given if option == "file" else ""
    return str(value) if isinstance(value, str) and "{{" not in value and "=" not in value else ""
