"""Whether somebody belongs to the library: what Graph tells of a person, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from hardener.path import MISSING, UnknownValueError
from hardener_teams.kinds import Presenters, SessionPresenters
from hardener_teams.people import Home, belongs, home_of, kept

HOME = Home(frozenset({"library.example"}), frozenset({"t1"}))


def person(upn: Any = None, tenant: Any = None, **more: Any) -> dict[str, Any]:
    return {"upn": upn, "identity": {"user": {"id": "x", "tenantId": tenant}}, "role": "presenter", **more}


@pytest.mark.parametrize(
    ("who", "own"),
    [
        (person("ann@library.example"), True),
        (person("Ann@LIBRARY.example", "T1"), True),
        (person(None, "t1"), True),
        (person("ann@oak.library.example"), True),
        (person("ann@notlibrary.example"), False),
        (person("ann@mail.example"), False),
        (person(None, "t2"), False),
        (person("ann@mail.example", "t1"), None),
        (person("ann@library.example", "t2"), None),
        (person("ann_mail.example#EXT#@library.example", "t1"), False),
        (person(None, None, identity={"guest": {"displayName": "Ann"}}), False),
        (person(None, None, identity={"phone": {"id": "+1"}, "user": None}), False),
        (person(), None),
        (person([], {}), None),
        ({"id": "x", "tenantId": "t1"}, True),
        ({"id": "x", "tenantId": "t2"}, False),
        (None, None),
        ("ann@library.example", None),
        ({"identity": "x"}, None),
    ],
)
def test_who_belongs_to_the_library(who: Any, own: bool | None) -> None:
    assert belongs(who, HOME) is own
    assert kept(who, HOME)["library"] is own
    assert "ann" not in repr(kept(who, HOME)).casefold()


def test_without_a_home_nobody_can_be_told() -> None:
    assert belongs(person("ann@library.example", "t1"), Home()) is None
    assert belongs(person("ann@library.example"), home_of(["@Library.example "])) is True
    assert belongs(person(None, "GUID"), home_of(["guid"])) is True


def test_who_organizes_is_staff() -> None:
    own = Home().and_of(person("boss@town.example", "t9"))
    assert belongs(person("ann@town.example", "t9"), own) is True
    guest = Home().and_of(person("boss_town.example#EXT#@library.example"))
    assert guest == Home()
    assert Home().and_of(None) == Home().and_of([]) == Home()


MEETING = Presenters(
    control="c",
    path="m.share",
    kinds=("meeting",),
    values={"organizer": "hosts", "roleIsPresenter": "hosts", "everyone": "everyone"},
    people="m.people",
    roles={"organizer": frozenset({"coorganizer"}), "roleIsPresenter": frozenset({"presenter", "coorganizer"})},
)
SESSION = SessionPresenters(control="c", path="sessions.share", kinds=("webinar",), values=MEETING.values)


def meeting(share: Any, people: Any) -> dict[str, Any]:
    return {"m": {"share": share, "people": people}}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (meeting("organizer", []), "hosts"),
        (meeting("organizer", [{"role": "presenter", "library": False}]), "hosts"),
        (meeting("organizer", [{"role": "coorganizer", "library": False}]), "approved"),
        (meeting("roleIsPresenter", [{"role": "presenter", "library": True}]), "hosts"),
        (meeting("roleIsPresenter", [{"role": "presenter", "library": False}]), "approved"),
        (meeting("roleIsPresenter", [{"role": "attendee", "library": None}]), "hosts"),
        (meeting("everyone", None), "everyone"),
        ({"m": {}}, MISSING),
    ],
)
def test_who_can_share_in_a_meeting(document: dict[str, Any], found: object) -> None:
    assert MEETING.get(document, "meeting") == found


@pytest.mark.parametrize(
    "document",
    [
        meeting("roleIsPresenter", [{"role": "presenter", "library": None}]),
        meeting("roleIsPresenter", [{"role": "presenter"}]),
        meeting("roleIsPresenter", [{"role": "unknownFutureValue", "library": True}]),
        meeting("roleIsPresenter", [{"role": None, "library": True}]),
        meeting("roleIsPresenter", None),
        meeting("roleIsPresenter", ["x"]),
        meeting("unknownFutureValue", []),
        meeting([], []),
        {"m": {"share": "organizer"}},
    ],
)
def test_who_can_share_is_no_guess(document: dict[str, Any]) -> None:
    with pytest.raises(UnknownValueError):
        MEETING.get(document, "meeting")


def test_what_closes_sharing_is_written_whatever_stands_there() -> None:
    assert MEETING.encode("hosts", "roleIsPresenter") == "organizer"
    assert MEETING.encode("hosts", "everyone") == "organizer"


def event(share: str, people: Any) -> dict[str, Any]:
    return {"sessions": [{"share": "organizer"}, {"share": share}], "event": {"coOrganizers": people}}


def test_who_can_share_in_sessions() -> None:
    assert SESSION.get(event("organizer", [{"library": True}]), "webinar") == "hosts"
    assert SESSION.get(event("organizer", [{"library": True}, {"library": False}]), "webinar") == "approved"
    assert SESSION.get(event("everyone", None), "webinar") == "everyone"
    assert SESSION.get({"sessions": []}, "webinar") is MISSING
    for odd in (event("roleIsPresenter", []), event("organizer", [{"library": None}]), event("organizer", None)):
        with pytest.raises(UnknownValueError):
            SESSION.get(odd, "webinar")
