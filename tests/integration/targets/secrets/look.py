# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look for secrets in what Ansible said: raw, percent-encoded and as Base64, at any offset."""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path
from urllib.parse import quote, quote_plus

SAID = ("*.out", "*.err", "*.log", "*.json")
STORIES = 5
# Modules in a process of their own show none.
_EXCHANGE = re.compile(r"ServiceOps: GET /\S+/\d+: HTTP 200 in \d+ ms, attempt 1")


def main(config: str, folder: str) -> int:
    """Print each secret that is found, and where, and return the exit code."""
    secrets = _configured(Path(config)) | _kept(Path(folder) / "cache")
    names = [path for pattern in SAID for path in sorted(Path(folder).glob(pattern))]
    texts = {path.name: path.read_text("utf-8", "replace") for path in names}
    short = [name for name, text in texts.items() if not name.endswith(".err") and len(text) < 2000]
    if len(texts) != STORIES * len(SAID) or short:
        lengths = {name: len(text) for name, text in texts.items()}
        print(f"Too little was said to look at: {lengths}")
        return 1
    if not _EXCHANGE.search(texts["success.out"]):
        print("No line shows what the lookup called.")
        return 1
    hits = [
        f"{name} holds {label} ({form!r})"
        for label, secret in secrets.items()
        for form in _forms(secret)
        for name, text in texts.items()
        if form in text
    ]
    print("\n".join(hits) or f"{len(secrets)} secrets looked for in {len(texts)} files: none found.")
    return 1 if hits else 0


def _configured(config: Path) -> dict[str, str]:
    settings = dict(re.findall(r'^serviceops_(\w+): "(.*)"$', config.read_text("utf-8"), re.MULTILINE))
    secrets = {name: settings[name] for name in ("client_secret", "password", "api_key")}
    basic = base64.b64encode(f"{settings['client_id']}:{settings['client_secret']}".encode()).decode()
    return {
        **secrets,
        "Basic": basic,
        "wrong password": "not p+ssword & more",
        "viewer": "fake-password-of-viewer",
        "gateway": "fake key/of+gateway",
    }


def _kept(cache: Path) -> dict[str, str]:
    secrets = {}
    for path in cache.rglob("*"):
        if not path.is_file():
            continue
        try:
            content = json.loads(path.read_text("utf-8"))
        except ValueError:
            continue
        for name, value in _leaves(content):
            if name in ("access_token", "refresh_token"):
                secrets[f"{name} of {path.name}"] = value
    if len(secrets) < 4:
        raise SystemExit(f"The cache should hold two tokens with their refresh tokens, not {list(secrets)}.")
    return secrets


def _leaves(value: object, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [leaf for key, part in value.items() for leaf in _leaves(part, key)]
    return [(name, value)] if isinstance(value, str) else []


def _forms(secret: str) -> set[str]:
    forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    for start in range(3):
        # Base64 of a text that holds the secret: the characters that depend on nothing around it.
        encoded = base64.b64encode(b"x" * start + secret.encode()).decode().rstrip("=")
        forms.add(encoded[4 if start else 0 : -2])
    return forms


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
