"""The whole table: what GoTo's APIs show of a program, and beside it what a person looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.by_hand import whole
from hardener.model import Risk, Value
from hardener.path import MISSING, Missing, UnknownValueError
from hardener.questions import kind_of_question
from hardener.setting import Setting, scalar
from hardener.vendor.forms import OfCards, questions_in
from hardener.vendor.kinds import rows_at
from hardener_goto.documents import flag

MEETING, WEBINAR = ("meeting",), ("webinar",)
LOCKOUT = frozenset({Risk.LOCKOUT})
FIELDS: Mapping[str, str] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "email": "email",
    "address": "address",
    "city": "city",
    "state": "state",
    "zipCode": "zip",
    "country": "country",
    "phone": "phone",
    "industry": "industry",
    "organization": "org",
    "jobTitle": "job_title",
    "purchasingTimeFrame": "purchasing_time_frame",
    "purchasingRole": "role_in_purchase_process",
    "numberOfEmployees": "no_of_employees",
    "questionsAndComments": "comments",
}
"""GoTo's own questions, and what we call them."""
ALWAYS = ("email", "first_name", "last_name")
"""Asked by GoTo of everyone."""


@dataclass(frozen=True, kw_only=True)
class Asked(OfCards):
    """What the sign-up form asks; GoTo's API shows it and does not change it."""

    always: tuple[str, ...] = ALWAYS

    def decode(self, raw: JsonValue) -> Value:
        """Return the names of what is asked; a question of the library's own is its card or `other`."""
        if not isinstance(raw, dict):
            raise UnknownValueError("the sign-up form has an unknown shape")
        own = {kind_of_question(each.get("question"), self.cards) for each in _entries(raw, "questions")}
        return tuple(sorted({*ALWAYS, *own, *(_named(each.get("field")) for each in _entries(raw, "fields"))}))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep which of GoTo's questions are asked; of the library's own only whether they ask for a card."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        kept: dict[str, JsonValue] = {}
        for key, keep in (("fields", _field), ("questions", self.kept_question)):
            found = raw.get(key, MISSING)
            if not isinstance(found, Missing):
                kept[key] = [keep(each) for each in found] if isinstance(found, list) else None
        return kept


def _field(each: JsonValue) -> JsonValue:
    return {"field": scalar(each.get("field"))} if isinstance(each, dict) else None


def _entries(form: Mapping[str, JsonValue], key: str) -> list[dict[str, JsonValue]]:
    """Return the entries of a form's list. Raises `UnknownValueError` where it does not tell all of them."""
    return questions_in(form.get(key), f"the sign-up form does not say which {key} it has")


def _named(field: JsonValue) -> str:
    name = FIELDS.get(field) if isinstance(field, str) else None
    if name is None:
        raise UnknownValueError("the sign-up form asks something that this version does not know")
    return name


class Switch(Setting):
    """A switch that GoTo may show as a text, whichever of both was sent."""

    def same(self, wanted: JsonValue, found: JsonValue | Missing) -> bool:
        """Tell whether both mean the same."""
        return super().same(wanted, found) or flag(wanted) is flag(found) is not None


meeting = rows_at("meeting", kinds=MEETING, risks=LOCKOUT)
webinar = rows_at("webinar", kinds=WEBINAR, writable=())

SHOWN: tuple[Setting, ...] = (
    meeting(
        "door.passcode", "passwordRequired", {True: "separate", False: "none", "true": "separate", "false": "none"},
        sort=Switch, note="the password itself is set by hand, and families need it",
    ),
    meeting(
        "door.dial_in", "conferenceCallInfo",
        {"VoIP": "off", "Hybrid": "on", "Free": "on", "PSTN": "on", "Private": "on"},
        undo={"off": "gives back the telephone, perhaps with other access codes"},
    ),
    webinar(
        "door.registration_required", "impromptu", {False: "required"}, fixed=True,
        note="everybody signs up for a webinar that was scheduled",
    ),
    webinar("door.registration_approval", "approvalType", {"MANUAL": "manual", "AUTOMATIC": "auto"}),
    webinar("door.passcode", "isPasswordProtected", {True: "separate", False: "none"}),
    Setting(
        control="door.dial_in", path="audio.type", kinds=WEBINAR, risks=LOCKOUT,
        values={"VOIP": "off", "Hybrid": "on", "PSTN": "on", "Private": "on"},
        undo={"off": "gives back the telephone, with other access codes and perhaps numbers of other countries"},
    ),
    Asked(control="data.registration_fields", path="form", kinds=WEBINAR, writable=()),
)  # fmt: skip
KINDS = {"meeting": MEETING, "webinar": WEBINAR, "program": (*MEETING, *WEBINAR)}
"""What by_hand.yaml calls the kinds of program."""
SETTINGS: tuple[Setting, ...] = whole("hardener_goto", SHOWN, KINDS)
