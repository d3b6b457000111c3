# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the examples of plugins and guides to playbooks, in the folder that is named, as ansible-playbook runs them.

The playbooks have the examples word for word, except for ``STANDINS``. All examples are plays of ``examples.yml``,
after the requests that they need are created again. Those of ``APART`` are playbooks of their own, because the test
expects more of them than success.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

# Blocks of pages, by the page and their place on it, that are playbooks of their own.
APART = {
    *(("docs/first-steps.md", number) for number in (1, 2)),
    ("docs/authentication.md", 2),
    ("docs/failure-tickets.md", 1),
    ("docs/troubleshooting.md", 0),
}
# Examples that cannot run here, by their first name, with the reason.
EXCLUDED = {
    "collections": "a file of what ansible-galaxy installs: a test installs nothing from elsewhere",
    "ansible.cfg": "settings of the callback: the folder of the examples has those of a guide",
    "remediate_tasks_dir": "variables of a rulebook, which the tests of events run",
    **dict.fromkeys(
        (
            "Read the types of assets",
            "Show the types at the top",
            "Find the requesters of a domain",
            "Add the BIOS to a computer",
            "Add a requester once",
        ),
        "the simulator does not know these endpoints",
    ),
    **dict.fromkeys(
        ("Take up an order that a task placed and could not tag", "Take up an order that is there"),
        "there is an order without a tag only if an answer got lost: the unit tests lose it",
    ),
}
# What is on no machine but that of the reader, and what stands for it.
STANDINS = {
    "https://acme.motadataserviceops.com": os.environ.get("SERVICEOPS_URL", ""),
    # The simulator knows no resource without a module.
    "/api/v1/change/search/": "/api/v1/request/search/",
    "/var/www/html": os.path.realpath(sys.argv[1]),
    **dict.fromkeys(("/var/log/backup.log", "/var/log/restart.log"), os.path.realpath(__file__)),
    # There is one of each.
    "change: 5": "change: CHG-1",
    "serviceops.change', 5": "serviceops.change', 'CHG-1'",
    "CHG-5": "CHG-1",
    "REL-8": "REL-1",
    "PRB-9": "PRB-1",
}
JOB = "/usr/local/bin/backup"
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")

# Examples with any of this need requests that nobody has changed.
NEEDY = re.compile(r"INC-|CHG-|REL-|PRB-|change: |\b65\b|nightly|backup-db01|limit")
PREPARE = """\
- name: Make requests for the examples of {source}
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Begin with sixty requests
      ansible.builtin.uri:
        url: "{{{{ lookup('ansible.builtin.env', 'SERVICEOPS_URL') }}}}/_simulator/reset"
        method: POST
        body: {{tickets: 60}}
        body_format: json

    - name: Have one that is resolved, one of a nightly job, and one with a correlation id
      motadata.serviceops.serviceops_request:
        requests:
          - id: 65
            status: Resolved
          - id: 66
            status: Open
            tags: [nightly]
          - subject: Backup of db01 failed
            requester_email: jane@acme.example
            correlation_id: backup-db01

    - name: Have a change whose window is open, a release and a problem
      ansible.builtin.uri:
        url: "{{{{ lookup('ansible.builtin.env', 'SERVICEOPS_URL') }}}}/_simulator/tickets/{{{{ item }}}}"
        method: POST
        body: "{{{{ {{'startDate': 0, 'endDate': 4102444800000}} if item != 'problem' else {{'subject': 'Slow'}} }}}}"
        body_format: json
      loop: [change, release, problem]
"""
TASKS = """\
- name: Run the examples of {source}
  hosts: localhost
  gather_facts: false
  tasks:
"""


def main() -> None:
    """Write all playbooks, and the files that they refer to."""
    target = Path(sys.argv[1])
    root = collection()
    plays = []
    for source, texts in [*plugins(root), *pages(root, target)]:
        entries = [entry for text in texts for entry in split(text) if name_of(entry) not in EXCLUDED]
        if entries:
            needs = NEEDY.search("".join(entries))
            plays += [PREPARE.format(source=source)] if needs or not plays else []
            plays += plays_of(source, entries)
    write(target / "examples.yml", "\n".join(plays).replace(JOB, "/bin/false"))
    for word in ("renew", "backup", "update_kernel"):
        write(target / f"tasks/{word}.yml", "- name: Do the work\n  ansible.builtin.command: /bin/true\n")
    write(target / "roles/backup/tasks/main.yml", "- name: Back up\n  ansible.builtin.command: /bin/true\n")


def collection() -> Path:
    """Return the folder of the collection, of which the copy of the targets lacks most."""
    for path in os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep):
        found = Path(path) / "ansible_collections/motadata/serviceops"
        if (found / "docs").is_dir():
            return found
    raise SystemExit("The collection has no docs.")


def plugins(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each plugin that has examples, with their text."""
    for path in sorted(root.glob("plugins/*/*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                (name,) = node.targets
                if isinstance(name, ast.Name) and name.id == "EXAMPLES":
                    yield f"{path.parent.name}/{path.stem}", [str(node.value.value)]


def pages(root: Path, target: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each page with its blocks of YAML; write down those that are playbooks of their own, and other files."""
    for page in [root / "README.md", *sorted(root.glob("docs/*.md")), *sorted(root.glob("roles/*/README.md"))]:
        source = str(page.relative_to(root))
        blocks = FENCE.findall(page.read_text("utf-8"))
        texts, apart = [text for language, text in blocks if language == "yaml"], []
        for number, text in enumerate(texts):
            if (source, number) in APART:
                # What is indented goes on with the play before.
                apart.append(f"{apart[-1]}\n{text}" if text.startswith(" ") else text)
                name = f"{page.stem}-{number}"
                for job in ("true", "false") if JOB in text else ("",):
                    whole = "\n".join(plays_of(source, split(apart[-1]))).replace(JOB, f"/bin/{job}")
                    write(target / f"{name}{job and '-'}{job}.yml", whole)
        yield source, [text for number, text in enumerate(texts) if (source, number) not in APART]
        for wanted, ending in (("shell", "sh"), ("ini", "cfg")):
            for number, text in enumerate(text for language, text in blocks if language == wanted):
                write(target / f"{source.replace('/', '-')}-{number}.{ending}", text)


def split(text: str) -> list[str]:
    """Return the entries of a list in YAML, each as it is written; anything else is one entry."""
    return [entry.rstrip() + "\n" for entry in re.split(r"(?m)^(?=- )", text) if re.search(r"(?m)^[^#\s]", entry)]


def name_of(entry: str) -> str:
    """Return the name of a task or play, or of whatever else comes first."""
    loaded = yaml.safe_load(entry)
    first = loaded[0] if isinstance(loaded, list) else loaded
    return str(first.get("name") or next(iter(first)))


def plays_of(source: str, entries: list[str]) -> Iterator[str]:
    """Yield plays as they are, and the tasks between them as those of a play."""
    is_open = False
    for entry in entries:
        (loaded,) = yaml.safe_load(entry)
        if "hosts" in loaded or any(key.endswith("import_playbook") for key in loaded):
            is_open = False
            yield entry
        else:
            yield ("" if is_open else TASKS.format(source=source)) + re.sub(r"(?m)^(?=.)", "    ", entry)
            is_open = True


def write(path: Path, text: str) -> None:
    """Write a file, with what stands for things that are not there."""
    for shown, stands in STANDINS.items():
        text = text.replace(shown, stands)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
