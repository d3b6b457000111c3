# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a record's page for people: the API does not tell it, so a template makes it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from .errors import OptionError

_PLACEHOLDER = re.compile(r"\{(resource|id|name)\}")
_ADDRESS = re.compile(r"https?://\S+")


class WebPage(NamedTuple):
    """A template with the placeholders {resource}, {id} and {name}."""

    template: str

    def address(self, **values: Any) -> str | None:
        """Return the address for the values of all placeholders, None if one that the template needs has no value."""
        names = set(_PLACEHOLDER.findall(self.template))
        if any(values[name] in (None, "") for name in names):
            return None
        return _PLACEHOLDER.sub(lambda match: quote(str(values[match[1]]), safe=""), self.template)


def web_page_of(template: str | None) -> WebPage | None:
    """Return the page of an option, None without one. Raises OptionError."""
    template = (template or "").strip()
    if not template:
        return None
    is_filled = {"id", "name"} & set(_PLACEHOLDER.findall(template))
    if not is_filled or set("{}") & set(_PLACEHOLDER.sub("", template)) or not _ADDRESS.fullmatch(template):
        raise OptionError(
            f"web_url is {template!r}: give an address with {{id}} or {{name}}, and {{resource}} if it is needed, for "
            "example https://acme.example/{resource}/{id}."
        )
    return WebPage(template)
