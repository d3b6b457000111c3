# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs are done in their order by as many threads as wait, and by few where none does."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.motadata.serviceops.plugins.module_utils._task.crew import MOST, Crew, wanted_threads

# Seconds after which a test takes it that what it waits for does not come.
PATIENCE = 30


def quiet(done):
    """Take no note."""


class Counted:
    """A job that waits a moment, and counts how many did so at a time."""

    def __init__(self):
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, job):
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.002)
        with self._lock:
            self._now -= 1
        return job


def busy(monkeypatch):
    """Have it look as if this process ran all the time."""
    monkeypatch.setattr(time, "process_time", time.monotonic)


def idle(monkeypatch):
    """Have it look as if this process only waited, whatever threads earlier tests left behind."""
    monkeypatch.setattr(time, "process_time", lambda: 0.0)


def test_what_became_of_the_jobs_is_in_their_order():
    assert Crew(lambda job: job * job, quiet, PATIENCE).through(range(50)) == [job * job for job in range(50)]


def test_nothing_to_do_is_done():
    assert Crew(quiet, quiet, PATIENCE).through([]) == []


def test_as_many_as_can_be_are_done_at_a_time_while_they_wait(monkeypatch):
    idle(monkeypatch)
    # Nobody passes before so many are there.
    barrier = threading.Barrier(MOST)
    Crew(lambda job: barrier.wait(PATIENCE), quiet, PATIENCE).through(range(5 * MOST))


def test_few_are_done_at_a_time_while_this_process_has_enough_to_do(monkeypatch):
    busy(monkeypatch)
    counted = Counted()
    Crew(counted, quiet, PATIENCE).through(range(100))
    assert counted.most == 3


def test_never_more_than_the_most_are_done_at_a_time():
    counted = Counted()
    Crew(counted, quiet, PATIENCE).through(range(300))
    assert 3 <= counted.most <= MOST


def test_a_short_list_is_done_at_once(monkeypatch):
    busy(monkeypatch)
    barrier = threading.Barrier(MOST)
    Crew(lambda job: barrier.wait(PATIENCE), quiet, PATIENCE).through(range(MOST))


@pytest.mark.parametrize(
    ("threads", "used", "wanted"),
    [
        (3, 0.0, MOST),
        (3, 0.1, MOST),
        (3, 0.4, 5),
        (3, 0.6, 3),
        (3, 1.0, 3),
        (5, 0.5, 7),
        # Two processors' worth, of a library that lets Python go while it works.
        (3, 2.0, 3),
        (MOST, 0.1, MOST),
        (MOST, 0.9, MOST),
    ],
)
def test_more_threads_are_wanted_the_more_of_the_time_is_spent_waiting(threads, used, wanted):
    assert wanted_threads(threads, 1.0, used) == wanted
    assert wanted_threads(threads, 0.02, 0.02 * used) == wanted


def test_how_far_it_is_is_told_now_and_then():
    told = []
    release = threading.Event()

    def tell(done):
        told.append(done)
        release.set()

    Crew(lambda job: job < 2 or release.wait(PATIENCE), tell, 0.0).through(range(20))
    assert told == sorted(told)
    assert 2 <= told[0] < 20


def test_what_a_job_raises_is_raised_when_the_others_are_done():
    done = []

    def do(job):
        if job == 5:
            raise ValueError(job)
        done.append(job)

    with pytest.raises(ValueError, match="5"):
        Crew(do, quiet, PATIENCE).through(range(30))
    assert sorted(done) == [job for job in range(30) if job != 5]


def test_what_has_not_begun_does_not_begin_after_it_is_broken_off():
    begun = []
    release = threading.Event()

    def do(job):
        begun.append(job)
        return release.wait(PATIENCE)

    def break_off(done):
        raise TimeoutError("broken off")

    with pytest.raises(TimeoutError, match="broken off"):
        Crew(do, break_off, 0.0).through(range(100))
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")]
    release.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    assert len(begun) <= MOST
