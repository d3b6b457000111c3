# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with an exchange: redirects to another server, and our errors for those of ``requests``.

The exceptions of ``requests`` and of ``urllib3`` are handed in by the one file that imports them.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from types import ModuleType
from typing import Any
from urllib.parse import urljoin, urlsplit

from .call import Call
from .connection import Connection, authority_of
from .errors import Attempt, Exchange, NoAnswerError, OddAnswerError, OptionError, ServiceOpsError
from .redact import redact
from .response import Response


def followed(call: Call, response: Response, location: str) -> str:
    """Return the target of a redirect, which must be on the same server: credentials go nowhere else."""
    try:
        target = urljoin(response.url, location)
        here, there = urlsplit(response.url), urlsplit(target)
        same_server = (here.scheme, authority_of(here)) == (there.scheme, authority_of(there))
    except ValueError as exc:
        text = "the server redirects to what is no address; set url to the address where the API answers."
        raise OddAnswerError(text, exchange=response.exchange) from exc
    # 301 to 303 turn a POST into a GET in most clients, which would read as success here.
    if same_server and (call.method == "GET" or response.status in (307, 308)):
        return target
    # Neither credentials before the host nor a token behind it are shown.
    path = there.path if there.path.endswith(call.path) or not response.may_hold_token else ""
    shown = redact(f"{there.scheme}://{there.netloc.rpartition('@')[2]}{path}", response.secrets)
    raise OddAnswerError(
        f"the server redirects to {shown}, which is not followed; set url to the address where the API answers.",
        exchange=response.exchange,
    )


def failure(
    exc: Exception, exchange: Exchange, connection: Connection, proxy: str | None, known: ModuleType, below: ModuleType
) -> ServiceOpsError:
    """Return our error for whatever requests raises, by ``known``, its exceptions, and those ``below``, of urllib3.

    ``exchange`` has a status if a response had begun, ``proxy`` is the variable that names the proxy in use.
    """
    if isinstance(exc, known.InvalidJSONError):
        return OptionError(f"a value is to be sent that JSON cannot carry: {exc}.")
    if exchange.status is None:
        if isinstance(exc, (known.InvalidURL, known.InvalidSchema, known.MissingSchema, below.LocationValueError)):
            return OptionError(f"url {connection.url!r} cannot be used: {exc}")
        if isinstance(exc, OSError) and not isinstance(exc, known.RequestException):
            chosen = connection.ca_path
            named = f"ca_path {chosen!r}" if chosen else "The CA bundle of the environment (REQUESTS_CA_BUNDLE)"
            return OptionError(f"{named} cannot be used: {exc}.")
    return _no_answer(exc, exchange, connection, proxy, known, below)


def _no_answer(
    exc: Exception, exchange: Exchange, connection: Connection, proxy: str | None, known: ModuleType, below: ModuleType
) -> NoAnswerError:
    cause = _cause(exc, below)
    reason = _reason(cause)
    # One that ends in the middle is no matter of certificates, and may have ended after the request was sent.
    ended = isinstance(cause, below.SSLError) and isinstance(cause.args[0], (ssl.SSLEOFError, ssl.SSLZeroReturnError))
    if isinstance(exc, known.SSLError) and not ended and exchange.status is None:
        advice = "Check url, and ca_path for a certificate of your own."
        if "alert" in reason.lower():
            advice = "The server refused it: check url, and client_cert, for which it may ask."
        text = f"TLS with {connection.url} failed ({reason}). {advice}"
        return NoAnswerError(text, exchange=exchange, attempt=Attempt(sent=False, hopeless=True))
    unconnected = isinstance(cause, below.NewConnectionError)
    if unconnected or isinstance(exc, (known.ConnectTimeout, known.ProxyError)):
        way = f"through the proxy that {proxy} names " if proxy else ""
        text = f"no connection to {connection.url} {way}({reason}). Check url, the network and the proxy variables."
        # Only urllib3 2 has an error for a name that does not resolve.
        hopeless = isinstance(cause, getattr(below, "NameResolutionError", ()))
        return NoAnswerError(text, exchange=exchange, attempt=Attempt(sent=False, hopeless=hopeless))
    if isinstance(exc, (known.Timeout, TimeoutError, socket.timeout)) or isinstance(cause, below.ReadTimeoutError):
        text = f"no answer within {connection.timeout:g} s (timeout)."
        if exchange.status is not None:
            text = f"the answer did not end within {connection.timeout:g} s (timeout)."
        return NoAnswerError(text, exchange=exchange, attempt=Attempt(late=True))
    text = f"the connection broke off ({reason})."
    if not isinstance(exc, known.RequestException):
        text = f"the answer cannot be read ({reason})."
    return NoAnswerError(text, exchange=exchange, attempt=Attempt())


def _cause(exc: Exception, below: ModuleType) -> Any:
    cause = getattr(exc.args[0], "reason", exc.args[0]) if exc.args else exc
    cause = getattr(cause, "original_error", cause)
    return cause.args[-1] if isinstance(cause, below.ProtocolError) and cause.args else cause


def _reason(cause: Any) -> str:
    """Return the text of a library's error, unless it may quote what the server sent, which may be a token."""
    quotes = (http.client.BadStatusLine, http.client.UnknownProtocol, http.client.IncompleteRead)
    if isinstance(cause, quotes) and not isinstance(cause, ConnectionError):
        is_cut = isinstance(cause, http.client.IncompleteRead) and "length" not in vars(cause)
        return str(cause) if is_cut else f"what came is no HTTP: {type(cause).__name__}"
    # urllib3 puts the connection object and what it was about before the cause.
    return re.sub(r"^(.*(>|HTTPS?Connection\(.*?\)): )?(Failed to establish a new connection: )?", "", str(cause))
