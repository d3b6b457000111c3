# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what every lookup shares; the options are those of connection_arguments()."""

from __future__ import annotations


class ModuleDocFragment:
    """Options and notes of a lookup."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the ServiceOps server, for example V(https://acme.motadataserviceops.com).
      - Include the path prefix of a gateway, if there is one.
      - Required, as an option, as a variable or in the environment.
    type: str
    env:
      - name: SERVICEOPS_URL
    vars:
      - name: serviceops_url
  client_id:
    description:
      - ID of the API client, as registered on the server under Admin > Automation > Integrations > REST Integration.
      - An option of the lookup wins over variables, and these over the environment. If more than one way to sign in is
        set in the same place, O(access_token) wins over O(api_key), and that over the password grant (O(client_id),
        O(client_secret), O(username), O(password)).
    type: str
    env:
      - name: SERVICEOPS_CLIENT_ID
    vars:
      - name: serviceops_client_id
  client_secret:
    description:
      - Secret of the API client.
    type: str
    env:
      - name: SERVICEOPS_CLIENT_SECRET
    vars:
      - name: serviceops_client_secret
  username:
    description:
      - E-mail address or logon name of the user on whose behalf the server acts.
    type: str
    env:
      - name: SERVICEOPS_USERNAME
    vars:
      - name: serviceops_username
  password:
    description:
      - Password of that user.
    type: str
    env:
      - name: SERVICEOPS_PASSWORD
    vars:
      - name: serviceops_password
  access_token:
    description:
      - An access token that you already have, for example from M(motadata.serviceops.serviceops_token). There is no
        sign-in then, and a token that the server refuses cannot be renewed.
    type: str
    env:
      - name: SERVICEOPS_ACCESS_TOKEN
    vars:
      - name: serviceops_access_token
  api_key:
    description:
      - A key of an API Integration of ServiceOps 8.5 or later. It is sent exactly as it is.
    type: str
    env:
      - name: SERVICEOPS_API_KEY
    vars:
      - name: serviceops_api_key
  validate_certs:
    description:
      - Whether to check the server's TLS certificate. Leave this on; set O(ca_path) if the certificate comes from an
        authority of your own.
    type: bool
    default: true
    env:
      - name: SERVICEOPS_VALIDATE_CERTS
    vars:
      - name: serviceops_validate_certs
  ca_path:
    description:
      - File with the certificate authorities to trust, in PEM format.
    type: path
    env:
      - name: SERVICEOPS_CA_PATH
    vars:
      - name: serviceops_ca_path
  timeout:
    description:
      - Seconds that one HTTP exchange may take.
    type: float
    default: 30
    env:
      - name: SERVICEOPS_TIMEOUT
    vars:
      - name: serviceops_timeout
  retry_timeout:
    description:
      - Seconds that one call may wait in total if the server asks for patience (HTTP 429 or 503) or is away. V(0)
        turns waiting off.
      - It counts from when the first task found the server away. Later tasks of the same user, host and server wait for
        the rest of it only, or try once if there is none.
    type: float
    default: 60
    env:
      - name: SERVICEOPS_RETRY_TIMEOUT
    vars:
      - name: serviceops_retry_timeout
  token_cache:
    description:
      - Whether to keep the access token for the next lookup and task, in a file that only the user who runs Ansible can
        read. Lookups and modules share it.
    type: bool
    default: true
    env:
      - name: SERVICEOPS_TOKEN_CACHE
    vars:
      - name: serviceops_token_cache
  token_cache_path:
    description:
      - Folder of the kept token. It is made where it is missing, must belong to the user who runs Ansible, and must
        have mode 0700.
      - The default is the folder C(.cache/motadata.serviceops) in the home of the user that the process runs as,
        whatever E(HOME) says.
    type: path
    env:
      - name: SERVICEOPS_TOKEN_CACHE_PATH
    vars:
      - name: serviceops_token_cache_path
  client_cert:
    description:
      - File, in PEM format, of the certificate with which this client shows who it is, for a server or gateway that
        asks for one. It may hold the key, too.
    type: path
    env:
      - name: SERVICEOPS_CLIENT_CERT
    vars:
      - name: serviceops_client_cert
  client_key:
    description:
      - File, in PEM format, of the key of O(client_cert), if that file does not hold it. A key with a passphrase is
        refused.
    type: path
    env:
      - name: SERVICEOPS_CLIENT_KEY
    vars:
      - name: serviceops_client_key
  web_url:
    description:
      - Template of the address of a record's page for people, for example V(https://acme.example/{resource}/{id}).
        Results then hold it as C(web_url), which is null otherwise.
      - C({resource}) stands for the type of the record, such as V(request), C({id}) for its number, and C({name}) for
        its display name, such as V(INC-46). It needs at least one of the latter two.
    type: str
    env:
      - name: SERVICEOPS_WEB_URL
    vars:
      - name: serviceops_web_url
  headers:
    description:
      - Further HTTP headers, for a gateway in front of the server. They go along with every call, also to sign in.
      - C(Authorization), C(Host), C(Connection), C(Transfer-Encoding) and C(Content-*) are refused. A header with an
        empty value is left out.
      - The values count as secrets. They are masked in messages that quote the server.
    type: dict
    vars:
      - name: serviceops_headers
notes:
  - C(query), or C(q), always returns a list. C(lookup) returns a single record as a dictionary, and several, or none,
    as a list.
  - A failure fails the task. With C(errors='warn') or C(errors='ignore'), as with every lookup, C(query) returns an
    empty list instead, and C(lookup) returns null. Unlike O(on_missing) this hides every kind of failure.
  - An empty text leaves an option of the connection unset, as an empty variable does.
  - A lookup runs on the controller, also in a task that runs on another host. It sees the environment of
    C(ansible-playbook), but neither the keyword C(environment) nor C(module_defaults) of a play. Set the variables that
    each option names instead.
  - A lookup in a variable asks the server each time the variable is used. To ask once, keep the result with
    M(ansible.builtin.set_fact), or register the result of the module.
  - A lookup needs about a third of a second to load its code in each task, unless a module of this collection ran
    earlier in the play.
  - Take secrets from the environment or a variable, for example of a vault. Ansible may show what is written into the
    template itself.
  - Proxies come from the environment (E(HTTPS_PROXY), E(NO_PROXY)).
requirements:
  - requests >= 2.32, for the Python that runs Ansible
"""
