# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark reckons right, and does not let a wrong count pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.figures import Row, Section, at_most, exactly, off, ratio, seconds, share
from tests.benchmarks.moments import read_moments


def written(tmp_path: Path, *moments: tuple[str, str, float]) -> Path:
    path = tmp_path / "moments"
    lines = [json.dumps({"task": task, "kind": kind, "at": at, "changed": False}) for task, kind, at in moments]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_ratio_is_that_of_the_medians_and_shows_the_rounds() -> None:
    figure = ratio([1.0, 2.0, 9.0], [10.0, 10.0, 10.0], "uri", most=0.1)

    assert str(figure) == "0.20 (0.10 to 0.90) × uri"
    assert (figure.target, figure.reached) == ("≤ 0.10 × uri", False)


def test_a_small_ratio_keeps_its_digits() -> None:
    assert str(ratio([0.003], [0.3], "uri")) == "0.010 × uri"


def test_one_round_has_no_spread() -> None:
    assert str(ratio([20.0], [1.0], "debug")) == "20.0 × debug"


def test_a_share_is_reached_from_below() -> None:
    assert share(0.95, "of the rate", least=0.95).reached
    assert not share(0.94, "of the rate", least=0.95).reached


@pytest.mark.parametrize("figure", [exactly(1, 2, "sign-ins"), exactly(1, 0, "sign-ins"), at_most(4, 5, "calls")])
def test_a_wrong_count_is_told(figure) -> None:
    found = off([Section("Bulk", [Row("list", "1 s", [exactly(1, 1, "sign-in"), figure])])])

    assert found == [f"Bulk: list: {figure}, to be {figure.target}"]


def test_a_slow_machine_is_no_fault() -> None:
    assert (
        off([Section("Bulk", [Row("list", "1 s", [ratio([2.0], [1.0], "loop", most=1.0), at_most(4, 4, "calls")])])])
        == []
    )


def test_times_are_told_in_a_unit_that_fits() -> None:
    assert [seconds([0.0123]), seconds([1.0, 3.0, 2.0])] == ["12 ms", "2.0 s"]


def test_an_item_takes_the_time_since_the_one_before(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ("loop", "start", 10.0),
        # The first one bears the start of the process.
        ("loop", "item", 15.0),
        ("loop", "item", 16.0),
        ("loop", "item", 18.0),
        ("loop", "host", 18.5),
    )

    timed = read_moments(path)["loop"]

    assert (timed.per_item(), timed.wall()) == (2.0, 8.5)


def test_a_task_lasts_until_its_last_host(tmp_path: Path) -> None:
    path = written(tmp_path, ("all", "start", 1.0), ("all", "host", 4.0), ("all", "host", 3.0))

    assert read_moments(path)["all"].wall() == 3.0


def test_two_tasks_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    path = written(tmp_path, ("same", "start", 1.0), ("same", "start", 2.0))

    with pytest.raises(ValueError, match="Two tasks are named same"):
        read_moments(path)
