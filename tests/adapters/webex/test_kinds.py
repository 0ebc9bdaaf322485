"""The settings of Webex that are more than one value in one place, and what lists are made of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.adapters.webex.made import NOW, WINDOW, Checked, small

from hardener.errors import MalformedError
from hardener.path import MISSING, UnknownValueError
from hardener.vendor.forms import owned
from hardener_webex.documents import Slot, host_of, kind_of, moment, next_slot, signup_of, slot_of, tags
from hardener_webex.kinds import NEVER, Asked, LockMinutes, Passcode
from hardener_webex.refusals import SUITE, named_in
from hardener_webex.settings import SETTINGS
from hardener_webex.simulator.shapes import OPTIONAL, REQUIRED
from hardener_webex.simulator.writing import _weak

pytestmark = pytest.mark.unit

PASSCODE = Passcode(control="door.passcode", path="program.password", kinds=("meeting",))
MINUTES = LockMinutes(
    control="door.lock_after_min", path="p.minutes", switch="p.on", kinds=("meeting",), allowed=(0, 5, 10)
)
ASKED = Asked(control="data.registration_fields", path="form.registrationForm", kinds=("meeting",))
BARE = {**dict.fromkeys(REQUIRED, True), **dict.fromkeys(OPTIONAL, False), "customizedQuestions": [], "rules": []}
CARD = {"question": "Library Card", "type": "singleLineTextBox", "maxLength": 20}
CREDIT = {"question": "Credit card number", "type": "singleLineTextBox", "maxLength": 20}
CHILD = {"question": "Name of your child", "type": "singleLineTextBox", "maxLength": 20}


def test_a_new_password_conforms_to_a_strict_site_each_time() -> None:
    world = Checked.from_seed(small(), clock=NOW.timestamp).world
    meeting = world.meetings["a1"]
    made = {str(PASSCODE.encode("embedded", "")) for _ in range(200)}
    assert len(made) == 200
    assert not [p for p in made if list(_weak(world, meeting, p))]


def test_a_password_that_is_there_stays() -> None:
    assert PASSCODE.encode("embedded", "Abc@1234") == "Abc@1234"


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ({"p": {"on": True, "minutes": 5}}, 5),
        ({"p": {"on": False, "minutes": 0}}, NEVER),
        ({"p": {"minutes": 0}}, MISSING),
        ({"p": {"on": True}}, MISSING),
    ],
)
def test_when_a_meeting_locks_itself(document: dict[str, Any], value: object) -> None:
    assert MINUTES.get(document, "meeting") == value


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (None, ()),
        (BARE, ("email", "first_name", "last_name")),
        ({**BARE, "customizedQuestions": [CARD]}, ("email", "first_name", "last_name", "library_card")),
        ({**BARE, "customizedQuestions": [CHILD]}, ("email", "first_name", "last_name", "other")),
        ({**BARE, "customizedQuestions": [CREDIT]}, ("email", "first_name", "last_name", "other")),
        ({**BARE, "requireFax": True, "requireCity": True}, ("city", "email", "first_name", "last_name", "phone")),
    ],
)
def test_what_a_form_asks(form: Any, names: tuple[str, ...]) -> None:
    assert ASKED.decode(form) == names


@pytest.mark.parametrize(
    "form",
    [
        [],
        {k: v for k, v in BARE.items() if k != "requireFax"},
        {**BARE, "requireCity": "no"},
        {**BARE, "customizedQuestions": {}},
        {**BARE, "customizedQuestions": ["Card"]},
        {**BARE, "customizedQuestions": [{"type": "singleLineTextBox"}]},
        {**BARE, "customizedQuestions": [{**CARD, "question": {}}]},
        {**BARE, "requireDateOfBirth": True},
        {k: v for k, v in BARE.items() if k != "customizedQuestions"},
    ],
)
def test_a_form_that_does_not_say_is_unknown(form: Any) -> None:
    with pytest.raises(UnknownValueError):
        ASKED.decode(form)


def test_a_library_says_what_its_card_is_called() -> None:
    form: Any = {**BARE, "customizedQuestions": [{**CARD, "question": "Your Biblio pass"}]}
    named = [row for row in owned(SETTINGS, cards=("Biblio pass",)) if isinstance(row, Asked)]
    assert [row.decode(form) for row in named] == [("email", "first_name", "last_name", "library_card")]
    assert ASKED.decode(form) == ("email", "first_name", "last_name", "other")
    kept = named[0].redacted(form, "form.registrationForm")
    assert ASKED.decode(kept) == named[0].decode(form), "a snapshot is read without the configuration"


def test_a_form_loses_what_is_not_allowed_and_the_rules_about_it() -> None:
    about = {"condition": "equals", "value": "x", "result": "reject", "order": 1}
    rules = [{"question": "city", **about}, {"question": "email", **about}, {"question": "state", **about}]
    form: Any = {
        **BARE,
        "requireCity": True,
        "requireState": True,
        "customizedQuestions": [CARD, CHILD],
        "rules": rules,
    }
    allowed = ("email", "first_name", "library_card", "state")
    assert ASKED.closest_writable(allowed, form) == allowed
    left: Any = ASKED.encode(allowed, form)
    assert ASKED.decode(left) == ("email", "first_name", "last_name", "library_card", "state")
    assert [rule["question"] for rule in left["rules"]] == ["email", "state"]
    assert ASKED.same(left, {**left, "rules": []})
    assert not ASKED.same(left, form)
    assert ASKED.same(None, None)


def test_where_only_the_last_name_is_too_much_nothing_can_be_done() -> None:
    form: Any = {**BARE, "customizedQuestions": [CARD]}
    assert ASKED.closest_writable(("email", "first_name", "library_card"), form) is None


def at(days: float) -> str:
    return (NOW + timedelta(days=days)).isoformat()


def test_when_a_program_is_on_next() -> None:
    def following(item: dict[str, Any], dates: list[Slot] | None) -> Slot | None:
        return next_slot(item, slot_of(item), dates, WINDOW)

    single = {"start": at(1), "end": at(1.02)}
    assert following(single, None) == Slot(NOW + timedelta(days=1), 28)
    assert following({"start": at(-1), "end": at(-0.9)}, None) is None
    weekly = {"start": at(-20), "end": at(-19.9), "recurrence": "FREQ=WEEKLY"}
    assert following(weekly, None) == following(weekly, []) == Slot(None, 144)
    assert following({**weekly, "state": "expired"}, []) is None
    dates = [Slot(NOW + timedelta(days=d), 30) for d in (8, 1, -6)]
    assert following(weekly, dates) == dates[1]._replace(later=(NOW + timedelta(days=8),))
    assert following({**weekly, "state": "inProgress"}, []) == Slot(None, 144, live=True)


def test_what_webex_does_not_say_is_an_error() -> None:
    odds: tuple[Any, ...] = ("hologram", [], None)
    for odd in odds:
        with pytest.raises(MalformedError):
            kind_of({"scheduledType": odd})
    nevers: tuple[Any, ...] = ("soon", "", None, 5, [], "0001-01-01T00:00:00Z")
    for never in nevers:
        with pytest.raises(MalformedError):
            moment(never)
    shapeless: tuple[Any, ...] = ("yes", {}, [], True)
    for registration in shapeless:
        with pytest.raises(MalformedError):
            signup_of({"registration": registration})
    assert "autoAcceptRequest" not in signup_of({"registration": {"requireEmail": True}})["registration"]


def test_tags_and_names() -> None:
    assert tags({"agenda": "Songs #storytime", "trackingCodes": [{"name": "Branch", "value": "east"}]}) == (
        "east",
        "storytime",
    )
    assert host_of(" Story@Example.org ") == host_of("story@example.org")
    assert host_of("story@example.org").name == "story@…"


def test_a_warning_names_what_was_dropped_or_may_mean_all_of_it() -> None:
    assert named_in('299 - "something else"') == ()
    assert named_in("1001") == SUITE
    assert named_in("1001: publicMeeting is not supported") == ("publicMeeting",)


def test_approval_by_a_person_brings_registration_with_it() -> None:
    row = next(row for row in SETTINGS if row.control == "door.registration_approval")
    before: dict[str, Any] = {"signup": {"registration": {"enabled": False, "autoAcceptRequest": None}}}
    after = row.put(before, "meeting", "manual")
    assert after == {"signup": {"registration": {"enabled": True, "autoAcceptRequest": False}}}
