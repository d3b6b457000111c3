# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the options of a search, which a module and a lookup share."""

from __future__ import annotations

from typing import Any

from ._field_types import Tags
from ._resource import Resource
from ._wording import Options, codes, documented, listed, module_of, not_ended


def search_options(resource: Resource) -> Options:
    """Return the options of a search, which a module and a lookup share."""
    options: Options = {}
    if resource.has_correlation:
        options["correlation_id"] = documented(
            f"An ID of your own that a task of {module_of(resource)} gave the {resource.name}.", type="str"
        )
    options.update(correlation_field(resource))
    for field in resource.filters:
        options[field.option] = documented(f"Only {resource.plural} of this {field.option}.", **field.type.argument)
    options["filters"] = _filters(resource)
    options["qualification"] = documented(
        "A search in the server's own language, the value of C(qualDetails). It is sent as it is, and what it finds is "
        "compared with the other options.",
        type="dict",
    )
    options.update(_scope(resource))
    return {**options, **_result_options(resource)}


def correlation_field(resource: Resource) -> Options:
    """Return the option that names the custom field of a correlation id, if a record can have one."""
    if not (resource.carrier and resource.custom_fields):
        return {}
    carrier = "a tag" if isinstance(resource.carrier.type, Tags) else f"the {resource.carrier.option}"
    return {
        "correlation_field": documented(
            f"Label of a custom field that carries the correlation ID instead of {carrier}.",
            f"The server is not known to search in custom fields, so every {resource.name} is read. On a server with "
            f"very many {resource.plural} {carrier} is faster.",
            type="str",
        )
    }


def _filters(resource: Resource) -> dict[str, Any]:
    known = (
        resource.life_cycle and resource.field(resource.life_cycle.option),
        resource.carrier,
        resource.custom_fields,
    )
    examples = [field.option for field in known if field] or [resource.settable[0].option]
    description = [
        (
            f"What the {resource.plural} must have, by the option names of {module_of(resource)}, for example "
            f'{listed(codes(examples), "or")}. A list means any of its values, V("") means no value.'
        )
    ]
    for field in resource.shown:
        if field.is_text:
            text = field.option.replace("_", " ")
            description.append(f"C({field.option}_contains) is a part of the {text}, in any case.")
    if resource.server_names:
        names = listed(codes(field.option for field in resource.server_names), "or")
        description.append(f"It can be what only the server sets, too: {names}.")
    return documented(*description, *_spans(resource), type="dict")


def _spans(resource: Resource) -> list[str]:
    """Return what the filters of times mean."""
    spans = [field.span for field in resource.shown if field.span]
    if not spans:
        return []
    past = resource.created.span if resource.created else spans[0]
    times = [f"{span}_{end}" for span in spans for end in ("after", "before")]
    return [
        (
            f"{listed(codes(times), 'and')} are times, inclusive, in ISO 8601 or epoch (seconds or milliseconds); "
            "without a zone they are UTC."
        ),
        (
            f"A day means its first moment. C({past}_before) with V(2026-03-01) leaves out what was {past} "
            "later on that day; to have all of it, give the next day."
        ),
    ]


def _scope(resource: Resource) -> Options:
    if not resource.life_cycle:
        return {}
    option, closed = resource.life_cycle
    description = (
        (
            f"V(open) finds the {resource.plural} that are {not_ended(closed)}, whatever other values C({option}) has. "
            f"V(closed) finds those that are {listed(closed, 'or')}, V(all) finds both."
        ),
        (
            "It can be combined with every other option. The server is not asked for it: every "
            f"{resource.name} that matches the other options is read and compared."
        ),
    )
    return {"scope": documented(*description, type="str", choices=["open", "closed", "all"], default="all")}


def _result_options(resource: Resource) -> Options:
    time = resource.updated or resource.created or resource.field("id")
    order = "newest first" if resource.created else "the highest number first"
    return {
        "sort_by": documented(
            f"Result key to sort by, for example V({time.option}). Put a V(-) before it for descending order.",
            f"The default is V({resource.sort_by}), {order}.",
            type="str",
        ),
        "limit": documented(
            f"Return at most this many {resource.plural}, the first in the order of O(sort_by).", type="int"
        ),
        "fields": documented(
            f"Return only these keys of each {resource.name}, and its C(id), for example "
            f"V({resource.settable[0].option}). The default is to return every key.",
            f"With very many {resource.plural} this keeps the result small, and saves Ansible time and memory.",
            type="list",
            elements="str",
        ),
    }
