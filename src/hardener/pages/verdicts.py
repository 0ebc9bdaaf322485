"""How the six verdicts look: each has a colour, a shape and a word, so that none of them is needed alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardener.findings import State
from hardener.language import marked


@dataclass(frozen=True, slots=True)
class Look:
    """One verdict on a page."""

    mark: str
    """Names its colour in the stylesheet and its shape among the icons."""
    word: str
    """In English, as what follows: a page tells it in the reader's language."""
    counted: str
    """What stands beside the number of such programs."""


LOOKS: Mapping[State, Look] = {
    State.CLOSE_FIRST: Look("stop", marked("Close first"), marked("Open to strangers")),
    State.CANT_TELL: Look("ask", marked("Can’t tell"), marked("Can’t tell")),
    State.TOO_CLOSED: Look("shut", marked("Too closed"), marked("Too closed")),
    State.TO_FIX: Look("fix", marked("To fix"), marked("To fix")),
    State.AS_CLOSED: Look("far", marked("As closed as it gets"), marked("As closed as the platform gets")),
    State.READY: Look("ok", marked("Ready"), marked("Ready")),
}
ORDER = (State.CLOSE_FIRST, State.TO_FIX, State.CANT_TELL, State.TOO_CLOSED, State.AS_CLOSED, State.READY)
"""How counts stand beside each other: the work first."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many programs have one verdict."""

    look: Look
    number: int


def tally(states: Mapping[State, int]) -> list[Count]:
    """Return the count of every verdict, those of 0 as well: the eye finds each in its place."""
    return [Count(LOOKS[state], states.get(state, 0)) for state in ORDER]
