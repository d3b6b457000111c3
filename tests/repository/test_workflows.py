# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs elsewhere calls what is here: the targets of the Makefile, at versions that are pinned."""

from __future__ import annotations

import fnmatch
import re
import shlex
from pathlib import Path

import archive
import pytest
import workspace
import yaml

ROOT = workspace.ROOT
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def loaded(path: Path) -> dict:
    found = yaml.safe_load(path.read_text("utf-8"))
    # YAML 1.1 reads the key "on" as true.
    return {"on" if key is True else key: value for key, value in found.items()}


def steps() -> list[tuple[str, str, dict]]:
    """Return each step of each workflow, with the names of its workflow and its job."""
    return [
        (path.stem, name, step)
        for path in WORKFLOWS
        for name, job in loaded(path)["jobs"].items()
        for step in job.get("steps", [])
    ]


def test_every_action_is_pinned_to_a_commit_and_names_its_version():
    lines = [line.strip() for path in WORKFLOWS for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert lines
    pinned = re.compile(r"(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_an_action_has_one_version_everywhere():
    text = "\n".join(path.read_text("utf-8") for path in WORKFLOWS)
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"uses: ([\w./-]+)@(.*)", text):
        versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_checkout_leaves_its_credentials_behind():
    found = [step["with"] for *dummy, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert found
    assert all(each["persist-credentials"] is False for each in found)


def test_every_target_that_is_called_exists():
    targets = set(re.findall(r"(?m)^([a-z-]+):", MAKEFILE))
    commands = [line for dummy, dummy_job, step in steps() for line in step.get("run", "").splitlines()]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    commands += [hook["entry"] for repository in hooks["repos"] for hook in repository["hooks"]]
    called = re.findall(r"\bmake (?:--\w+ )*([\w-]+)", "\n".join(commands))
    assert {"docs", "format", "matrix", "publish", "release", "test"} <= set(called)
    assert set(called) - targets == set()


def test_every_hook_calls_make_and_no_tool_of_its_own():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    found = [(repository["repo"], hook) for repository in hooks["repos"] for hook in repository["hooks"]]
    assert {(repo, hook["language"], shlex.split(hook["entry"])[0]) for repo, hook in found} == {
        ("local", "system", "make")
    }


def test_only_the_job_that_needs_approval_sees_the_token():
    text = (ROOT / ".github/workflows/release.yml").read_text("utf-8")
    jobs = loaded(ROOT / ".github/workflows/release.yml")["jobs"]
    with_secrets = [name for name, job in jobs.items() if "secrets." in str(job)]
    assert with_secrets == ["publish"]
    assert text.count("secrets.") == 1
    assert jobs["publish"]["environment"]["name"] == "galaxy"
    assert jobs["publish"]["needs"] == "build"


@pytest.mark.parametrize(("tag", "released"), [("1.0.0", True), ("1.20.3", True), ("v1.0.0", False), ("1.0", False)])
def test_a_version_is_what_starts_a_release(tag, released):
    (pattern,) = loaded(ROOT / ".github/workflows/release.yml")["on"]["push"]["tags"]
    # Of GitHub's patterns, "+" is what a regular expression means by it, and a dot is itself.
    assert bool(re.fullmatch(pattern.replace(".", r"\."), tag)) is released


def test_only_the_job_that_publishes_the_site_may_write_pages():
    jobs = {path.stem: loaded(path)["jobs"] for path in WORKFLOWS}
    allowed = [
        (flow, name) for flow, found in jobs.items() for name, job in found.items() if "pages" in job["permissions"]
    ]
    assert allowed == [("pages", "deploy")]
    assert jobs["pages"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["pages"]["deploy"]["needs"] == "build"
    assert jobs["pages"]["build"]["if"] == "github.ref == 'refs/heads/main'"


def test_the_site_that_is_published_is_the_one_that_make_builds():
    (path,) = [step["with"]["path"] for *dummy, step in steps() if "upload-pages-artifact" in step.get("uses", "")]
    assert path == str((workspace.BUILD / "docs").relative_to(ROOT))


def test_a_release_knows_the_history_of_main():
    (checkout,) = [
        step["with"]
        for flow, job, step in steps()
        if (flow, job) == ("release", "build") and step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkout["fetch-depth"] == 0


def test_dependabot_looks_at_every_file_of_requirements_of_the_tests():
    pip = [each for each in loaded(ROOT / ".github/dependabot.yml")["updates"] if each["package-ecosystem"] == "pip"]
    folders = {f"/{Path(name).parent}" for name in workspace.files() if name.endswith("/requirements.txt")}
    assert sorted(folders) == [folder for each in pip for folder in each["directories"]]


def test_every_name_at_the_top_is_published_or_ignored():
    ignored = [str(each) for each in yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["build_ignore"]]
    tops = {name.partition("/")[0] for name in workspace.files()} - {"galaxy.yml"}
    found = {name for name in tops if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)}
    assert found - archive.PUBLISHED == set()
    assert archive.PUBLISHED - tops == set()


def test_the_owners_of_the_code_are_the_maintainers():
    lines = (ROOT / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    (rule,) = [line for line in lines if line and not line.startswith("#")]
    assert rule.startswith("* @")
    assert rule.split()[1] in (ROOT / "MAINTAINERS.md").read_text("utf-8")


@pytest.mark.parametrize("page", ["CODE_OF_CONDUCT.md", "MAINTAINERS.md", "SECURITY.md"])
def test_every_link_of_a_page_leads_to_something_in_the_checkout(page):
    links = re.findall(r"\]\(([^()\s]+)\)", (ROOT / page).read_text("utf-8"))
    assert links
    targets = [link.partition("#")[0] for link in links if not link.startswith("#") and "://" not in link]
    assert [target for target in targets if not (ROOT / target).is_file()] == []
