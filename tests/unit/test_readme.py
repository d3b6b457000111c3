# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what the code assumes, and names what there is."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.motadata.serviceops.plugins.module_utils._assumptions import ASSUMPTIONS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_assumption_of_the_contract_is_a_row_and_no_other() -> None:
    table = README.split("checked by a test -->")[1].split("<!-- end assumptions -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]

    assert rows == [f"| {a.topic} | {a.assumed} | {a.source} | {a.otherwise} |" for a in ASSUMPTIONS]


def test_every_module_lookup_and_role_is_named() -> None:
    modules = [path.stem for layer in ("modules", "lookup") for path in (ROOT / "plugins" / layer).glob("*.py")]
    roles = [path.name for path in (ROOT / "roles").iterdir() if path.is_dir()]

    assert [name for name in modules + roles if f"`{name}`" not in README] == []
