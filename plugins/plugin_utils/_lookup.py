# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look records up inside a template: the work of an info module, done where Ansible renders the template."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from ansible.errors import AnsibleLookupError
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils._module.argspec import connection_arguments
from ..module_utils._module.coercion import coerced, without_omitted
from ..module_utils._module.resource import lookup_task
from ..module_utils._module.runner import run_task
from ..module_utils._module.task import Task
from . import _serialization
from ._announcement import announce, tracer
from ._options import read_options

try:
    from ansible.errors import AnsibleValueOmittedError
except ImportError:
    # Before core 2.19 a variable that is omit is a text.
    class AnsibleValueOmittedError(Exception):  # type: ignore[no-redef]
        """A variable is omit."""


# A token or key at hand goes before a password; what stands closer to the lookup goes before either.
_READY = ("access_token", "api_key")
_CREDENTIALS = (*_READY, "client_id", "client_secret", "username", "password")
_display = Display()


class RecordLookup(LookupBase):
    """The lookup for the records of ``resource``."""

    resource: ClassVar[Any]

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[Any]:
        """Return the records that ``terms`` name, or that the options find."""
        # A loop of the old kind, with_…, hands this on to the plugin.
        kwargs.pop("wantlist", None)
        named = _serialization.to_module({"terms": without_omitted(_flat(terms))})["terms"] if terms else None
        task = lookup_task(self.resource, named)
        try:
            given = coerced(task.arguments, kwargs)
            connection = self._connection(variables or {}, given)
            return self._run_here(task, {**connection, **given}, connection)
        except ValueError as exc:
            raise AnsibleLookupError(str(exc)) from exc

    def _connection(self, variables: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of the connection that variables set."""
        templar: Any = self._templar
        is_signing_in = any(given.get(option) for option in _CREDENTIALS)
        found: dict[str, Any] = {}
        for option in connection_arguments():
            name = f"serviceops_{option}"
            if option in given or name not in variables or (is_signing_in and option in _READY):
                continue
            with suppress(AnsibleValueOmittedError):
                found[option] = templar.template(variables[name])
        return {option: value for option, value in coerced({}, found).items() if value is not None}

    def _run_here(self, task: Task, given: Mapping[str, Any], variables: Collection[str]) -> list[Any]:
        options = read_options(task, given, f"the lookup motadata.serviceops.{self.resource.name}")
        if options.refusal:
            raise AnsibleLookupError(str(remove_values(options.refusal, options.masked)))
        result = run_task(
            task,
            options.params,
            check_mode=False,
            environ=os.environ,
            warn=lambda text: _display.warning(str(remove_values(text, options.masked))),
            report=_display.v,
            announce=lambda text: announce(str(remove_values(text, options.masked))),
            trace=tracer(options.masked),
            variables=variables,
        )
        shown = _serialization.from_module(result, options.masked)
        if result.get("failed"):
            raise AnsibleLookupError(str(shown["msg"]))
        records: list[Any] = shown[self.resource.plural]
        return records


def _flat(terms: Any) -> list[Any]:
    """Return ids and names, also those of lists among them, as one list."""
    # A filter such as map may give what is no list yet.
    if isinstance(terms, Iterable) and not isinstance(terms, (str, bytes, Mapping)):
        return [part for term in terms for part in _flat(term)]
    return [terms]
