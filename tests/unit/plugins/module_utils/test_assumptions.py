# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is assumed of a server: each assumption says what, why, and what happens otherwise."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._assumptions import ASSUMPTIONS

GROUNDS = ("DOC", "REAL", "CODE", "OLD", "INFERRED")


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda each: each.topic)
def test_an_assumption_is_complete_and_names_its_ground(assumption):
    assert assumption.topic
    assert assumption.assumed
    assert assumption.otherwise
    assert assumption.source.startswith(GROUNDS)


def test_topics_are_unique():
    topics = [assumption.topic for assumption in ASSUMPTIONS]

    assert len(set(topics)) == len(topics)
