# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep one request for each job that fails, without a word in its playbook."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: serviceops_request
type: notification
short_description: Keep one ServiceOps request for a job that fails
version_added: 0.1.0
description:
  - When a run of a playbook ends with failed or unreachable hosts, its request is opened. It names the hosts, the task
    that failed on each, and what that said.
  - While the job stays broken every further run brings the same request up to date, with the number of failed runs and
    the newest failure. A nightly job keeps exactly one request.
  - The next run without a failure resolves it. While nothing is broken a run makes one read and writes nothing.
  - All happens once, at the end of the run. It changes neither the run's result nor, beyond O(time_limit), its length.
    Whatever goes wrong is one warning.
author:
  - Motadata (@motadata)
requirements:
  - requests >= 2.32, for the Python that runs Ansible
options:
  requester_email:
    description:
      - E-mail address or logon name of the requester. Nothing is done without one.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_REQUESTER_EMAIL
    ini:
      - section: callback_serviceops_request
        key: requester_email
  job:
    description:
      - Name of the job. Runs of the same name share one request.
      - The default is the name of the job template in AWX, or else the full path of the playbook.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_JOB
    ini:
      - section: callback_serviceops_request
        key: job
  subject:
    description:
      - Subject of the request, by which, with the requester, later runs find it again.
      - The default is C(Ansible job JOB fails).
    type: str
    env:
      - name: SERVICEOPS_FAILURE_SUBJECT
    ini:
      - section: callback_serviceops_request
        key: subject
  correlation_id:
    description:
      - An ID of your own by which the request is found, instead of subject and requester. It stays the same request
        then when somebody edits the subject.
      - Where the server cannot search in tags this costs more than one read.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_CORRELATION_ID
    ini:
      - section: callback_serviceops_request
        key: correlation_id
  description:
    description: What the description of a new request begins with; plain text or HTML.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_DESCRIPTION
    ini:
      - section: callback_serviceops_request
        key: description
  status:
    description:
      - Status of a new request. The server chooses one where this is unset.
      - This and all else that is said of a new request is set when it is opened, and left to people from then on.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_STATUS
    ini:
      - section: callback_serviceops_request
        key: status
  category:
    description: Name of the category of a new request.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_CATEGORY
    ini:
      - section: callback_serviceops_request
        key: category
  priority:
    description: Priority of a new request, for example V(High).
    type: str
    env:
      - name: SERVICEOPS_FAILURE_PRIORITY
    ini:
      - section: callback_serviceops_request
        key: priority
  impact:
    description: Impact of a new request, for example V(Low).
    type: str
    env:
      - name: SERVICEOPS_FAILURE_IMPACT
    ini:
      - section: callback_serviceops_request
        key: impact
  urgency:
    description: Urgency of a new request, for example V(High).
    type: str
    env:
      - name: SERVICEOPS_FAILURE_URGENCY
    ini:
      - section: callback_serviceops_request
        key: urgency
  department:
    description: Name of the department of a new request.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_DEPARTMENT
    ini:
      - section: callback_serviceops_request
        key: department
  location:
    description: Name of the location of a new request.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_LOCATION
    ini:
      - section: callback_serviceops_request
        key: location
  technician_group:
    description: Name of the technician group of a new request.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_TECHNICIAN_GROUP
    ini:
      - section: callback_serviceops_request
        key: technician_group
  assignee_email:
    description: E-mail address of the technician that a new request is assigned to.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_ASSIGNEE_EMAIL
    ini:
      - section: callback_serviceops_request
        key: assignee_email
  tags:
    description: Tags of a new request, separated by commas.
    type: list
    elements: str
    env:
      - name: SERVICEOPS_FAILURE_TAGS
    ini:
      - section: callback_serviceops_request
        key: tags
  resolved_status:
    description: Status after a run without a failure. An empty one leaves the request open, for people to resolve.
    type: str
    default: Resolved
    env:
      - name: SERVICEOPS_FAILURE_RESOLVED_STATUS
    ini:
      - section: callback_serviceops_request
        key: resolved_status
  include_output:
    description:
      - Whether the first lines of what a failed program printed are told, those of its standard error, or else of its
        standard output. The message of the failed task is told in any case.
    type: bool
    default: true
    env:
      - name: SERVICEOPS_FAILURE_INCLUDE_OUTPUT
    ini:
      - section: callback_serviceops_request
        key: include_output
  awx_url:
    description:
      - Address of AWX, for the link to the job. The default is the environment variable E(AWX_HOST), which AWX sets to
        its setting C(TOWER_URL_BASE). Until somebody changes that, it is C(https://towerhost), and there is no link.
    type: str
    env:
      - name: SERVICEOPS_FAILURE_AWX_URL
    ini:
      - section: callback_serviceops_request
        key: awx_url
  partial:
    description:
      - Whether a run looks at only some of the job's hosts, so that the failures of others still stand after it.
      - The default is whether C(--limit) was given, or a play found no hosts.
      - Set it to V(true) for jobs that AWX slices.
    type: bool
    env:
      - name: SERVICEOPS_FAILURE_PARTIAL
    ini:
      - section: callback_serviceops_request
        key: partial
  time_limit:
    description: Seconds that all of it may take at the end of a run. What is not done by then is given up.
    type: float
    default: 30
    env:
      - name: SERVICEOPS_FAILURE_TIME_LIMIT
    ini:
      - section: callback_serviceops_request
        key: time_limit
  url:
    description:
      - Address of the ServiceOps server.
      - Credentials come from the environment alone, as for M(motadata.serviceops.serviceops_request) -
        E(SERVICEOPS_ACCESS_TOKEN), E(SERVICEOPS_API_KEY), or E(SERVICEOPS_CLIENT_ID), E(SERVICEOPS_CLIENT_SECRET),
        E(SERVICEOPS_USERNAME) and E(SERVICEOPS_PASSWORD).
    type: str
    env:
      - name: SERVICEOPS_URL
    ini:
      - section: callback_serviceops_request
        key: url
  validate_certs:
    description: Whether the server's TLS certificate is checked, V(true) or V(false).
    # Of its own accord Ansible takes a word that it does not know for false.
    type: str
    default: 'true'
    env:
      - name: SERVICEOPS_VALIDATE_CERTS
    ini:
      - section: callback_serviceops_request
        key: validate_certs
  ca_path:
    description: File of the certificate authorities to trust, in PEM format.
    type: path
    env:
      - name: SERVICEOPS_CA_PATH
    ini:
      - section: callback_serviceops_request
        key: ca_path
  timeout:
    description: Seconds that one HTTP exchange may take.
    type: float
    default: 10
    env:
      - name: SERVICEOPS_TIMEOUT
    ini:
      - section: callback_serviceops_request
        key: timeout
  retry_timeout:
    description: Seconds that one call may spend waiting where the server asks for patience, or is away.
    type: float
    default: 5
    env:
      - name: SERVICEOPS_RETRY_TIMEOUT
    ini:
      - section: callback_serviceops_request
        key: retry_timeout
  token_cache:
    description: Whether the access token is kept for the next run and for tasks.
    type: bool
    default: true
    env:
      - name: SERVICEOPS_TOKEN_CACHE
    ini:
      - section: callback_serviceops_request
        key: token_cache
  token_cache_path:
    description: Folder of the kept token.
    type: path
    env:
      - name: SERVICEOPS_TOKEN_CACHE_PATH
    ini:
      - section: callback_serviceops_request
        key: token_cache_path
notes:
  - It is off until C(callbacks_enabled) in the section C([defaults]) of C(ansible.cfg), or the environment variable
    E(ANSIBLE_CALLBACKS_ENABLED), names it.
  - "In AWX: put an C(ansible.cfg) with C(callbacks_enabled = motadata.serviceops.serviceops_request) and the section
    C([callback_serviceops_request]) into the project, or set E(ANSIBLE_CALLBACKS_ENABLED) and
    E(SERVICEOPS_FAILURE_REQUESTER_EMAIL) among the extra environment variables under Settings > Jobs. The
    C(SERVICEOPS_*) variables of the connection come from a credential of the job template."
  - A failure that is rescued or ignored is none. A host that succeeded, or that a run without C(--limit) and without a
    failure no longer has, counts as well again. A run of some tasks only (C(--tags), C(--skip-tags),
    C(--start-at-task)) makes no host well again.
  - Of a failed task its name, its message and the first lines of what it printed are told; of one with C(no_log) the
    name alone. Masked in that are the credentials of the connection in the environment, what was typed at private
    prompts, the passwords with which Ansible connects and becomes, every value that is vaulted by itself, however deep,
    with its lines and members (of other hosts, too, the first 500), what a task with C(no_log) registered or set as a
    fact, and what looks like a secret.
  - Not masked is what cannot be known - a secret under an ordinary name, one in a file that is vaulted as a whole, and
    what a filter or a look-up makes of one. C(no_log) on the tasks that handle it is the sure way.
  - What people wrote into the description stays. The callback's own paragraphs stand between C([[Ansible) and C(]]).
  - In check mode nothing is opened or resolved, which one line says, for neither a failure nor a success is real then.
    Ad-hoc commands are left alone.
  - It sees what ends with a recap. A playbook that Ansible cannot read, a parsing error in the middle of a run, and a
    run that is cancelled end without one.
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible import context
from ansible.plugins.callback import CallbackBase

from ..module_utils._failures.masking import credentials, masking
from ..plugin_utils._early_ends import EarlyEnds
from ..plugin_utils._failing_job import ReportError, Ticket, report
from ..plugin_utils._run_record import Record, ignores_unreachable
from ..plugin_utils._run_secrets import RunSecrets
from ..plugin_utils._time_limit import within

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
_CONNECTION = ("url", "validate_certs", "ca_path", "timeout", "retry_timeout", "token_cache", "token_cache_path")
_NAME = "motadata.serviceops.serviceops_request"
_UNMASKED = "A secret may not be masked in the request of this job"
_NOT_DONE = "A host that did none of the work may count as well again"
_AD_HOC = "__adhoc_playbook__"
# The last two are what AWX 24 and its successors say until their own address is set.
_NO_ADDRESSES = ("", "https://towerhost", "https://platformhost")


class CallbackModule(CallbackBase):
    """Listens to a run, and tells of it in the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = _NAME
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._playbook = ""
        self._play: Any = None
        self._record = Record()
        self._secrets = RunSecrets()
        self._ends = EarlyEnds()
        self._has_missed = False

    def set_play_context(self, play_context: Any) -> None:
        self._secrets.note_passwords(play_context)

    def v2_playbook_on_start(self, playbook: Any) -> None:
        self._playbook = str(playbook._file_name)
        self._record = Record()

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._play = play
        with self._warned(_UNMASKED):
            self._secrets.note_play(play)
        with self._warned(_NOT_DONE):
            variables = play.get_variable_manager().get_vars(play=play)
            self._ends.note_play(play, variables["ansible_play_hosts_all"], variables["ansible_play_batch"])

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        with self._warned(_UNMASKED):
            self._secrets.look_up()
        with self._warned(_NOT_DONE):
            self._ends.note_begin(task)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_skipped(self, result: Any) -> None:
        with self._warned(_NOT_DONE):
            self._ends.note_skip(result)

    def v2_runner_on_ok(self, result: Any) -> None:
        with self._warned(_UNMASKED):
            self._secrets.note_result(result)

    def v2_playbook_on_no_hosts_matched(self) -> None:
        # An inventory that could not be read says nothing about its hosts.
        self._has_missed = True

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        if ignore_errors:
            self._secrets.note_result(result)
            self._record.forget(result)
        else:
            self._note(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._record.note_item(result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        if not ignores_unreachable(result):
            self._note(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        if self._playbook == _AD_HOC or not stats.processed:
            return
        if context.CLIARGS.get("check"):
            self._say("in check mode no request is opened or resolved.")
            return
        recap = {host: stats.summarize(host) for host in stats.processed}
        with self._warned("The request of this job may not be up to date") as warnings:
            if not (self._option("requester_email") or "").strip():
                raise ReportError("requester_email (SERVICEOPS_FAILURE_REQUESTER_EMAIL) is not set")
            run = self._record.run(
                recap,
                link=self._link(),
                is_whole=not self._is_partial(),
                are_all_tasks=not _has_left_tasks_out(),
                expected=self._ends.expected,
                ended=self._ends.ended(),
            )
            ticket = self._ticket()
            done = within(self._option("time_limit"), lambda: report(ticket, run, warn=warnings.append))
            if done:
                self._say(done)

    def _say(self, text: str) -> None:
        # What callbacks print for other programs to read goes to the standard output.
        self._display.display(f"{_NAME}: {text}", stderr=True)

    def _note(self, result: Any) -> None:
        with self._warned("A failure may be missing from the request of this job"):
            self._record.note(result, masking(self._secrets.of(result)), include_output=self._option("include_output"))
            if self._play.max_fail_percentage is not None:
                self._record.cut_short()

    @contextmanager
    def _warned(self, effect: str) -> Iterator[list[str]]:
        """Make one warning of whatever goes wrong or is warned of: no trouble here is the run's."""
        warnings: list[str] = []
        trouble = ""
        try:
            yield warnings
        except (ReportError, TimeoutError) as exc:
            trouble = str(exc)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the run goes on
            trouble = f"{type(exc).__name__}: {exc}"
        if trouble:
            # It says what came of what was warned of before.
            warnings[:] = [f"{trouble.rstrip('.')}. {effect}."]
        if warnings:
            mask = masking(credentials(os.environ))
            # Each of two calls may have the same to say.
            self._display.warning(f"{_NAME}: {mask(' '.join(dict.fromkeys(warnings)))}")

    def _ticket(self) -> Ticket:
        fields = {name: self._option(name) for name in _FIELDS}
        key = {name: self._option(name) for name in ("requester_email", "correlation_id")}
        return Ticket(
            # An empty variable counts as unset.
            connection={name: self._option(name) for name in _CONNECTION if self._option(name) != ""},
            key={**key, "subject": self._option("subject") or f"Ansible job {self._job()} fails"},
            fields={name: value for name, value in fields.items() if value},
            words=self._option("description") or "",
            resolved_status=self._option("resolved_status"),
        )

    def _job(self) -> str:
        template = _first(self._extra_vars(), "awx_job_template_name", "tower_job_template_name")
        return str(self._option("job") or template or os.path.abspath(self._playbook))

    def _link(self) -> str:
        job = _first(self._extra_vars(), "awx_job_id", "tower_job_id")
        address = (self._option("awx_url") or os.environ.get("AWX_HOST", "")).rstrip("/")
        return f"{address}/#/jobs/playbook/{job}" if job and address not in _NO_ADDRESSES else ""

    def _is_partial(self) -> bool:
        partial = self._option("partial")
        guessed = self._has_missed or bool(context.CLIARGS.get("subset"))
        return guessed if partial is None else bool(partial)

    def _option(self, name: str) -> Any:
        return self.get_option(name)  # type: ignore[no-untyped-call]

    def _extra_vars(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._play.get_variable_manager().extra_vars if self._play else {}
        return found


def _has_left_tasks_out() -> bool:
    """Tell whether the task that failed last time may not have been among those of this run."""
    options = context.CLIARGS
    # Without --tags it is "all".
    return bool(options.get("skip_tags") or options.get("start_at_task") or set(options.get("tags") or ()) - {"all"})


def _first(variables: Mapping[str, Any], *names: str) -> Any:
    return next((variables[name] for name in names if variables.get(name)), None)
