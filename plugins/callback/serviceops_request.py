# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep one request for each job that fails, without a change of its playbook."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: serviceops_request
type: notification
short_description: Keep one ServiceOps request for a job that fails
version_added: 0.1.0
description:
  - When a run of a playbook ends with failed or unreachable hosts, it opens a request. This names the hosts, the task
    that failed on each, and its message.
  - While the job stays broken every further run updates one note on the same request, with the number of failed runs
    and the newest failure of each host. A nightly job keeps exactly one request. If the server refuses notes, the
    report stands in the description, and a warning says so.
  - The next run without a failure resolves it. While nothing is broken a run makes one read and writes nothing.
  - All of this happens once, at the end of the run. It changes neither the run's result nor, beyond O(time_limit), its
    length. Any trouble is one warning.
author:
  - Motadata (@motadata)
requirements:
  - requests >= 2.32, for the Python that runs Ansible
extends_documentation_fragment:
  - motadata.serviceops._callback
  - motadata.serviceops._callback.new_request
options:
  requester_email:
    description: E-mail address or logon name of the requester. Without one there is no request.
    type: str
    env: [{name: SERVICEOPS_FAILURE_REQUESTER_EMAIL}]
    ini: [{section: callback_serviceops_request, key: requester_email}]
  job:
    description:
      - Name of the job. Runs of the same name share one request.
      - The default is the name of the job template in AWX, or else the full path of the playbook.
    type: str
    env: [{name: SERVICEOPS_FAILURE_JOB}]
    ini: [{section: callback_serviceops_request, key: job}]
  change:
    description:
      - The change that the job runs under, by its number or name, or V(gate) for the one under which the role
        P(motadata.serviceops.change_gate#role) let the tasks of a host run.
      - The report is then a note on the change, one for each job, beside the request, or instead of it without
        O(requester_email). The status of the change stays.
      - What the role has noted on the change already is not reported once more, and its refusals never are.
    type: str
    version_added: 1.0.0
    env: [{name: SERVICEOPS_FAILURE_CHANGE}]
    ini: [{section: callback_serviceops_request, key: change}]
  subject:
    description:
      - Subject of the request. Together with the requester it identifies the request in later runs.
      - The default is C(Ansible job JOB fails).
    type: str
    env: [{name: SERVICEOPS_FAILURE_SUBJECT}]
    ini: [{section: callback_serviceops_request, key: subject}]
  correlation_id:
    description:
      - An ID of your own that identifies the request, instead of subject and requester. Somebody may then edit the
        subject.
      - If the server cannot search in tags this costs more than one read.
    type: str
    env: [{name: SERVICEOPS_FAILURE_CORRELATION_ID}]
    ini: [{section: callback_serviceops_request, key: correlation_id}]
  description:
    description: The description of a new request begins with this; plain text or HTML.
    type: str
    env: [{name: SERVICEOPS_FAILURE_DESCRIPTION}]
    ini: [{section: callback_serviceops_request, key: description}]
  resolved_status:
    description: Status after a run without a failure. If it is empty, people resolve the request.
    type: str
    default: Resolved
    env: [{name: SERVICEOPS_FAILURE_RESOLVED_STATUS}]
    ini: [{section: callback_serviceops_request, key: resolved_status}]
  include_output:
    description:
      - Whether the request holds the first lines of what a failed program printed on its standard error, or on its
        standard output if there is nothing on the former. It always holds the message of the failed task.
    type: bool
    default: true
    env: [{name: SERVICEOPS_FAILURE_INCLUDE_OUTPUT}]
    ini: [{section: callback_serviceops_request, key: include_output}]
  awx_url:
    description:
      - Address of AWX, for the link to the job. The default is the environment variable E(AWX_HOST), which AWX sets
        to its setting C(TOWER_URL_BASE). Until somebody changes that, it is C(https://towerhost), and there is no
        link.
    type: str
    env: [{name: SERVICEOPS_FAILURE_AWX_URL}]
    ini: [{section: callback_serviceops_request, key: awx_url}]
  partial:
    description:
      - Whether a run covers only some of the job's hosts, so that the failures of others still stand after it.
      - The default is whether C(--limit) was given, or a play found no hosts.
      - Set it to V(true) for jobs that AWX slices.
    type: bool
    env: [{name: SERVICEOPS_FAILURE_PARTIAL}]
    ini: [{section: callback_serviceops_request, key: partial}]
  time_limit:
    description: Seconds that all of it may take at the end of a run. The callback then gives up.
    type: float
    default: 30
    env: [{name: SERVICEOPS_FAILURE_TIME_LIMIT}]
    ini: [{section: callback_serviceops_request, key: time_limit}]
notes:
  - It is off until C(callbacks_enabled) in the section C([defaults]) of C(ansible.cfg), or the environment variable
    E(ANSIBLE_CALLBACKS_ENABLED), names it.
  - "In AWX: put an C(ansible.cfg) with C(callbacks_enabled = motadata.serviceops.serviceops_request) and the section
    C([callback_serviceops_request]) into the project, or set E(ANSIBLE_CALLBACKS_ENABLED) and
    E(SERVICEOPS_FAILURE_REQUESTER_EMAIL) among the extra environment variables under Settings > Jobs. The
    C(SERVICEOPS_*) variables of the connection come from a credential of the job template."
  - Rescued and ignored failures do not count. A host that succeeded, or that a run without C(--limit) and without a
    failure no longer has, counts as well again. After a run of some tasks only (C(--tags), C(--skip-tags),
    C(--start-at-task)) no host does.
  - The request holds the name of a failed task, its message and the first lines of what it printed; with C(no_log) the
    name alone. Masked are the credentials of the connection in the environment, the answers to private prompts, the
    passwords with which Ansible connects and becomes another user, every value that is vaulted by itself, at any depth,
    with its lines and members (also of other hosts, the first 500), what a task with C(no_log) registered or set as a
    fact, and what looks like a secret.
  - Other values are not masked - a secret under an ordinary name, one in a file that is vaulted as a whole, and what a
    filter or a lookup makes of one. Set C(no_log) on the tasks that handle secrets.
  - The callback does not touch the description of a request that is there. What people wrote into the note, or into a
    description that holds the report, stays, too. The callback's own paragraphs stand between C([[Ansible) and C(]]).
  - In check mode it opens and resolves nothing, because neither a failure nor a success is real then. One line says so.
    It ignores ad-hoc commands.
  - It needs a recap at the end of the run. A playbook that Ansible cannot read, a parsing error in the middle of a run,
    and a cancelled run end without one.
  - A playbook that runs the role P(motadata.serviceops.request_on_failure#role) needs no callback. Choose one of them.
seealso:
  - ref: ansible_collections.motadata.serviceops.request_on_failure_role
    description: The same for a file of tasks or a role, with a request for each group of hosts.
"""

EXAMPLES = r"""
ansible.cfg: |
  [defaults]
  callbacks_enabled = motadata.serviceops.serviceops_request

  [callback_serviceops_request]
  requester_email = jane@acme.example
  priority = High
  tags = ansible,nightly
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from ansible import context
from ansible.plugins.callback import CallbackBase

from ..module_utils._failures.masking import credentials, masking
from ..module_utils._failures.report import Run, job_link
from ..plugin_utils._change_note import of_hosts, passed_changes, update_change
from ..plugin_utils._early_ends import EarlyEnds
from ..plugin_utils._failure_ticket import Ticket, read_headers, update_ticket
from ..plugin_utils._report_writer import ReportError
from ..plugin_utils._run_recorder import RunRecorder, ignores_unreachable
from ..plugin_utils._run_secrets import RunSecrets
from ..plugin_utils._timeout import within

_NAME = "motadata.serviceops.serviceops_request"
_CONNECTION = (
    "url",
    "validate_certs",
    "ca_path",
    "timeout",
    "retry_timeout",
    "token_cache",
    "token_cache_path",
    "client_cert",
    "client_key",
    "web_url",
)
_FIELDS = (
    "status",
    "category",
    "priority",
    "impact",
    "urgency",
    "department",
    "location",
    "technician_group",
    "assignee_email",
    "tags",
)
_UNMASKED = "A secret may not be masked in the request of this job"
_NOT_DONE = "A host that did none of the work may count as well again"
# The word for the change that the role change_gate let tasks run under.
_GATE = "gate"
_AD_HOC = "__adhoc_playbook__"


class CallbackModule(CallbackBase):
    """Records a run, and reports it to a request at the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = _NAME
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._playbook = ""
        self._play: Any = None
        self._recorder = RunRecorder()
        self._secrets = RunSecrets()
        self._ends = EarlyEnds()
        self._has_missed = False

    def set_play_context(self, play_context: Any) -> None:
        self._secrets.add_passwords(play_context)

    def v2_playbook_on_start(self, playbook: Any) -> None:
        self._playbook = str(playbook._file_name)
        self._recorder = RunRecorder()

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._play = play
        with self._warned(_UNMASKED):
            self._secrets.add_play(play)
            self._secrets.add_headers(self._headers())
        with self._warned(_NOT_DONE):
            variables = play.get_variable_manager().get_vars(play=play)
            self._ends.begin_play(play, variables["ansible_play_hosts_all"], variables["ansible_play_batch"])

    def v2_playbook_on_no_hosts_matched(self) -> None:
        # An inventory that could not be read says nothing about its hosts.
        self._has_missed = True

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        with self._warned(_UNMASKED):
            self._secrets.read_hidden()
        with self._warned(_NOT_DONE):
            self._ends.begin_task(task)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_ok(self, result: Any) -> None:
        with self._warned(_UNMASKED):
            self._secrets.add_result(result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        with self._warned(_NOT_DONE):
            self._ends.skip_task(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._recorder.add_item(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        if ignore_errors:
            self._secrets.add_result(result)
            self._recorder.forget_items(result)
        else:
            self._add_failure(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        if not ignores_unreachable(result):
            self._add_failure(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        if self._playbook == _AD_HOC or not stats.processed:
            return
        if context.CLIARGS.get("check"):
            self._display_line("in check mode no request is opened or resolved.")
            return
        change, end = (self._option("change") or "").strip(), time.monotonic() + self._option("time_limit")
        with self._warned("The request of this job may not be up to date") as warnings:
            if (self._option("requester_email") or "").strip():
                run, ticket = self._run(stats), self._ticket()
                self._report(end, lambda: update_ticket(ticket, run, warn=warnings.append))
            elif not change:
                raise ReportError("requester_email (SERVICEOPS_FAILURE_REQUESTER_EMAIL) is not set")
        if change:
            with self._warned("The change of this job may not be up to date") as warnings:
                self._report_on_change(change, self._run(stats), end, warnings.append)

    def _report_on_change(self, change: str, run: Run, end: float, warn: Callable[[str], None]) -> None:
        hosts = {*run.failed, *run.succeeded}
        changes = {change: frozenset(hosts)}
        if change.casefold() == _GATE:
            variables = self._play.get_variable_manager().get_vars(play=self._play)
            changes = passed_changes(variables["hostvars"], sorted(hosts))
        for named, part in changes.items():
            report = partial(update_change, self._connection(), named, self._job(), of_hosts(run, part), warn=warn)
            self._report(end, report)

    def _report(self, end: float, report: Callable[[], str | None]) -> None:
        """Make a report before ``end``, by the monotonic clock, and display what was done."""
        done = within(max(0.001, end - time.monotonic()), report, limit=self._option("time_limit"))
        if done:
            self._display_line(done)

    def _add_failure(self, result: Any) -> None:
        with self._warned("A failure may be missing from the request of this job"):
            mask = masking(self._secrets.of(result))
            self._recorder.add_failure(result, mask, include_output=self._option("include_output"))
            if self._play.max_fail_percentage is not None:
                self._recorder.stop_others()

    def _run(self, stats: Any) -> Run:
        job = _first(self._extra_vars(), "awx_job_id", "tower_job_id")
        return self._recorder.run(
            {host: stats.summarize(host) for host in stats.processed},
            link=job_link(self._option("awx_url") or os.environ.get("AWX_HOST", ""), job),
            is_whole=not self._is_partial(),
            are_all_tasks=not _has_left_tasks_out(),
            expected=self._ends.expected,
            ended=self._ends.ended(),
        )

    def _ticket(self) -> Ticket:
        fields = {name: self._option(name) for name in _FIELDS}
        key = {name: self._option(name) for name in ("requester_email", "correlation_id")}
        return Ticket(
            connection=self._connection(),
            key={**key, "subject": self._option("subject") or f"Ansible job {self._job()} fails"},
            fields={name: value for name, value in fields.items() if value},
            words=self._option("description") or "",
            resolved_status=self._option("resolved_status"),
        )

    def _connection(self) -> dict[str, Any]:
        connection = {**{name: self._option(name) for name in _CONNECTION}, "headers": self._headers()}
        # An empty variable counts as unset.
        return {name: value for name, value in connection.items() if value != ""}

    def _headers(self) -> Any:
        """Return the headers of the option, or of the variable that the AWX credential sets. Raises ReportError."""
        return read_headers(self._option("headers") or self._extra_vars().get("serviceops_headers"))

    def _job(self) -> str:
        template = _first(self._extra_vars(), "awx_job_template_name", "tower_job_template_name")
        return str(self._option("job") or template or os.path.abspath(self._playbook))

    def _is_partial(self) -> bool:
        is_partial = self._option("partial")
        guessed = self._has_missed or bool(context.CLIARGS.get("subset"))
        return guessed if is_partial is None else bool(is_partial)

    def _extra_vars(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._play.get_variable_manager().extra_vars if self._play else {}
        return found

    def _option(self, name: str) -> Any:
        return self.get_option(name)  # type: ignore[no-untyped-call]

    def _display_line(self, text: str) -> None:
        # Callbacks that print for other programs use the standard output.
        self._display.display(f"{_NAME}: {text}", stderr=True)

    @contextmanager
    def _warned(self, effect: str) -> Iterator[list[str]]:
        """Turn any trouble and all warnings into one warning: the run goes on."""
        warnings: list[str] = []
        trouble = ""
        try:
            yield warnings
        except (ReportError, TimeoutError) as exc:
            trouble = str(exc)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the run goes on
            trouble = f"{type(exc).__name__}: {exc}"
        if trouble:
            # It is the outcome of what was warned of before.
            warnings[:] = [f"{trouble.rstrip('.')}. {effect}."]
        if warnings:
            mask = masking(credentials(os.environ))
            # Two calls may warn of the same.
            self._display.warning(f"{_NAME}: {mask(' '.join(dict.fromkeys(warnings)))}")


def _has_left_tasks_out() -> bool:
    """Return whether the task that failed last time may be missing from this run."""
    options = context.CLIARGS
    # Without --tags it is "all".
    return bool(options.get("skip_tags") or options.get("start_at_task") or set(options.get("tags") or ()) - {"all"})


def _first(variables: Mapping[str, Any], *names: str) -> Any:
    return next((variables[name] for name in names if variables.get(name)), None)
