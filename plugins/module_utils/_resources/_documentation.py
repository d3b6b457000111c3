# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of options, made from the table of a resource: doc fragments, in YAML.

The argument specs are the twins of these options; a test compares them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from .._api.endpoints import UPLOAD_PATH
from ._field_types import Requester
from ._files import takes_files
from ._links import Links
from ._resource import Field, Resource
from ._search_documentation import correlation_field, search_options
from ._wording import (
    Options,
    carriers,
    documented,
    example_of,
    identities,
    listed,
    marked,
    not_ended,
    own_names,
    unset,
)

_RECORD_NOTES = (
    "If two tasks of one controller create the same {name} at the same moment, they create one {name}.",
    (
        "If the server accepts a field but does not apply it, the module warns and names the field. The diff leaves "
        "that field out, and C(changed) is false if nothing else changed."
    ),
)
_KEY_NOTE = (
    "If the server does not show the key of a new {name}, because it ignored a part of O(match_on), the module fails "
    "and names the {name}, because the next run would create another one."
)


def options_of(resource: Resource) -> str:
    """Return the fragment of the module that manages records."""
    options = {
        **_parents(resource),
        **_existence(resource),
        **_identity(resource),
        **_matching(resource),
        **_field_options(resource),
        **_extra_fields(),
        **_list(resource),
        **(upload_option() if takes_files(resource) else {}),
        "fields": documented(
            f"Return only these keys of {resource.one}, and its C(id). The default is to return every key.",
            f"The names are those of RV({resource.name}). For a long list in O({resource.plural}) this makes the "
            "result smaller and the task faster.",
            type="list",
            elements="str",
        ),
    }
    notes = (*_RECORD_NOTES, _KEY_NOTE) if resource.match_options else _RECORD_NOTES
    return _fragment(options, [note.format(name=resource.name) for note in notes])


def field_options_of(resource: Resource) -> str:
    """Return the fragment of the fields that a task sets."""
    extra = documented("More fields, under the server's own names. The module sends them as they are.", type="dict")
    return _fragment({**_field_options(resource), "extra_fields": extra})


def _field_options(resource: Resource) -> Options:
    return {field.option: documented(*_description(field), **_documented(field)) for field in resource.settable}


def info_options_of(resource: Resource) -> str:
    """Return the fragment of the module that finds records."""
    name = resource.name
    identity: Options = {
        "id": documented(f"Number of the {name}. An unknown number returns an empty list.", type="int"),
    }
    if resource.is_named_by_server:
        identity["name"] = documented(f"Display name of the {name}{example_of(resource)}.", type="str")
    return _fragment({**_parents(resource), **identity, **search_options(resource)})


def lookup_options_of(resource: Resource) -> str:
    """Return the fragment of the lookup."""
    name, plural = resource.name, resource.plural
    search = search_options(resource)
    if "scope" in search:
        # The lookup distinguishes a scope that is left out from the one that is the default elsewhere.
        del search["scope"]["default"]
        search["scope"]["description"].append("The default is V(all).")
    searches = marked(option for option in search if option != "fields")
    by_name = f" Any other string is a name{example_of(resource)}." if resource.is_named_by_server else ""
    terms = "ids and names" if by_name else "ids"
    _terms = documented(
        f"{terms.capitalize()} of {plural}, and lists of them. A number, also as a string, is an id.{by_name}",
        f"The lookup returns the {plural} in this order. An empty list returns an empty list.",
        f"Without them, at least one of {listed(searches, 'and')} says which {plural} to find. They cannot be combined "
        f"with {terms}.",
        type="list",
        elements="raw",
    )
    on_missing = documented(
        f"What to do if no {name} has one of the {terms}.",
        "V(error) fails, V(warn) prints a warning and leaves it out, V(skip) leaves it out.",
        "A search that finds nothing returns an empty list in any case.",
        type="str",
        choices=["error", "warn", "skip"],
        default="error",
    )
    return _fragment({"_terms": _terms, "on_missing": on_missing, **_parents(resource), **search})


def _documented(field: Field) -> Options:
    """Return the argument of a field, with its suboptions described."""
    argument: Options = dict(field.type.argument)
    if isinstance(field.type, Links):
        told = {"id": "Its number.", "model": "Its type, as the server calls it."}
        parts = argument.pop("options")
        argument["suboptions"] = {part: documented(told[part], **spec) for part, spec in parts.items()}
    return argument


def _description(field: Field) -> tuple[str, ...]:
    default = () if field.default is None else (f"Without O(id) the default is V({field.default}).",)
    condition: tuple[str, ...] = ()
    if field.only_with:
        option, values = field.only_with
        condition = (f"It goes only with {listed((f'O({option}={value})' for value in values), 'or')}.",)
    return (*field.description, *default, *condition)


def _fragment(options: Options, notes: Iterable[str] = ()) -> str:
    # JSON is YAML.
    return json.dumps({"options": options, "notes": list(notes)}, indent=2)


def upload_option() -> Options:
    """Return the option for the route of uploads."""
    return {
        "upload_path": documented(
            "Path of the route that takes uploads, below O(url). It is an assumption, taken from the documentation of "
            "an old version of the server.",
            "If unset, the environment variable E(SERVICEOPS_UPLOAD_PATH) is used.",
            type="str",
            default=UPLOAD_PATH,
        )
    }


def attachment_options_of(parents: Iterable[Resource]) -> str:
    """Return the fragment of the module that attaches files to one of ``parents``."""
    return _fragment({**_parent_options("attachment", list(parents)), **upload_option()})


def _parents(resource: Resource) -> Options:
    return _parent_options(resource.name, resource.parents)


def _parent_options(name: str, parents: Sequence[Resource]) -> Options:
    names = marked(parent.name for parent in parents)
    return {
        parent.name: documented(
            f"The {parent.name} to which the {name} belongs, by its number"
            + (
                f" or its name{example_of(parent)}. A name costs one more search." if parent.is_named_by_server else "."
            ),
            f"Exactly one of {listed(names, 'and')} is required." if len(names) > 1 else "It is required.",
            type="str",
        )
        for parent in parents
    }


def _existence(resource: Resource) -> Options:
    name = resource.name
    named = listed(marked(own_names(resource)), "or")
    description = [
        f"V(present) makes the {name} exist as described. With {named} and nothing else the module only reads.",
        f"V(absent) deletes the {name}. If there is no such {name}, nothing changes.",
    ]
    if resource.life_cycle:
        description.append(f"Use O({resource.life_cycle.option}) for workflow; O(state) only controls existence.")
    return {"state": documented(*description, type="str", choices=["present", "absent"], default="present")}


def _identity(resource: Resource) -> Options:
    name = resource.name
    options = {
        "id": documented(
            f"Number of the {name}. With O(state=present) the {name} must exist; the module never creates one by "
            "number.",
            type="int",
        )
    }
    if resource.is_named_by_server:
        options["name"] = documented(
            f"Display name of the {name}{example_of(resource)}. The module never creates {resource.one} by name.",
            f"If O(id) is set, too, both must belong to the same {name}.",
            type="str",
        )
    if resource.carrier:
        options["correlation_id"] = documented(
            f"An ID of your own that identifies the {name}, whatever its other fields say.",
            f"The {name} carries it {carriers(resource)}. Managing O({resource.carrier.option}) never removes it.",
            type="str",
        )
    return {**options, **correlation_field(resource)}


def _matching(resource: Resource) -> Options:
    options: Options = {}
    if resource.match_options:
        description = [
            (
                f"The options whose values together identify the {resource.name} if {unset(identities(resource))}. "
                "None of them may be empty."
            )
        ]
        requesters = [each for each in resource.match_options if isinstance(resource.field(each).type, Requester)]
        description += [
            f"If O({option}) is a logon name, the rest of the key decides, because the server turns it into an e-mail "
            "address."
            for option in requesters
        ]
        argument = {"choices": list(resource.match_options), "default": list(resource.match_on)}
        options["match_on"] = documented(*description, type="list", elements="str", **argument)
    return {**options, **_match_scope(resource)}


def _match_scope(resource: Resource) -> Options:
    if not resource.life_cycle:
        return {}
    option, closed = resource.life_cycle
    plural = resource.plural
    closing = listed((f"O({option}={value})" for value in closed), "or")
    keys = marked(
        (*(["match_on"] if resource.match_on else []), *(["correlation_id"] if resource.has_correlation else []))
    )
    looking = f"{listed(keys, 'and')} {'look' if len(keys) > 1 else 'looks'} at" if keys else "count"
    return {
        "match_scope": documented(
            f"Which {plural} {looking}.",
            f"V(open) looks at those that are {not_ended(closed)}. If only closed {plural} have the key, the module "
            "creates a new one, for a new occurrence.",
            f"V(all) looks at every {resource.name}.",
            f"With {closing} and no open {resource.name}, the module takes the newest closed one, so that a second "
            "run changes nothing.",
            type="str",
            choices=["open", "all"],
            default="open",
        )
    }


def _extra_fields() -> Options:
    return {
        "extra_fields": documented(
            "More fields, under the server's own names. The module sends them as they are.",
            "A field that the server never shows cannot be compared. The module sends it in every run, and reports a "
            "change each time.",
            type="dict",
        )
    }


def _list(resource: Resource) -> Options:
    plural = resource.plural
    changes = "its changes in the order of the list" if resource.is_sequence else "several changes at a time"
    outside = [
        *(parent.name for parent in resource.parents),
        *(["upload_path"] if takes_files(resource) else []),
        "fields",
    ]
    return {
        plural: documented(
            f"Many {plural} in one task, each a dictionary. An item takes every option of this module except the "
            f"connection options, {', '.join(marked(outside))} and O({plural}) itself.",
            "An item inherits from the task what it does not set itself, except "
            f"{listed(marked(identities(resource)), 'and')}. On a command line, write the list as JSON.",
            f"The task signs in once, looks for all {plural} in a few searches, and makes {changes}, as fast as the "
            "server allows. This is faster than a loop.",
            f"The module checks the options of every item, and that no two items mean one {resource.name}, before it "
            "changes anything. If the server refuses an item, the others are still processed, and the task fails at "
            "the end; run it again to process the rest. If the server is away, or fails many times in a row, the task "
            "skips the remaining items.",
            "RV(results) are in the order of the list. With C(-v), a task that runs on the controller reports its "
            "progress.",
            type="list",
            elements="dict",
        )
    }
