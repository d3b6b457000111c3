# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server to talk to and the one way to sign in, chosen from the options of the task and the environment."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Union
from urllib.parse import SplitResult, urlsplit

from . import endpoints
from .client_certificate import ClientCertificate, certificate_of
from .errors import NoConnectionError, OptionError
from .headers import Headers, headers_of
from .web_page import WebPage, web_page_of

# Option names of the password grant, in the order in which a message names them.
PASSWORD_GRANT_OPTIONS = ("client_id", "client_secret", "username", "password")
# More is no time-out any more, and beyond what clocks can count.
_MOST_SECONDS = 1_000_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What is sent without a sign-in, the first one first, and its scheme in the Authorization header.
_SCHEMES = {"access_token": endpoints.TOKEN_SCHEME, "api_key": endpoints.API_KEY_SCHEME}
CREDENTIAL_OPTIONS = (*_SCHEMES, *PASSWORD_GRANT_OPTIONS)


class PasswordGrant(NamedTuple):
    """An API client and the user on whose behalf it acts; ``sources`` names the origin of each value."""

    client_id: str
    client_secret: str
    username: str
    password: str
    sources: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"PasswordGrant(client_id={self.client_id!r}, username={self.username!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.client_secret, self.password, self.basic)

    def named(self, *options: str) -> str:
        """Return the names of options, each with the place that its value came from."""
        sources = dict(zip(PASSWORD_GRANT_OPTIONS, self.sources))
        *others, last = (f"{name} ({sources[name]})" if name in sources else name for name in options)
        return f"{', '.join(others)} and {last}"

    @property
    def basic(self) -> str:
        """Return the value of the Basic scheme: Base64 of ``client_id:client_secret``."""
        pair = f"{self.client_id}:{self.client_secret}"
        return base64.b64encode(pair.encode("utf-8", "surrogateescape")).decode()


class GivenCredential(NamedTuple):
    """An access token or an API key at hand, which is sent exactly as given after the name of its ``scheme``."""

    scheme: str
    secret: str

    def __repr__(self) -> str:
        return f"GivenCredential({self.scheme!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.secret,)


Credentials = Union[PasswordGrant, GivenCredential]


class Connection(NamedTuple):
    """Where and how to connect; times are seconds."""

    url: str
    credentials: Credentials
    validate_certs: bool = True
    ca_path: str | None = None
    timeout: float = 30
    retry_timeout: float = 60
    token_cache: bool = True
    token_cache_path: str | None = None
    headers: Headers = Headers()
    client_certificate: ClientCertificate | None = None
    web_page: WebPage | None = None

    @property
    def is_exposed(self) -> bool:
        """Return whether credentials would cross a network unencrypted."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def choose_connection(
    options: Mapping[str, Any],
    environ: Mapping[str, str],
    *,
    sign_in_only: bool = False,
    variables: Collection[str] = (),
) -> Connection:
    """Return the connection that ``options`` (typed, None if unset) and ``environ`` describe.

    ``sign_in_only`` leaves out an access token and an API key: the password grant is what is asked for. ``variables``
    are the options that variables of a play set.
    Raises OptionError with one sentence that names each missing option and its environment variable.
    """
    return Connection(
        url=_checked_url(options.get("url") or environ.get(variable("url")), environ),
        credentials=_choose_credentials(options, environ, sign_in_only=sign_in_only, variables=variables),
        validate_certs=options["validate_certs"],
        ca_path=options.get("ca_path"),
        timeout=_at_least("timeout", options["timeout"], 1),
        retry_timeout=_at_least("retry_timeout", options["retry_timeout"], 0),
        token_cache=options["token_cache"],
        token_cache_path=options.get("token_cache_path"),
        headers=headers_of(options.get("headers")),
        client_certificate=certificate_of(options.get("client_cert"), options.get("client_key")),
        web_page=web_page_of(options.get("web_url")),
    )


def variable(option: str) -> str:
    """Return the environment variable of a connection option."""
    return f"SERVICEOPS_{option.upper()}"


def _choose_credentials(
    options: Mapping[str, Any], environ: Mapping[str, str], *, sign_in_only: bool, variables: Collection[str]
) -> Credentials:
    desired = PASSWORD_GRANT_OPTIONS if sign_in_only else CREDENTIAL_OPTIONS
    # A template makes an empty value of an unset variable: it counts as unset.
    task = {name: options[name] for name in desired if options.get(name)}
    surroundings = {name: environ[variable(name)] for name in desired if environ.get(variable(name))}
    for source in (task, surroundings):
        for option, scheme in _SCHEMES.items():
            if option in source:
                return GivenCredential(scheme, _header_safe(option, source[option]))
        if source:
            break
    sources = {
        **{name: f"environment variable {variable(name)}" for name in surroundings},
        **{name: f"variable serviceops_{name}" if name in variables else "option" for name in task},
    }
    return _password_grant({**surroundings, **task}, sources, sign_in_only=sign_in_only)


def _password_grant(given: Mapping[str, str], sources: Mapping[str, str], *, sign_in_only: bool) -> PasswordGrant:
    missing = [name for name in PASSWORD_GRANT_OPTIONS if not given.get(name)]
    if missing:
        named = ", ".join(f"{name} ({variable(name)})" for name in missing)
        others = (
            "."
            if sign_in_only or len(missing) < len(PASSWORD_GRANT_OPTIONS)
            else f", or access_token ({variable('access_token')}), or api_key ({variable('api_key')})."
        )
        raise NoConnectionError(
            f"Cannot sign in to ServiceOps: missing {named}. Set the option or its variable{others}"
        )
    if ":" in given["client_id"]:
        raise OptionError("Cannot sign in to ServiceOps: client_id holds a colon, which HTTP Basic cannot carry.")
    for name in PASSWORD_GRANT_OPTIONS:
        try:
            given[name].encode()
        except UnicodeEncodeError as exc:
            raise OptionError(f"{name} ({variable(name)}) is not valid UTF-8.") from exc
    known = tuple(sources[name] for name in PASSWORD_GRANT_OPTIONS)
    return PasswordGrant(given["client_id"], given["client_secret"], given["username"], given["password"], known)


def _header_safe(option: str, value: str) -> str:
    # A file that was read into a variable often ends in a line break.
    value = value.strip()
    if value.isascii() and value.isprintable() and value:
        return value
    raise OptionError(
        f"{option} ({variable(option)}) holds a line break or another character that no header can carry."
    )


def _checked_url(url: str | None, environ: Mapping[str, str]) -> str:
    example = "for example https://acme.motadataserviceops.com"
    if not url:
        raise NoConnectionError(f"The server is not known: set url ({variable('url')}), {example}.")
    # What stands before an @ may be a password, which no message repeats.
    shown = "The value of url" if "@" in url else f"url {url!r}"
    shown += f" ({variable('url')})" if url == environ.get(variable("url")) else ""
    try:
        parts = urlsplit(url.strip())
        dummy = parts.port
    except ValueError as exc:
        raise OptionError(f"url is not a valid address: give scheme and host, {example}.") from exc
    if "@" in parts.netloc:
        raise OptionError("url holds credentials: take them out and set client_id, client_secret, username, password.")
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname):
        raise OptionError(f"{shown} lacks its scheme or host: give both, {example}.")
    if parts.query or parts.fragment:
        raise OptionError(f"{shown} has a query or a fragment: give only scheme, host and path prefix, {example}.")
    server, prefix = f"{parts.scheme}://{authority_of(parts)}", parts.path.rstrip("/")
    root = re.sub(r"/api(/v\d+)?$", "", prefix, flags=re.IGNORECASE)
    if root != prefix:
        added = prefix[len(root) :]
        raise OptionError(f"{shown} ends in {added}, which the collection adds itself: give {server}{root}.")
    return f"{server}{prefix}"


def authority_of(parts: SplitResult) -> str:
    """Return host and port in the one spelling by which a server is known: lower case, without the default port."""
    host = parts.hostname or ""
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"[{host}]{port}" if ":" in host else f"{host}{port}"


def _is_host(name: str | None) -> bool:
    return name is not None and name.split() == [name] and "\\" not in name


def _at_least(option: str, value: float, least: float) -> float:
    if not value >= least:
        raise OptionError(f"{option} is {value:g}: give {least:g} s or more.")
    if value > _MOST_SECONDS:
        raise OptionError(f"{option} is {value:g}: give {_MOST_SECONDS} s or less.")
    return value


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
