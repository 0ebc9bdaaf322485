"""What a host presses in the first bad minute, and what is made anew after it: data beside an adapter's rows."""

from __future__ import annotations

from hardener.language import marked
from hardener.model import Model
from hardener.trees import shipped

FILE = "incident.yaml"
TAKEN_OVER = marked("with it somebody can take over as host")
MIND = {
    "the link": marked("a new one has another link: delete the old one, and write to those who signed up"),
    "the number of the personal room": marked("whoever had it can come to everything else in that room"),
    "the host key": TAKEN_OVER,
    "who else is a moderator": TAKEN_OVER,
    "the stream key": marked("with it somebody can send pictures in the library's name"),
}
"""Why something is made anew, or what goes with it, where a platform has nothing of its own to say."""


class Rotate(Model):
    """One thing that strangers may have by now, and that is made anew by hand."""

    what: str
    """In words that are the same for every platform: `the host key`."""
    where: str
    """The path in the vendor's own menu."""
    sure: bool = True
    """The vendor's own pages show it; else it is what to look for."""
    mind: str = ""
    """Why it matters, or what goes with it."""


class Incident(Model):
    """Buttons of one platform's room, in the vendor's own words: `Host tools > Suspend participant activities`."""

    stop: str
    """What ends everything that visitors send, or as much of it as one button can."""
    does: str
    """What it stops, as a sentence."""
    end: str
    """What ends the program for everybody."""
    lock: str = ""
    """What lets nobody else in."""
    rotate: tuple[Rotate, ...] = ()
    """What is made anew afterwards, the most urgent first."""


def incident(package: str) -> Incident:
    """Return what the file of an adapter's package says. Raises `FileError`."""
    found = shipped(package, FILE, Incident)
    told = (one if one.mind else one.model_copy(update={"mind": MIND.get(one.what, "")}) for one in found.rotate)
    return found.model_copy(update={"rotate": tuple(told)})
