# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of this folder."""

from __future__ import annotations

from tests.unit.support.clients import clients
from tests.unit.support.simulated import no_surroundings, quickly_settled, simulator

__all__ = ["clients", "no_surroundings", "quickly_settled", "simulator"]
