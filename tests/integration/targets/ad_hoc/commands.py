# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the commands that a user gives in a shell, and look at what they print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml

SETTINGS = yaml.safe_load((Path(__file__).resolve().parents[2] / "integration_config.yml").read_text("utf-8"))
WORD = f"{time.time():.6f}"
MODULES = "motadata.serviceops.serviceops_"
KEY = f"subject='Disk \"full\" {WORD}' requester_email=jane@acme.example"
AS_MODULE = ("-e", "serviceops_in_process=false")


def ansible(name: str, arguments: str, *words: str, code: int = 0, **environ: str) -> str:
    """Return what an ad-hoc command prints; it must end with ``code``."""
    return run("ansible", "localhost", "-m", f"{MODULES}{name}", "-a", arguments, *words, code=code, **environ)


def run(*words: str, code: int = 0, **environ: str) -> str:
    done = subprocess.run(words, env={**os.environ, **environ}, capture_output=True, text=True, check=False)
    print("+", *words, f"-> {done.returncode}", flush=True)
    said = done.stdout + done.stderr
    for secret in ("SERVICEOPS_PASSWORD", "SERVICEOPS_CLIENT_SECRET"):
        check(os.environ[secret] not in said, f"{secret} is shown")
    check(done.returncode == code, said)
    return done.stdout


def check(holds: bool, said: Any) -> None:
    if not holds:
        raise SystemExit(f"This is not as it should be:\n{said}")


def result(printed: str) -> dict[str, Any]:
    """Return the result in what the callback of ad-hoc commands prints."""
    found: dict[str, Any] = json.loads(printed[printed.index("=> ") + 3 :])
    return found


def open_and_change(*way: str) -> None:
    """Texts get the types of their options, whichever way the task runs."""
    fields = "tags=' a, b' spam=no custom_fields='{\"New Number\": 3}' cc_emails=ops@acme.example"
    made = result(ansible("request", f"{KEY} {fields}", *way))
    check(made["operation"] == "created", made)
    request = made["request"]
    check(request["subject"] == f'Disk "full" {WORD}', made)
    check(request["tags"] == ["a", "b"], made)
    check(request["spam"] is False, made)
    check(request["custom_fields"]["New Number"] == 3, made)
    check(
        result(ansible("request", f"{KEY} {fields} match_on='subject, requester_email'", *way))["changed"] is False, ""
    )

    said = ansible("request", f"id={request['id']} priority=High tags='[\"a, b\"]'", "--check", "--diff", *way)
    check('+    "priority": "High"' in said and '+        "a, b"' in said, said)
    check(result(said)["operation"] == "updated", said)
    as_json = json.dumps({"id": request["id"], "tags": [], "custom_fields": {"New Number": 4}})
    changed = result(ansible("request", as_json, *way))["request"]
    check(changed["tags"] is None and changed["priority"] is None, changed)
    check(changed["custom_fields"]["New Number"] == 4, changed)
    find(request, *way)
    check(result(ansible("request", f"name={request['name']} state=absent", *way))["operation"] == "deleted", "")
    check(result(ansible("request", f"name={request['name']} state=absent", *way))["changed"] is False, "")


def find(request: dict[str, Any], *way: str) -> None:
    wanted = [{"id": request["id"], "name": request["name"], "status": "Open"}]
    by_json = json.dumps({"status": ["Open", "Pending"], "subject_contains": WORD})
    for arguments in (
        f"id={request['id']} fields='name, status'",
        f"filters='{by_json}' fields=name,status limit=5",
        f"filters='subject_contains={WORD},status=Open' fields=name,status",
    ):
        found = result(ansible("request_info", arguments, *way))
        check(found["requests"] == wanted, found)


def many(*way: str) -> None:
    """A list of dictionaries is JSON."""
    listed = json.dumps([{"subject": f"{name}, {WORD}", "tags": ["x"]} for name in ("one", "two")])
    made = result(ansible("request", f"requests='{listed}' requester_email=jane@acme.example", *way))
    check(made["summary"]["created"] == 2, made)
    subjects = [each["request"]["subject"] for each in made["results"]]
    check(subjects == [f"one, {WORD}", f"two, {WORD}"], made)
    gone = json.dumps([{"id": each["request"]["id"]} for each in made["results"]])
    check(result(ansible("request", f"requests='{gone}' state=absent", *way))["summary"]["deleted"] == 2, "")
    said = result(ansible("request", "requests='[{\"id: 1}]'", *way, code=2))
    check(said["msg"].startswith("requests must be a list in JSON, got "), said)
    check(said["msg"].count("must be a list") == 1, said)


def fail(*way: str) -> None:
    said = result(ansible("request", "id=999999999", *way, code=2))
    check(said["msg"].startswith("There is no request with id 999999999"), said)
    said = result(ansible("request_info", "nme=INC-46", *way, code=2))
    check("Unsupported parameters for (motadata.serviceops.serviceops_request_info) module: nme." in said["msg"], said)


def look_at_forms() -> None:
    """What is printed can be read in each of Ansible's forms."""
    line = ansible("request_info", "limit=1 fields=name", "-o")
    check(len(line.strip().splitlines()) == 1 and result(line)["changed"] is False, line)
    said = ansible("request_info", "limit=1 fields=name", ANSIBLE_CALLBACK_RESULT_FORMAT="yaml")
    check(set(yaml.safe_load(said.partition("=> ")[2])) == {"changed", "requests", "server_time", "total"}, said)
    for way, words in ((), "runs in process"), (AS_MODULE, "runs as a module: serviceops_in_process is false"):
        said = ansible("request_info", "limit=1", "-vvv", *way)
        check(f"motadata.serviceops.serviceops_request_info {words}" in said, said)


def use_function(file: str) -> None:
    """The function of the guide takes words as a shell gives them."""
    subject = f'It\'s "100% full" & \\ $HOME {{x}} = {WORD}'
    script = f'. "{file}"; serviceops "$@"'
    for shell, operation in ("bash", "created"), ("sh", "none"):
        words = ["request", f"subject={subject}", "requester_email=jane@acme.example", "tags=a,b"]
        made = result(run(shell, "-c", script, shell, *words))
        check((made["operation"], made["request"]["subject"]) == (operation, subject), made)
        check(made["request"]["tags"] == ["a", "b"], made)
    words = [f"name={made['request']['name']}", "state=absent"]
    said = run("bash", "-c", script, "bash", "request", *words, "--check", "-eserviceops_in_process=false", "-vvv")
    check("serviceops_in_process is false" in said, said)
    check(result(run("bash", "-c", script, "bash", "request", *words))["operation"] == "deleted", "")
    check("access_token" in result(run("bash", "-c", script, "bash", "token")), "")


if __name__ == "__main__":
    # The target both_ways compares the two ways on every core: here one core is enough.
    for path in ((), AS_MODULE) if SETTINGS.get("serviceops_same_everywhere", True) else ((),):
        open_and_change(*path)
        many(*path)
        fail(*path)
    look_at_forms()
    use_function(sys.argv[1])
