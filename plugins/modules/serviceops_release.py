#!/usr/bin/python
# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module serviceops_release."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: serviceops_release
short_description: Create, read, change and delete ServiceOps releases
version_added: "1.0.0"
description:
  - Creates, reads, changes and deletes releases of Motadata ServiceOps.
  - Running the same task again changes nothing. The module looks for the release by the first of these that is set,
    O(id), O(name), O(correlation_id), or else by the natural key O(match_on).
  - The module compares and changes only what the task sets. An option that is not set leaves the field alone, an empty
    one (V(""), V([])) clears it.
notes:
  - How releases are read and searched is not documented. It is assumed to be as for changes.
author:
  - Motadata (@motadata)
extends_documentation_fragment:
  - motadata.serviceops._release
  - motadata.serviceops._connection
  - motadata.serviceops._attributes
  - motadata.serviceops._attributes.action_group
seealso:
  - module: motadata.serviceops.serviceops_release_info
  - module: motadata.serviceops.serviceops_conversation
  - module: motadata.serviceops.serviceops_attachment
"""

EXAMPLES = r"""
- name: Plan a release, once
  motadata.serviceops.serviceops_release:
    correlation_id: "shop-{{ shop_version }}"
    subject: "Shop {{ shop_version }}"
    requester_email: jane@acme.example
    start_date: "2026-03-01T22:00:00+01:00"
    end_date: "2026-03-01T23:00:00+01:00"
    release_type: Minor
    risk_type: Low
    reason_type: Upgrade Existing
    release_manager_email: tina@acme.example
  register: planned
  vars:
    shop_version: "4.2"

- name: Move its end
  motadata.serviceops.serviceops_release:
    id: "{{ planned.release.id }}"
    end_date: "2026-03-02T01:00:00+01:00"

- name: Write on it what was done
  motadata.serviceops.serviceops_conversation:
    release: REL-8
    details: Rolled out on four of four hosts.
"""

RETURN = r"""
operation:
  description: What the module did, or would do in check mode. One of V(created), V(updated), V(deleted), V(none).
  returned: success, without O(releases)
  type: str
  sample: created
release:
  description:
    - The release after the task, or before it was deleted. Null if there is none.
    - Every option that describes a release is a key of it, from O(subject) to O(custom_fields), as the server shows it.
      The keys below are the rest.
    - Every key is present, null if the server sends nothing, unless O(fields) selects some.
    - In check mode it is a prediction; what only the server can know is null.
  returned: success, without O(releases)
  type: dict
  contains:
    id: {description: "Number of the release, which never changes.", type: int, sample: 8}
    name: {description: Display name., type: str, sample: REL-8}
    requester_name: {description: Name of the requester., type: str, sample: Jane Doe}
    approval_status:
      description: "Whether it is approved, for example V(pre_approved). Only ServiceOps sets it."
      type: str
      sample: "pre_approved"
    file_attachments: {description: Attachments as the server describes them., type: list, elements: dict, sample: []}
    created_time:
      description: When the release was created. All times are ISO 8601 in UTC.
      type: str
      sample: "2026-03-01T08:00:00.000Z"
    created_by_name: {description: Who created it., type: str, sample: Automation}
    updated_time: {description: When it was last changed., type: str, sample: "2026-03-01T08:00:00.000Z"}
    updated_by_name: {description: Who changed it last., type: str, sample: Automation}
    company_name: {description: "Company, on a server with several.", type: str, sample: ACME}
    correlation_id: {description: Correlation ID from the tags., type: str, sample: shop-4.2}
    url:
      description: Address of the release in the API.
      type: str
      sample: "https://acme.motadataserviceops.com/api/v1/release/8"
    web_url:
      description: "Address of its page for people, if O(web_url) is set."
      type: str
      sample: "https://acme.motadataserviceops.com/release/8"
    extra_fields: {description: "Everything else that the server sends, under its own names.", type: dict, sample: {}}
results:
  description: The result of each item of O(releases), in their order.
  returned: with O(releases)
  type: list
  elements: dict
  contains:
    operation: {description: "As RV(operation), and V(none) if the item failed.", type: str, sample: created}
    changed: {description: Whether the release was changed., type: bool, sample: true}
    release: {description: "As RV(release), and null if the item failed.", type: dict, sample: {}}
    failed: {description: Whether the item failed., type: bool, sample: false}
    msg: {description: Why the item failed; null if it did not., type: str}
    failure: {description: "As RV(failure), and null if the item did not fail.", type: dict, sample: null}
summary:
  description: How many items of O(releases) had each outcome.
  returned: with O(releases)
  type: dict
  contains:
    created: {description: Number of releases that were created., type: int, sample: 2}
    updated: {description: Number of releases that were changed., type: int, sample: 0}
    deleted: {description: Number of releases that were deleted., type: int, sample: 1}
    none: {description: Number of releases that needed no change., type: int, sample: 0}
    failed: {description: Number of items that failed., type: int, sample: 0}
failure:
  description: Why the task failed, for conditions; each value is null if it does not apply.
  returned: failure
  type: dict
  contains:
    status: {description: HTTP status of the answer., type: int}
    code: {description: Error code of the answer., type: str}
    method: {description: HTTP method of the call., type: str}
    url: {description: Address of the call., type: str}
"""

from ansible_collections.motadata.serviceops.plugins.module_utils._module.resource import resource_task
from ansible_collections.motadata.serviceops.plugins.module_utils._module.runner import run_module
from ansible_collections.motadata.serviceops.plugins.module_utils._resources.release import RELEASE

TASK = resource_task(RELEASE)


def main() -> None:
    """Run the module."""
    run_module(TASK)


if __name__ == "__main__":
    main()
