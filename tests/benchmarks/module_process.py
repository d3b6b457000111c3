# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run serviceops_request_info as its own process does, and write what that cost.

Arguments: a zip of the collection, the options as JSON, and the file for the cost.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from ansible.module_utils import basic


def main() -> None:
    archive, options, path = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])
    sys.path.insert(0, archive)
    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode()
    if hasattr(basic, "_ANSIBLE_PROFILE"):
        basic._ANSIBLE_PROFILE = "legacy"
    from ansible_collections.motadata.serviceops.plugins.modules import serviceops_request_info

    total = _kept_total()
    try:
        serviceops_request_info.main()
    finally:
        cost = {"work": time.process_time(), "peak": _peak(), "total": total.get("total")}
        path.write_text(json.dumps(cost), "utf-8")


def _kept_total() -> dict[str, Any]:
    """Return where the result's ``total`` will be: reading it out of what is printed would cost memory."""
    kept: dict[str, Any] = {}
    exit_json = basic.AnsibleModule.exit_json

    def keep(module: Any, **result: Any) -> None:
        kept["total"] = result.get("total")
        exit_json(module, **result)

    basic.AnsibleModule.exit_json = keep
    return kept


def _peak() -> int:
    """Return the most bytes that this process had in memory."""
    try:
        # What getrusage says may be the parent's, from before this program was loaded.
        status = Path("/proc/self/status").read_text("ascii")
        return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
