# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ansible_collections.motadata.serviceops importable from a checkout under any path, and nothing but this one."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "ansible_collections.motadata.serviceops"


def _is_importable() -> bool:
    """Tell whether Python finds this very checkout by itself, as it does under ansible-test."""
    try:
        spec = importlib.util.find_spec(NAME)
    except (ImportError, ValueError):
        return False
    return spec is not None and str(ROOT) in (spec.submodule_search_locations or [])


def _make_importable() -> None:
    parent = None
    parts = NAME.split(".")
    for depth in range(len(parts)):
        name = ".".join(parts[: depth + 1])
        spec = ModuleSpec(name, loader=None, is_package=True)
        # Only the collection has a place: another one of the namespace, installed somewhere, is not in the way.
        spec.submodule_search_locations = [str(ROOT)] if name == NAME else []
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        if parent:
            setattr(parent, parts[depth], module)
        parent = module


if not _is_importable():
    _make_importable()
