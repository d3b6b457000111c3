# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire: one HTTP exchange over ``requests``, which only this file imports."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .._text import clean
from .answer import Answer
from .connection import Connection
from .deadline import LARGEST_ANSWER, TooLargeError, bound, limited
from .errors import Exchange, OddAnswerError, OptionError, ServiceOpsError
from .proxy import proxy_secrets, proxy_variable

if TYPE_CHECKING:
    import requests

# Small, since what is packed may become a thousand times as large.
_CHUNK = 16 * 1024
# What requests asks for; others, and one inside another, could become far larger still.
_ENCODINGS = ("", "identity", "gzip", "deflate")
_MOST_REDIRECTS = 3
_MOST_CONNECTIONS = 16
# Seconds. Servers end a connection that rests, some after 2 s. Of a request that is on its way at that moment nobody
# knows whether it was carried out.
_LONGEST_REST = 1.0
_REDIRECTS = (301, 302, 303, 307, 308)


class RequestsMissingError(ServiceOpsError):
    """The Python that runs the task has no ``requests``; the cause is the ImportError."""


class Call(NamedTuple):
    """One HTTP call: a path below the server's URL, and JSON or form fields as the body."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    multipart: bool = False


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
        # What was sent last, without its body. It is made anew rather than changed: threads share it.
        self._head: tuple[tuple[Call, str, str], requests.PreparedRequest] | None = None

    def exchange(self, call: Call, authorization: str, *, connecting: float = math.inf) -> Answer:
        """Make ``call`` once and return the whole answer, whatever its status.

        To connect takes ``connecting`` seconds at most, if that is less than the whole exchange may take.
        Raises NoAnswerError, OddAnswerError (a body without end, or a redirect elsewhere), OptionError (a proxy or CA
        bundle that cannot be used) and RequestsMissingError.
        """
        require_requests()
        with limited(self.connection.timeout, connecting):
            return self._followed(call, authorization)

    @property
    def proxy(self) -> str | None:
        """The environment variable that names the proxy on the way, None where there is none. Raises OptionError."""
        require_requests()
        self._open_session()
        return self._proxy

    def _followed(self, call: Call, authorization: str) -> Answer:
        url = self.connection.url + call.path
        for dummy in range(_MOST_REDIRECTS + 1):
            answer = self._once(call, url, authorization)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            from .astray import followed  # noqa: PLC0415 - seldom needed

            url = followed(call, answer, target)
            # The target holds the query already.
            call = call._replace(query=None)
        raise OddAnswerError(f"the server redirects in a circle at {url}.", exchange=answer.exchange)

    def close(self) -> None:
        if self._session:
            self._session.close()

    def close_rested(self) -> None:
        """Close connections where the last answer is long ago; cookies stay. No thread may be calling."""
        if time.monotonic() - self._last > _LONGEST_REST:
            self.close()

    def _once(self, call: Call, url: str, authorization: str) -> Answer:
        session = self._open_session()
        exchange = Exchange(call.method, url)
        try:
            prepared = self._prepared(session, call, url, authorization)
            with session.send(
                prepared, timeout=self.connection.timeout, allow_redirects=False, **self._settings
            ) as response:
                exchange = exchange._replace(status=response.status_code)
                body = _read(response, exchange)
                self._last = time.monotonic()
                return self._answer(call, response, body, authorization)
        except ServiceOpsError:
            raise
        except TooLargeError as exc:
            raise _too_large(exchange) from exc
        except Exception as exc:
            # Whatever a hostile answer makes of the libraries that read it is no crash of ours.
            import requests  # noqa: PLC0415 - imported by now
            import urllib3  # noqa: PLC0415 - as above

            from .astray import failure  # noqa: PLC0415 - seldom needed

            raise failure(exc, exchange, self.connection, self._proxy, requests.exceptions, urllib3.exceptions) from exc

    def _answer(self, call: Call, response: requests.Response, body: bytes, authorization: str) -> Answer:
        headers = {name.lower(): clean(value) for name, value in response.headers.items()}
        sent = (authorization.partition(" ")[2], (call.form or {}).get("refresh_token", ""))
        secrets = (*self.connection.credentials.secrets, *filter(None, sent), *self._proxy_secrets)
        exchange = call.method, response.url, response.status_code
        return Answer(*exchange, headers, body, secrets=secrets, may_hold_token=call.form is not None)

    def _prepared(
        self, session: requests.Session, call: Call, url: str, authorization: str
    ) -> requests.PreparedRequest:
        """Return the request that is sent; of many calls that differ in their body only, the head is made once."""
        key = call._replace(json=None, form=None), url, authorization
        kept = self._head
        if kept is None or kept[0] != key:
            head = session.prepare_request(_request(call, url, authorization))
            # They may be others when it is sent.
            head.headers.pop("Cookie", None)
            self._head = kept = key, head
        prepared = kept[1].copy()
        prepared.prepare_body(**_body(call))
        if session.cookies:
            prepared.prepare_cookies(session.cookies)
        return prepared

    def _open_session(self) -> requests.Session:
        with self._lock:
            self._session = self._session or self._new_session()
        return self._session

    def _new_session(self) -> requests.Session:
        import requests  # noqa: PLC0415 - as above

        if not self.connection.validate_certs:
            import urllib3  # noqa: PLC0415 - comes with requests

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
        settings = session.merge_environment_settings(self.connection.url, {}, True, verify, None)
        self._settings = dict(settings)
        self._proxy_secrets = proxy_secrets(os.environ)
        proxy = requests.utils.select_proxy(self.connection.url, settings["proxies"])
        if proxy:
            self._proxy = proxy_variable(proxy, self.connection.url, os.environ)
            _open_proxy(adapter, proxy, self._proxy)
        return session


def _open_proxy(adapter: requests.adapters.HTTPAdapter, proxy: str, variable: str) -> None:
    import requests  # noqa: PLC0415 - as above
    import urllib3  # noqa: PLC0415 - as above

    try:
        # The adapter keeps it under its address, to which requests itself adds the scheme if there is none.
        bound(adapter.proxy_manager_for(proxy if "://" in proxy else f"http://{proxy}"))
    except requests.exceptions.InvalidSchema as exc:
        raise OptionError(f"The proxy that {variable} names cannot be used: {exc}") from exc
    except (ValueError, urllib3.exceptions.HTTPError) as exc:
        raise OptionError(f"The proxy that {variable} names cannot be used: its address cannot be read.") from exc


def require_requests() -> None:
    """Raise RequestsMissingError unless ``requests`` can be imported."""
    try:
        import requests  # noqa: F401, PLC0415
    except ImportError as exc:
        raise RequestsMissingError("The Python library requests is missing.") from exc


class _Header:
    """Sets the header as ``auth``, for otherwise requests would put credentials of ~/.netrc over it."""

    def __init__(self, authorization: str) -> None:
        self._authorization = authorization

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        prepared.headers["Authorization"] = self._authorization
        return prepared


def _request(call: Call, url: str, authorization: str) -> requests.Request:
    import requests  # noqa: PLC0415 - imported by now

    headers = {"Accept": "application/json"}
    return requests.Request(call.method, url, headers=headers, auth=_Header(authorization), params=call.query)


def _body(call: Call) -> dict[str, Any]:
    """Return what ``PreparedRequest.prepare_body`` takes."""
    if call.form is None:
        return {"data": None, "files": None, "json": call.json}
    if call.multipart:
        return {"data": None, "files": {name: (None, value) for name, value in call.form.items()}}
    return {"data": dict(call.form), "files": None}


def _read(response: requests.Response, exchange: Exchange) -> bytes:
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise OddAnswerError("the answer is packed in a way that was not asked for.", exchange=exchange)
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise _too_large(exchange)
    return bytes(body)


def _too_large(exchange: Exchange) -> OddAnswerError:
    return OddAnswerError(f"the answer did not end within {LARGEST_ANSWER // 1024**2} MiB.", exchange=exchange)
