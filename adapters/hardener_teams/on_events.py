"""Settings that Teams keeps on a webinar or a town hall itself, and on its sign-up form. Rows only.

Graph changes none of them but the questions of the form; what their sessions say is in on_meetings.py.
"""

from __future__ import annotations

from hardener.setting import Number, Setting
from hardener.vendor.kinds import rows_at
from hardener_teams.forms import AlwaysAsked, OwnQuestions, Question, UnknownQuestions
from hardener_teams.kinds import EVENTS, TOWNHALL, WEBINAR, SecondAdult

MANAGE = "Teams > Calendar > the event > Manage event"
FORM = f"{MANAGE} > Registration"
ALWAYS = "Teams always asks for first name, last name and e-mail address; tell families that an initial is enough"

event = rows_at("event", kinds=EVENTS, writable=())
registration = rows_at("registration", kinds=WEBINAR, writable=())

DOOR = (
    event("door.registration_required", "isRegistrationRequired", {True: "required", False: "not-required"}, by_hand=f"{FORM}: required or not"),
    registration("door.registration_approval", "isManualApprovalEnabled", {True: "manual", False: "auto"}),
    event("door.vendor_account_required", "audience", {"organization": "required", "everyone": "not-required"}),
    registration("door.capacity_max", "capacity", sort=Number, by_hand=f"{FORM}: capacity"),
    event("door.capacity_max", "capacity", sort=Number, kinds=TOWNHALL, by_hand=MANAGE),
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
    event("host.second_adult", "coOrganizers", sort=SecondAdult, secret=True, by_hand=f"{MANAGE} > Event group: add a co-organizer"),
)  # fmt: skip

EVENT_ROWS: tuple[Setting, ...] = (*DOOR, *DATA)
