# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read off templates what they come to, without running them.

A callback has variables as they are written. To template them again could ask, wait or change something: a look-up may
do anything, and a filter may take its time. So only references to other variables are followed, and what is joined of
them; whatever else a template does comes to nothing here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

from jinja2 import Environment, TemplateError, nodes

from ..module_utils._failures.masking import secret_values

# Of a template with alternatives.
_MOST = 16
# Of what holds others.
_DEEPEST = 4
# What these give is what they are given.
_PLAIN_FILTERS = frozenset({"default", "d", "mandatory", "string", "trim"})
_CONTAINERS = (Mapping, list, tuple)
_BUILTIN = "ansible.builtin."


def values_of(
    templates: Iterable[str], variables: Mapping[str, Any], host: Callable[[str], Any] | None = None
) -> set[str]:
    """Return the texts that ``templates`` come to, as far as that can be read off them.

    ``variables`` and those that ``host`` gives for the name of a host are as they are written. What it gives for one
    that there is not is no dictionary.
    """
    reader = _Reader(variables, _Hosts(host))
    found: set[str] = set()
    for text in filter(_is_template, templates):
        try:
            # They are as secret as the variables whose values they are.
            found |= secret_values({"secret": list(reader.leaves(text))})
        except Exception:  # noqa: BLE001, S112 - a vault that cannot be opened shows nothing
            continue
    return found


class _Reader:
    """Reads templates that refer to ``variables``, and to those of other hosts."""

    def __init__(self, variables: Mapping[str, Any], hosts: _Hosts) -> None:
        self._variables = variables
        self._hosts = hosts
        self._settled: dict[str, list[Any]] = {}

    def settled(self, value: Any) -> list[Any]:
        """Return what a value may come to, which is itself unless it is a template."""
        if not _is_template(value):
            return [value]
        if value not in self._settled:
            # One that refers to itself comes to nothing.
            self._settled[value] = []
            pieces = _pieces(str(value))
            self._settled[value] = self._values(pieces[0]) if len(pieces) == 1 else self._joined(pieces)
        return self._settled[value]

    def leaves(self, value: Any, depth: int = _DEEPEST) -> Iterator[Any]:
        """Yield what a value may come to, and of a dictionary or a list what its members come to."""
        for each in self.settled(value):
            if isinstance(each, _CONTAINERS):
                for part in each.values() if isinstance(each, Mapping) else each:
                    yield from self.leaves(part, depth - 1) if depth else ()
            elif isinstance(each, _Elsewhere):
                yield from each.reader.leaves(each.value, depth)
            elif not isinstance(each, _Hosts):
                yield each

    def _joined(self, pieces: list[nodes.Node]) -> list[Any]:
        if not pieces:
            return []
        texts = ([str(value) for value in self._values(piece)] for piece in pieces)
        return ["".join(parts) for parts in islice(product(*texts), _MOST)]

    def _values(self, node: nodes.Node) -> list[Any]:
        if isinstance(node, (nodes.TemplateData, nodes.Const)):
            return [node.data if isinstance(node, nodes.TemplateData) else node.value]
        if isinstance(node, nodes.Name):
            whole = {"vars": self._variables, "hostvars": self._hosts}
            return [whole[node.name]] if node.name in whole else self._parts([self._variables], node.name)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            keys = [node.attr] if isinstance(node, nodes.Getattr) else self._values(node.arg)
            return [part for key in keys for part in self._parts(self._values(node.node), key)]
        if isinstance(node, nodes.Call):
            return self._looked_up(node)
        if isinstance(node, (nodes.Concat, nodes.Add)):
            return self._joined(list(node.iter_child_nodes()))
        return [value for choice in _choices(node) for value in self._values(choice)][:_MOST]

    def _parts(self, values: Iterable[Any], key: Any) -> list[Any]:
        found = []
        for value in values:
            try:
                found += value.parts(key) if isinstance(value, _Elsewhere) else self.settled(value[key])
            except (KeyError, IndexError, TypeError):
                continue
        return found

    def _looked_up(self, node: nodes.Call) -> list[Any]:
        if not (isinstance(node.node, nodes.Name) and node.node.name == "lookup" and len(node.args) == 2):
            return []
        (plugin, *dummy), names = self._values(node.args[0]) or [""], self._values(node.args[1])
        # These two look no further than this process.
        sources = {"env": os.environ, "vars": self._variables}
        source = sources.get(str(plugin).replace(_BUILTIN, ""), {})
        return [value for name in names for value in self._parts([source], name)]


class _Hosts:
    """The hosts, by their names."""

    def __init__(self, host: Callable[[str], Any] | None) -> None:
        self._host = host
        self._known: dict[str, _Elsewhere] = {}

    def __getitem__(self, name: str) -> _Elsewhere:
        if name not in self._known:
            variables = self._host(name) if self._host else None
            if not isinstance(variables, Mapping):
                raise KeyError(name)
            self._known[name] = _Elsewhere(_Reader(variables, self), variables)
        return self._known[name]


@dataclass(frozen=True)
class _Elsewhere:
    """A dictionary or a list of another host, whose ``reader`` knows what its templates refer to."""

    reader: _Reader
    value: Any

    def parts(self, key: Any) -> list[Any]:
        """Return what the member under ``key`` may come to. Raises KeyError, IndexError and TypeError."""
        found = self.reader.settled(self.value[key])
        return [_Elsewhere(self.reader, each) if isinstance(each, _CONTAINERS) else each for each in found]


def _is_template(value: object) -> bool:
    return isinstance(value, str) and "{{" in value


def _choices(node: nodes.Node) -> list[nodes.Node]:
    """Return the expressions one of which gives the value of this one; none where it is made otherwise."""
    if isinstance(node, nodes.CondExpr):
        return [each for each in (node.expr1, node.expr2) if each is not None]
    if isinstance(node, nodes.Or):
        return [node.left, node.right]
    if isinstance(node, nodes.Filter) and node.node and node.name.replace(_BUILTIN, "") in _PLAIN_FILTERS:
        return [node.node, *node.args[:1]]
    return []


@lru_cache(maxsize=256)
def _pieces(template: str) -> list[nodes.Node]:
    """Return the texts and expressions that a template is made of; none where it is more than that."""
    try:
        body = _ENVIRONMENT.parse(template).body
    except TemplateError:
        return []
    if not all(isinstance(part, nodes.Output) for part in body):
        return []
    return [piece for part in body for piece in part.iter_child_nodes()]


_ENVIRONMENT = Environment(autoescape=False)  # noqa: S701 - nothing is rendered
