# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A function with a time limit returns, raises, or is given up."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.motadata.serviceops.plugins.plugin_utils._timeout import within


def test_what_ends_in_time_returns_its_result():
    assert within(10, lambda: 65) == 65


def test_an_error_is_raised_where_the_result_is_awaited():
    with pytest.raises(ZeroDivisionError):
        within(10, lambda: 1 // 0)


def test_what_takes_longer_is_given_up():
    end = threading.Event()
    with pytest.raises(TimeoutError, match=r"gave up after 0\.1 s, the time_limit"):
        within(0.1, lambda: end.wait(30))
    end.set()
