# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of this folder."""

from __future__ import annotations

from tests.unit.support.simulated import no_surroundings, simulator

__all__ = ["no_surroundings", "simulator"]
