"""Settings that Teams keeps on a webinar or a town hall itself, and on its sign-up form. Rows only.

Graph changes none of them but the questions of the form; what their sessions say is in on_meetings.py.
"""

from __future__ import annotations

from hardener.setting import Number, Setting
from hardener_teams.forms import AlwaysAsked, OwnQuestions, Question, UnknownQuestions
from hardener_teams.kinds import EVENTS, TOWNHALL, WEBINAR, SecondAdult

MANAGE = "Teams > Calendar > the event > Manage event"
FORM = f"{MANAGE} > Registration"
ALWAYS = "Teams always asks for first name, last name and e-mail address; tell families that an initial is enough"

DOOR = (
    Setting(
        control="door.registration_required", path="event.isRegistrationRequired", kinds=EVENTS, writable=(),
        values={True: "required", False: "not-required"}, by_hand=f"{FORM}: required or not",
    ),
    Setting(
        control="door.registration_approval", path="registration.isManualApprovalEnabled", kinds=WEBINAR, writable=(),
        values={True: "manual", False: "auto"}, by_hand=f"{FORM}: require manual approval",
    ),
    Setting(
        control="door.vendor_account_required", path="event.audience", kinds=EVENTS, writable=(),
        values={"organization": "required", "everyone": "not-required"}, by_hand=f"{MANAGE} > Event access: Public, or the organization",
    ),
    Number(control="door.capacity_max", path="registration.capacity", kinds=WEBINAR, writable=(), by_hand=f"{FORM}: capacity"),
    Number(control="door.capacity_max", path="event.capacity", kinds=TOWNHALL, writable=(), by_hand=MANAGE),
)  # fmt: skip

DATA = (
    *(
        Question(control="data.registration_fields", path=f"questions.{label}", kinds=WEBINAR, name=name, note=ALWAYS, by_hand=FORM)
        for label, name in (
            ("street", "address"), ("city", "city"), ("state", "state"), ("postalCode", "zip"), ("countryOrRegion", "country"),
            ("industry", "industry"), ("jobTitle", "job_title"), ("organization", "org"),
        )
    ),
    OwnQuestions(control="data.registration_fields", path="questions.custom", kinds=WEBINAR, note=ALWAYS, by_hand=FORM),
    UnknownQuestions(control="data.registration_fields", path="questions.unknown", kinds=WEBINAR, note=ALWAYS, by_hand=FORM),
    AlwaysAsked(control="data.registration_fields", kinds=WEBINAR, note=ALWAYS, by_hand=ALWAYS),
    SecondAdult(
        control="host.second_adult", path="event.coOrganizers", kinds=EVENTS, writable=(), secret=True,
        by_hand=f"{MANAGE} > Event group: add a co-organizer",
    ),
)  # fmt: skip

EVENT_ROWS: tuple[Setting, ...] = (*DOOR, *DATA)
