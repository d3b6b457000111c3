# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the connection options; the twin of connection_arguments()."""

from __future__ import annotations


class ModuleDocFragment:
    """Options that every module shares."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the ServiceOps server, for example V(https://acme.motadataserviceops.com).
      - Include the path prefix of a gateway, if there is one.
      - If unset, the environment variable E(SERVICEOPS_URL) is used. One of the two is required.
    type: str
  client_id:
    description:
      - ID of the API client, as registered on the server under Admin > Automation > Integrations > REST Integration.
      - What the task or C(module_defaults) sets wins over every environment variable. If more than one way to sign in
        is set in the same place, O(access_token) wins over O(api_key), and that over the password grant (O(client_id),
        O(client_secret), O(username), O(password)).
      - If unset, the environment variable E(SERVICEOPS_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - Secret of the API client.
      - If unset, the environment variable E(SERVICEOPS_CLIENT_SECRET) is used.
    type: str
  username:
    description:
      - E-mail address or logon name of the user on whose behalf the server acts.
      - If unset, the environment variable E(SERVICEOPS_USERNAME) is used.
    type: str
  password:
    description:
      - Password of that user.
      - If unset, the environment variable E(SERVICEOPS_PASSWORD) is used.
    type: str
  access_token:
    description:
      - An access token that you already have, for example from M(motadata.serviceops.serviceops_token). There is no
        sign-in then, and a token that the server refuses cannot be renewed. That module itself ignores it.
      - If unset, the environment variable E(SERVICEOPS_ACCESS_TOKEN) is used.
    type: str
  api_key:
    description:
      - A key of an API Integration of ServiceOps 8.5 or later. It is sent exactly as it is.
      - If unset, the environment variable E(SERVICEOPS_API_KEY) is used.
    type: str
  validate_certs:
    description:
      - Whether to check the server's TLS certificate. Leave this on; set O(ca_path) if the certificate comes from an
        authority of your own.
      - If unset, the environment variable E(SERVICEOPS_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificate authorities to trust, in PEM format.
      - If unset, the environment variable E(SERVICEOPS_CA_PATH) is used.
    type: path
  timeout:
    description:
      - Seconds that one HTTP exchange may take as a whole, from connecting to the last byte of the answer.
      - If unset, the environment variable E(SERVICEOPS_TIMEOUT) is used.
    type: float
    default: 30
  retry_timeout:
    description:
      - Seconds that one call may wait in total if the server asks for patience (HTTP 429 or 503) or is away. V(0)
        turns waiting off.
      - It counts from when the first task found the server away. Later tasks of the same user, host and server wait for
        the rest of it only, or try once if there is none.
      - If unset, the environment variable E(SERVICEOPS_RETRY_TIMEOUT) is used.
    type: float
    default: 60
  token_cache:
    description:
      - Whether to keep the access token for the next task, loop item, host and play, in a file that only the user who
        runs the task can read.
      - If unset, the environment variable E(SERVICEOPS_TOKEN_CACHE) is used.
    type: bool
    default: true
  token_cache_path:
    description:
      - Folder of the kept token and of the locks that keep two tasks from creating the same record at once.
        It is made where it is missing, must belong to the user who runs the task, and must have mode 0700.
      - If unset, the environment variable E(SERVICEOPS_TOKEN_CACHE_PATH) is used, or else the folder
        C(.cache/motadata.serviceops) in the home of the user that the process runs as, whatever E(HOME) says.
    type: path
  client_cert:
    description:
      - File, in PEM format, of the certificate with which this client shows who it is, for a server or gateway that
        asks for one. It may hold the key, too.
      - If unset, the environment variable E(SERVICEOPS_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File, in PEM format, of the key of O(client_cert), if that file does not hold it. A key with a passphrase is
        refused.
      - If unset, the environment variable E(SERVICEOPS_CLIENT_KEY) is used.
    type: path
  web_url:
    description:
      - Template of the address of a record's page for people, for example V(https://acme.example/{resource}/{id}).
        Results then hold it as C(web_url), which is null otherwise.
      - C({resource}) stands for the type of the record, such as V(request), C({id}) for its number, and C({name}) for
        its display name, such as V(INC-46). It needs at least one of the latter two.
      - The page of a conversation is that of the record to which it belongs. It is null if the template needs the name
        of that record and the task gives its number.
      - If unset, the environment variable E(SERVICEOPS_WEB_URL) is used.
    type: str
  headers:
    description:
      - Further HTTP headers, for a gateway in front of the server. They go along with every call, also to sign in.
      - C(Authorization), C(Host), C(Connection), C(Transfer-Encoding) and C(Content-*) are refused. A header with an
        empty value is left out.
      - The values count as secrets. They are masked among the options of a result, and in messages that quote the
        server, but not in other texts of a result.
      - No environment variable sets them. Use C(module_defaults) to set them for a play.
    type: dict
notes:
  - An empty text leaves an option of the connection unset, as an empty environment variable does.
  - Proxies come from the environment (E(HTTPS_PROXY), E(NO_PROXY)).
  - All modules of this collection form the action group C(all), so that C(module_defaults) with
    C(group/motadata.serviceops.all) sets the connection once for a play.
requirements:
  - requests >= 2.32
"""
