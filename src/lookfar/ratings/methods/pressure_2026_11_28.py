"""Pressure 2026-11-28: pressure_2026_11_26, fitted anew, with two floors more.

    level_h >= max over members m heard of level_m - 1        every headline h
    level_c >= L  where  D >= d_L                             c: armed conflict and security

D: deaths counted (UCDP), those of the last twelve months known or twelve times those of the newest, whichever is less;
d_L: the fewest from which the chance of 25 deaths in the next twelve months that level L stands for was reached in the
past, whatever else is known (tools/fit_floors.py).
Both move the level alone: the score goes on to say what was fitted, and orders countries by the deaths to be expected; the
high end of the interval reaches the floor. Hysteresis goes by the floor where it is higher, and a rise waits for nothing.
A category that nobody reports on puts no floor and has none.

pressure_2026_11_30 is this equation under constants that name more, each of them off in the methods before it:

    level_c >= 2, 3        where  a yearly figure reaches `figure_floors`;  2  where  a recent incident is `grave`
    level rises at once    where  level(score) >= level in force + 2,  or  level(low end) > level in force      `leaps`
    information >= `least_information`, for the low end of the interval alone

Equation, intervals and scale: methods/pressure_2026_11_26.py. Figures: docs/methods/pressure_2026_11_28.md.
"""

from __future__ import annotations

from lookfar.ratings.methods.pressure_2026_11_26 import SHAPE, identity, issue_many, rate_many, rate_snapshot

__all__ = ["NAME", "SHAPE", "identity", "issue_many", "rate_many", "rate_snapshot"]

NAME = "pressure_2026_11_28"
