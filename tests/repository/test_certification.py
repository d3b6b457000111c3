# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Red Hat asks of a certified collection, beyond what its importer and ansible-lint look at.

The requirements: https://docs.ansible.com/projects/partner-certification-requirements/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import workspace
import yaml

ROOT = workspace.ROOT
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
# One of these tags says where a collection belongs.
TAGS = {
    *("application", "cloud", "database", "eda", "infrastructure", "linux", "monitoring", "networking", "security"),
    *("storage", "tools", "windows"),
}
# Rules of ansible-lint that nothing may be exempted from.
ENFORCED = {
    *("command-instead-of-module", "command-instead-of-shell", "meta-no-info", "meta-runtime", "no-changed-when"),
    *("no-handler", "no-log-password", "package-latest", "risky-file-permissions", "risky-shell-pipe", "unnamed-task"),
}
CONTENT = {"extensions", "meta", "playbooks", "plugins", "roles"}


def requirements() -> list[str]:
    environment = yaml.safe_load((ROOT / "meta/execution-environment.yml").read_text("utf-8"))
    lines = (ROOT / environment["dependencies"]["python"]).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def test_packages_of_users_have_a_lower_bound_at_most():
    assert requirements()
    assert [line for line in requirements() if not re.fullmatch(r"[\w.-]+(\s*>=\s*[\d.]+)?", line)] == []
    assert [line for line in requirements() if re.match(r"ansible(-core)?\b", line)] == []


def test_no_collection_is_needed():
    # Another one would have to be certified as well.
    assert GALAXY["dependencies"] == {}


@pytest.mark.parametrize("key", ["repository", "documentation", "homepage", "issues"])
def test_the_collection_says_where_things_are(key):
    assert GALAXY[key].startswith("https://")


def test_the_collection_says_what_and_whose_it_is():
    assert set(GALAXY["tags"]) & TAGS
    assert len(GALAXY["tags"]) <= 20
    assert GALAXY["authors"]
    assert len(GALAXY["description"].split()) > 3
    assert (ROOT / GALAXY["license_file"]).is_file()
    assert "license" not in GALAXY


def test_the_version_is_one_that_automation_hub_takes():
    assert re.fullmatch(r"[1-9]\d*\.\d+\.\d+", GALAXY["version"])


def test_the_changelog_has_the_version():
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text("utf-8"))["releases"]
    assert GALAXY["version"] in releases
    assert f"\nv{GALAXY['version']}\n" in (ROOT / "CHANGELOG.rst").read_text("utf-8")


def plugins() -> Iterator[tuple[str, str, str]]:
    """Yield type, name and version_added of each module and plugin that is documented."""
    for path in sorted((ROOT / "plugins").glob("*/*.py")):
        found = re.search(r"(?m)^ *version_added: *[\"']?([\d.]+)", path.read_text("utf-8"))
        if found and not path.stem.startswith("_"):
            yield path.parent.name, path.stem, found[1]


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_every_plugin_is_new_in_the_release_that_its_documentation_names():
    """Else no release notes would ever name it: the next ones list what names the next version."""
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text("utf-8"))["releases"]
    listed = {
        (kind, each["name"], version)
        for version, release in releases.items()
        for kind, found in {"modules": release.get("modules", []), **release.get("plugins", {})}.items()
        for each in found
    }
    documented = {each for each in plugins() if numbers(each[2]) <= numbers(GALAXY["version"])}
    assert documented
    assert documented - listed == set()


def test_the_oldest_core_is_one_that_is_supported_for_good():
    wanted = yaml.safe_load((ROOT / "meta/runtime.yml").read_text("utf-8"))["requires_ansible"]
    # 2.19 was a technology preview, which no certified collection may start at.
    assert re.fullmatch(r">=2\.(16|18|20)\.0", wanted)


def test_no_sanity_test_is_ignored():
    assert list((ROOT / "tests").glob("sanity/ignore-*.txt")) == []


def test_the_lint_exempts_nothing_that_is_enforced():
    settings = yaml.safe_load((ROOT / ".ansible-lint").read_text("utf-8"))
    exempted = [each.partition("[")[0] for key in ("skip_list", "warn_list") for each in settings.get(key, [])]
    assert set(exempted) & ENFORCED == set()
    assert settings["profile"] == "production"
    # Offline, the checker would not install the collection, and so would not know its modules.
    assert "offline" not in settings
    assert {Path(path).parts[0] for path in settings["exclude_paths"]} & CONTENT == set()
    assert not (ROOT / ".ansible-lint-ignore").exists()


def test_extensions_are_listed_where_galaxy_looks_for_them():
    """Galaxy shows the plugins of Event-Driven Ansible only if meta/extensions.yml names their folders."""
    folders = {path.parent for path in ROOT.glob("extensions/*/plugins/*/*.py")}
    listing = ROOT / "meta/extensions.yml"
    listed = yaml.safe_load(listing.read_text("utf-8"))["extensions"] if listing.exists() else []
    assert {each["args"]["ext_dir"] for each in listed} == {
        str(folder.relative_to(ROOT / "extensions")) for folder in folders
    }
