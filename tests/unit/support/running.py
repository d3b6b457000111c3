# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module of the collection in this process, through AnsibleModule, and read what it prints."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as common_warnings

from tests.simulator.client import Simulator
from tests.unit.support.processes import process_environment

try:
    # Since core 2.19.
    from ansible.module_utils import _internal
except ImportError:
    _internal = None

MODULES = "ansible_collections.motadata.serviceops.plugins.modules"
ROOT = Path(__file__).resolve().parents[3]


class Modules:
    """Runs modules against one server, with the credentials of the simulator unless a call says otherwise."""

    def __init__(self, url: str, folder: Path, **defaults: Any) -> None:
        self.defaults: dict[str, Any] = {
            "url": url,
            "client_id": Simulator.client_id,
            "client_secret": Simulator.client_secret,
            "username": Simulator.username,
            "password": Simulator.password,
            "token_cache_path": str(folder / "kept"),
            "retry_timeout": 5,
            **defaults,
        }

    def token(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_token", **{**self.defaults, **options})

    def request(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_request", **{**self.defaults, **options})

    def info(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_request_info", **{**self.defaults, **options})

    def ticket(self, kind: str, **options: Any) -> dict[str, Any]:
        return run_module(f"serviceops_{kind}", **{**self.defaults, **options})

    def tickets(self, kind: str, **options: Any) -> dict[str, Any]:
        return run_module(f"serviceops_{kind}_info", **{**self.defaults, **options})

    def conversation(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_conversation", **{**self.defaults, **options})

    def conversations(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_conversation_info", **{**self.defaults, **options})

    def attachment(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_attachment", **{**self.defaults, **options})

    def api(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_api", **{**self.defaults, **options})

    def api_info(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_api_info", **{**self.defaults, **options})

    def verify(self, **options: Any) -> dict[str, Any]:
        return run_module("serviceops_verify", **{**self.defaults, **options})


def run_module(module_name: str, /, check: bool = False, **options: Any) -> dict[str, Any]:
    """Return the result of a module; ``failed`` is there in any case. Options that are None are left out."""
    arguments = {key: value for key, value in options.items() if value is not None}
    printed = io.StringIO()
    module = importlib.import_module(f"{MODULES}.{module_name}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic, "_ANSIBLE_ARGS", _encoded(arguments, check))
        if hasattr(basic, "_ANSIBLE_PROFILE"):
            patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
        if hasattr(basic, "_PARSED_MODULE_ARGS"):
            patch.setattr(basic, "_PARSED_MODULE_ARGS", None)
        if hasattr(_internal, "is_controller"):
            # A test of a lookup in the same process makes a controller of it.
            patch.setattr(_internal, "is_controller", False)
        common_warnings._global_warnings.clear()
        with contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
            module.main()
    # A module takes the process for its own, and leaves it as at its end.
    gc.unfreeze()
    return parsed(printed.getvalue())


def run_process(module_name: str, environ: dict[str, str], /, check: bool = False, **options: Any) -> dict[str, Any]:
    """Return the result of a module that runs as a process of its own, with ``environ`` over this one's."""
    done = start_process(module_name, environ, check, **options)
    out, errors = done.communicate(timeout=180)
    assert out.strip(), errors
    return parsed(out)


def start_process(
    module_name: str,
    environ: dict[str, str],
    /,
    check: bool = False,
    prepare: Callable[[int], None] | None = None,
    **options: Any,
) -> subprocess.Popen[str]:
    """Start a module as a process of its own; ``prepare`` gets its number before it gets its options."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import runpy; runpy.run_path(sys.argv[1] + '/tests/unit/conftest.py')\n"
        "from ansible.module_utils import basic\n"
        "basic._ANSIBLE_ARGS = sys.stdin.buffer.read()\n"
        "if hasattr(basic, '_ANSIBLE_PROFILE'): basic._ANSIBLE_PROFILE = 'legacy'\n"
        "import importlib; importlib.import_module(sys.argv[2]).main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT), f"{MODULES}.{module_name}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**process_environment(), **environ},
        text=True,
    )
    if prepare:
        prepare(process.pid)
    assert process.stdin is not None
    process.stdin.write(_encoded(options, check).decode())
    process.stdin.close()
    process.stdin = None
    return process


def _encoded(arguments: dict[str, Any], check: bool) -> bytes:
    return json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, "_ansible_check_mode": check}}).encode()


def parsed(printed: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(printed)
    # From core 2.22 on a module hands what it has to hide to Ansible, beside its result.
    result.pop("_ansible_new_secrets", None)
    result.setdefault("failed", False)
    # From core 2.19 on a warning is an object.
    said = result.get("warnings", [])
    result["warnings"] = [text if isinstance(text, str) else text["event"]["msg"] for text in said]
    return result
