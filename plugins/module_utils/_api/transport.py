# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire: one HTTP exchange over ``requests``, which only this file imports."""

from __future__ import annotations

import math
import os
import threading
import time
from functools import partial
from typing import Any

from .._text import clean
from .call import Call
from .connection import Connection
from .deadline import LARGEST_RESPONSE, TooLargeError, bound, limited
from .errors import Exchange, OddAnswerError, OptionError, ServiceOpsError
from .exchange_log import ExchangeLog
from .headers import Headers
from .local_file import MultipartBody
from .proxy import proxy_secrets, proxy_variable
from .response import Response
from .transport_errors import failure, followed

try:
    import requests
    import urllib3
except ImportError as missing:
    _missing: ImportError | None = missing
else:
    _missing = None

# Small, since what is packed may become a thousand times as large.
_CHUNK = 16 * 1024
# What requests asks for; others, and one inside another, could become far larger still.
_ENCODINGS = ("", "identity", "gzip", "deflate")
_MOST_REDIRECTS = 3
_MOST_CONNECTIONS = 16
# Seconds. Servers end a connection that rests, some after 2 s. Of a request that is on its way at that moment nobody
# knows whether it was carried out.
_LONGEST_REST = 1.0
# Bytes a second that an upload may take as its least.
_UPLOAD_RATE = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)


_NO_LOG = ExchangeLog()


class RequestsMissingError(ServiceOpsError):
    """The Python that runs the task has no ``requests``; the cause is the ImportError."""


class Transport:
    """A pooled session to one server."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._session: requests.Session | None = None
        self._settings: dict[str, Any] = {}
        self._proxy: str | None = None
        self._proxy_secrets: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._last = time.monotonic()

    def exchange(
        self, call: Call, authorization: str, *, connecting: float = math.inf, log: ExchangeLog = _NO_LOG
    ) -> Response:
        """Make ``call`` once and return the whole response, whatever its status; a redirect is an exchange of its own.

        To connect takes ``connecting`` seconds at most, if that is less than the whole exchange may take.
        Raises NoAnswerError, OddAnswerError (a body without end, or a redirect elsewhere), OptionError (a proxy or CA
        bundle that cannot be used) and RequestsMissingError.
        """
        require_requests()
        seconds = self.connection.timeout + call.size / _UPLOAD_RATE
        with limited(seconds, connecting):
            return self._followed(call, authorization, log)

    @property
    def proxy(self) -> str | None:
        """The environment variable that names the proxy in use, None if there is none. Raises OptionError."""
        require_requests()
        self._open_session()
        return self._proxy

    def _followed(self, call: Call, authorization: str, log: ExchangeLog) -> Response:
        url = self.connection.url + call.path
        for dummy in range(_MOST_REDIRECTS + 1):
            response = log.timed(call, partial(self._once, call, url, authorization))
            target = response.headers.get("location", "")
            if response.status not in _REDIRECTS or not target:
                return response
            url = followed(call, response, target)
            # The target holds the query already.
            call = call._replace(query=None)
        raise OddAnswerError(f"the server redirects in a circle at {url}.", exchange=response.exchange)

    def close(self) -> None:
        if self._session:
            self._session.close()

    def close_rested(self) -> None:
        """Close connections if the last response is long ago; cookies stay. No thread may be calling."""
        if time.monotonic() - self._last > _LONGEST_REST:
            self.close()

    def _once(self, call: Call, url: str, authorization: str) -> Response:
        session = self._open_session()
        exchange = Exchange(call.method, url)
        try:
            prepared = session.prepare_request(_request(call, url, authorization, self.connection.headers))
            with session.send(
                prepared, timeout=self.connection.timeout, allow_redirects=False, **self._settings
            ) as raw:
                exchange = exchange._replace(status=raw.status_code)
                body = _read(raw, exchange)
                self._last = time.monotonic()
                return self._response(call, raw, body, authorization)
        except ServiceOpsError:
            raise
        except TooLargeError as exc:
            raise _too_large(exchange) from exc
        except Exception as exc:
            # A hostile response can make the libraries that read it raise anything.
            raise failure(exc, exchange, self.connection, self._proxy, requests.exceptions, urllib3.exceptions) from exc

    def _response(self, call: Call, raw: requests.Response, body: bytes, authorization: str) -> Response:
        headers = {name.lower(): clean(value) for name, value in raw.headers.items()}
        sent = (authorization.partition(" ")[2], (call.form or {}).get("refresh_token", ""))
        known = self.connection.credentials.secrets + self.connection.headers.secrets
        secrets = (*known, *filter(None, sent), *self._proxy_secrets)
        exchange = call.method, raw.url, raw.status_code
        return Response(*exchange, headers, body, secrets=secrets, may_hold_token=call.form is not None)

    def _open_session(self) -> requests.Session:
        with self._lock:
            self._session = self._session or self._new_session()
        return self._session

    def _new_session(self) -> requests.Session:
        if not self.connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        session = requests.Session()
        # As many connections as threads may ask for, so that none is closed for want of room.
        adapter = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=_MOST_CONNECTIONS)
        bound(adapter.poolmanager)
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        # Otherwise requests reads the whole body of a redirect by itself, however large it is.
        session.get_redirect_target = lambda resp: None  # type: ignore[method-assign]
        verify = self.connection.validate_certs and (self.connection.ca_path or True)
        # Proxies and CA bundle of the environment, looked up once: it is always the same server. They go along with
        # each call, for requests lets REQUESTS_CA_BUNDLE overrule a session's False.
        certificate = self.connection.client_certificate
        cert = certificate.checked() if certificate else None
        settings = session.merge_environment_settings(self.connection.url, {}, True, verify, cert)
        self._settings = dict(settings)
        self._proxy_secrets = proxy_secrets(os.environ)
        proxy = requests.utils.select_proxy(self.connection.url, settings["proxies"])
        if proxy:
            self._proxy = proxy_variable(proxy, self.connection.url, os.environ)
            _open_proxy(adapter, proxy, self._proxy)
        return session


def _open_proxy(adapter: requests.adapters.HTTPAdapter, proxy: str, variable: str) -> None:
    try:
        # The adapter keeps it under its address, to which requests itself adds the scheme if there is none.
        bound(adapter.proxy_manager_for(proxy if "://" in proxy else f"http://{proxy}"))
    except requests.exceptions.InvalidSchema as exc:
        raise OptionError(f"The proxy that {variable} names cannot be used: {exc}") from exc
    except (ValueError, urllib3.exceptions.HTTPError) as exc:
        raise OptionError(f"The proxy that {variable} names cannot be used: its address cannot be read.") from exc


def require_requests() -> None:
    """Raise RequestsMissingError unless ``requests`` can be imported."""
    if _missing:
        raise RequestsMissingError("The Python library requests is missing.") from _missing


class _Header:
    """Sets the header as ``auth``, for otherwise requests would put credentials of ~/.netrc over it."""

    def __init__(self, authorization: str) -> None:
        self._authorization = authorization

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        prepared.headers["Authorization"] = self._authorization
        return prepared


def _request(call: Call, url: str, authorization: str, further: Headers) -> requests.Request:
    headers = {"Accept": "application/json", **dict(further.pairs)}
    form: dict[str, Any] = {}
    if call.form is not None and call.multipart:
        form["files"] = {name: (None, value) for name, value in call.form.items()}
    elif call.form is not None:
        form["data"] = dict(call.form)
    elif call.files:
        body = MultipartBody(call.files)
        form["data"], headers["Content-Type"] = body, body.content_type
    return requests.Request(
        call.method, url, headers=headers, auth=_Header(authorization), params=call.query, json=call.json, **form
    )


def _read(raw: requests.Response, exchange: Exchange) -> bytes:
    if raw.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise OddAnswerError("the answer is packed in a way that was not asked for.", exchange=exchange)
    body = bytearray()
    for chunk in raw.iter_content(_CHUNK):
        body += chunk
        if len(body) > LARGEST_RESPONSE:
            raise _too_large(exchange)
    return bytes(body)


def _too_large(exchange: Exchange) -> OddAnswerError:
    return OddAnswerError(f"the answer did not end within {LARGEST_RESPONSE // 1024**2} MiB.", exchange=exchange)
