"""Creating and changing meetings and webinars."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import cast

from pydantic import JsonValue

from hardener_zoom.simulator import documents
from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.honour import GOVERNED, honoured
from hardener_zoom.simulator.problems import invalid, no_meeting, no_webinar, problem
from hardener_zoom.simulator.series import SHOWN, timezone
from hardener_zoom.simulator.shapes import Flat, Json, Shape
from hardener_zoom.simulator.state import LICENSED, RECURRING_TYPES, Program, User
from hardener_zoom.simulator.world import MEETING, WEBINAR, token

PASSWORD = re.compile(r"[A-Za-z0-9@\-_*]*")
LIVE = "You cannot update or delete meetings that have started using this method."
OF_ONE_DATE = frozenset(
    {
        "agenda",
        "start_time",
        "duration",
        *(
            f"settings.{name}"
            for name in (
                "host_video",
                "participant_video",
                "join_before_host",
                "mute_upon_entry",
                "waiting_room",
                "watermark",
                "auto_recording",
                "panelists_video",
                "hd_video",
            )
        ),
    }
)
"""What can be changed of a single date of a series."""
SCHEDULE = ("type", "start_time", "recurrence")
_PLAIN = ("topic", "agenda", "duration", "timezone", "pre_schedule", "tracking_fields")


def patch_meeting(asked: Asked) -> None:
    """Answer PATCH /meetings/{meetingId}."""
    _patch(asked, asked.meeting(), MEETING)


def patch_webinar(asked: Asked) -> None:
    """Answer PATCH /webinars/{webinarId}."""
    _patch(asked, asked.webinar(), WEBINAR)


def _patch(asked: Asked, program: Program, shape: Shape) -> None:
    asked.sim.rates.count_write(program.host, asked.now)
    if program.started:
        raise problem(400, 3000, LIVE)
    sent = asked.body(shape.part("W"), shape.part("r"))
    if ident := asked.query("occurrence_id"):
        _patch_date(asked, program, ident, sent)
        return
    if "password" in sent:
        _check_password(asked, program, str(sent["password"]))
    kept = honoured(asked, program, _settings_of(sent))
    if program.type != 4:
        _reschedule(asked, program, sent)
    _apply(program, sent)
    program.settings.update(kept)
    _secure(asked, program)


def _settings_of(sent: Flat) -> Flat:
    return {path[9:]: value for path, value in sent.items() if path.startswith("settings.")}


def _apply(program: Program, sent: Flat) -> None:
    for name in _PLAIN:
        # A personal room keeps its name and has no schedule.
        if name in sent and program.type != 4:
            setattr(program, name, sent[name])
    if "password" in sent:
        program.password = str(sent["password"])


def _patch_date(asked: Asked, program: Program, ident: str, sent: Flat) -> None:
    if asked.sim.series.find(program, ident) is None:
        raise (no_webinar if program.webinar else no_meeting)(ident)
    kept = honoured(asked, program, _settings_of(sent))
    changes = {
        path: value
        for path, value in sent.items()
        if path in OF_ONE_DATE and (not path.startswith("settings.") or path[9:] in kept)
    }
    if "start_time" in changes and _moment(changes["start_time"], program.timezone).timestamp() <= asked.now:
        del changes["start_time"]
    elif "start_time" in changes:
        changes["start_time"] = _moment(changes["start_time"], program.timezone).isoformat()
    program.occurrences = {**(program.occurrences or {})}
    program.occurrences[ident] = {**program.occurrences.get(ident, {}), **changes}


def _reschedule(asked: Asked, program: Program, sent: Flat) -> None:
    named = {path.partition(".")[0] for path in sent}
    if not named & set(SCHEDULE):
        return
    rule: Json = {path[11:]: value for path, value in sent.items() if path.startswith("recurrence.")}
    kind = cast("int", sent.get("type", program.type))
    endless = program.type in RECURRING_TYPES and _is_endless(program.recurrence)
    start = _moment(sent["start_time"], program.timezone) if "start_time" in sent else None
    now = datetime.fromtimestamp(asked.now, UTC).replace(microsecond=0)
    if kind in RECURRING_TYPES and not (rule or program.recurrence):
        raise invalid([("recurrence", "is required for a recurring meeting with fixed time")])
    _set_type(program, kind)
    if rule and kind in {3, 6, *RECURRING_TYPES}:
        program.recurrence = {**(program.recurrence or {}), **rule}
    if endless and program.recurrence is not None:
        # Measured: an endless series whose schedule is touched ends after some dates, counted from today.
        if not program.recurrence.get("end_times"):
            program.recurrence = {**program.recurrence, "end_times": SHOWN}
        program.start_time = max(start or program.start_time or now, now)
    elif start is not None and start > now and kind not in {3, 6}:
        program.start_time = start


def _is_endless(rule: Json | None) -> bool:
    return rule is not None and not rule.get("end_times") and not rule.get("end_date_time")


def _set_type(program: Program, kind: int) -> None:
    if kind == program.type:
        return
    program.type = kind  # type: ignore[assignment]
    if kind not in {3, 6, *RECURRING_TYPES}:
        program.recurrence = program.occurrences = None
    if kind in {3, 6}:
        program.start_time = None
        program.settings.pop("approval_type", None)


def _moment(value: JsonValue, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise invalid([("start_time", "must be a date and time")]) from error
    # Without a Z the time is local: of the time zone that the meeting names.
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone(zone))).astimezone(UTC)


def _check_password(asked: Asked, program: Program, password: str) -> None:
    if not PASSWORD.fullmatch(password):
        raise invalid([("password", "may hold only letters, numbers and @ - _ *")])
    host = asked.world.users[program.host]
    rule = "meeting_security.meeting_password_requirement."
    short = len(password) < cast("int", asked.sim.levels.for_user(rule + "length", host))
    wants = {
        "have_letter": str.isalpha,
        "have_number": str.isdigit,
        "have_special_character": "@-_*".__contains__,
    }
    lacks = [
        name
        for name, test in wants.items()
        if asked.sim.levels.for_user(rule + name, host) and not any(map(test, password))
    ]
    if password and (short or lacks):
        raise problem(400, 300, "Password does not meet the account's passcode requirements.")


def _secure(asked: Asked, program: Program) -> None:
    """Turn the waiting room on again where nothing else keeps people out, as Zoom does."""
    guards = [program.settings.get(name) for name in ("waiting_room", "meeting_authentication")]
    if program.webinar or program.password or any(guards):
        return
    host = asked.world.users[program.host]
    if asked.sim.levels.for_user("meeting_security.auto_security", host):
        program.settings["waiting_room"] = True


def create_meeting(asked: Asked) -> Json:
    """Answer POST /users/{userId}/meetings."""
    host = asked.user()
    if host.status != "active" or host.type not in {1, LICENSED}:
        raise problem(400, 3161, "This user is not allowed to host meetings.")
    asked.sim.rates.count_write(host.id, asked.now)
    sent = asked.body(MEETING.part("C"), MEETING.part("c"))
    program = _new(asked, host, sent)
    asked.world.add(program)
    program.settings = {**_seeded(asked, host), **honoured(asked, program, _settings_of(sent))}
    _apply(program, sent)
    _secure(asked, program)
    return documents.meeting(asked, program, made=True)


def _new(asked: Asked, host: User, sent: Flat) -> Program:
    kind = cast("int", sent.get("type", 2))
    rule: Json = {path[11:]: value for path, value in sent.items() if path.startswith("recurrence.")}
    if kind in RECURRING_TYPES and "type" not in rule:
        raise invalid([("recurrence", "is required for a recurring meeting with fixed time")])
    zone = str(sent.get("timezone", host.timezone))
    now = datetime.fromtimestamp(asked.now, UTC).replace(microsecond=0)
    start = _moment(sent["start_time"], zone) if "start_time" in sent else now
    if "password" in sent:
        _check_password(asked, Program(id=0, host=host.id, topic=""), str(sent["password"]))
    return Program(
        id=_free_id(asked),
        host=host.id,
        topic=str(sent.get("topic", "Zoom Meeting")),
        type=kind,  # type: ignore[arg-type]
        start_time=None if kind in {1, 3} else start,
        timezone=zone,
        created_at=now,
        creation_source="open_api",
        password=_first_password(asked, host, sent),
        recurrence=rule or None,
    )


def _first_password(asked: Asked, host: User, sent: Flat) -> str:
    wanted = asked.sim.levels.for_user("schedule_meeting.require_password_for_scheduling_new_meetings", host)
    made_up = wanted is True and sent.get("default_password", True) is True
    return str(sent.get("password") or (token(f"password {asked.now} {host.id}", 6)[:6] if made_up else ""))


def _free_id(asked: Asked) -> int:
    number = 81_000_000_000 + len(asked.world.programs) * 7_919
    while number in asked.world.programs:
        number += 1
    return number


def _seeded(asked: Asked, host: User) -> Flat:
    """Return what a new meeting takes over from its host's settings."""
    read = MEETING.part("c").entries
    values = {name: asked.sim.levels.for_user(path, host) for name, path in GOVERNED.items()}
    starts = "in_meeting.meeting_summary_with_ai_companion.auto_enable"
    values["auto_start_meeting_summary"] = asked.sim.levels.for_user(starts, host)
    return {name: value for name, value in values.items() if value is not None and f"settings.{name}" in read}


ANSWERS = {"meetingUpdate": patch_meeting, "webinarUpdate": patch_webinar, "meetingCreate": create_meeting}
