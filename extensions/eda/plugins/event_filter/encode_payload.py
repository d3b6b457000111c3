# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The payload of an event as Base64, in which Ansible finds no template."""

from __future__ import annotations

import base64
import json
from typing import Any

DOCUMENTATION = r"""
---
name: encode_payload
short_description: Add the payload of an event as Base64
description:
  - Adds C(serviceops.body), the C(payload) as Base64 of JSON, to an event that has a payload and no such body. So an
    event of an event stream of Automation Platform has what one of P(motadata.serviceops.webhook#event_source) has.
  - Hand a playbook or a job template this one and not the payload, for Ansible would run a template that somebody wrote
    into an alert. The playbook decodes it with C(b64decode | from_json).
  - An event without a payload is left as it is.
version_added: 1.0.0
author:
  - Motadata
options: {}
"""

EXAMPLES = r"""
- name: Keep a request for each alert
  hosts: localhost,all
  sources:
    - name: alerts
      motadata.serviceops.webhook:
        port: 5006
        token: "{{ alertmanager_token }}"
      # It stays if an event stream takes the place of the source.
      filters:
        - motadata.serviceops.encode_payload:
  rules:
    - name: Keep the requests
      condition: event.payload.alerts is defined
      action:
        run_job_template:
          name: Keep a request for each alert
          organization: Default
          include_events: false
          job_args:
            extra_vars:
              alert_post: "{{ event.serviceops.body }}"
"""


def main(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with its payload as Base64."""
    given = event.get("serviceops")
    known = given if isinstance(given, dict) else {}
    if "payload" not in event or "body" in known:
        return event
    # A source may put in what JSON has no form for, such as a date.
    body = base64.b64encode(json.dumps(event["payload"], default=str).encode()).decode()
    return {**event, "serviceops": {**known, "body": body}}
