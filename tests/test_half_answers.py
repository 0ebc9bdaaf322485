"""What a vendor shows of a control in part, or for some targets only, is never taken for the whole."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pydantic import JsonValue

from hardener.evaluate import Judge
from hardener.model import Document, Status, Target, Value
from hardener.reason import noted
from hardener.setting import ManualOnly, Setting
from tests.made import CONTROLS, profile

pytestmark = pytest.mark.unit

CHAT = "chan.chat_attendee"
VALUES: dict[JsonValue, Value] = {False: "off", True: "everyone"}


@dataclass(frozen=True, kw_only=True)
class Sometimes(Setting):
    def there(self, document: Document) -> bool:
        return document.get("settings") is not None


@dataclass(frozen=True, kw_only=True)
class Otherwise(ManualOnly):
    def there(self, document: Document) -> bool:
        return document.get("settings") is None


CHATS = Sometimes(control=CHAT, path="settings.chat", kinds=("meeting",), values=VALUES, by_hand="here")
REST = ManualOnly(control=CHAT, kinds=("meeting",), by_hand="there", note="the half")
ELSE = Otherwise(control=CHAT, kinds=("meeting",), by_hand="there")


def found(rows: tuple[Setting, ...], document: Document, **unread: str) -> tuple[Status, str, str]:
    target = Target(id="meeting/1", kind="meeting", title="x", document=document, unread=unread)
    (one,) = Judge("main", rows, CONTROLS, {}).program(target, profile(chan__chat_attendee="off"))
    return one.finding.status, one.finding.by_hand, noted(one.finding.note, one.finding.reason)


@pytest.mark.parametrize(
    ("settings", "status", "by_hand"),
    [
        ({"chat": False}, Status.MANUAL, "there"),
        ({"chat": True}, Status.FAIL, "here"),
        ({}, Status.ERROR, "here"),
        ({"chat": 7}, Status.ERROR, "here"),
    ],
)
def test_closed_in_part_is_for_a_person(settings: dict[str, JsonValue], status: Status, by_hand: str) -> None:
    assert found((CHATS, REST), {"settings": settings})[:2] == (status, by_hand)


def test_what_is_said_is_said_of_the_half() -> None:
    assert found((CHATS, REST), {"settings": {"chat": False}})[2] == "the half"


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"settings": {"chat": False}}, Status.PASS),
        ({"settings": {"chat": True}}, Status.FAIL),
        ({"settings": None}, Status.MANUAL),
        ({"settings": {}}, Status.ERROR),
    ],
)
def test_a_row_stands_in_where_the_other_is_not_there(document: Document, status: Status) -> None:
    assert found((CHATS, ELSE), document)[0] is status


def test_unread_is_not_unshown() -> None:
    assert found((CHATS, REST), {"settings": {}}, settings="403")[0] is Status.ERROR
