"""The rows of Teams that are more than one value in one place: what they read, and that they never guess."""

from __future__ import annotations

from typing import Any, cast

import pytest

from hardener.catalog import catalogue
from hardener.path import MISSING, UnknownValueError
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.vendor.kinds import MostOpen
from hardener_teams.forms import OwnQuestions, Question
from hardener_teams.kinds import Domains, OfSession, SecondAdult, There
from hardener_teams.settings import SETTINGS

pytestmark = pytest.mark.unit

FIELDS = "data.registration_fields"
CHAT = OfSession(
    control="c", path="sessions.chat", kinds=("webinar",), values={"disabled": "off", "enabled": "everyone"}
)
ADULT = SecondAdult(control="c", path="p.people", kinds=("meeting",), roles=frozenset({"coorganizer"}))
EVERY = MostOpen(control="c", path="p.values", kinds=("account",), values={False: "off", True: "on"})
PHONE = There(control="c", path="p.phone", kinds=("meeting",), present="on", absent="off")
CITY = Question(control=FIELDS, path="q.city", kinds=("webinar",), name="city")
OWN = OwnQuestions(control=FIELDS, path="q.custom", kinds=("webinar",))
DOMAINS = Domains(control="c", path="p.domains", kinds=("account",))


@pytest.mark.parametrize(
    ("row", "document", "found"),
    [
        (CHAT, {"sessions": [{"chat": "disabled"}]}, "off"),
        (CHAT, {"sessions": [{"chat": "disabled"}, {"chat": "enabled"}]}, "everyone"),
        (CHAT, {"sessions": [{"chat": "disabled"}, {}]}, MISSING),
        (CHAT, {"sessions": []}, MISSING),
        (CHAT, {"sessions": ["x"]}, MISSING),
        (CHAT, {}, MISSING),
        (ADULT, {"p": {"people": [{"role": "attendee"}, {"role": "coorganizer", "library": True}]}}, "present"),
        (ADULT, {"p": {"people": [{"role": "attendee"}]}}, "alone"),
        (ADULT, {"p": {"people": []}}, "alone"),
        (ADULT, {"p": {}}, MISSING),
        (EVERY, {"p": {"values": [False, True, False]}}, "on"),
        (EVERY, {"p": {"values": [False]}}, "off"),
        (PHONE, {"p": {"phone": None}}, "off"),
        (PHONE, {"p": {"phone": {"tollNumber": "x"}}}, "on"),
        (CITY, {"q": {"city": None}}, ()),
        (CITY, {"q": {"city": "city, required"}}, ("city",)),
        (OWN, {"q": {"custom": [{"displayName": "Your library CARD"}, {"displayName": "Age"}]}}, ("library_card", "other")),
        (DOMAINS, {"p": {"domains": ["a.example"]}}, "off"),
        (DOMAINS, {"p": {"domains": {"AllowedDomain": []}}}, "on"),
    ],
)  # fmt: skip
def test_what_a_row_comes_to(row: Setting, document: dict[str, Any], found: object) -> None:
    assert row.get(document, row.kinds[0]) == found


@pytest.mark.parametrize(
    ("row", "document"),
    [
        (CHAT, {"sessions": [{"chat": "unknownFutureValue"}]}),
        (ADULT, {"p": {"people": None}}),
        (ADULT, {"p": {"people": ["x"]}}),
        (EVERY, {"p": {"values": []}}),
        (EVERY, {"p": {"values": [False, 1]}}),
        (EVERY, {"p": {"values": False}}),
        (PHONE, {"p": {"phone": "x"}}),
        (CITY, {"q": {"city": True}}),
        (OWN, {"q": {"custom": None}}),
        (OWN, {"q": {"custom": ["x"]}}),
        (DOMAINS, {"p": {"domains": {"Element": "x"}}}),
        (DOMAINS, {"p": {"domains": "x"}}),
    ],
)
def test_an_unknown_shape_is_no_guess(row: Setting, document: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        row.get(document, row.kinds[0])


def test_a_question_is_taken_off_and_none_but_the_card_is_put_on() -> None:
    assert CITY.closest_writable(("email",), "city, required") == ()
    assert CITY.closest_writable(("city",), None) is None
    assert CITY.encode((), "city, required") is None
    mine: list[Any] = [{"displayName": "Library card"}, {"displayName": "Age"}]
    assert OWN.encode(("library_card", "email"), mine) == mine[:1]
    assert OWN.closest_writable(("library_card", "email"), []) == (), "what is only allowed is never added"
    assert OWN.encode(("email",), MISSING) == []
    (card,) = cast("list[Any]", OWN.encode(("library_card",), MISSING))
    assert OWN.decode([card]) == ("library_card",)
    assert OWN.same(mine, mine[::-1])
    assert not OWN.same(mine, mine[:1])
    assert not OWN.same(mine, MISSING)


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: f"{row.control}-{row.path}-{'-'.join(row.kinds)}")
def test_a_row_speaks_of_the_catalogue_from_closed_to_open(row: Setting) -> None:
    control = catalogue()[row.control]
    levels = [*row.writable_values(), *([row.value] if isinstance(row, FixedByVendor) else [])]
    assert not [level for level in levels if control.accepts(level)]
    if control.levels:
        ranks = [control.rank(level) for level in row.writable_values()]
        assert ranks == sorted(ranks), "the order is from closed to open"


@pytest.mark.parametrize(
    "row", [r for r in SETTINGS if r.kinds], ids=lambda row: f"{row.control}-{row.path}-{'-'.join(row.kinds)}"
)
def test_every_row_says_what_a_person_does(row: Setting) -> None:
    assert row.by_hand or (isinstance(row, FixedByVendor) and row.value == "library")


def test_every_control_that_an_api_could_show_has_a_row_or_is_said_to_be_elsewhere() -> None:
    api = {
        ident for ident, control in catalogue().items() if "api" in control.known_by and not ident.startswith("cis-")
    }
    mine = {row.control for row in SETTINGS}
    assert {
        ident
        for ident in api - mine
        if ident.split(".")[0] in {"door", "chan", "rec", "cap", "ai", "data", "host", "enc"}
    } == set()
    for kind in ("meeting", "webinar", "broadcast"):
        shown = {row.control for row in SETTINGS if kind in row.kinds or kind in row.governs}
        left = {
            row.control
            for row in SETTINGS
            if not isinstance(row, ManualOnly) and row.kinds and not row.control.startswith("MS.")
        }
        assert left - shown <= {"rec.auto"}, kind
