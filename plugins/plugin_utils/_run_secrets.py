# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts that a ticket must not show, as far as a callback can know them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.template import Templar

from ..module_utils._failures.masking import credentials, is_connection_password, parts_of, texts_in, vaulted_in
from ._run_recorder import fields_of, host_of, task_of

# Lists of hosts, and variables that hold all others again.
_SKIPPED = frozenset({"hostvars", "vars", "groups", "ansible_play_hosts", "ansible_play_hosts_all"})
# So many other hosts are searched, too.
_MOST_HOSTS = 500


class RunSecrets:
    """The secrets of a run: credentials, prompts, passwords, vaulted values, and what no_log tasks registered."""

    def __init__(self) -> None:
        self._play: Any = None
        self._known: set[str] = set()
        self._passwords: dict[str, set[str]] = {}
        self._hosts_seen: set[str] = set()
        # Variables that a task with no_log sets; core sets them after the callback has run.
        self._hidden: set[tuple[str, str]] = set()

    def add_passwords(self, play_context: Any) -> None:
        """Add the passwords that were asked for at the start."""
        for name in ("password", "become_pass"):
            self._add(getattr(play_context, name, None))

    def add_play(self, play: Any) -> None:
        """Add the answers to the private prompts of a play."""
        self._play = play
        responses = {**(play.vars or {}), **play.get_variable_manager().extra_vars}
        for prompt in play.vars_prompt or ():
            if boolean(prompt.get("private", True), strict=False):
                self._add(responses.get(prompt.get("name")))

    def add_headers(self, headers: Mapping[str, Any] | None) -> None:
        """Add the values of the headers that a gateway asks for."""
        self._known |= texts_in(headers)

    def add_result(self, result: Any) -> None:
        """Add the variables that a task with no_log sets."""
        task = task_of(result)
        if task.no_log in (None, False):
            return
        registered = task.register or ()
        names = [registered] if isinstance(registered, str) else list(registered)
        if task.action.rpartition(".")[2] == "set_fact":
            names += task.args
        self._hidden |= {(host_of(result).get_name(), str(name)) for name in names}

    def read_hidden(self) -> None:
        """Read the hidden variables that are set by now, before another task sets them again."""
        facts: Mapping[str, Any] = getattr(self._manager, "_nonpersistent_fact_cache", {})
        for host, name in list(self._hidden):
            if host in facts and name in facts[host]:
                self._known |= texts_in(facts[host][name])
                self._hidden.discard((host, name))

    def of(self, result: Any) -> set[str]:
        """Return the secrets that a failure may show."""
        self.read_hidden()
        host, task = host_of(result), task_of(result)
        variables = dict(self._manager.get_vars(play=self._play, host=host, task=task))
        hosts = variables.get("hostvars")
        delegated = fields_of(result).get("_ansible_delegated_vars")
        other = delegated.get("ansible_delegated_host") if isinstance(delegated, Mapping) else None
        found = credentials(os.environ) | self._known | _vaulted(variables) | self._of_hosts(hosts)
        found |= self._passwords_of(host.get_name(), variables)
        theirs = hosts.raw_get(other) if hosts is not None and other else None
        return found | (self._passwords_of(str(other), theirs) if isinstance(theirs, Mapping) else set())

    @property
    def _manager(self) -> Any:
        return self._play.get_variable_manager()

    def _add(self, secret: Any) -> None:
        self._known |= set(parts_of(secret)) if secret else set()

    def _of_hosts(self, hosts: Any) -> set[str]:
        """Return the vaulted variables of other hosts, which hostvars may have shown; read once a run."""
        names: Iterable[str] = hosts if hasattr(hosts, "raw_get") else ()
        for name in islice(names, _MOST_HOSTS):
            if name not in self._hosts_seen:
                self._hosts_seen.add(name)
                variables = hosts.raw_get(name)
                self._known |= _vaulted(variables) if isinstance(variables, Mapping) else set()
        return self._known

    def _passwords_of(self, host: str, variables: Mapping[str, Any]) -> set[str]:
        """Return the passwords with which Ansible connects to a host and becomes another user there.

        Ansible renders these variables for each task. Here it is done once for each host.
        """
        if host not in self._passwords:
            templar = Templar(loader=self._play._loader, variables=dict(variables))
            self._passwords[host] = set()
            for value in [value for name, value in variables.items() if is_connection_password(name)]:
                try:
                    self._passwords[host].update(parts_of(templar.template(value)))
                except Exception:  # noqa: BLE001, S112 - Ansible cannot read it either, so it leaks nowhere
                    continue
        return self._passwords[host]


def _vaulted(variables: Mapping[str, Any]) -> set[str]:
    return vaulted_in([value for name, value in variables.items() if name not in _SKIPPED])
