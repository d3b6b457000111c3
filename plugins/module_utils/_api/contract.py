# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is assumed of a ServiceOps server, and on which ground, in one place.

Nobody has run this collection against a live server. Paths and keys that the vendor documents are used as documented.
Whatever is *not* documented stands here as a constant with its source, and in ``assumptions.py`` in words. The code
that uses a constant works under the other plausible answers too, as its entry there says.

Sources: DOC, the vendor's public documentation; REAL, a public log of a live server; CODE, a public third-party
client; OLD, the documentation of the product under its former name; INFERRED, by analogy with one of these.
"""

from __future__ import annotations

# Sign-in [DOC, REAL].
TOKEN_PATH = "/api/oauth/token"
PASSWORD_GRANT = "password"
# RFC 6749 section 6; the server hands out refresh tokens, but no documentation shows one in use [INFERRED].
REFRESH_GRANT = "refresh_token"
API_KEY_SCHEME = "Apikey"  # REAL, from 8.5
# The endpoint may not take the form in this encoding [INFERRED], unless it says so much that it has read it
# (RFC 6749 section 5.2; "unauthorized" is what the Spring framework says for a client).
FORM_REFUSED = (400, 415)
FORM_WAS_READ = ("invalid_grant", "invalid_client", "unauthorized_client", "unauthorized")
# Seconds that a token is trusted where the answer has no usable expires_in (RFC 6749 leaves that open) [INFERRED].
UNSTATED_LIFETIME = 300

# POST is documented, PATCH {id} too; GET and DELETE {id} are not visible in public pages [INFERRED].
RESOURCE_PATH = "/api/v1/{noun}"
RECORD_PATH = "/api/v1/{noun}/{id}"
# CODE for requests, DOC for changes; offset counts records, the largest size in known use is 2000 [CODE].
SEARCH_PATH = "/api/v1/{noun}/search/byqual"
PAGE_SIZE = 2000
STABLE_ORDER = "createdTime"
# The first of these that holds a list; the others were guarded against by a client that was not sure [CODE].
FOUND_KEYS = ("objectList", "data", "requests", "list")
TOTAL_KEY = "totalCount"

# The documented PATCH table marks this key compulsory, so the current value always goes along [DOC].
ALWAYS_IN_PATCH = ("subject",)
# What clears a value is unknown: these are tried in turn until the answer shows the value gone [INFERRED].
CLEARING_VALUES: tuple[str | None, ...] = ("", None)

# Operand keys of a qualification. "id" is documented for changes, "request.name" was seen on another route of the
# product; the rest follows the same pattern [INFERRED]. A key that is not here is compared on this side only.
PROPERTY_KEY = "{noun}.{column}"
SEARCHABLE_COLUMNS = ("name", "subject", "tags", "createdTime", "updatedTime")
# A search on these that brings nothing at all is not believed, for the key may mean something else [INFERRED].
DOUBTED_COLUMNS = ("tags",)
# Documented operators are lower snake case (not_in, equal); these follow them [INFERRED for the others].
OPERATORS = {
    "equal": "equal",
    "member": "contains",
    "contains": "contains",
    "after": "greater_than_or_equal",
    "before": "less_than_or_equal",
}
ANY_OF = "in"
# What a server may answer to a qualification that it does not take; an empty 500 too [INFERRED].
QUALIFICATION_REFUSED = (400, 415, 422)

# The product's error object; only a 404 that carries one of these keys means "no such record" [CODE].
CODE_KEY = "code"
OWN_ERROR_KEYS = ("userMessage", CODE_KEY)
OAUTH_CODE_KEY = "error"  # RFC 6749 section 5.2
# Looked at in this order for the server's words [CODE; RFC 6749 for the last two].
MESSAGE_KEYS = ("userMessage", "message", "error_description", "error")
# Statuses that a server may give for an unknown id instead of its own 404 [INFERRED]: confirmed by a search.
DOUBTFUL_NOT_FOUND = (400, 500)
# Answers to a DELETE that leave no doubt [INFERRED].
DELETED = (200, 204)
# Calls a second that a server allows unless configured otherwise [DOC].
RATE = 20
# An archived record carries this column in the product's database [INFERRED].
REMOVED_KEY = "removed"
