# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first waits of a task are announced, the others counted."""

from __future__ import annotations

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._api.wait_announcer import WaitAnnouncer


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("abcde", ["a", "b", "c", "ServiceOps made this task wait 2 more times."]),
        # A text that is announced twice does not take the place of another one.
        ("aabacde", ["a", "b", "c", "ServiceOps made this task wait 4 more times."]),
    ],
)
def test_three_waits_are_announced_and_the_others_counted(texts, shown):
    messages: list[str] = []
    waits = WaitAnnouncer(messages.append, messages.append)
    for text in texts:
        waits.announce(text)
    waits.close()
    assert messages == shown
