# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the version in galaxy.yml can be released, build and verify its archive, and say what is left to do."""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import archive
import build
import workspace

COLLECTION = "motadata.serviceops"
_LEFT = """\
What is left to do by hand:
  1. Push the tag: git tag --annotate {version} --message "Release {version}" && git push origin {version}
  2. On GitHub, let another maintainer approve the environment "galaxy" of the workflow "Release": it builds and
     verifies the archive again, sends it to Ansible Galaxy and announces it.
  3. On Automation Hub, upload the archive of that workflow to the namespace motadata.
  4. Raise the version in galaxy.yml with the first change that users notice: {patch} for fixes, {minor} for more."""


class NotReadyError(Exception):
    """What keeps the version from being released, as a sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Return 0 only if the version can be released, and its archive is in ``.build/dist``."""
    options = _parser().parse_args(arguments)
    try:
        version = read_version()
        _check_number(version)
        _check_checkout()
        _check_tag(version, options.tag)
        _check_branch()
        _check_changelog(version)
        if options.tests:
            _run_tests()
        built = _build(version)
    except NotReadyError as exc:
        print(exc, file=sys.stderr)
        return 1
    print(_description(built, version))
    if not options.tag:
        major, minor, patch = map(int, version.split("."))
        following = {"patch": f"{major}.{minor}.{patch + 1}", "minor": f"{major}.{minor + 1}.0"}
        print(_LEFT.format(version=version, **following))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make release ARGS=...", description=__doc__)
    parser.add_argument("--tag", metavar="NAME", help="the tag that is being released, which must name this commit")
    parser.add_argument("--no-tests", dest="tests", action="store_false", help='leave out "make test ARGS=-t release"')
    return parser


def read_version() -> str:
    """Return the version in galaxy.yml."""
    found = re.search(r"(?m)^version: *['\"]?([^'\"\s]+)", (workspace.ROOT / "galaxy.yml").read_text("utf-8"))
    if not found:
        raise NotReadyError("galaxy.yml names no version.")
    return found[1]


def _check_number(version: str) -> None:
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise NotReadyError(f"The version in galaxy.yml must be three numbers such as 1.2.3, not {version}.")
    if version.startswith("0."):
        raise NotReadyError(f"Automation Hub takes versions from 1.0.0 on, and galaxy.yml names {version}.")


def _check_checkout() -> None:
    changed = _git("status", "--porcelain").splitlines()
    if changed:
        raise NotReadyError(f"Commit or discard first what is not committed: {_some(line[3:] for line in changed)}.")


def _check_tag(version: str, tag: str | None) -> None:
    if tag is None:
        if _git("tag", "--list", version):
            where = "is there already"
        elif "origin" in _git("remote").split() and _git("ls-remote", "--tags", "origin", f"refs/tags/{version}"):
            where = "is on origin already"
        else:
            return
        raise NotReadyError(f"The tag {version} {where}: raise the version in galaxy.yml, then run make changelog.")
    if tag != version:
        raise NotReadyError(f"The tag {tag} is not the version in galaxy.yml, which is {version}.")
    if _git("rev-parse", "--verify", f"refs/tags/{tag}^{{commit}}") != _git("rev-parse", "HEAD"):
        raise NotReadyError(f"The tag {tag} names another commit than the one that is checked out.")


def _check_branch() -> None:
    """Check that what is released has landed: a tag can be put on any commit."""
    main = "origin/main" if "origin" in _git("remote").split() else "main"
    if _git("rev-parse", "--is-shallow-repository") == "true":
        raise NotReadyError("This checkout has no history to look for main in: run git fetch --unshallow.")
    if not _git("for-each-ref", f"refs/remotes/{main}", f"refs/heads/{main}"):
        raise NotReadyError(f"There is no {main} to compare with: run git fetch, in a clone of all branches.")
    if _git("rev-list", "--max-count=1", f"{main}..HEAD"):
        raise NotReadyError(f"The commit that is checked out is not on {main}: land it, and run git fetch.")


def _git(*arguments: str) -> str:
    """Return what git prints."""
    # A checkout may belong to somebody else, as in a container: git would then refuse to look at it.
    command = ["git", "-c", "safe.directory=*", *arguments]
    try:
        ended = subprocess.run(command, cwd=workspace.ROOT, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise NotReadyError(f"git could not be asked: {exc}.") from exc
    if ended.returncode:
        lines = ended.stderr.strip().splitlines() or [f"status {ended.returncode}"]
        raise NotReadyError(f"git {arguments[0]} failed: {lines[-1]}")
    return ended.stdout.strip("\n")


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + more


def _check_changelog(version: str) -> None:
    folder = workspace.ROOT / "changelogs"
    releases = (folder / "changelog.yaml").read_text("utf-8")
    if not re.search(rf"(?m)^  '?{re.escape(version)}'?:$", releases):
        raise NotReadyError(f"The changelog has no release {version}: run make changelog, and commit what it writes.")
    notes = re.search(
        rf"(?ms)^v{re.escape(version)}\n=+\n(.*?)(?=^v\d|\Z)", (workspace.ROOT / "CHANGELOG.rst").read_text("utf-8")
    )
    if not notes:
        raise NotReadyError(f"CHANGELOG.rst has no release {version}: run make changelog, and commit what it writes.")
    if "Release Summary\n---" not in notes[1]:
        raise NotReadyError(f"The release {version} has no summary: add a release_summary to the changelog.")
    fragments = [path.name for path in (folder / "fragments").glob("*.y*ml")]
    if fragments:
        raise NotReadyError(
            f"Changes wait for a release in changelogs/fragments: {_some(fragments)}. "
            "Raise the version in galaxy.yml and run make changelog."
        )


def _run_tests() -> None:
    command = [sys.executable, "-B", str(workspace.ROOT / "tools/check.py"), "-t", "release"]
    if subprocess.run(command, cwd=workspace.ROOT, check=False).returncode:
        raise NotReadyError('The tests failed, see above; make test ARGS="-t release" runs them again.')


def _build(version: str) -> Path:
    """Build the archive and return its path once it has proved to be what Galaxy and Automation Hub will take."""
    try:
        built = build.build()
    except subprocess.CalledProcessError as failed:
        raise NotReadyError(f"ansible-galaxy could not build the collection: status {failed.returncode}.") from failed
    if built.name != f"{COLLECTION.replace('.', '-')}-{version}.tar.gz":
        raise NotReadyError(f"The archive is called {built.name}, which is not the version in galaxy.yml, {version}.")
    if found := archive.strays(built):
        raise NotReadyError(f"The archive holds what is not to be published: {_some(found)}.")
    programs = workspace.run_venv() / "bin"
    with tempfile.TemporaryDirectory(prefix="serviceops-release-") as folder:
        scratch = Path(folder)
        environment = workspace.ansible_environment(scratch)
        verify = [str(programs / "ansible-galaxy"), "collection", "verify", "--offline", f"{COLLECTION}:=={version}"]
        try:
            workspace.install_collection(built, scratch / "installed", programs, environment)
            subprocess.run(verify, env=environment, stdout=subprocess.DEVNULL, check=True)
        except subprocess.CalledProcessError as failed:
            raise NotReadyError("ansible-galaxy could not install and verify the archive, see above.") from failed
    return built


def _description(built: Path, version: str) -> str:
    counts = archive.contents(built)
    digest = hashlib.sha256(built.read_bytes()).hexdigest()
    listed = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in sorted(counts.items()))
    return "\n".join(
        (
            f"{COLLECTION} {version} is ready: {built.relative_to(workspace.ROOT)}",
            f"  sha256 {digest}",
            f"  {sum(counts.values())} files, {built.stat().st_size / 1024:.0f} KiB: {listed}",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
