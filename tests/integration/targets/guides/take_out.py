# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the plays and tasks of the guides to files that ansible-playbook runs, in the folder that is named."""

from __future__ import annotations

import os
import re
import sys
import uuid
from pathlib import Path

BLOCK = re.compile(r"(?ms)^```yaml\n(.*?)^```$")
JOB = "/usr/local/bin/backup"
HEAD = "- name: Tasks of a guide\n  hosts: localhost\n  gather_facts: false\n  tasks:\n"


def main() -> None:
    """Write one file for each guide: what is a play as it is, tasks as the end of the play before."""
    target = Path(sys.argv[1])
    target.mkdir(exist_ok=True)
    # What another target has left must not be found.
    word = uuid.uuid4().hex[:8]
    for guide in sorted(docs().glob("*.md")):
        play = ""
        for number, block in enumerate(BLOCK.findall(guide.read_text("utf-8"))):
            text = re.sub(r"\bdb0(\d)\b", rf"db0\1-{word}", block)
            if text.startswith(" ") and play:
                # What is indented goes on with the play before.
                text = f"{play}\n{text}"
            elif not text.lstrip().startswith("- name") or "hosts:" not in text:
                indented = text if text.startswith(" ") else re.sub(r"(?m)^(?=.)", "    ", text)
                text = HEAD + indented
            play = text
            # The job of an example, which is on no machine: each file has one that works, or one that fails.
            for job in ("true", "false") if JOB in text else ("",):
                name = f"{guide.stem}-{number}{job and '-'}{job}.yml"
                (target / name).write_text(text.replace(JOB, f"/bin/{job}"), "utf-8")


def docs() -> Path:
    """Return the folder of the guides, which the copy of the targets lacks."""
    for path in os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep):
        found = Path(path) / "ansible_collections/motadata/serviceops/docs"
        if found.is_dir():
            return found
    raise SystemExit("The collection has no docs.")


if __name__ == "__main__":
    main()
