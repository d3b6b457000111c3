# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths, keys and codes of a ServiceOps server that no resource has for itself.

Each names its source, for which see ``_assumptions.py``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

# Sign-in [DOC, REAL].
TOKEN_PATH = "/api/oauth/token"
PASSWORD_GRANT = "password"
# RFC 6749 section 6; the server hands out refresh tokens, but no documentation shows one in use [INFERRED].
REFRESH_GRANT = "refresh_token"
TOKEN_SCHEME = "Bearer"
API_KEY_SCHEME = "Apikey"  # REAL, from 8.5
# The endpoint may not take the form in this encoding [INFERRED], unless one of these codes shows that it
# was read (RFC 6749 section 5.2; "unauthorized" is the code of the Spring framework for a client).
FORM_REFUSED = (400, 415)
FORM_WAS_READ = ("invalid_grant", "invalid_client", "unauthorized_client", "unauthorized")
# Seconds that a token is trusted if the response has no usable expires_in (RFC 6749 leaves that open) [INFERRED].
UNSTATED_LIFETIME = 300

# CODE for requests, DOC for changes and conversations; offset counts records, the largest size in known use is 2000
# [CODE].
SEARCH_PATH = "/search/byqual"
PAGE_SIZE = 2000
# The first of these that holds a list; the others were guarded against by a client that was not sure [CODE].
FOUND_KEYS = ("objectList", "data", "requests", "list")
TOTAL_KEY = "totalCount"

# Only printed in OLD, where it is not below /api/v1; the keys of its answer are documented [DOC].
UPLOAD_PATH = "/api/oprfile"
# The part of the form that holds the file [OLD], and another one to try [INFERRED].
UPLOAD_PARTS = ("file", "attachment")
FILE_KEY = "refFileName"
FILE_NAME_KEY = "realName"
ATTACHMENTS_KEY = "fileAttachments"

# What clears a value is unknown: these are tried in turn until the response shows the value gone [INFERRED].
CLEARING_VALUES: tuple[str | None, ...] = ("", None)

# Documented operators are lower snake case (not_in, equal); these follow them [INFERRED for the others].
OPERATORS = {
    "equal": "equal",
    "member": "contains",
    "contains": "contains",
    "after": "greater_than_or_equal",
    "before": "less_than_or_equal",
}
ANY_OF = "in"
# Statuses of a server that does not take a body as it is; to a qualification an empty 500 too [INFERRED].
BODY_REFUSED = (400, 415, 422)

# The product's error object; only a 404 that carries the first of these keys means "no such record" [CODE]. Gateways
# send a code at the top of their own 404, too.
OWN_ERROR_KEY = "userMessage"
CODE_KEY = "code"
# An object with a text under one of these, with one of the others that is false, or with another code is an error,
# even if its status is 200 [INFERRED].
ERROR_KEYS = (OWN_ERROR_KEY, "error", "error_description")
SUCCESS_KEYS = ("success", "ok")
GOOD_CODES = ("0", "200", "ok", "success")
OAUTH_CODE_KEY = "error"  # RFC 6749 section 5.2
# Looked at in this order for the server's words [CODE; RFC 6749 for the last two].
MESSAGE_KEYS = ("userMessage", "message", "error_description", "error")
# Statuses that a server may give for an unknown id instead of its own 404 [INFERRED]: confirmed by a search.
DOUBTFUL_NOT_FOUND = (400, 500)
# Statuses of a DELETE that succeeded [INFERRED]; only 204 without a body, or the record itself, needs no read.
DELETED = (200, 204)
# Seconds for which a search may be behind, or a write whose response was lost may still be applied [INFERRED].
SETTLING = 6.0
# Calls a second that a server allows unless configured otherwise [DOC]; any other rate is found at work.
RATE = 20
# An archived record carries this column in the product's database [INFERRED].
REMOVED_KEY = "removed"


class Endpoint(NamedTuple):
    """Where the records of one resource are, and what can be done with them.

    ``resource`` is the word for one of them in messages, ``path`` that of all. An object with all keys of ``whole`` is
    a record rather than an acknowledgement. Pages of a search are in the order of the key ``order``, if there is one,
    and ``operand`` makes of a key what a qualification calls it. ``deletion_advice`` completes the error if a DELETE is
    refused, and ``upload_path`` takes the files to attach. ``name`` is the key of the name that the server gives a
    record, if it gives one.
    """

    resource: str
    path: str
    whole: tuple[str, ...] = ("id",)
    order: str | None = None
    operand: str = "{key}"
    has_read: bool = True
    deletion_advice: str = ""
    upload_path: str = UPLOAD_PATH
    name: str | None = None

    @property
    def search_path(self) -> str:
        return f"{self.path}{SEARCH_PATH}"

    def record_path(self, record_id: Any) -> str:
        return f"{self.path}/{record_id}"

    def is_whole(self, record: Any) -> bool:
        """Return whether a response is a record, and not a mere acknowledgement."""
        return isinstance(record, dict) and all(key in record for key in self.whole)
