# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events for ansible-rulebook from what a workflow of a ServiceOps server posts."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import re
import ssl
from collections.abc import Mapping
from typing import Any

from aiohttp import web

DOCUMENTATION = r"""
---
name: webhook
short_description: Receive what a workflow of ServiceOps, or another program, posts with a token
description:
  - Waits for the HTTP request action of a ServiceOps workflow, or for Alertmanager, and makes an event of each POST,
    whatever its path. A body of more than 1 MiB is answered 413 and makes none.
  - An event holds the body under C(payload), the path and the headers under C(meta), as events of
    C(eda.builtin.webhook) do. C(serviceops.request) is the number or name of the ticket that stands in the body under
    C(request), C(ticket), C(name) or C(id), and C(serviceops.event) is V(pushed), or V(unreadable) if there is none.
  - C(serviceops.body) is the body as Base64 of JSON. Hand a playbook this one and not the payload, for Ansible would
    run a template that somebody wrote into a ticket or an alert. The playbook decodes it with C(b64decode | from_json).
  - A body is not lost if it cannot be read. A value that is still a placeholder, such as C({#Ticket Id#}), counts as
    missing, and a body that is no JSON, for example because the subject in it holds a quotation mark, becomes the text
    C(payload.text), in which the keys are looked for.
  - On Automation Platform an event stream of the type Token takes the place of this source.
version_added: 1.0.0
author:
  - Motadata
requirements:
  - ansible-rulebook >= 1.1, which brings aiohttp
notes:
  - An empty text leaves an option unset.
options:
  port:
    description: Port to listen on, 1 to 65535.
    type: int
    required: true
  host:
    description: Address to listen on. The default is every IPv4 address of the machine.
    type: str
    default: 0.0.0.0
  token:
    description:
      - What the workflow must send in O(header), for example a long random text. It has 8 characters or more.
      - A request without it, or with another, is answered 401 and makes no event.
    type: str
    required: true
  header:
    description: Header that holds the token. A C(Bearer) before the token is accepted.
    type: str
    default: Authorization
  certfile:
    description: PEM file with the certificate, and the key unless O(keyfile) is set. Without it the source speaks HTTP.
    type: str
  keyfile:
    description: PEM file with the key.
    type: str
"""

EXAMPLES = r"""
- name: Work on requests that a workflow reports
  hosts: localhost,all
  sources:
    - motadata.serviceops.webhook:
        port: 5005
        token: "{{ serviceops_webhook_token }}"
  rules:
    - name: Work on a request
      condition: event.serviceops.request is defined
      action:
        run_playbook:
          name: motadata.serviceops.remediate
          extra_vars:
            remediate_request: "{{ event.serviceops.request }}"
            remediate_map: "{{ remediate_map }}"
            remediate_tasks_dir: "{{ remediate_tasks_dir }}"
"""

_logger = logging.getLogger("motadata.serviceops.webhook")
_OPTIONS = {"port", "host", "token", "header", "certfile", "keyfile"}
# A payload template has a few lines.
_LARGEST = 1024 * 1024
_SHORTEST_TOKEN = 8
# Where a payload names its ticket, the surest first.
_KEYS = ("request", "ticket", "name", "id")
_NAME = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,12}\b", re.IGNORECASE)
_BEARER = re.compile(r"^bearer +", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,12}")
_PLACEHOLDER = re.compile(r"\{#[^{}]*#?\}|\{\{.*?\}\}|\$\{[^{}]*\}")


async def main(queue: asyncio.Queue[Any], args: Mapping[str, Any]) -> None:
    """Put an event into the queue for each POST, until cancelled."""
    options = _checked(args)
    application = web.Application(client_max_size=_LARGEST)

    async def receive(request: web.Request) -> web.Response:
        return await _receive(request, queue, options)

    application.router.add_post("/{endpoint:.*}", receive)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, options["host"], options["port"], ssl_context=_tls(options))
        await site.start()
        await asyncio.Future()
    finally:
        await runner.cleanup()


def request_of(payload: Any) -> str | int | None:
    """Return the number or name of the ticket that a payload names, None if it names none.

    Only what stands under one of the keys counts, for other texts of a ticket are written by strangers.
    """
    if isinstance(payload, Mapping):
        return next((found for key in _KEYS if (found := _named(payload.get(key)))), None)
    return None


def request_in(text: str) -> str | int | None:
    """Return the same for a body that is no JSON."""
    return next((found for key in _KEYS if (found := _named(_after(key, text)))), None)


def _named(value: Any) -> str | int | None:
    if isinstance(value, Mapping):
        return request_of(value)
    if isinstance(value, list):
        return next((found for each in value if (found := _named(each))), None)
    text = _PLACEHOLDER.sub(" ", str(value)) if isinstance(value, (str, int)) else ""
    if _NUMBER.fullmatch(text.strip()):
        return int(text)
    name = _NAME.search(text)
    return name.group().upper() if name else None


def _after(key: str, text: str) -> str:
    found = re.search(rf'"{key}"\s*:\s*"?([^",}}\n]*)', text)
    return found.group(1) if found else ""


async def _receive(request: web.Request, queue: asyncio.Queue[Any], options: Mapping[str, Any]) -> web.Response:
    given = _BEARER.sub("", request.headers.get(options["header"], "").strip(), 1)
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), options["token"].encode()):
        _logger.warning("A request from %s was refused: its token is missing or wrong.", request.remote)
        raise web.HTTPUnauthorized(text="The token is missing or wrong.")
    body = await request.read()
    try:
        payload = json.loads(body)
        found = request_of(payload)
    except (ValueError, RecursionError):
        payload = {"text": body.decode("utf-8", "replace")}
        found = request_in(payload["text"])
    meta = {"endpoint": request.match_info["endpoint"], "headers": _shown(request, options["header"])}
    encoded = base64.b64encode(json.dumps(payload).encode()).decode()
    named = {"event": "unreadable"} if found is None else {"event": "pushed", "request": found}
    serviceops = {"resource": "request", **named, "body": encoded}
    await queue.put({"serviceops": serviceops, "payload": payload, "meta": meta})
    return web.json_response({"request": found})


def _shown(request: web.Request, secret: str) -> dict[str, str]:
    hidden = {secret.lower(), "authorization", "cookie"}
    return {name: value for name, value in request.headers.items() if name.lower() not in hidden}


def _checked(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with their defaults. Raises ValueError for one that is missing or wrong."""
    given = {name: value for name, value in args.items() if value not in (None, "")}
    if unknown := sorted(set(given) - _OPTIONS):
        raise ValueError(f"Unknown options of webhook: {', '.join(unknown)}.")
    options = {"host": "0.0.0.0", "header": "Authorization", **given}  # noqa: S104
    token = _BEARER.sub("", str(options.get("token", "")).strip(), 1)
    if len(token) < _SHORTEST_TOKEN:
        raise ValueError(f"token is missing or too short: give {_SHORTEST_TOKEN} characters or more.")
    port = str(options.get("port", ""))
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"port is {port or 'missing'}: give 1 to 65535.")
    return {**options, "token": token, "port": int(port)}


def _tls(options: Mapping[str, Any]) -> ssl.SSLContext | None:
    """Return what TLS takes, None for HTTP. Raises ValueError if the certificate or its key cannot be used."""
    if "certfile" not in options:
        if "keyfile" in options:
            raise ValueError("keyfile needs a certfile: without one the token would cross the network unencrypted.")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # A key with a passphrase would ask for it at a terminal that nobody sees.
        context.load_cert_chain(options["certfile"], options.get("keyfile"), password="")
    except OSError as exc:
        files = " and ".join(f"{name} {options[name]}" for name in ("certfile", "keyfile") if name in options)
        raise ValueError(f"{files} cannot be used: {exc.strerror or exc}.") from exc
    return context
