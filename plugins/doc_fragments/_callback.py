# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the callback's connection, and of the fields of the request that it opens."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of a callback."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the ServiceOps server.
      - Credentials come from the environment alone, as for M(motadata.serviceops.serviceops_request) -
        E(SERVICEOPS_ACCESS_TOKEN), E(SERVICEOPS_API_KEY), or E(SERVICEOPS_CLIENT_ID), E(SERVICEOPS_CLIENT_SECRET),
        E(SERVICEOPS_USERNAME) and E(SERVICEOPS_PASSWORD).
    type: str
    env: [{name: SERVICEOPS_URL}]
    ini: [{section: callback_serviceops_request, key: url}]
  validate_certs:
    description: Whether to check the server's TLS certificate, V(true) or V(false).
    # Ansible itself takes a word that it does not know for false.
    type: str
    default: 'true'
    env: [{name: SERVICEOPS_VALIDATE_CERTS}]
    ini: [{section: callback_serviceops_request, key: validate_certs}]
  ca_path:
    description: File of the certificate authorities to trust, in PEM format.
    type: path
    env: [{name: SERVICEOPS_CA_PATH}]
    ini: [{section: callback_serviceops_request, key: ca_path}]
  timeout:
    description: Seconds that one HTTP exchange may take.
    type: float
    default: 10
    env: [{name: SERVICEOPS_TIMEOUT}]
    ini: [{section: callback_serviceops_request, key: timeout}]
  retry_timeout:
    description: Seconds that one call may wait if the server limits the rate or is unavailable.
    type: float
    default: 5
    env: [{name: SERVICEOPS_RETRY_TIMEOUT}]
    ini: [{section: callback_serviceops_request, key: retry_timeout}]
  token_cache:
    description: Whether to keep the access token for the next run and for tasks.
    type: bool
    default: true
    env: [{name: SERVICEOPS_TOKEN_CACHE}]
    ini: [{section: callback_serviceops_request, key: token_cache}]
  token_cache_path:
    description: Folder of the kept token.
    type: path
    env: [{name: SERVICEOPS_TOKEN_CACHE_PATH}]
    ini: [{section: callback_serviceops_request, key: token_cache_path}]
  client_cert:
    description: File of the certificate with which this client shows who it is, in PEM format. It may hold the key.
    type: path
    env: [{name: SERVICEOPS_CLIENT_CERT}]
    ini: [{section: callback_serviceops_request, key: client_cert}]
  client_key:
    description: File of the key of O(client_cert), if that file does not hold it.
    type: path
    env: [{name: SERVICEOPS_CLIENT_KEY}]
    ini: [{section: callback_serviceops_request, key: client_key}]
  web_url:
    description:
      - Template of the address of a request's page for people, for example V(https://acme.example/{resource}/{id}).
        The line at the end of a run shows that address instead of the one in the API.
    type: str
    env: [{name: SERVICEOPS_WEB_URL}]
    ini: [{section: callback_serviceops_request, key: web_url}]
  headers:
    description:
      - Further HTTP headers, for a gateway in front of the server, in JSON.
      - If unset, the extra variable C(serviceops_headers) is used, as it is and not as a template. The AWX credential
        sets it.
    type: str
    ini: [{section: callback_serviceops_request, key: headers}]
"""

    NEW_REQUEST = r"""
options:
  status:
    description:
      - Status of a new request. The server chooses one if this is unset.
      - This and the other fields of a new request are set when it is opened, and left to people from then on.
    type: str
    env: [{name: SERVICEOPS_FAILURE_STATUS}]
    ini: [{section: callback_serviceops_request, key: status}]
  category:
    description: Name of the category of a new request.
    type: str
    env: [{name: SERVICEOPS_FAILURE_CATEGORY}]
    ini: [{section: callback_serviceops_request, key: category}]
  priority:
    description: Priority of a new request, for example V(High).
    type: str
    env: [{name: SERVICEOPS_FAILURE_PRIORITY}]
    ini: [{section: callback_serviceops_request, key: priority}]
  impact:
    description: Impact of a new request, for example V(Low).
    type: str
    env: [{name: SERVICEOPS_FAILURE_IMPACT}]
    ini: [{section: callback_serviceops_request, key: impact}]
  urgency:
    description: Urgency of a new request, for example V(High).
    type: str
    env: [{name: SERVICEOPS_FAILURE_URGENCY}]
    ini: [{section: callback_serviceops_request, key: urgency}]
  department:
    description: Name of the department of a new request.
    type: str
    env: [{name: SERVICEOPS_FAILURE_DEPARTMENT}]
    ini: [{section: callback_serviceops_request, key: department}]
  location:
    description: Name of the location of a new request.
    type: str
    env: [{name: SERVICEOPS_FAILURE_LOCATION}]
    ini: [{section: callback_serviceops_request, key: location}]
  technician_group:
    description: Name of the technician group of a new request.
    type: str
    env: [{name: SERVICEOPS_FAILURE_TECHNICIAN_GROUP}]
    ini: [{section: callback_serviceops_request, key: technician_group}]
  assignee_email:
    description: E-mail address of the technician that a new request is assigned to.
    type: str
    env: [{name: SERVICEOPS_FAILURE_ASSIGNEE_EMAIL}]
    ini: [{section: callback_serviceops_request, key: assignee_email}]
  tags:
    description: Tags of a new request, separated by commas.
    type: list
    elements: str
    env: [{name: SERVICEOPS_FAILURE_TAGS}]
    ini: [{section: callback_serviceops_request, key: tags}]
"""
