# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times: epoch milliseconds to ISO 8601 and back, and values that are not a time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.motadata.serviceops.plugins.module_utils._resources._times import iso, milliseconds

# The milliseconds of 1973 to 2200: before that a number means seconds.
MOMENTS = st.integers(10**11, 7_258_118_400_000)
REAL = 1756304677751  # createdTime of a real answer


def test_milliseconds_are_shown_as_iso_in_utc():
    assert iso(REAL) == "2025-08-27T14:24:37.751Z"


@given(MOMENTS)
def test_what_is_shown_is_read_back_to_the_millisecond(moment):
    assert milliseconds(iso(moment)) == moment


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_the_zone_is_taken_into_account(moment, minutes):
    there = datetime.fromtimestamp(moment // 1000, timezone(timedelta(minutes=minutes)))

    assert milliseconds(there.isoformat()) == moment // 1000 * 1000


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-01", 1772323200000),
        ("20260301", 1772323200000),
        (20260301, 1772323200000),
        ("2026-03-01T08:00:00", 1772352000000),
        ("2026-03-01 08:00:00", 1772352000000),
        ("2026-03-01T08:00:00Z", 1772352000000),
        ("2026-03-01T08:00:00z", 1772352000000),
        (" 2026-03-01T08:00:00Z\n", 1772352000000),
        ("2026-03-01T08:00:00.5Z", 1772352000500),
        ("2026-03-01T08:00:00.123456789Z", 1772352000123),
        ("2026-03-01T13:30:00+05:30", 1772352000000),
        ("2026-03-01T13:30:00+0530", 1772352000000),
        ("2026-03-01T00:00:00-08:00", 1772352000000),
        (1772352000000, 1772352000000),
        ("1772352000000", 1772352000000),
        (1772352000, 1772352000000),
        ("1772352000", 1772352000000),
        (1772352000.25, 1772352000250),
        (datetime(2026, 3, 1, 8, tzinfo=timezone.utc), 1772352000000),
    ],
)
def test_times_are_read_as_people_and_templates_write_them(written, expected):
    assert milliseconds(written) == expected


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "tomorrow", "2026-13-01", "2026-02-30", "nan", "inf", "-inf", None, True, [], {}, float("nan")],
)
def test_a_value_that_is_not_a_time_is_a_value_error(nonsense):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's own
        milliseconds(nonsense)


def test_a_number_beyond_all_times_is_a_value_error():
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's own
        milliseconds(10**400)


@given(st.one_of(st.none(), st.text(), st.booleans(), st.lists(st.integers())))
def test_a_value_that_is_not_a_number_is_shown_as_it_is(value):
    assert iso(value) == value


@pytest.mark.parametrize("number", [10**400, -(10**400), 10**20, float("inf"), float("-inf")])
def test_a_number_beyond_all_times_is_shown_as_it_is(number):
    assert iso(number) == number


def test_a_time_without_a_zone_is_utc_wherever_the_controller_is(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert milliseconds("2026-03-01T08:00:00") == 1772352000000
        assert iso(1772352000000) == "2026-03-01T08:00:00.000Z"
    finally:
        monkeypatch.undo()
        time.tzset()
