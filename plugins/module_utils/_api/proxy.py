# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy that the environment names: checked before it is used, since errors of libraries quote its password."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from .errors import OptionError

_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


def proxy_variable(proxy: str, url: str, environ: Mapping[str, str]) -> str:
    """Return the environment variable that names ``proxy`` for ``url``. Raises OptionError if it is no address."""
    scheme = urlsplit(url).scheme
    names = (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY")
    name = next((name for name in names if environ.get(name) == proxy), "the system")
    fault = _fault(proxy if "://" in proxy else f"http://{proxy}")
    if fault:
        raise OptionError(
            f"The proxy that {name} names cannot be used: {fault}. Give http://<user>:<password>@<host>:<port>, and in "
            "user and password percent-encode what is neither letter nor digit (# is %23, / is %2F, @ is %40)."
        )
    return name


def proxy_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the passwords of all proxies that the environment names, as they are sent and as they are written."""
    proxies = (text for name, text in environ.items() if name.lower().endswith("_proxy") and "@" in text)
    return tuple(secret for proxy in proxies for secret in _secrets_of(proxy))


def _secrets_of(proxy: str) -> Iterator[str]:
    # The last @ ends a password, also one that ought to be encoded and is not.
    pair = proxy.rpartition("@")[0].rpartition("://")[2]
    password = pair.partition(":")[2]
    yield from filter(None, (password, unquote(password)))
    yield base64.b64encode(unquote(pair).encode("utf-8", "surrogateescape")).decode()


def _fault(proxy: str) -> str | None:
    try:
        parts = urlsplit(proxy)
        host = parts.hostname
    except ValueError:
        return "its address cannot be read"
    if "@" in parts.path + parts.query + parts.fragment:
        return "its user or password holds a character that ends the host"
    try:
        dummy = parts.port
    except ValueError:
        return "its port is no number up to 65535"
    if parts.scheme not in _SCHEMES:
        return f"its scheme is none of {', '.join(_SCHEMES)}"
    labels = (host or "").rstrip(".").split(".")
    is_host = all(0 < len(label) < 64 and label.split() == [label] for label in labels)
    return None if is_host else "its host is missing or is none"
