# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not known of the product, as switches; and profiles, which are named sets of them.

Each default is a design choice, not a fact about the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any


class SwitchError(Exception):
    """A switch, a value or a profile is unknown; the text is a sentence."""


@dataclass(frozen=True)
class Switch:
    """One unknown. ``values`` starts with the default; a single number means that any whole number is taken."""

    question: str
    values: tuple[Any, ...]

    @property
    def numeric(self) -> bool:
        return len(self.values) == 1


SWITCHES = {
    "token_form": Switch("which form the token endpoint takes", ("both", "multipart", "urlencoded")),
    "token_form_status": Switch("how it answers the other form", (415, 400)),
    "token_error_body": Switch("what a refused sign-in carries", ("spring", "empty")),
    "token_lifetime": Switch("expires_in of a token, in seconds", (43199,)),
    "token_enforced": Switch("when a token ends", ("expires_in", "48h")),
    "refresh_grant": Switch("whether a refresh token renews", ("supported", "refused")),
    "unknown_name": Switch("what an unknown category, location, assignee ... does", ("refused", "ignored", "error500")),
    "unknown_requester": Switch("what an unknown requester does", ("refused", "created")),
    "unknown_custom_field": Switch("what an unknown custom field does", ("ignored", "refused", "error500")),
    "custom_field_type": Switch("what a custom field of the wrong type does", ("refused", "error500")),
    "unknown_body_key": Switch("what an unknown key of a create or an update does", ("ignored", "refused")),
    "patch_subject": Switch("whether an update must carry the subject", ("optional", "required")),
    "patch_lists": Switch("what an update does to tags and CC addresses", ("replaced", "merged")),
    "patch_custom_fields": Switch("what an update does to custom fields that it does not name", ("merged", "replaced")),
    "patch_answer": Switch("what an update answers", ("object", "short", "empty")),
    "clearing": Switch("what empties a value in an update", ("empty_string", "null", "impossible", "refused")),
    "delete": Switch("what a delete does", ("archive200", "archive204", "refused405")),
    "deleted_read": Switch("what reading a deleted request answers", ("not_found", "removed_flag")),
    "second_delete": Switch("what deleting again answers", ("not_found", "ok")),
    "deleted_search": Switch("whether a search shows deleted requests", ("hidden", "shown")),
    "search_qualification": Switch("what becomes of the conditions", ("honoured", "ignored", "refused")),
    "search_tags": Switch(
        "how tags can be searched (exact_only refuses contains, unsupported refuses all, blind finds nothing)",
        ("contains", "exact_only", "unsupported", "blind"),
    ),
    "search_unknown_key": Switch("what a search by an unknown key does", ("error500", "refused", "ignored")),
    "search_operator_case": Switch(
        "which spelling of an operator counts (strict: snake_case, and HTTP 500 for others)", ("any", "strict")
    ),
    "search_time_value": Switch(
        "which times a condition takes (iso_only refuses a time as a number, blind finds nothing by it)",
        ("any", "iso_only", "blind"),
    ),
    "search_page_cap": Switch("the largest page, 0 for any", (0,)),
    "search_total": Switch("whether a search counts", ("given", "missing")),
    "search_envelope": Switch("the shape of a search's answer", ("objectList", "list")),
    "search_lag": Switch("by how many milliseconds a search is behind what was written", (0,)),
    "search_direction": Switch("the order that sort_by gives", ("descending", "ascending")),
    "unknown_id": Switch("how an unknown id is answered", ("not_found", "bad_request", "error500", "empty404")),
    "description": Switch("what becomes of HTML (collapsed folds white space too)", ("stripped", "kept", "collapsed")),
    "stored_subject": Switch(
        "what the server makes of a subject", ("as_sent", "cut_80", "without_emoji", "decomposed")
    ),
    "stored_tags": Switch("what the server makes of tags", ("as_sent", "split_at_commas")),
    "conversations": Switch(
        "whether there are conversations", ("offered", "not_found", "refused405", "refused403", "gateway404")
    ),
    "conversation_subject": Switch("whose subject a conversation has (a change keeps the one sent)", ("made", "kept")),
    "conversation_details": Switch("what becomes of its HTML", ("kept", "stripped", "collapsed")),
    "conversation_type_case": Switch("whether the case of its type counts", ("any", "strict")),
    "conversation_list": Switch("whether a GET lists conversations", ("done", "refused405")),
    "conversation_patch": Switch("what an update does to keys that it does not name", ("kept", "whole")),
    "conversation_patch_of_others": Switch(
        "what an update of anything but a note does", ("bad_request", "refused403", "ignored")
    ),
    "conversation_delete": Switch("what deleting one does", ("done200", "done204", "refused405")),
    "upload_path": Switch("where files are uploaded", ("/api/oprfile", "/api/v1/attachment")),
    "upload_part": Switch("the part of the form that holds a file", ("file", "attachment")),
    "upload_api_key": Switch("whether an API key may upload", ("refused", "accepted")),
    "upload_limit": Switch("how a file above 1 MB is answered", ("none", "status413", "status400")),
    "patch_attachments": Switch("what an update does to attachments", ("replaced", "appended")),
    "rate_limit": Switch("whether calls are limited to 30, and 20 a second after that", ("off", "on")),
    "rate_limit_hint": Switch(
        "how a limited caller learns when to come back", ("reset_delta", "reset_epoch", "retry_after", "none")
    ),
    "close_rule": Switch(
        "what resolving or closing needs (refused: a category, custom_field: New Dropdown)",
        ("off", "refused", "custom_field"),
    ),
    "close_already_closed": Switch("what closing a closed ticket again does", ("refused", "done")),
    "order_echo": Switch("what becomes of fields that an order's sample answer lacks", ("dropped", "kept")),
    "create_status": Switch("whether a status at creation counts", ("honoured", "ignored")),
    "clock_ahead": Switch("by how many seconds the Date header is ahead", (0,)),
    "approval_status": Switch(
        "whether a new change or release is approved", ("pre_approved", "pending", "approved", "rejected")
    ),
    "planned_status": Switch("whether a task may set the status of a change or release", ("honoured", "ignored")),
    "planned_custom_fields": Switch("whether changes and releases show custom fields", ("absent", "shown")),
    "links": Switch("whether links to assets and configuration items are shown", ("hidden", "shown")),
    "lists_when_empty": Switch("whether empty tags and CC addresses are shown", ("omitted", "empty")),
}


@dataclass(frozen=True)
class Profile:
    """A named set of switches; every other switch has its default."""

    stands_for: str
    switches: Mapping[str, Any]


PROFILES = {
    "default": Profile("the likeliest answer to every unknown", {}),
    "documented": Profile(
        "a strict reading of the vendor's pages: what they do not show is not there",
        {
            "token_form": "multipart",
            "token_error_body": "empty",
            "refresh_grant": "refused",
            "patch_subject": "required",
            "unknown_custom_field": "refused",
            "search_tags": "exact_only",
            "search_time_value": "iso_only",
            "search_operator_case": "strict",
            "search_unknown_key": "refused",
            "unknown_body_key": "refused",
            "conversation_patch_of_others": "refused403",
            "planned_status": "ignored",
        },
    ),
    "cloud": Profile(
        "a shared tenant behind a gateway: rate limit on, pages capped, tokens short-lived",
        {
            "rate_limit": "on",
            "rate_limit_hint": "retry_after",
            "search_page_cap": 100,
            "token_lifetime": 7199,
            "delete": "archive204",
            "lists_when_empty": "empty",
            "conversation_delete": "done204",
            "upload_limit": "status413",
        },
    ),
    "legacy": Profile(
        "an older release: url-encoded sign-in, tokens of two hours, no refresh, HTML kept",
        {
            "token_form": "urlencoded",
            "token_form_status": 400,
            "token_lifetime": 7199,
            "refresh_grant": "refused",
            "description": "kept",
            "search_envelope": "list",
            "search_tags": "unsupported",
            "unknown_id": "bad_request",
            "clearing": "null",
            "conversation_details": "stripped",
            "conversation_subject": "kept",
            "patch_attachments": "appended",
        },
    ),
    "terse": Profile(
        "a server that says as little as it can",
        {
            "token_error_body": "empty",
            "patch_answer": "short",
            "delete": "archive204",
            "search_total": "missing",
            "search_page_cap": 3,
            "unknown_id": "error500",
            "unknown_name": "error500",
            "rate_limit_hint": "none",
            "conversation_details": "collapsed",
            "conversation_patch": "whole",
            "conversation_list": "refused405",
            "upload_limit": "status400",
        },
    ),
    "stubborn": Profile(
        "a server that refuses or disregards what it can",
        {
            "delete": "refused405",
            "patch_lists": "merged",
            "clearing": "impossible",
            "search_qualification": "ignored",
            "create_status": "ignored",
            "close_rule": "refused",
            "refresh_grant": "refused",
            "conversation_delete": "refused405",
            "conversation_type_case": "strict",
            "upload_api_key": "refused",
        },
    ),
    "forgiving": Profile(
        "a server that takes everything and reports nothing",
        {
            "unknown_name": "ignored",
            "unknown_requester": "created",
            "second_delete": "ok",
            "deleted_read": "removed_flag",
            "deleted_search": "shown",
            "patch_answer": "empty",
            "conversation_patch_of_others": "ignored",
            "search_unknown_key": "ignored",
            "upload_api_key": "accepted",
        },
    ),
}


class Settings:
    """The switches as they stand; changed while the server runs."""

    def __init__(self, profile: str = "default", switches: Mapping[str, Any] | None = None) -> None:
        self._start = (profile, dict(switches or {}))
        self._profile = profile
        self._values = of_profile(profile)
        self.reset()

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def reset(self) -> None:
        """Go back to the state at start."""
        profile, switches = self._start
        self.change(profile, switches)

    def change(self, profile: str | None, switches: Mapping[str, Any]) -> None:
        """Take a profile if one is named, then single switches; changes nothing where SwitchError is raised."""
        values = dict(self._values) if profile is None else of_profile(profile)
        values.update({name: checked(name, value) for name, value in switches.items()})
        self._profile = self._profile if profile is None else profile
        self._values = values

    def changed(self) -> list[str]:
        """Return the switches that have another value than in the profile."""
        expected = of_profile(self._profile)
        return [name for name, value in self._values.items() if value != expected[name]]

    def shown(self) -> dict[str, Any]:
        """Return the profile's name and every switch."""
        return {"profile": self._profile, "switches": dict(self._values)}


def of_profile(name: str) -> dict[str, Any]:
    """Return the value of every switch in a profile."""
    if not isinstance(name, str) or name not in PROFILES:
        raise SwitchError(f"There is no profile {name!r}; there are {', '.join(PROFILES)}.")
    defaults = {switch: known.values[0] for switch, known in SWITCHES.items()}
    return {**defaults, **PROFILES[name].switches}


def checked(name: str, value: Any) -> Any:
    """Return the value of a switch as it is kept; numbers may come as text."""
    known = SWITCHES.get(name)
    if known is None:
        alike = get_close_matches(str(name), SWITCHES)
        meant = f"there is {' or '.join(alike)}" if alike else "--list-switches names all of them"
        raise SwitchError(f"There is no switch {name!r}; {meant}.")
    if known.numeric:
        if not isinstance(value, bool) and str(value).isdigit():
            return int(value)
        raise SwitchError(f"{name} takes a whole number, not {value!r}.")
    for allowed in known.values:
        if str(allowed) == str(value):
            return allowed
    raise SwitchError(f"{name} takes {', '.join(map(str, known.values))}, not {value!r}.")
