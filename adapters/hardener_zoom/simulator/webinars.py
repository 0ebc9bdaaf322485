"""Reading webinars."""

from __future__ import annotations

from datetime import UTC, datetime

from hardener_zoom.simulator import documents
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import invalid, no_webinar, problem
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import Program, User
from hardener_zoom.simulator.world import token

NO_PLAN = (
    "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for this user "
    "in order to perform this action."
)


def list_webinars(asked: Asked) -> Json:
    """Answer GET /users/{userId}/webinars."""
    user = asked.user()
    _need_licence(asked, user)
    kind = asked.query("type", "scheduled")
    if kind not in {"scheduled", "upcoming"}:
        raise invalid([("type", "must be one of scheduled, upcoming")])
    moment = datetime.fromtimestamp(asked.now, UTC)
    found = [
        program
        for program in asked.world.hosted[user.id]
        if program.webinar
        and not asked.sim.series.expired(program, asked.now)
        and (kind == "scheduled" or _coming(asked, program, moment))
    ]
    part, about = asked.page(found, f"webinars {user.id} {kind}")
    return {**about, "webinars": [documents.row(asked, program) for program in part]}


def _coming(asked: Asked, program: Program, moment: datetime) -> bool:
    end = asked.sim.series.end(program)
    return program.started or end is None or end > moment


def _need_licence(asked: Asked, user: User) -> None:
    if asked.sim.levels.for_user("feature.webinar", user) is not True:
        raise problem(400, 200, NO_PLAN)


def get_webinar(asked: Asked) -> Json:
    """Answer GET /webinars/{webinarId}."""
    program = asked.webinar()
    ident = asked.query("occurrence_id")
    if not ident:
        return documents.webinar(asked, program)
    date = asked.sim.series.find(program, ident)
    if date is None:
        raise no_webinar(ident)
    return documents.webinar(asked, program, date)


def list_panelists(asked: Asked) -> Json:
    """Answer GET /webinars/{webinarId}/panelists."""
    program = asked.webinar()
    panelists: list[Json] = [
        {
            "id": token(f"panelist {program.id} {person['email']}"),
            "email": person["email"],
            "name": person.get("name", ""),
            "join_url": f"{documents.join_url(asked, program)}&tk={token(f'tk {person}')}",
        }
        for person in program.panelists or ()
    ]
    return {"panelists": panelists, "total_records": len(panelists)}  # type: ignore[dict-item]


ANSWERS = {"webinars": list_webinars, "webinar": get_webinar, "webinarPanelists": list_panelists}
