"""What it means that this machine's clock and a vendor's differ. Pure."""

from __future__ import annotations

from hardener.model import Notice

SAID = 2 * 60.0
"""Seconds from which on people are told."""
OFF = 60 * 60.0
"""Seconds from which on nobody can tell what is on or still to come: nothing is called complete, nothing is written."""
MINUTE = 60
UNITS = ((24 * 60 * MINUTE, "day"), (60 * MINUTE, "hour"), (MINUTE, "minute"))


def off(seconds: float) -> bool:
    """Tell whether a clock that is off by so much makes it impossible to tell what is on."""
    return abs(seconds) > OFF


def apart(seconds: float) -> str:
    """Say how far this machine's clock is from one that is so many `seconds` ahead of it: `3 hours behind`."""
    size = abs(seconds)
    length, unit = next((n, u) for n, u in UNITS if size >= 2 * n or n == MINUTE)
    count = round(size / length)
    return f"{count} {unit}{'' if count == 1 else 's'} {'behind' if seconds > 0 else 'ahead of'}"


def told(seconds: float) -> str:
    """Say what is wrong with the clock and what to do; empty where it is right."""
    if abs(seconds) <= SAID:
        return ""
    rest = (
        "so nobody can tell what is on or still to come; set it right and look again"
        if off(seconds)
        else "set it right"
    )
    return f"this machine's clock is {apart(seconds)} the platform's: {rest}"


def notice(connection: str, seconds: float) -> Notice | None:
    """Return what a report says of a clock that is off; None where it is right."""
    text = told(seconds)
    return Notice(f"{connection}: {text}", f"clock {connection}") if text else None
