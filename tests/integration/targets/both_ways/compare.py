# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what two runs of the story returned, field by field, times and tokens aside."""

from __future__ import annotations

import json
import re
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

LEAST = 50
# What differs from run to run whichever way is taken.
MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?")
FOLDER = re.compile(r"cache-(true|false)")
WAIT = re.compile(r"\b(for|in) \d+ s\b")
WAYS = {"true": "runs in process", "false": "runs as a module: serviceops_in_process is false"}


def main(folder: str) -> int:
    """Print each difference, and return the exit code."""
    fast, slow = ([json.loads(line) for line in (Path(folder) / f"{way}.json").open()] for way in WAYS)
    differences = [
        difference
        for number, pair in enumerate(zip_longest(fast, slow))
        for difference in compared(f"result {number}", *pair)
    ]
    for way, words in WAYS.items():
        said = (Path(folder) / f"{way}.out").read_text("utf-8", "replace")
        ways = re.findall(r"> (motadata\.\S+ runs .*)", said)
        if len(ways) < LEAST or not all(words in line for line in ways):
            differences.append(f"{way}: {len(ways)} tasks, {sorted(set(ways))}")
    print("\n".join(differences) or f"{len(fast)} results are the same both ways.")
    return 1 if differences or len(fast) < LEAST else 0


def compared(where: str, fast: Any, slow: Any) -> list[str]:
    if isinstance(fast, dict) and isinstance(slow, dict):
        keys = sorted({*fast, *slow} - {"_ansible_parsed"})
        return [line for key in keys for line in compared(f"{where}.{key}", fast.get(key, "-"), slow.get(key, "-"))]
    if isinstance(fast, list) and isinstance(slow, list) and len(fast) == len(slow):
        return [line for place, pair in enumerate(zip(fast, slow)) for line in compared(f"{where}[{place}]", *pair)]
    return [] if normal(where, fast) == normal(where, slow) else [f"{where}: {fast!r} in process, {slow!r} as a module"]


def normal(where: str, value: Any) -> Any:
    key = where.rpartition(".")[2]
    # Core 2.18 tells in "frame" at which line of its own code the time ran out.
    if key in (
        "access_token",
        "expires_in",
        "elapsed",
        "date",
        "server_time",
        "content_length",
        "frame",
        "refFileName",
        "reference",
        "created_time",
        "updated_time",
        "createdTime",
        "updatedTime",
    ):
        return type(value).__name__
    if not isinstance(value, str):
        return value
    return WAIT.sub("for a while", FOLDER.sub("cache", MOMENT.sub("moment", value)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
