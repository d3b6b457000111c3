# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is assumed of a ServiceOps server, and on which ground, in one place.

Nobody has run this collection against a live server. Paths and keys that the vendor documents are used as documented.
Whatever is *not* documented stands here, docs/assumptions.md repeats it, and the README names it. The constants are in
``_api/endpoints.py``, those of a resource in its table. The code works under the other plausible answers, too.

Sources: DOC, the vendor's public documentation; REAL, a public log of a live server; CODE, a public third-party
client; OLD, the documentation of the product under its former name; INFERRED, by analogy with one of these.
"""

from __future__ import annotations

from typing import NamedTuple


class Assumption(NamedTuple):
    """One behaviour that is assumed: what, on which ground, and what happens where the server differs."""

    topic: str
    assumed: str
    source: str
    otherwise: str


ASSUMPTIONS = (
    Assumption(
        "Token form",
        "the token endpoint takes multipart/form-data",
        "DOC, REAL",
        "after HTTP 400 or 415 the url-encoded form is tried once, and remembered with the token",
    ),
    Assumption(
        "Token lifetime",
        "expires_in counts, not the expiry written inside the token",
        "REAL (both differ)",
        "a 401 renews the token once and repeats the call once",
    ),
    Assumption(
        "Refresh",
        "grant_type=refresh_token renews a token",
        "INFERRED from RFC 6749",
        "a refusal falls back to the password",
    ),
    Assumption(
        "Read",
        "GET /api/v1/request/{id} answers the object that create answers",
        "INFERRED from OLD",
        "an answer about another record, or none, is an error",
    ),
    Assumption(
        "Unknown id",
        'HTTP 404 with the product\'s error object means "no such request"',
        "INFERRED",
        "HTTP 400, an empty 500 or another JSON 404, such as a gateway's, is confirmed by searches on the id over six "
        "seconds; a 404 page is an error",
    ),
    Assumption(
        "Update",
        "PATCH is partial and answers the whole object",
        "DOC for the verb, INFERRED for the rest",
        "the current subject goes along, as the documented table demands; a short answer is followed by a read",
    ),
    Assumption(
        "Lists in an update",
        "tags and CC addresses are replaced, custom fields are merged",
        "INFERRED",
        "a list that was merged instead is a warning naming the option; custom fields that a server emptied, because "
        "it took those of the update for all, are put back at once, with a warning",
    ),
    Assumption(
        "Clearing",
        "an empty string clears a value",
        "INFERRED",
        "where the value is still there, or the empty string is refused, null is sent",
    ),
    Assumption(
        "Delete",
        "DELETE /api/v1/request/{id} archives the request and answers 200 or 204",
        "DOC names the verb only",
        "405 fails with the advice to close the request; any answer but 204 or the request itself is settled by a "
        "read, where an object that says removed counts as gone",
    ),
    Assumption(
        "Search",
        "POST /api/v1/request/search/byqual pages with offset and size, honours the qualification, and shows whole "
        "requests",
        "CODE, DOC for changes",
        "every hit is compared again on this side; a qualification that is refused (400, 415, 422, 500) is left out; "
        "smaller pages, a missing totalCount and a bare list are followed on; what a hit leaves out counts as empty",
    ),
    Assumption(
        "Settling",
        "a search shows what was written within five seconds, and a write whose answer was lost is applied within five",
        "INFERRED",
        "a search or a write that is later than six seconds can make a second request; what this user's tasks created "
        "in the last ten minutes is known by its id all the same",
    ),
    Assumption(
        "Search on tags",
        "the operator contains on request.tags finds a correlation tag",
        "INFERRED",
        "an empty answer is not believed: unless the search finds other correlation tags, every request is looked at",
    ),
    Assumption(
        "Unknown names",
        "an unknown category, location or requester is refused",
        "INFERRED",
        "a field that was accepted but not applied is a warning naming the option",
    ),
    Assumption(
        "Custom fields",
        "an object lists every custom field of the form, empty ones too; numbers have a fraction (0.0), times none",
        "REAL",
        "where it lists none, every label is sent as given; where no number has a fraction, epoch seconds are, too",
    ),
    Assumption(
        "Status at creation",
        "statusName is honoured when a request is created",
        "DOC for the field, INFERRED for the effect",
        "a request that was opened in another status is changed at once",
    ),
    Assumption(
        "Rate limit",
        "HTTP 429 with Retry-After or X-RateLimit-Reset",
        "DOC for the header, INFERRED for the status",
        "without a hint the wait grows from half a second, inside retry_timeout",
    ),
    Assumption(
        "Closed states",
        "Resolved and Closed are the closed states",
        "DOC",
        "a custom status counts as open",
    ),
    Assumption(
        "Refused form",
        "a 400 with an OAuth error such as invalid_grant means that the form was read",
        "INFERRED from RFC 6749",
        "any other 400 or 415 costs one more sign-in attempt",
    ),
    Assumption(
        "Compulsory fields",
        "a request needs subject and requester_email, and nothing more",
        "DOC",
        "a server whose rules ask for more refuses in its own words",
    ),
    Assumption(
        "Only at creation",
        "requester_email and source cannot be changed later",
        "DOC (not in the table of an update)",
        "a difference is a warning, not a change",
    ),
    Assumption(
        "Logon names",
        "a requester given without an @ is shown as an e-mail address",
        "REAL",
        "the rest of the key decides, and a different requester is not seen",
    ),
    Assumption(
        "Markup",
        "HTML is stripped from descriptions",
        "REAL",
        "kept HTML counts as the same, so that a change of markup alone is not seen; text in angle brackets that was "
        "taken for markup is a warning",
    ),
    Assumption(
        "Case",
        "names of categories, statuses and the like, and e-mail addresses, differ in more than case",
        "INFERRED",
        "two that differ in case only count as one",
    ),
    Assumption(
        "Display names",
        "names such as INC-46 are written in capitals",
        "DOC, REAL",
        "one in small letters is not found by a server that heeds case",
    ),
    Assumption(
        "Support level",
        "tier0 means none",
        "REAL",
        "a server with a level of that name shows it as cleared",
    ),
    Assumption(
        "X-RateLimit-Reset",
        "milliseconds to wait; a number beyond 1e9 is an instant in seconds, beyond 1e11 in milliseconds",
        "INFERRED",
        "a wait that was too short is followed by a longer one",
    ),
    Assumption(
        "X-RateLimit-Remaining",
        "how many calls the server takes at once",
        "DOC for the header, INFERRED for its meaning",
        "a list goes slower than it could, at a few calls a second; refusals steer where the header is missing",
    ),
    Assumption(
        "Types of conditions",
        "FlatQualificationRest, RelationalQualificationRest and their operands, as for changes; times as numbers",
        "DOC for changes, CODE, INFERRED for times",
        "a refused qualification is left out, and times by which nothing is found; every record is compared here",
    ),
    Assumption(
        "Conversations",
        "POST …/{request, change, problem, release}/{id}/conversation writes one, and its /search/byqual lists them",
        "DOC for requests and changes, DOC of the search and INFERRED for the others",
        "a refusal is an error with the server's words",
    ),
    Assumption(
        "Notes only",
        "an update takes notes only, and all four of their keys",
        "DOC",
        "other types are an error before anything is sent; keys that a server keeps anyway do no harm",
    ),
    Assumption(
        "Subject of a conversation",
        "the server makes it",
        "DOC (differs between kinds of tickets)",
        "it is never compared, and goes along unchanged",
    ),
    Assumption(
        "Details of a conversation",
        "HTML is kept",
        "DOC",
        "stripped HTML counts as the same, and a correlation id is found in the text as well",
    ),
    Assumption(
        "Deleting a conversation",
        "DELETE …/conversation/{id} deletes it",
        "INFERRED from a key of its answer",
        "HTTP 405 is an error with advice",
    ),
    Assumption(
        "Uploads",
        "POST /api/oprfile with the part file answers the reference to a file",
        "OLD",
        "upload_path names another route; a refused file is sent as the part attachment; a refused API key is an error",
    ),
    Assumption(
        "Attachments in an update",
        "the list replaces the one before",
        "INFERRED",
        "all are sent along, so that none is lost where it is added; removing one there is an error",
    ),
    Assumption(
        "Changes",
        "GET /api/v1/change/{id} answers what a search shows",
        "DOC of the search, INFERRED from the title of its page",
        "an answer about another record, or none, is an error",
    ),
    Assumption(
        "Approval",
        "approvalStatus of a change is pre_approved, approved, pending or rejected",
        "DOC for pre_approved, INFERRED for the others",
        "change_gate_approved names the words that open the gate",
    ),
    Assumption(
        "Status of a change",
        "a task may set the status of a change or release, and Closed ends one; Canceled and Rejected close the gate",
        "OLD, INFERRED",
        "a status that is not applied is a warning, and change_gate_statuses names those that open the gate",
    ),
    Assumption(
        "Releases",
        "a release is read and searched as a change, with the keys of its create",
        "DOC for create and update, INFERRED for the rest",
        "an answer about another record, or none, is an error",
    ),
    Assumption(
        "Problems",
        "/api/v1/problem does what /api/v1/request does, with the same keys and knownError",
        "INFERRED",
        "a refusal is an error with the server's words, and a field that is not applied is a warning",
    ),
    Assumption(
        "Clock of the server",
        "the header Date is the time of the server",
        "INFERRED from RFC 9110",
        "without it the clock of the controller says whether the window of a change is open",
    ),
    Assumption(
        "Orders",
        "a service request takes tags in an update, and its name does not begin with INC-",
        "REAL for the order and a name, INFERRED for the rest",
        "an order that could not be tagged is an error that names it, and one that is called INC- by its subject",
    ),
    Assumption(
        "Links",
        "a request shows the assets and configuration items that it is linked to, under the keys of its create",
        "DOC for the keys of a create, INFERRED for the rest",
        "links that are not shown are set with a new request, and not compared later",
    ),
    Assumption(
        "Events",
        "every change of a record moves its updatedTime, and a workflow posts {#Ticket Id#} as a number or name",
        "INFERRED; OLD for the placeholder",
        "a change that does not is no event, and a placeholder that stays makes an event of the kind unreadable",
    ),
)
