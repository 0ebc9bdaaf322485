"""What it means that this machine's clock and a vendor's differ. Pure."""

from __future__ import annotations

from hardener.language import marked
from hardener.model import Notice

SAID = 2 * 60.0
"""Seconds from which on people are told."""
OFF = 60 * 60.0
"""Seconds from which on nobody can tell what is on or still to come: nothing is called complete, nothing is written."""
MINUTE = 60
UNITS = ((24 * 60 * MINUTE, "day"), (60 * MINUTE, "hour"), (MINUTE, "minute"))
BEHIND, AHEAD = marked("{time} behind"), marked("{time} ahead of")
OFF_BY = marked("this machine's clock is {apart} the platform's: {what_to_do}")
RIGHT = marked("set it right")
AGAIN = marked("so nobody can tell what is on or still to come; set it right and look again")
TOLD = (OFF_BY, BEHIND, AHEAD, marked("{count} days"), marked("{count} hours"), marked("{count} minutes"))
"""What a sentence on a clock is made of."""


def off(seconds: float) -> bool:
    """Tell whether a clock that is off by so much makes it impossible to tell what is on."""
    return abs(seconds) > OFF


def apart(seconds: float) -> str:
    """Say how far this machine's clock is from one that is so many `seconds` ahead of it: `3 hours behind`."""
    size = abs(seconds)
    length, unit = next((n, u) for n, u in UNITS if size >= 2 * n or n == MINUTE)
    count = round(size / length)
    time = f"{count} {unit}{'' if count == 1 else 's'}"
    return (BEHIND if seconds > 0 else AHEAD).format(time=time)


def told(seconds: float) -> str:
    """Say what is wrong with the clock and what to do; empty where it is right."""
    if abs(seconds) <= SAID:
        return ""
    return OFF_BY.format(apart=apart(seconds), what_to_do=AGAIN if off(seconds) else RIGHT)


def notice(connection: str, seconds: float) -> Notice | None:
    """Return what a report says of a clock that is off; None where it is right."""
    text = told(seconds)
    return Notice(f"{connection}: {text}", f"clock {connection}") if text else None
