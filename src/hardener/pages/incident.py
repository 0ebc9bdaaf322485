"""A page on an incident: what was in force, since when and by whom, which programs share it, and what to make anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from hardener.history.scene import InForce, Scene
from hardener.incident import Incident
from hardener.language import known, tr
from hardener.pages.paper import filled, sentence
from hardener.pages.verdicts import LOOKS
from hardener.platform import spelled
from hardener.report import incident as told

SHARED = 20
"""Other programs that are named in one line."""


class Line(NamedTuple):
    """One thing that was in force."""

    what: str
    grade: str
    decided: str
    since: str
    who: str
    shared: str


def incident(scene: Scene, buttons: Incident | None, zone: tzinfo, library: str = "") -> str:
    """Return the page on one program at one moment, in the library's time."""
    return filled(
        "incident.html",
        library=library,
        heading=tr("Incident: {title}", title=sentence(scene.title)),
        title=scene.title,
        platform=spelled(scene.platform),
        asked=told.asked(scene, zone),
        look=LOOKS[scene.look.state],
        read=told.read(scene, zone),
        doubts=told.doubts(scene),
        parts=[(title, [_line(one, zone) for one in some]) for title, some in _spoken(scene) if some],
        met=len(scene.met),
        unshown=told.unshown(scene),
        later=[told.later(made, zone) for made in scene.later],
        rotate=told.to_rotate(buttons),
        steps=[tr(step) for step in told.STEPS],
    )


def _spoken(scene: Scene) -> Sequence[tuple[str, Sequence[InForce]]]:
    """Return the parts, with headings that are no shouting."""
    return [(title[:1] + title[1:].casefold(), some) for title, some in told.parts(scene)]


def _line(one: InForce, zone: tzinfo) -> Line:
    return Line(
        what=told.what(one), grade=known(one.found.severity), decided=told.decided(one.found),
        since=told.since(one, zone), who=told.who(one, zone), shared=told.shared(one, SHARED),
    )  # fmt: skip
