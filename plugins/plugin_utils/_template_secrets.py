# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts that a ticket must not show, as far as a template can know them."""

from __future__ import annotations

import os
from typing import Any

from jinja2.runtime import Context

from ..module_utils._failures.masking import credentials, is_connection_password, parts_of, vaulted_in

# Reading these would render whatever they hold.
_SKIPPED = frozenset({"hostvars", "vars"})


def template_secrets(context: Context) -> set[str]:
    """Return the credentials, the passwords of the connection and the vaulted values that a template can see."""
    return credentials(os.environ) | vaulted_in(_unrendered(context)) | _passwords(context)


def _unrendered(context: Context) -> list[Any]:
    """Return the values of variables as they are stored."""
    layers = [layer for layer in getattr(context.parent, "maps", [context.parent]) if isinstance(layer, dict)]
    return [value for layer in layers for name, value in dict.items(layer) if name not in _SKIPPED]


def _passwords(context: Context) -> set[str]:
    """Return the passwords of the connection; no other variables are rendered for this."""
    found: set[str] = set()
    for name in filter(is_connection_password, context.parent):
        try:
            found.update(parts_of(context.parent[name]))
        except Exception:  # noqa: BLE001, S112 - what cannot be rendered leaks nowhere
            continue
    return found
