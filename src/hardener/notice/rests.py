"""What a published notice rests on, in words: settings, and what hardener.toml says of a program. Pure."""

from __future__ import annotations

from typing import get_args

from hardener import redact
from hardener.catalog import CATALOGUE
from hardener.language import marked
from hardener.model import Value
from hardener.notice.table import AUDIENCE, OURS, SIGN_UP, Facts
from hardener.profile import Audience

ELSEWHERE = {SIGN_UP: marked("Where families sign up"), AUDIENCE: marked("For whom it is")}
"""What is no setting, and can change as one does: by a rule of hardener.toml, or by its profile."""
NOWHERE = ""
"""That families sign up nowhere but on the platform, if at all: known for sure of a program that was read."""
NOT_ELSEWHERE = marked("on the platform, if at all")
AUDIENCES = {
    "children": marked("for children"), "teens": marked("for teens"), "adults": marked("for adults"),
    "public": marked("for everybody"), "staff": marked("for staff"),
}  # fmt: skip
TOLD = (*ELSEWHERE.values(), NOT_ELSEWHERE, *AUDIENCES.values())
LONGEST = 40
"""Characters of a place to sign up, as a rule may have them."""
assert AUDIENCES.keys() == {*get_args(Audience)}


def recorded(key: str) -> bool:
    """Tell whether it is kept of a published notice that it rests on this: a setting, or what changes as one does."""
    return key in ELSEWHERE or key not in OURS


def known(key: str) -> bool:
    """Tell whether anything is known by this name today."""
    return key in ELSEWHERE or key in CATALOGUE


def title_of(key: str) -> str:
    """Return what it is called."""
    return ELSEWHERE[key] if key in ELSEWHERE else CATALOGUE[key].title


def say(key: str, value: Value) -> str:
    """Return what it is, in family words."""
    if key == SIGN_UP:
        return redact.line(str(value), LONGEST) if value else NOT_ELSEWHERE
    return AUDIENCES[str(value)] if key == AUDIENCE else CATALOGUE[key].say(value)


def wrong(key: str, value: object) -> str:
    """Return an empty text if it can be so, else what is wrong."""
    if key == SIGN_UP:
        return "" if isinstance(value, str) and len(value) <= LONGEST else f"{key} is a text of {LONGEST} characters"
    if key == AUDIENCE:
        return "" if value in AUDIENCES else f"{key} is one of: {', '.join(AUDIENCES)}"
    return CATALOGUE[key].accepts(value)


def now(key: str, facts: Facts) -> Value | None:
    """Return what it is by the facts of a program that was read; None where that cannot be told."""
    return facts.get(key, NOWHERE if key == SIGN_UP else None)
