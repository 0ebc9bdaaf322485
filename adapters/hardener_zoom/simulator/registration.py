"""Who signed up, and what people are asked when they do."""

from __future__ import annotations

from hardener_zoom.simulator import documents
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import invalid, problem
from hardener_zoom.simulator.shapes import Json, shape
from hardener_zoom.simulator.state import Program
from hardener_zoom.simulator.world import iso, token

FIRST_QUESTIONS: list[Json] = [{"field_name": "last_name", "required": True}]
"""What Zoom asks before anybody changes it; first name and e-mail it asks always, and never lists."""
_CHOICES = frozenset({"single", "single_radio", "single_dropdown", "multiple"})


def registered(asked: Asked, kind: str) -> Program:
    """Return the program that the path names, whose registration is on. Raises `Problem`."""
    program = asked.webinar() if kind == "webinar" else asked.meeting()
    if not documents.registers(program):
        raise problem(404, 404, f"Registration has not been enabled for this {kind}: {program.id}.")
    return program


def get_meeting_questions(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/registrants/questions."""
    return _questions(registered(asked, "meeting"))


def patch_meeting_questions(asked: Asked) -> None:
    """Answer PATCH /meetings/{meetingId}/registrants/questions."""
    _replace(asked, "meeting")


def get_webinar_questions(asked: Asked) -> Json:
    """Answer GET /webinars/{webinarId}/registrants/questions."""
    return _questions(registered(asked, "webinar"))


def patch_webinar_questions(asked: Asked) -> None:
    """Answer PATCH /webinars/{webinarId}/registrants/questions."""
    _replace(asked, "webinar")


def _questions(program: Program) -> Json:
    asked = FIRST_QUESTIONS if program.questions is None else program.questions
    return {"questions": [*asked], "custom_questions": [*(program.custom_questions or ())]}


def _replace(asked: Asked, kind: str) -> None:
    program = registered(asked, kind)
    if asked.world.behaviour.questions_count:
        asked.sim.rates.count_write(program.host, asked.now)
    sent = _sent(asked, f"bodies#{kind}_questions")
    # Each list that is sent takes the place of the old one; a list that is not sent stays.
    if "questions" in sent:
        program.questions = sent["questions"]
    if "custom_questions" in sent:
        program.custom_questions = sent["custom_questions"]


def _sent(asked: Asked, table: str) -> dict[str, list[Json]]:
    sent: dict[str, list[Json]] = asked.body(shape(table))  # type: ignore[assignment]
    for question in sent.get("custom_questions", ()):
        if question.get("type") in _CHOICES and not question.get("answers"):
            raise invalid([("custom_questions.answers", "is required for this type")])
    return sent


def list_meeting_registrants(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/registrants."""
    return _registrants(asked, registered(asked, "meeting"))


def list_webinar_registrants(asked: Asked) -> Json:
    """Answer GET /webinars/{webinarId}/registrants."""
    return _registrants(asked, registered(asked, "webinar"))


def registrant_id(program: Program, person: Json) -> str:
    """Return Zoom's id of a registrant."""
    return token(f"registrant {program.id} {person.get('email')}")


def signed_up_for(person: Json, date: str) -> list[str]:
    """Return the dates that a registrant signed up for; one who named none is of each `date` that is asked for."""
    named = person.get("dates")
    return list(map(str, named)) if isinstance(named, list) else [date]


def _registrants(asked: Asked, program: Program) -> Json:
    status = asked.query("status", "approved")
    if status not in {"pending", "approved", "denied"}:
        raise invalid([("status", "must be one of approved, denied, pending")])
    date = asked.query("occurrence_id")
    found = [
        person
        for person in program.registrants or ()
        if person.get("status", "approved") == status and (not date or date in signed_up_for(person, date))
    ]
    part, about = asked.page(found, f"registrants {program.id} {status} {date}")
    people: list[Json] = []
    for person in part:
        ident = registrant_id(program, person)
        shown = {key: value for key, value in person.items() if key != "dates"}
        people.append({"id": ident, "create_time": iso(program.created_at), "status": status, **shown})
        if status == "approved":
            people[-1]["join_url"] = f"{documents.SITE}/w/{program.id}?tk={ident}"
    return {**about, "registrants": people}  # type: ignore[dict-item]


def get_recording_questions(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/recordings/registrants/questions."""
    kept = _recorded(asked).recording_questions
    return kept or {"questions": [], "custom_questions": []}


def patch_recording_questions(asked: Asked) -> None:
    """Answer PATCH /meetings/{meetingId}/recordings/registrants/questions."""
    program = _recorded(asked)
    program.recording_questions = {
        **get_recording_questions(asked),
        **_sent(asked, "bodies#recording_questions"),  # type: ignore[dict-item]
    }


def _recorded(asked: Asked) -> Program:
    program = asked.meeting()
    if program.recording is None:
        raise problem(404, 3301, "There is no recording for this meeting.")
    return program


ANSWERS = {
    "meetingRegistrantsQuestionsGet": get_meeting_questions,
    "meetingRegistrantQuestionUpdate": patch_meeting_questions,
    "webinarRegistrantsQuestionsGet": get_webinar_questions,
    "webinarRegistrantQuestionUpdate": patch_webinar_questions,
    "meetingRegistrants": list_meeting_registrants,
    "webinarRegistrants": list_webinar_registrants,
    "recordingRegistrantsQuestionsGet": get_recording_questions,
    "recordingRegistrantQuestionUpdate": patch_recording_questions,
}
