"""Live streams, recordings, reports and what can be done to a running meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import invalid, no_meeting, problem
from hardener_zoom.simulator.shapes import Json, shape
from hardener_zoom.simulator.state import RECURRING_TYPES, Program, Recorded
from hardener_zoom.simulator.world import iso, token, uuid

ONE_MONTH = timedelta(days=31)
RECORDING: Json = {
    "share_recording": "none",
    "recording_authentication": False,
    "viewer_download": False,
    "on_demand": False,
    "approval_type": 0,
    "send_email_to_host": False,
    "show_social_share_buttons": False,
    "auto_delete": False,
}
EXTENSIONS = {"CHAT": "TXT", "TRANSCRIPT": "VTT", "CC": "VTT", "SUMMARY": "JSON"}
_STREAM = shape("bodies#livestream")
_RECORDING = shape("bodies#recording_settings")
_EVENT = shape("bodies#live_event")


def get_stream(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/livestream and the same of webinars."""
    stream = _streaming(asked).livestream or {}
    return {"stream_url": "", "stream_key": "", "page_url": "", "resolution": "720p", **stream}


def patch_stream(asked: Asked) -> None:
    """Answer PATCH /meetings/{meetingId}/livestream."""
    program = asked.meeting()
    sent: dict[str, str] = asked.body(_STREAM.part("W"))  # type: ignore[assignment]
    program.livestream = {**(program.livestream or {}), **sent}


def _streaming(asked: Asked) -> Program:
    return asked.webinar() if "webinar" in asked.params else asked.meeting()


def get_recordings(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/recordings."""
    program = _recorded(asked)
    one = next(iter(_times(program)), Recorded(start=program.start_time or program.created_at))
    return _recording(asked, program, one)


def get_recording_settings(asked: Asked) -> Json:
    """Answer GET /meetings/{meetingId}/recordings/settings."""
    program = _recorded(asked)
    return {"topic": program.topic, **RECORDING, **(program.recording or {})}


def patch_recording_settings(asked: Asked) -> None:
    """Answer PATCH /meetings/{meetingId}/recordings/settings."""
    program = _recorded(asked)
    sent = asked.body(_RECORDING.part("W"), _RECORDING)
    if len(str(sent.get("password") or "x" * 8)) < 8:
        raise invalid([("password", "must have at least 8 characters")])
    program.recording = {**(program.recording or {}), **sent}


def _recorded(asked: Asked) -> Program:
    program = asked.meeting()
    if program.recording is None:
        raise problem(404, 3301, "There is no recording for this meeting.")
    return program


def list_recordings(asked: Asked) -> Json:
    """Answer GET /users/{userId}/recordings."""
    user = asked.user()
    begin, end = _window(asked, required=False)
    trash = asked.query("trash") == "true"
    found = [
        (program, one)
        for program in asked.world.hosted[user.id]
        for one in _times(program)
        if one.trashed is trash and begin <= one.start.date() <= end
    ]
    part, about = asked.page(found, f"recordings {user.id} {begin} {end} {trash}")
    del about["page_number"]
    span: Json = {"from": begin.isoformat(), "to": end.isoformat()}
    return {**span, **about, "meetings": [_recording(asked, program, one) for program, one in part]}


def _times(program: Program) -> list[Recorded]:
    if program.recorded is not None:
        return program.recorded
    return [Recorded(start=program.start_time)] if program.recording is not None and program.start_time else []


def _recording(asked: Asked, program: Program, one: Recorded) -> Json:
    start = one.start
    files = [_file(program, start, kind) for kind in one.files]
    return {
        "uuid": uuid(program),
        "id": program.id,
        "account_id": asked.world.account.id,
        "host_id": program.host,
        "topic": program.topic,
        "type": str(program.type),
        "start_time": iso(start),
        "duration": program.duration,
        "total_size": 7_220,
        "recording_count": len(files),
        "recording_files": files,  # type: ignore[dict-item]
    }


def _file(program: Program, start: datetime, kind: str) -> Json:
    return {
        "id": token(f"file {program.id} {start} {kind}"),
        "meeting_id": uuid(program),
        "recording_start": iso(start),
        "recording_end": iso(start + timedelta(minutes=program.duration)),
        "file_type": kind,
        "file_extension": EXTENSIONS.get(kind, kind),
        "file_size": 7_220,
        "recording_type": "shared_screen_with_speaker_view",
        "status": "completed",
    }


def report_upcoming(asked: Asked) -> Json:
    """Answer GET /report/upcoming_events: who hosts what in a month, without its kind."""
    asked.need_paid()
    begin, end = _window(asked, required=True)
    kind, group = asked.query("type", "all"), asked.query("group_id")
    if kind not in {"meeting", "webinar", "all"}:
        raise invalid([("type", "must be one of all, meeting, webinar")])
    rows = [
        _event(asked, program, start)
        for program in asked.world.programs.values()
        if (kind == "all" or program.webinar == (kind == "webinar"))
        and (not group or group in asked.world.users[program.host].groups)
        and asked.own in {None, program.host}
        for start in _starts(asked, program, begin, end)
    ]
    part, about = asked.page(rows, f"report {kind} {group} {begin} {end}", numbered=False)
    del about["total_records"]
    return {"from": begin.isoformat(), "to": end.isoformat(), **about, "upcoming_events": list(part)}


def _starts(asked: Asked, program: Program, begin: date, end: date) -> list[datetime]:
    if program.type in RECURRING_TYPES:
        dates = asked.sim.series.shown(program, asked.now, previous=False)
        coming = [each.start for each in dates if not each.deleted]
    else:
        coming = [program.start_time] if program.start_time else []
    return [start for start in coming if begin <= start.date() <= end and start.timestamp() >= asked.now]


def _event(asked: Asked, program: Program, start: datetime) -> Json:
    host = asked.world.users[program.host]
    return {
        "id": str(program.id),
        "topic": program.topic,
        "host_id": host.id,
        "host_name": host.name,
        "dept": host.dept,
        "start_time": iso(start),
    }


def report_operations(asked: Asked) -> Json:
    """Answer GET /report/operationlogs: what administrators changed."""
    asked.need_paid()
    begin, end = _window(asked, required=True)
    kind = asked.query("category_type", "all")
    found = [
        entry
        for entry in asked.world.operations
        if kind in {"all", entry["category_type"]} and begin.isoformat() <= str(entry["time"])[:10] <= end.isoformat()
    ]
    part, about = asked.page(found, f"operations {kind} {begin} {end}", numbered=False)
    del about["total_records"]
    return {**about, "operation_logs": list(part)}


def _window(asked: Asked, *, required: bool) -> tuple[date, date]:
    today = datetime.fromtimestamp(asked.now, UTC).date()
    if required and not (asked.query("from") and asked.query("to")):
        raise invalid([("from", "is required"), ("to", "is required")])
    try:
        end = date.fromisoformat(asked.query("to") or today.isoformat())
        begin = date.fromisoformat(asked.query("from") or (end - timedelta(days=1)).isoformat())
    except ValueError as error:
        raise invalid([("from", "must be a date: yyyy-MM-dd")]) from error
    if not timedelta() <= end - begin <= ONE_MONTH:
        raise problem(400, 300, "The date range between from and to must be at most one month.")
    return begin, end


def control_live(asked: Asked) -> None:
    """Answer PATCH /live_meetings/{meetingId}/events; it can mute, chat and share nothing."""
    program = asked.meeting()
    asked.body(_EVENT)
    if not program.started:
        raise no_meeting(str(program.id))


ANSWERS = {
    "getMeetingLiveStreamDetails": get_stream,
    "meetingLiveStreamUpdate": patch_stream,
    "getWebinarLiveStreamDetails": get_stream,
    "recordingGet": get_recordings,
    "recordingSettingUpdate": get_recording_settings,
    "recordingSettingsUpdate": patch_recording_settings,
    "recordingsList": list_recordings,
    "reportUpcomingEvents": report_upcoming,
    "reportOperationLogs": report_operations,
    "inMeetingControl": control_live,
}
