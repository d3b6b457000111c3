# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles are what they say, and each can be worked with."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.simulator.switches import PROFILES, SWITCHES


@pytest.mark.parametrize("name", PROFILES)
def test_profile_sets_its_switches_and_defaults_elsewhere(api: Any, name: str) -> None:
    api.simulator.switch(token_lifetime=5)

    api.simulator.profile(name)

    defaults = {switch: known.values[0] for switch, known in SWITCHES.items()}
    assert api.simulator.switches() == {**defaults, **PROFILES[name].switches}


@pytest.mark.parametrize("name", PROFILES)
def test_profile_can_be_worked_with(api: Any, name: str) -> None:
    api.simulator.profile(name)
    form = "urlencoded" if api.simulator.switches()["token_form"] == "urlencoded" else "multipart"
    token = api.sign_in(form).json()["access_token"]

    answer = requests.post(
        api.simulator.url + "/api/v1/request",
        json={"subject": "x", "requesterEmail": "jane"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )

    assert answer.status_code == 200


def test_switches_and_profiles_can_be_listed(api: Any) -> None:
    listed = api.simulator.control("GET", "profiles")

    assert list(listed["profiles"]) == list(PROFILES)
    assert listed["profiles"]["stubborn"] == PROFILES["stubborn"].switches
    assert listed["switches"]["delete"] == ["archive200", "archive204", "refused405"]
    assert listed["switches"].keys() == SWITCHES.keys()
