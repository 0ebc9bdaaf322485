"""Meetings and webinars as Zoom's API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hardener_zoom.simulator.series import Date
from hardener_zoom.simulator.shapes import Flat, Json, Shape
from hardener_zoom.simulator.state import BASIC, RECURRING_TYPES, Program, User
from hardener_zoom.simulator.world import MEETING, WEBINAR, iso, token, uuid

if TYPE_CHECKING:
    from hardener_zoom.simulator.asked import Asked

SITE = "https://us02web.zoom.us"
AGENDA_IN_LIST = 250
"""Characters of an agenda that a list shows."""
NO_REGISTRATION = 2
_PAID = ("question_and_answer.", "waiting_room_options.", "global_dial_in", "contact_")
"""What the answers of a paid host show and those of a free one do not."""


class _View:
    """The settings that one operation shows, as they are before anybody touches them."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape.below("settings")
        self.paid = self.shape.factory()
        self.free = {path: value for path, value in self.paid.items() if not path.startswith(_PAID)}


_READ, _MADE, _WEBINAR = _View(MEETING.part("r")), _View(MEETING.part("c")), _View(WEBINAR.part("r"))


def registers(program: Program) -> bool:
    """Tell whether registration is on."""
    return program.settings.get("approval_type", NO_REGISTRATION) != NO_REGISTRATION


def join_url(asked: Asked, program: Program) -> str:
    """Return the link that patrons click; a new passcode makes a new one."""
    number = program.id
    host = asked.world.users[program.host]
    if program.settings.get("use_pmi") and host.pmi is not None:
        number = host.pmi
    url = f"{SITE}/{'w' if program.webinar else 'j'}/{number}"
    embedded = asked.sim.levels.for_user("meeting_security.embed_password_in_join_link", host) is True
    return f"{url}?pwd={_encrypted(program)}" if program.password and embedded else url


def _encrypted(program: Program) -> str:
    return token(f"{program.id} {program.password}", 24) + ".1"


def row(asked: Asked, program: Program) -> Json:
    """Return the line of a list: no settings, no dates, no passcode."""
    host = asked.world.users[program.host]
    line: Json = {
        "uuid": uuid(program),
        "id": program.id,
        "host_id": program.host,
        "topic": program.topic,
        "type": program.type,
        "duration": program.duration,
        "timezone": program.timezone,
        "created_at": iso(program.created_at),
        "join_url": join_url(asked, program),
    }
    if program.start_time is not None:
        line["start_time"] = iso(program.start_time)
    if program.agenda:
        line["agenda"] = program.agenda[:AGENDA_IN_LIST]
    if program.settings.get("use_pmi") and host.pmi is not None:
        line["pmi"] = str(host.pmi)
    if program.webinar:
        line["is_simulive"] = False
    return line


def meeting(asked: Asked, program: Program, date: Date | None = None, *, made: bool = False) -> Json:
    """Return a meeting in full, or one date of it."""
    host = asked.world.users[program.host]
    document = _head(asked, program, host, date)
    document["status"] = "started" if program.started else "waiting"
    document["pre_schedule"] = program.pre_schedule
    if program.password:
        number = str(int.from_bytes(token(program.password, 4).encode()) % 900_000 + 100_000)
        document |= {
            "password": program.password,
            "h323_password": number,
            "pstn_password": number,
            "encrypted_password": _encrypted(program),
        }
    if program.settings.get("use_pmi") and host.pmi is not None:
        document["pmi"] = str(host.pmi)
    settings = _settings(asked, program, host, date, made=made)
    chat = settings["continuous_meeting_chat"]
    if isinstance(chat, dict) and chat.get("enable") and program.type in {2, 3, 8}:
        chat["channel_id"] = "web_sch_" + token(f"channel {program.id}")
        document["chat_join_url"] = f"{SITE}/launch/jc/{program.id}"
    document["settings"] = settings
    return document


def webinar(asked: Asked, program: Program, date: Date | None = None) -> Json:
    """Return a webinar in full, or one date of it."""
    host = asked.world.users[program.host]
    document = _head(asked, program, host, date)
    document["is_simulive"] = False
    if program.password:
        document |= {
            "password": program.password,
            "h323_passcode": str(int.from_bytes(token(program.password, 4).encode()) % 900_000 + 100_000),
            "encrypted_passcode": _encrypted(program),
        }
    document["settings"] = _settings(asked, program, host, date)
    return document


def _head(asked: Asked, program: Program, host: User, date: Date | None) -> Json:
    head: Json = {
        "uuid": uuid(program),
        "id": program.id,
        "host_id": program.host,
        "host_email": host.email,
        "topic": program.topic,
        "type": program.type,
        "duration": program.duration if date is None else date.duration,
        "timezone": program.timezone,
        "created_at": iso(program.created_at),
        "start_url": f"{SITE}/s/{program.id}?zak={token(f'zak {program.id} {asked.now}', 32)}",
        "join_url": join_url(asked, program),
        "creation_source": program.creation_source,
    }
    start = program.start_time if date is None else date.start
    if start is not None:
        head["start_time"] = iso(start)
    agenda = program.agenda if date is None else date.changes.get("agenda", program.agenda)
    if agenda:
        head["agenda"] = agenda
    if program.tracking_fields:
        head["tracking_fields"] = list(program.tracking_fields)
    if registers(program):
        kind = "webinar" if program.webinar else "meeting"
        head["registration_url"] = f"{SITE}/{kind}/register/{token(f'register {program.id}', 18)}"
    return head | _dates(asked, program, date)


def _dates(asked: Asked, program: Program, date: Date | None) -> Json:
    if program.recurrence is None:
        return {}
    found: Json = {"recurrence": dict(program.recurrence)}
    if program.type in RECURRING_TYPES:
        previous = asked.query("show_previous_occurrences").lower() == "true"
        shown = [date] if date else asked.sim.series.shown(program, asked.now, previous=previous)
        found["occurrences"] = [
            {
                "occurrence_id": each.ident,
                "start_time": iso(each.start),
                "duration": each.duration,
                "status": "deleted" if each.deleted else "available",
            }
            for each in shown
        ]
    return found


def _settings(asked: Asked, program: Program, host: User, date: Date | None, *, made: bool = False) -> Json:
    view = _WEBINAR if program.webinar else _MADE if made else _READ
    free = host.type == BASIC and not program.webinar
    values: Flat = {**(view.free if free else view.paid), **program.settings}
    if asked.world.behaviour.disable_participant_video:
        values.setdefault("disable_participant_video", False)
    if registers(program):
        values.setdefault("registration_type", 1)
    if date is not None:
        values |= {path[9:]: value for path, value in date.changes.items() if path.startswith("settings.")}
    if values.get("meeting_authentication"):
        _name_authentication(asked, values)
    # Copies: what a meeting shows must not be changed through its answer.
    return view.shape.nest({path: list(v) if isinstance(v, list) else v for path, v in values.items()})


def _name_authentication(asked: Asked, values: Flat) -> None:
    options = asked.world.account.meeting_authentication
    chosen = next((o for o in options if o.id == values.get("authentication_option")), None)
    chosen = chosen or next((o for o in options if o.default_option), next(iter(options), None))
    if chosen is not None:
        values |= {"authentication_option": chosen.id, "authentication_name": chosen.name}
        if chosen.domains:
            values["authentication_domains"] = chosen.domains
