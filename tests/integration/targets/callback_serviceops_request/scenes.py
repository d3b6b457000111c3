# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback serviceops_request, as those see it who run a job night after night."""

from __future__ import annotations

import base64
import sys
from textwrap import indent

from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.release import __version__
from changes import notes, planned
from scenarios import SETTINGS, Stage, ask, main, same_everywhere

NAME = "motadata.serviceops.serviceops_request"
CORE = tuple(int(part) for part in __version__.split(".")[:2])


def on(stage: Stage, **options: str) -> Stage:
    """Switch the callback on."""
    stage.environment |= {
        "ANSIBLE_CALLBACKS_ENABLED": NAME,
        "SERVICEOPS_FAILURE_REQUESTER_EMAIL": "jane@acme.example",
        "SERVICEOPS_FAILURE_JOB": stage.job,
        **{f"SERVICEOPS_FAILURE_{name.upper()}": value for name, value in options.items()},
    }
    return stage


@same_everywhere
def a_job_that_is_broken_for_three_nights_has_one_request(stage: Stage) -> None:
    on(
        stage,
        priority="High",
        tags="ansible,nightly",
        description="Ask the database team.",
        awx_url="https://awx.example/",
    )
    first = stage.play("job.yml", broken=["web1", "web2"], word="First")
    assert first.code == 2, first.code
    opened = stage.only()
    assert opened["subject"] == f"Ansible job {stage.job} fails"
    assert opened["priorityName"] == "High"
    assert opened["tags"] == ["ansible", "nightly"]
    assert f"{NAME}: {opened['name']} opened" in first.said
    # The address in the API opens nothing in a browser.
    assert f"{opened['name']} opened (" not in first.said
    assert '[[Ansible failed on web2 at "Restart nginx": First on web2 <&>. ]]' in opened["description"]
    words = opened["description"] + " Looking at it. Jane"
    stage.edit(opened, description=words, statusName="Pending", priorityName="Low")
    stage.environment["AWX_HOST"] = "https://towerhost"
    stage.play("job.yml", broken=["web1", "web2"], word="Second", awx_job_id=41)
    assert ": https://awx.example/#/jobs/playbook/41 ]]" in stage.note()
    third = stage.play("job.yml", broken=["web1"], word="Third", awx_job_id=42)
    assert f"{opened['name']} brought up to date" in third.said
    last, text = stage.only(), stage.note()
    assert (last["id"], last["statusName"], last["priorityName"]) == (opened["id"], "Pending", "Low")
    assert last["description"] == words
    assert words.startswith("Ask the database team."), words
    assert "[[Ansible counted 3 failed runs from 20" in text
    assert ": https://awx.example/#/jobs/playbook/42 ]]" in text
    assert '[[Ansible failed on web1 at "Restart nginx": Third on web1 <&>. ]]' in text
    assert '[[Ansible succeeded on web2: before, it failed at "Restart nginx": Second on web2 <&>. ]]' in text
    assert "First" not in text
    stage.environment["SERVICEOPS_WEB_URL"] = "https://acme.example/{resource}/{id}"
    green = stage.play("job.yml")
    shown = f"{opened['name']} resolved (https://acme.example/request/{opened['id']})"
    assert (green.code, shown in green.said) == (0, True)
    solved = stage.only()
    assert solved["statusName"] == "Resolved"
    assert solved["description"] == words
    assert "failed on" not in stage.note()
    assert "; good again at 20" in stage.note()
    stage.play("job.yml", broken=["web1"])
    again = stage.requests()
    assert [one["statusName"] for one in again] == ["Resolved", "Open"]
    assert "[[Ansible counted 1 failed run, at 20" in again[1]["description"]


@same_everywhere
def a_server_that_refuses_notes_gets_a_description(stage: Stage) -> None:
    on(stage)
    for answer in ("refused405", "gateway404"):
        ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": answer})
        first = stage.play("job.yml", broken=["web1", "web2"])
        assert (first.warnings, first.said.count("because the server refuses notes on it")) == (1, 1)
        stage.play("job.yml", broken=["web1"])
        text = stage.requests()[-1]["description"]
        assert "[[Ansible counted 2 failed runs from 20" in text, text
        assert "[[Ansible succeeded on web2: before" in text
        assert stage.play("job.yml").warnings == 1
        last = stage.requests()[-1]
        assert (last["statusName"], "; good again at 20" in last["description"]) == ("Resolved", True)


@same_everywhere
def while_it_stays_broken_a_run_is_three_reads_and_a_write(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1"])
    ended = stage.play("job.yml", broken=["web1"])
    assert (len(ended.reads), ended.writes) == (3, ["PATCH"])


@same_everywhere
def a_job_that_is_well_is_one_read(stage: Stage) -> None:
    on(stage)
    # The first run signs in.
    stage.play("job.yml")
    ended = stage.play("job.yml")
    assert ended.code == 0
    assert [call["path"] for call in ended.calls] == ["/api/v1/request/search/byqual"]
    assert NAME not in ended.said
    assert not ended.warnings


def a_failure_is_noted_on_the_change_that_a_gate_let_it_run_under(stage: Stage) -> None:
    on(stage, change="gate")
    change = planned(stage)
    first = stage.play("under_change.yml", change=change["name"], faulty=["web1"])
    assert (first.code, first.warnings) == (2, 0)
    assert f"{NAME}: {change['name']} brought up to date" in first.said
    (note,) = [text for text in notes(change) if "failures" in text]
    assert "[[Ansible counted 1 failed run, at 20" in note
    assert '[[Ansible failed on web1 at "Test it": web1 does not work. ]]' in note
    assert note.rstrip().endswith(f"correlation:ansible-failures {stage.job}")
    # It stands on the request, too.
    assert '"Test it": web1 does not work.' in stage.note()
    again = stage.play("under_change.yml", change=change["name"], faulty=["web1"])
    assert again.code == 2
    (note,) = [text for text in notes(change) if "failures" in text]
    assert "[[Ansible counted 2 failed runs from 20" in note
    assert stage.play("under_change.yml", change=change["name"]).code == 0
    (note,) = [text for text in notes(change) if "failures" in text]
    assert "; good again at 20" in note
    assert "failed on" not in note


def what_the_gate_noted_is_not_noted_twice(stage: Stage) -> None:
    on(stage, change="gate", requester_email="")
    change = planned(stage)
    ended = stage.play("under_change.yml", change=change["name"], broken=["web2"])
    assert (ended.code, ended.warnings, stage.requests()) == (2, 0, [])
    assert [text.partition(":")[0] for text in notes(change)] == [
        '[[Ansible failed on web2 at "Upgrade it"',
        "[[Ansible succeeded on web1",
    ]
    ended = stage.play("under_change.yml", change=change["name"], broken=["web2"], change_gate_note=False)
    assert "brought up to date" not in ended.said
    other = planned(stage)
    stage.play("under_change.yml", change=other["name"], broken=["web2"], change_gate_note=False)
    assert [
        text.count('failed on web2 at "motadata.serviceops.change_gate : Upgrade it": web2 was')
        for text in notes(other)
    ] == [1]


@same_everywhere
def a_refusal_is_no_note(stage: Stage) -> None:
    change = planned(stage, "pending")
    for named in ("gate", change["name"], str(change["id"])):
        on(stage, change=named, requester_email="")
        ended = stage.play("under_change.yml", change=change["name"])
        assert (ended.code, ended.warnings, ended.writes, notes(change)) == (2, 0, [], [])
    # A job without a gate may name its change.
    assert stage.play("job.yml", broken=["web1"]).code == 2
    assert '[[Ansible failed on web1 at "Restart nginx": It broke on web1' in notes(change)[0]
    on(stage, change="CHG-999999")
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings) == (2, 1)
    assert "CHG-999999" in ended.said
    assert "The change of this job may not be up to date." in ended.said
    assert stage.only()


@same_everywhere
def a_server_that_refuses_notes_gets_the_description_of_a_change(stage: Stage) -> None:
    on(stage, change="gate", requester_email="")
    ask("PATCH", "/_simulator/profile", {"profile": "default", "conversations": "refused403"})
    change = planned(stage)
    assert stage.play("under_change.yml", change=change["name"], change_gate_note=False).warnings == 0
    ended = stage.play("under_change.yml", change=change["name"], faulty=["web1"], change_gate_note=False)
    assert (ended.code, ended.said.count("because the server refuses notes on it")) == (2, 1)
    described = ask("GET", f"/_simulator/tickets/change/{change['id']}")["description"]
    assert '[[Ansible failed on web1 at "Test it": web1 does not work. ]]' in described


def it_is_off_until_it_is_switched_on(stage: Stage) -> None:
    on(stage)
    del stage.environment["ANSIBLE_CALLBACKS_ENABLED"]
    assert stage.play("job.yml", broken=["web1"]).calls == []


@same_everywhere
def it_is_set_up_in_ansible_cfg(stage: Stage) -> None:
    (stage.folder / "ansible.cfg").write_text(
        f"""[defaults]
callbacks_enabled = {NAME}

[callback_serviceops_request]
requester_email = jane@acme.example
job = {stage.job}
priority = High
tags = ansible,nightly
"""
    )
    stage.environment["ANSIBLE_CONFIG"] = str(stage.folder / "ansible.cfg")
    ended = stage.play("job.yml", broken=["web1"])
    assert not ended.warnings
    assert (stage.only()["priorityName"], stage.only()["tags"]) == ("High", ["ansible", "nightly"])


@same_everywhere
def the_job_is_named_after_the_template_or_the_playbook(stage: Stage) -> None:
    on(stage)
    name, stage.job = stage.job, "no such job"
    del stage.environment["SERVICEOPS_FAILURE_JOB"]
    stage.environment["AWX_HOST"] = "https://towerhost"
    stage.play("job.yml", broken=["web1"], awx_job_template_name=f"Nightly {name}", awx_job_id=40)
    stage.job = name
    assert "/#/jobs/" not in stage.note(), "That is no address, but AWX's word for none."
    assert stage.only()["subject"] == f"Ansible job Nightly {name} fails"
    (stage.folder / f"{name}.yml").write_text(
        "- hosts: web\n  tasks: [{fail: {msg: It broke.}}]\n  gather_facts: false\n"
    )
    stage.play(str(stage.folder / f"{name}.yml"))
    assert stage.requests()[1]["subject"] == f"Ansible job {stage.folder / name}.yml fails"


@same_everywhere
def two_jobs_have_two_requests(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1"])
    stage.environment["SERVICEOPS_FAILURE_JOB"] += " too"
    stage.play("job.yml", broken=["web1"])
    assert len(stage.requests()) == 2


@same_everywhere
def a_limited_run_speaks_for_its_hosts_alone(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1", "web2"])
    stage.play("job.yml", "--limit", "web1")
    request = stage.only()
    assert request["statusName"] == "Open"
    assert "Ansible failed on web2" in stage.note()
    assert "Ansible succeeded on web1" in stage.note()
    # A host that the job no longer has fails no more.
    stage.play("job.yml", pattern="web1")
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def a_run_of_some_tasks_resolves_nothing(stage: Stage) -> None:
    on(stage)
    stage.play("job.yml", broken=["web1"])
    for options in (("--tags", "checks"), ("--skip-tags", "nothing"), ("--start-at-task", "Reach it")):
        stage.play("job.yml", *options)
        assert stage.only()["statusName"] == "Open", options
    stage.play("job.yml")
    assert stage.only()["statusName"] == "Resolved"


def a_clean_up_that_fails_hides_no_cause(stage: Stage) -> None:
    on(stage)
    stage.play("job.yml", broken=["web1"], word="The cause", unclean=True)
    text = stage.note()
    assert '[[Ansible failed on web1 at "Restart nginx": The cause on web1 <&>.' in text, text
    assert 'Afterwards at "Clean up": It cannot be removed.' in text, text


def what_is_rescued_or_ignored_is_no_failure(stage: Stage) -> None:
    ended = on(stage).play("job.yml", rescued=True, ignored=True)
    assert (ended.code, stage.requests()) == (0, [])
    stage.play("job.yml", rescued=True, ignored=True, broken=["web1"])
    assert '[[Ansible failed on web1 at "Restart nginx"' in stage.note()
    stage.play("job.yml", rescued=True, ignored=True)
    assert stage.only()["statusName"] == "Resolved"


def each_kind_of_failure_is_told(stage: Stage) -> None:
    on(stage)
    ended = stage.play("job.yml", pattern="web:lost", looped=2, lost=["lost1"])
    assert ended.code != 0
    assert "lost1 : ok=1 changed=0 unreachable=1" in ended.said
    text = stage.note()
    assert '[[Ansible failed on lost1 at "Reach it": ' in text, text
    assert 'failed on web2 at "Check these": One or more items failed\nItem 2 (2): 2 is wrong. ]]' in text, text
    stage.play("job.yml", once=True)
    text = stage.note()
    assert 'failed on web1 at "Migrate once": It broke for all. ]]' in text, text
    # What stopped them all says nothing of the others.
    assert "failed on web2" in text
    stage.play("job.yml", included=True, pattern="db")
    assert 'failed on db1 at "Include what is not there": ' in stage.note()


def a_play_that_too_many_failures_stop_says_nothing_of_the_others(stage: Stage) -> None:
    on(stage)
    (stage.folder / "stopped.yml").write_text(
        """
- hosts: web
  gather_facts: false
  max_fail_percentage: 20
  tasks:
    - name: Do some work, without which no host counts as well
      ansible.builtin.debug:
    - ansible.builtin.fail:
        msg: It broke.
      when: inventory_hostname == broken
    - ansible.builtin.fail:
        msg: It broke later.
      when: inventory_hostname == broken_later
"""
    )
    job = str(stage.folder / "stopped.yml")
    stage.play(job, broken="", broken_later="web2")
    # The play ends before web2 comes to what it failed at.
    stage.play(job, broken="web1", broken_later="web2")
    text = stage.note()
    assert text.count("[[Ansible failed on web") == 2, text
    assert "succeeded" not in text
    stage.play(job, broken="", broken_later="")
    assert stage.only()["statusName"] == "Resolved"


def what_it_says_is_on_the_standard_error(stage: Stage) -> None:
    on(stage)
    errors = stage.folder / "errors"
    ended = stage.run(
        "sh", "-c", f'exec ansible-playbook "$@" 2> {errors}', "sh", "job.yml", "-e", '{"broken": ["web1"]}'
    )
    name = stage.only()["name"]
    assert f"{NAME}: {name} opened\n" in errors.read_text()
    # Callbacks that print JSON have the standard output for themselves.
    assert "PLAY RECAP" in ended.said
    assert name not in ended.said


def every_strategy_is_listened_to(stage: Stage) -> None:
    on(stage).play("job.yml", way="free", broken=["web1", "web2"])
    assert stage.note().count("[[Ansible failed on web") == 2


def secrets_stay_secret(stage: Stage) -> None:
    on(stage)
    password, client = SETTINGS["serviceops_password"], SETTINGS["serviceops_client_secret"]
    told = stage.play("job.yml", "-vvv", hidden="secret-of-the-task", leaked="HOME")
    assert "hidden by no_log" in stage.note()
    told_too = stage.play("job.yml", "-vvv", hidden_item="secret-of-the-item")
    assert "hidden by no_log" in stage.note()
    # Before the recap a core may show on its own what it should not.
    for ended in (told, told_too):
        assert f"{NAME}: INC-" in ended.said
        assert "secret-of-the-" not in ended.said.partition("PLAY RECAP")[2]
    stage.play("job.yml", leaked="SERVICEOPS_PASSWORD,SERVICEOPS_CLIENT_SECRET", pattern="web1")
    for request in stage.requests():
        text = request["description"] + stage.note()
        assert "********" in text, text
        basic = base64.b64encode(f"{SETTINGS['serviceops_client_id']}:{client}".encode()).decode()
        for secret in (password, client, basic, "secret-of-the"):
            assert secret not in text, text


def what_ansible_shows_itself_is_told(stage: Stage) -> None:
    on(stage)
    stage.play("job.yml", told=["one"])
    text = stage.note()
    # Cores from 2.20 on hide the result of a loop whose no_log is a template, whatever comes of that.
    is_hidden = '"Hide this or not": its output is hidden by no_log ]]' in text
    assert "Item 1 (one): Told: one ]]" in text or (CORE >= (2, 20) and is_hidden), text


@same_everywhere
def what_can_be_known_of_secrets_is_masked(stage: Stage) -> None:
    on(stage).environment["FAKE_SSH"] = "fake-of-the-connection"
    vault = VaultLib([("default", VaultSecret(b"fake-vault-password"))])

    def vaulted(text: str) -> str:
        return "!vault |\n" + indent(vault.encrypt(text).decode(), " " * 24)

    for name, text in (("vault", "fake-vault-password"), ("become", "fake-of-sudo")):
        (stage.folder / name).write_text(text)
    (stage.folder / "leak.yml").write_text(
        f"""
- hosts: web2
  gather_facts: false
  tasks:
    - ansible.builtin.set_fact: {{only_here: "fake-fact-of-web2"}}
      no_log: true
- hosts: web1
  gather_facts: false
  vars_prompt: [{{name: asked, prompt: Say it}}]
  vars:
    deep:
      er:
        - and: {{}}
          deeper:
            - here:
                still:
                  - word: {vaulted("fake-deep-one")}
    config: {vaulted("user = joe" + chr(10) + "key = fake-member-one" + chr(10) + "fake-line-one")}
    ansible_ssh_pass: "{{{{ lookup('ansible.builtin.env', 'FAKE_SSH') }}}}"
  tasks:
    - ansible.builtin.command: echo fake-registered-1
      no_log: true
      register: registered
      changed_when: false
    - ansible.builtin.command: echo fake-registered-2
      no_log: true
      register: registered
      changed_when: false
    - ansible.builtin.set_fact:
        hidden: fake-set-fact
      no_log: true
    - name: Leak
      ansible.builtin.fail:
        msg: "Plain: {{{{ leaks | join(' ') }}}}"
      vars:
        leaks:
          - "{{{{ deep.er[0].deeper[0].here.still[0].word }}}}"
          - "{{{{ config.splitlines()[2] }}}}"
          - "{{{{ config.splitlines()[1].split(' ')[2] }}}}"
          - "{{{{ asked }}}}"
          - "{{{{ ansible_ssh_pass }}}}"
          - fake-of-sudo
          - fake-registered-1
          - "{{{{ registered.stdout }}}}"
          - "{{{{ hidden }}}}"
          - "{{{{ hostvars['web2'].only_here }}}}"
"""
    )
    passwords = (
        "--vault-password-file",
        str(stage.folder / "vault"),
        "--become-password-file",
        str(stage.folder / "become"),
    )
    stage.play(str(stage.folder / "leak.yml"), *passwords, asked="fake-of-the-prompt")
    text = stage.note()
    assert f'failed on web1 at "Leak": Plain: {" ".join(["********"] * 10)} ]]' in text, text


def the_cause_is_told_whatever_was_rescued_or_ignored(stage: Stage) -> None:
    on(stage)
    (stage.folder / "cause.yml").write_text(
        """
- hosts: web:db:lost
  gather_facts: false
  tasks:
    - ansible.builtin.ping:
      ignore_unreachable: true
      when: inventory_hostname == "lost1"
    - name: Fail where it is unreachable
      ansible.builtin.assert:
        that: inventory_hostname != "lost1"
        fail_msg: The cause of lost1.
    - block:
        - ansible.builtin.fail: {msg: It was mended.}
      rescue:
        - ansible.builtin.debug:
    - name: Start it
      ansible.builtin.command: /no/such/program --now
      when: inventory_hostname == "db1"
    - block:
        - block:
            - name: Deploy
              ansible.builtin.fail: {msg: The cause of web1.}
              when: inventory_hostname == "web1"
          always:
            - name: Clean up
              ansible.builtin.fail: {msg: It cannot be removed.}
              when: inventory_hostname == "web1"
    - block:
        - name: Upgrade
          ansible.builtin.fail: {msg: The cause of web2.}
      rescue:
        - name: Roll back
          ansible.builtin.fail: {msg: There is no copy.}
"""
    )
    stage.play(str(stage.folder / "cause.yml"))
    text = stage.note()
    for told in (
        'failed on lost1 at "Fail where it is unreachable": The cause of lost1. ]]',
        'failed on web1 at "Deploy": The cause of web1.\nAfterwards at "Clean up": It cannot be removed. ]]',
        'failed on web2 at "Upgrade": The cause of web2.\nAfterwards at "Roll back": There is no copy. ]]',
    ):
        assert told in text, text
    (start,) = [line for line in text.split("[[") if 'at "Start it"' in line]
    assert "No such file or directory" in start, text
    assert "/no/such/program" in start, text
    assert "mended" not in text


def what_a_program_printed_is_told_unless_it_is_not_to_be(stage: Stage) -> None:
    on(stage).environment["LOUD"] = "\x1b[31mquota exceeded\x1b[0m\x07"
    (stage.folder / "loud.yml").write_text(
        """
- hosts: web1
  gather_facts: false
  tasks:
    - name: Shout
      ansible.builtin.shell: printf '%s' "$LOUD" >&2; exit 1
"""
    )
    stage.play(str(stage.folder / "loud.yml"))
    assert "stderr: quota exceeded ]]" in stage.note()
    stage.environment["SERVICEOPS_FAILURE_INCLUDE_OUTPUT"] = "false"
    stage.play(str(stage.folder / "loud.yml"))
    text = stage.note()
    assert "2 failed runs" in text
    assert "quota" not in text, text


def a_run_that_ends_early_resolves_nothing(stage: Stage) -> None:
    on(stage)
    (stage.folder / "early.yml").write_text(
        """
- hosts: web:db
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
      run_once: true
    - ansible.builtin.meta: end_play
      when: frozen | default(false)
    - ansible.builtin.meta: end_host
      when: inventory_hostname in left_out | default([])
    - block:
        - name: Work
          ansible.builtin.assert:
            that: inventory_hostname not in broken | default([])
            fail_msg: It broke.
          when: inventory_hostname not in idle | default([])
      rescue:
        - ansible.builtin.debug:
        - ansible.builtin.fail:
"""
    )
    early = str(stage.folder / "early.yml")
    stage.play(early, broken=["web1", "web2", "db1"])
    # The first host looked at the calendar, the others nothing.
    stage.play(early, frozen=True)
    request = stage.only()
    assert request["statusName"] == "Open"
    assert stage.note().count("[[Ansible failed on ") == 3
    stage.play(early, left_out=["web2"], idle=["db1"])
    request = stage.only()
    assert request["statusName"] == "Open"
    assert "Ansible succeeded on web1" in stage.note()
    for host in ("web2", "db1"):
        assert f"Ansible failed on {host}" in stage.note()
    stage.play(early)
    assert stage.only()["statusName"] == "Resolved"


@same_everywhere
def a_server_that_is_away_is_one_warning(stage: Stage) -> None:
    for broken in ([], ["web1"]):
        plain = stage.play("job.yml", broken=broken)
        on(stage).environment |= {"SERVICEOPS_URL": "http://127.0.0.1:9", "SERVICEOPS_RETRY_TIMEOUT": "1"}
        ended = stage.play("job.yml", broken=broken)
        assert ended.code == plain.code == (2 if broken else 0)
        assert ended.warnings == 1
        assert f"[WARNING]: {NAME}: " in ended.said
        stage.environment.clear()
    assert stage.requests() == []


@same_everywhere
def a_server_that_refuses_or_answers_nonsense_is_one_warning(stage: Stage) -> None:
    on(stage)
    for fault in ({"fault": "status", "status": 403}, {"fault": "html", "status": 500}, {"fault": "truncated_json"}):
        ask("POST", "/_simulator/faults", {"path_regex": "/api/v1/.*", "times": None, **fault})
        ended = stage.play("job.yml", broken=["web1"])
        assert (ended.code, ended.warnings) == (2, 1), fault
        ask("DELETE", "/_simulator/faults")
    ended = stage.play("job.yml")
    stage.environment["SERVICEOPS_PASSWORD"] = "another-password"
    assert (ended.code, stage.play("job.yml").warnings) == (0, 1)


@same_everywhere
def what_both_calls_warn_of_is_said_once(stage: Stage) -> None:
    on(stage).environment["SERVICEOPS_TOKEN_CACHE_PATH"] = "/dev/null"
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.warnings, ended.said.count("No access token is kept")) == (1, 1)
    assert len(stage.requests()) == 1


@same_everywhere
def a_slow_server_holds_nothing_up(stage: Stage) -> None:
    on(stage, time_limit="1")
    ask("POST", "/_simulator/faults", {"fault": "latency", "seconds": 8, "path_regex": "/api/.*", "times": 1})
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings) == (2, 1)
    assert "gave up after 1 s, the time_limit" in ended.said


@same_everywhere
def a_status_that_is_refused_is_a_warning_and_the_text_is_written(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1"])
    ask("PATCH", "/_simulator/profile", {"profile": "default", "close_rule": "refused"})
    ended = stage.play("job.yml")
    assert (ended.code, ended.warnings) == (0, 1)
    assert "good again" in stage.note()


@same_everywhere
def without_a_status_the_request_is_left_to_people(stage: Stage) -> None:
    on(stage, resolved_status="").play("job.yml", broken=["web1"])
    ended = stage.play("job.yml")
    assert (ended.warnings, f"{stage.only()['name']} brought up to date" in ended.said) == (0, True)
    assert "; good again at 20" in stage.note()
    assert stage.only()["statusName"] == "Open"
    assert stage.play("job.yml").writes == []


@same_everywhere
def two_requests_of_a_job_are_one_warning(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1"])
    ask("POST", "/api/v1/request", {"subject": stage.only()["subject"], "requesterEmail": "jane@acme.example"})
    first, second = stage.requests()
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings, ended.writes) == (2, 1, [])
    assert f"{second['name']} (Open), {first['name']} (Open)." in ended.said
    assert "Close those that are too many, or set correlation_id (SERVICEOPS_FAILURE_CORRELATION_ID)." in ended.said
    assert "match_on" not in ended.said
    on(stage, correlation_id=stage.job).play("job.yml", broken=["web1"])
    assert len(stage.requests()) == 3


@same_everywhere
def what_is_not_set_up_is_one_warning(stage: Stage) -> None:
    on(stage)
    del stage.environment["SERVICEOPS_FAILURE_REQUESTER_EMAIL"]
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings, ended.calls) == (2, 1, [])
    assert "requester_email (SERVICEOPS_FAILURE_REQUESTER_EMAIL) is not set" in ended.said
    ended = on(stage, requester_email=" ").play("job.yml", broken=["web1"])
    assert "requester_email (SERVICEOPS_FAILURE_REQUESTER_EMAIL) is not set" in ended.said
    on(stage).environment["SERVICEOPS_VALIDATE_CERTS"] = "perhaps"
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings, ended.calls) == (2, 1, [])
    assert "validate_certs" in ended.said
    del stage.environment["SERVICEOPS_VALIDATE_CERTS"]
    on(stage).environment["SERVICEOPS_USERNAME"] = ""
    ended = stage.play("job.yml")
    assert (ended.code, ended.warnings, ended.calls) == (0, 1, [])
    assert "missing username (SERVICEOPS_USERNAME)" in ended.said
    on(stage, time_limit="soon")
    ended = stage.play("job.yml")
    assert (ended.code, ended.warnings, ended.calls) == (0, 1, [])


def an_empty_variable_counts_as_unset(stage: Stage) -> None:
    on(stage).environment |= {"SERVICEOPS_VALIDATE_CERTS": "", "SERVICEOPS_CA_PATH": ""}
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings) == (2, 0)
    assert stage.only()["statusName"] == "Open"


@same_everywhere
def without_requests_it_is_one_warning(stage: Stage) -> None:
    (stage.folder / "python").mkdir()
    (stage.folder / "python/requests.py").write_text("raise ImportError('There is none.')\n")
    on(stage).environment["PYTHONPATH"] = str(stage.folder / "python")
    ended = stage.play("job.yml", broken=["web1"])
    assert (ended.code, ended.warnings, ended.calls) == (2, 1, [])
    assert "The Python library requests cannot be imported (There is none.): install it for /" in ended.said
    assert "ansible_python_interpreter" not in ended.said


@same_everywhere
def check_mode_opens_and_resolves_nothing(stage: Stage) -> None:
    ended = on(stage).play("job.yml", "--check", broken=["web1"])
    assert (ended.code, ended.calls) == (2, [])
    assert f"{NAME}: in check mode no request is opened or resolved." in ended.said
    stage.play("job.yml", broken=["web1"])
    assert stage.play("job.yml", "--check").calls == []
    assert stage.only()["statusName"] == "Open"


@same_everywhere
def a_run_that_looks_at_nothing_resolves_nothing(stage: Stage) -> None:
    on(stage).play("job.yml", broken=["web1"])
    assert stage.play("job.yml", pattern="nowhere").calls == []
    stage.environment["ANSIBLE_LOAD_CALLBACK_PLUGINS"] = "true"
    assert stage.run("ansible", "web1", "-m", "ansible.builtin.ping").calls == []
    # A play that finds no hosts says nothing about those that it had.
    (stage.folder / "two.yml").write_text("[{hosts: localhost, tasks: [{ping: }]}, {hosts: nowhere}]")
    ended = stage.play(str(stage.folder / "two.yml"))
    assert (ended.code, ended.writes) == (0, [])
    assert stage.only()["statusName"] == "Open"


if __name__ == "__main__":
    sys.exit(main(globals()))
