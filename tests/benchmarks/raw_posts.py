# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign in and post so many requests over one session, and print the seconds that it took: the floor of a bulk."""

from __future__ import annotations

import json
import os
import sys
import time

import requests


def main() -> None:
    server, account = os.environ["SERVICEOPS_URL"], {}
    for name in ("client_id", "client_secret", "username", "password"):
        account[name] = os.environ[f"SERVICEOPS_{name.upper()}"]
    start = time.monotonic()
    with requests.Session() as session:
        form = {"grant_type": "password", "username": account["username"], "password": account["password"]}
        basic = (account["client_id"], account["client_secret"])
        signed_in = session.post(f"{server}/api/oauth/token", data=form, auth=basic, timeout=30)
        session.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        for number in range(int(sys.argv[1])):
            body = {"subject": f"Plain {number}", "requesterEmail": "jane@acme.example", "priorityName": "High"}
            answer = session.post(f"{server}/api/v1/request", json=body, timeout=30)
            answer.raise_for_status()
            answer.json()
    print(json.dumps(time.monotonic() - start))


if __name__ == "__main__":
    main()
