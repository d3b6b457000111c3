# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an HTTP answer."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.answer import Answer, json_of


def answer(status: int, body: bytes = b"") -> Answer:
    return Answer("GET", "https://acme.example/api/v1/request/9", status, {}, body)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": "\xff"}'])
def test_what_is_no_json_is_none(body):
    assert json_of(answer(200, body)) is None


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_ok(status):
    assert answer(status).ok


@pytest.mark.parametrize("status", [100, 199, 300, 302, 400, 500])
def test_nothing_else_is_ok(status):
    assert not answer(status).ok
