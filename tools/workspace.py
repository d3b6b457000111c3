# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkout as a workshop: its virtual environments, copies of it, and a running simulator.

Everything built goes below ``.build``; everything short-lived goes to a temporary directory. Only the standard library
is needed, and nothing is written to the home directory.
"""

from __future__ import annotations

import fcntl
import fnmatch
import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
COLLECTION = Path("ansible_collections/motadata/serviceops")

# What the demo, the simulator and the build need; the simulator's own needs are added to it.
RUN = ("ansible-core>=2.19,<2.22", "requests>=2.32")

# The accounts that the simulator starts with: invented, and worth nothing anywhere else.
ACCOUNT = {
    "client_id": "Integration-client",
    "client_secret": "fake-client-secret",
    "username": "automation@acme.example",
    "password": "fake-password",
}

# A key of the same standing, for servers of 8.5 and later.
API_KEY = "ZmFrZS1hcGkta2V5%2BZm9yLXRlc3Rz%3D"

_SECONDS_TO_START = 60

# What a reader of the output has no use for is off.
_SHORT = {
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
    "ANSIBLE_DEPRECATION_WARNINGS": "false",
    "ANSIBLE_HOST_PATTERN_MISMATCH": "error",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "ANSIBLE_NOCOWS": "1",
    "ANSIBLE_RETRY_FILES_ENABLED": "false",
}


def build_environment() -> dict[str, str]:
    """Return the environment for whatever installs packages: caches in the checkout, UTF-8, no chatter."""
    return {
        # Without bytecode every process would compile all that it imports, its standard library included.
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "LC_ALL": "C.UTF-8",
        "PIP_CACHE_DIR": str(BUILD / "cache/pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # pip asks rustc for its version, and a rustc of rustup writes to the home directory when asked.
        "RUSTUP_HOME": str(BUILD / "cache/rustup"),
        "UV_CACHE_DIR": str(BUILD / "cache/uv"),
        "UV_PYTHON_DOWNLOADS": "never",
        # Where the system has certificates of its own, uv trusts them too (the name of this has changed).
        **(dict.fromkeys(("UV_SYSTEM_CERTS", "UV_NATIVE_TLS"), "true") if _system_certificates() else {}),
        "XDG_CACHE_HOME": str(BUILD / "cache"),
    }


def _system_certificates() -> bool:
    found = ssl.get_default_verify_paths()
    return bool(found.cafile or (found.capath and os.listdir(found.capath)))


def checkout_environment() -> dict[str, str]:
    """Return the environment for what runs right from the checkout: it leaves no bytecode there."""
    return {**build_environment(), "PYTHONPYCACHEPREFIX": str(BUILD / "cache/python")}


def venv(name: str, requirements: Sequence[str] = (), files: Sequence[Path] = ()) -> Path:
    """Return a virtual environment that holds ``requirements``, and those in ``files``, built at the first call.

    Processes that ask for the same one at the same time wait for the first; one broken off is built afresh.
    """
    wanted = [sys.version, sys.executable, str(BUILD), *requirements, *(path.read_text("utf-8") for path in files)]
    folder = BUILD / "venv" / f"{name}-{hashlib.sha256(repr(wanted).encode()).hexdigest()[:12]}"
    finished = folder / "finished"
    with locked(folder.with_suffix(".lock")):
        if not finished.exists():
            print(f"Preparing {folder.relative_to(ROOT)} (once) ...", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            _build_venv(folder, [*requirements, *(part for path in files for part in ("-r", str(path)))])
            finished.touch()
    return folder


def run_venv() -> Path:
    """Return the virtual environment with ansible-core and the simulator's needs."""
    return venv("run", RUN, [ROOT / "tests/simulator/requirements.txt"])


def _build_venv(folder: Path, packages: Sequence[str]) -> None:
    environment = build_environment()
    python = str(folder / "bin/python")
    # The pip at hand serves, if there is one: Debian's Python comes without the parts to make another.
    has_pip = (
        subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )
    steps = [
        [sys.executable, "-m", "venv", *(["--without-pip"] if has_pip else []), str(folder)],
        [
            *([sys.executable, "-m", "pip", "--python", python] if has_pip else [python, "-m", "pip"]),
            *("-qq", "install", *packages),
        ],
    ]
    for step in steps:
        if subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            sys.exit(f"Could not build the virtual environment {folder}: {' '.join(step[1:4])} failed, see above.")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; the system lets go of it even if this process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def files() -> list[str]:
    """Return the files that make up the checkout: what git knows or would take, with or without git at hand."""
    names = _git_files() if (ROOT / ".git").exists() else None
    return sorted(name for name in (_walked_files() if names is None else names) if (ROOT / name).is_file())


def _git_files() -> list[str] | None:
    # A checkout may belong to somebody else, as in a container: git would then refuse to look at it.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [name for name in listing.stdout.split("\0") if name]


def _walked_files() -> list[str]:
    patterns = [line.strip() for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line.strip()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        below = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if name != ".git" and not _ignored(below / name, patterns, folder=True)]
        found += [str(below / name) for name in names if not _ignored(below / name, patterns)]
    return found


def _ignored(path: Path, patterns: Sequence[str], *, folder: bool = False) -> bool:
    for pattern in patterns:
        if pattern.endswith("/") and not folder:
            continue
        if fnmatch.fnmatch(f"/{path}" if pattern.startswith("/") else path.name, pattern.rstrip("/")):
            return True
    return False


def stage(top: Path) -> Path:
    """Copy the checkout's files below ``top`` to where Ansible's tools expect a collection, and return that folder."""
    target = top / COLLECTION
    for name in files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def build_collection(source: Path, target: Path, programs: Path, environment: Mapping[str, str]) -> Path:
    """Build the collection in ``source`` and return the archive, which lies in ``target``."""
    program = str(programs / "ansible-galaxy")
    command = [program, "collection", "build", "--force", "--output-path", str(target), str(source)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    (archive,) = target.glob("motadata-serviceops-*.tar.gz")
    return archive


def install_collection(archive: Path, target: Path, programs: Path, environment: Mapping[str, str]) -> None:
    """Install the collection of ``archive`` below ``target``, with no network."""
    program = str(programs / "ansible-galaxy")
    command = [program, "collection", "install", "--force", "--offline", "-p", str(target), str(archive)]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


def ansible_environment(scratch: Path) -> dict[str, str]:
    """Return an environment in which Ansible writes below ``scratch`` only, and no setting of the user is felt."""
    outside = {
        name: value for name, value in build_environment().items() if not name.startswith(("ANSIBLE_", "SERVICEOPS_"))
    }
    private = {name: scratch / name.lower() for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    private |= {
        name: scratch / name.lower() for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "SERVICEOPS_TOKEN_CACHE_PATH")
    }
    private |= {name: scratch / name.lower() for name in ("ANSIBLE_HOME", "ANSIBLE_LOCAL_TEMP", "ANSIBLE_REMOTE_TEMP")}
    for folder in private.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    settings = scratch / "ansible.cfg"
    settings.touch()
    inventory = scratch / "inventory"
    inventory.touch()
    return {
        **outside,
        **{name: str(folder) for name, folder in private.items()},
        "ANSIBLE_CONFIG": str(settings),
        "ANSIBLE_COLLECTIONS_PATH": str(scratch / "installed"),
        "ANSIBLE_INVENTORY": str(inventory),
        # The simulator is on this machine; a proxy is not asked for it.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def display_environment(*, story: bool) -> dict[str, str]:
    """Return the environment that makes the output of ansible-playbook short: a line for each step in a ``story``."""
    callback = {"ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tools/callback"), "ANSIBLE_STDOUT_CALLBACK": "story"}
    return {**_SHORT, **(callback if story else {})}


@contextmanager
def simulator(python: Path, scratch: Path, arguments: Sequence[str] = ()) -> Iterator[str]:
    """Run the simulator on a free port, with further ``arguments``, and yield its address."""
    ready, log = scratch / "simulator.json", scratch / "simulator.log"
    command = [str(python), "-m", "tests.simulator", "--port", "0", "--exit-with-parent", "--ready-file", str(ready)]
    command += arguments
    with log.open("w") as output:
        # It ends when this pipe does: even if this process is killed.
        process = subprocess.Popen(
            command, cwd=ROOT, env=checkout_environment(), stdin=subprocess.PIPE, stdout=output, stderr=output
        )
    try:
        yield _address(process, ready, log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _address(process: subprocess.Popen[bytes], ready: Path, log: Path) -> str:
    until = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        # The file may be missing still, or half written.
        with suppress(OSError, ValueError, KeyError):
            return str(json.loads(ready.read_text("utf-8"))["url"])
        time.sleep(0.05)
    raise RuntimeError(f"The simulator did not start: {log.read_text('utf-8').strip()}")
