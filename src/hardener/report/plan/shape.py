"""What a sign-up form becomes that is given a shape, and what the platform asks beside it, as one sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hardener.language import marked, tr
from hardener.platform import spelled
from hardener.remedy.plan import Change, Plan
from hardener.report import words
from hardener.report.safe import terminal
from hardener.whose import Whose

NAMES = {
    "email": marked("an e-mail address"), "first_name": marked("first name"), "last_name": marked("last name"),
    "library_card": marked("library card number"),
}  # fmt: skip
LONG = 40
"""Characters of a name that is none of these: a saved plan may say anything."""


def shape_of(change: Change, platform: str) -> str:
    """Say what the form becomes; empty where the change gives none a shape."""
    if not change.shape:
        return ""
    if not change.always:
        return tr("the form becomes {names}", names=_listed(change.shape))
    said = {"platform": platform, "always": _listed(change.always), "names": _listed(change.shape)}
    return tr("{platform} always asks for {always}; the rest of the form becomes {names}", **said)


def platforms(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the platform of each target of a plan, by connection and id."""
    found = {}
    for step in plan.steps:
        whose = Whose.of(step.whose)
        found[step.connection, step.target] = spelled(whose.vendor) if whose.known else tr("The platform")
    return found


def _listed(names: Iterable[str]) -> str:
    return words.listed(tr(NAMES[name]) if name in NAMES else terminal(name, LONG) for name in names)
