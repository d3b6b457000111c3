# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further headers of every call, for a gateway in front of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .errors import OptionError

# A token of RFC 9110, section 5.6.2.
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# What authenticates or frames a message, and so is set by the collection alone.
_RESERVED = re.compile(r"(?i)authorization|host|connection|transfer-encoding|content-.*")


class Headers(NamedTuple):
    """Names and values of headers; the values are secrets."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Headers({', '.join(name for name, value in self.pairs)})"

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(value for name, value in self.pairs)


def headers_of(given: Mapping[Any, Any] | None) -> Headers:
    """Return the headers of an option; those with an empty value are left out. Raises OptionError."""
    return Headers(tuple(_pairs(given or {})))


def _pairs(given: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in given.items():
        name = str(key).strip()
        if not _NAME.fullmatch(name):
            # It is not repeated: it may be a value in the wrong place.
            raise OptionError("headers holds a name that no header can have: use letters, digits and hyphens.")
        if _RESERVED.fullmatch(name):
            raise OptionError(
                f"headers sets {name}, which is reserved: leave out Authorization, Host, Connection, "
                "Transfer-Encoding and Content-*."
            )
        text = _text(name, value)
        if text:
            yield name, text


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise OptionError(f"The value of {name} in headers must be a text: put it into quotes.")
    text = str(value).strip()
    if text.isascii() and text.replace("\t", " ").isprintable():
        return text
    raise OptionError(
        f"The value of {name} in headers holds a line break or another character that no header can carry."
    )
