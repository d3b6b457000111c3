# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release goes out only if everything fits together, and what keeps it back is one sentence."""

from __future__ import annotations

import subprocess
import sys
import tarfile

import pytest

from .conftest import VERSION, Checkout

NEXT = "9.8.8"


def refusal(checkout: Checkout, *arguments: str) -> str:
    ended = checkout.run("release", "--no-tests", *arguments)
    assert (ended.returncode, ended.stdout) == (1, "")
    (sentence,) = ended.stderr.splitlines()
    return sentence


def test_what_is_ready_is_built_and_the_rest_is_listed(prepared):
    ended = prepared.run("release", "--no-tests")
    assert ended.returncode == 0, ended.stderr
    archive = prepared.path / f".build/dist/motadata-serviceops-{VERSION}.tar.gz"
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert "plugins/modules/serviceops_request.py" in names
    assert [name for name in names if name.startswith((".", "tools", "noxfile", "Makefile"))] == []
    assert f"is ready: .build/dist/{archive.name}" in ended.stdout
    assert f"git push origin {VERSION}" in ended.stdout
    assert f"{NEXT} for fixes, 9.9.0 for more" in ended.stdout


def test_a_tag_of_the_version_is_verified_without_a_list_of_what_is_left(prepared):
    prepared.git("tag", VERSION)
    try:
        ended = prepared.run("release", "--no-tests", "--tag", VERSION)
    finally:
        prepared.git("tag", "--delete", VERSION)
    assert ended.returncode == 0, ended.stderr
    assert "is ready" in ended.stdout
    assert "by hand" not in ended.stdout


def test_a_file_that_git_does_not_know_is_found_in_an_archive(prepared, tmp_path):
    stray = tmp_path / "notes.txt"
    stray.write_text("scratch")
    with tarfile.open(tmp_path / "archive.tar.gz", "w:gz") as opened:
        for name in ("README.md", "MANIFEST.json"):
            opened.add(prepared.path / "README.md", name)
        opened.add(stray, "docs/notes.txt")
        opened.add(stray, "tools/build.py")
    code = "import sys, archive, pathlib; print(archive.strays(pathlib.Path(sys.argv[1])))"
    command = (sys.executable, "-c", code, str(tmp_path / "archive.tar.gz"))
    shown = subprocess.run(command, cwd=prepared.path / "tools", capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "['docs/notes.txt', 'tools/build.py']"


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        ("0.9.0", "Automation Hub takes versions from 1.0.0 on"),
        ("1.0.0-beta.1", "must be three numbers"),
        ("1.0", "must be three numbers"),
        ("01.0.0", "must be three numbers"),
    ],
)
def test_a_version_that_no_hub_takes_is_refused(checkout, version, problem):
    checkout.edit("galaxy.yml", rf"version: {VERSION}", f"version: {version}")
    checkout.commit()
    sentence = refusal(checkout)
    assert problem in sentence
    assert version in sentence


def test_what_is_not_committed_is_named(checkout):
    (checkout.path / "README.md").write_text("another\n")
    (checkout.path / "new file.txt").write_text("new\n")
    assert refusal(checkout) == 'Commit or discard first what is not committed: "new file.txt", README.md.'


def test_a_version_that_is_tagged_is_refused(checkout):
    checkout.git("tag", VERSION)
    assert refusal(checkout).startswith(f"The tag {VERSION} is there already: raise the version")


def test_a_version_that_somebody_else_tagged_is_refused(checkout, tmp_path):
    checkout.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin"))
    checkout.git("-C", str(tmp_path / "origin"), "tag", VERSION)
    checkout.git("remote", "add", "origin", str(tmp_path / "origin"))
    assert refusal(checkout).startswith(f"The tag {VERSION} is on origin already: raise the version")


def test_an_origin_that_cannot_be_asked_is_named(checkout, tmp_path):
    checkout.git("remote", "add", "origin", str(tmp_path / "missing"))
    assert refusal(checkout).startswith("git ls-remote failed: ")


def test_a_tag_that_is_not_the_version_is_refused(checkout):
    checkout.git("tag", NEXT)
    assert refusal(checkout, "--tag", NEXT) == (f"The tag {NEXT} is not the version in galaxy.yml, which is {VERSION}.")


def test_a_tag_of_another_commit_is_refused(checkout):
    checkout.git("tag", "--annotate", VERSION, "--message", "Release")
    checkout.commit()
    assert refusal(checkout, "--tag", VERSION) == (
        f"The tag {VERSION} names another commit than the one that is checked out."
    )


@pytest.mark.parametrize("arguments", [(), ("--tag", VERSION)], ids=["before the tag", "on the tag"])
def test_a_commit_that_has_not_landed_is_refused(checkout, tmp_path, arguments):
    checkout.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin"))
    checkout.git("remote", "add", "origin", str(tmp_path / "origin"))
    checkout.git("fetch", "--quiet", "origin")
    checkout.commit()
    if arguments:
        checkout.git("tag", VERSION)
    assert refusal(checkout, *arguments) == (
        "The commit that is checked out is not on origin/main: land it, and run git fetch."
    )


def test_a_commit_of_another_branch_is_refused(checkout):
    checkout.git("switch", "--quiet", "--create", "mine")
    checkout.commit()
    assert refusal(checkout).startswith("The commit that is checked out is not on main: land it")


def test_a_branch_that_shares_no_commit_with_main_is_refused(checkout):
    checkout.git("switch", "--quiet", "--orphan", "mine")
    checkout.git("checkout", "--quiet", "main", "--", ".")
    checkout.commit()
    assert refusal(checkout).startswith("The commit that is checked out is not on main: land it")


def test_an_origin_whose_branches_were_not_fetched_is_refused(checkout, tmp_path):
    checkout.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin"))
    checkout.git("remote", "add", "origin", str(tmp_path / "origin"))
    assert refusal(checkout).startswith("There is no origin/main to compare with: run git fetch")


def test_a_checkout_without_history_is_refused(checkout):
    head = (checkout.path / ".git/refs/heads/main").read_text()
    (checkout.path / ".git/shallow").write_text(head)
    assert refusal(checkout).startswith("This checkout has no history to look for main in")


def test_a_version_without_a_changelog_is_refused(checkout):
    checkout.edit("galaxy.yml", rf"version: {VERSION}", f"version: {NEXT}")
    checkout.commit()
    assert refusal(checkout).startswith(f"The changelog has no release {NEXT}: run make changelog")


def test_release_notes_that_were_not_written_are_missed(checkout):
    checkout.edit("CHANGELOG.rst", rf"(?m)^v{VERSION}$", "v9.8.6")
    checkout.commit()
    assert refusal(checkout).startswith(f"CHANGELOG.rst has no release {VERSION}: run make changelog")


def test_a_release_without_a_summary_is_refused(checkout):
    checkout.edit("CHANGELOG.rst", r"Release Summary\n-+\n\nMore", "Bugfixes\n--------\n\n- More")
    checkout.commit()
    assert refusal(checkout).startswith(f"The release {VERSION} has no summary")


def test_changes_that_are_in_no_release_yet_are_named(checkout):
    folder = checkout.path / "changelogs/fragments"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.yml").write_text("---\ntrivial: [nothing]\n")
    checkout.commit()
    assert refusal(checkout).startswith(
        "Changes wait for a release in changelogs/fragments: 0.yml, 1.yml, 2.yml and 2 more."
    )


def test_a_folder_without_git_is_refused(checkout):
    (checkout.path / ".git").rename(checkout.path.parent / "git")
    assert refusal(checkout).startswith("git status failed: ")
