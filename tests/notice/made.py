"""Facts and notices that tests are made of."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from hardener.catalog import CATALOGUE
from hardener.model import Value
from hardener.notice.table import ACCOUNT, AUDIENCE, OURS, OWN, PLATFORM, SIGN_UP, Facts, Form, Needs, controls, table

DAYS = (1, 7, 30, 365, 36500)
OWN_WORDS: Mapping[str, Value] = {
    "own.library": "Maple County Library",
    "own.rules": "library.example/rules",
    "own.law": "State law protects the records of what you borrow and attend.",
    "own.other_ways": "Dial-a-Story, 555-0111",
    "own.help": "call 555-0100",
    "own.privacy": "privacy@library.example",
}


def states(control: str) -> list[Value]:
    """Return what a control can come to."""
    known = CATALOGUE[control]
    if known.names:
        return [(), ("email",), tuple(sorted(("first_name", "email", "library_card")))]
    return list(known.levels or DAYS)


def any_facts() -> st.SearchStrategy[Facts]:
    """Return a strategy for facts of a program, each of which may be known or not."""
    known = {control: st.sampled_from(states(control)) for control in controls()}
    own = {key: st.just(value) for key, value in OWN_WORDS.items()}
    others = {SIGN_UP: st.just("LibCal"), AUDIENCE: st.sampled_from(["children", "adults"])}
    platform = {
        PLATFORM: st.sampled_from(["Zoom", "BigBlueButton", "Microsoft Teams"]),
        ACCOUNT: st.sampled_from(["Zoom", "Google", "Microsoft"]),
    }
    return st.fixed_dictionaries(platform, optional={**known, **own, **others})


def meeting(needs: Needs) -> dict[str, Value]:
    """Return facts that are as is needed."""
    return {key: _like(key, wanted) for key, wanted in needs.items()}


def _like(key: str, wanted: object) -> Value:
    if isinstance(wanted, tuple):
        return str(wanted[0])
    if key in OURS:
        return OWN_WORDS.get(key, "LibCal" if key == SIGN_UP else "Zoom")
    words: dict[str, Value] = {"some": ("email",), "ends": 7, "never-ends": 36500}
    return words.get(str(wanted)) or states(key)[0]


EVERY_ROW = [
    (question.name, number, form)
    for question in table().questions
    for number in range(len(question.rows))
    for form in Form
    if form in question.forms
]
assert all(key.startswith((OWN, "program.")) for key in OURS)
