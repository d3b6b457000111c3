# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's clock, as the Date header of its responses shows it."""

from __future__ import annotations

import time

from .response import Response, http_date


class ServerClock:
    """The clock of one server, to the second."""

    def __init__(self) -> None:
        # The last Date, and when it came by the clock of this machine.
        self._seen: tuple[str, float] | None = None

    def note(self, response: Response) -> None:
        """Read the date of a response, if it has one."""
        if "date" in response.headers:
            self._seen = response.headers["date"], time.time()

    def milliseconds(self) -> float | None:
        """Return the current time in epoch milliseconds, None if no response had a date."""
        if self._seen is None:
            return None
        date, seen_at = self._seen
        moment = http_date(date)
        return None if moment is None else 1000 * (moment + time.time() - seen_at)
