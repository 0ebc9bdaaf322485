"""What is left of families of a webinar: registrants, recordings, and how many came."""

from __future__ import annotations

from typing import Any

from hardener_goto.simulator.asked import Asked, bad, not_found, time_of
from hardener_goto.simulator.state import Webinar
from hardener_goto.simulator.webinars import webinar

Json = dict[str, Any]
FIRST = 10_000_000_000


def registrants(asked: Asked) -> Json | list[Json]:
    """Answer `GET …/registrants`: an array of all, or a page where one is asked for."""
    found = webinar(asked)
    people = [_person(found, n) for n in range(len(found.registrants)) if n not in found.removed]
    if not {"page", "limit"} & set(asked.request.args):
        return people
    number, limit = (_number(asked, name, usual) for name, usual in (("page", 0), ("limit", 20)))
    shown = people[number * limit : (number + 1) * limit]
    return {"data": shown, "total": len(people), "page": number, "limit": limit, "pageSize": len(shown)}


def _number(asked: Asked, name: str, usual: int) -> int:
    text = asked.query(name, str(usual))
    if not text.isdecimal() or (name == "limit" and not 0 < int(text) <= 200):
        raise bad(name)
    return int(text)


def _person(found: Webinar, number: int) -> Json:
    return {
        "firstName": f"Family {number}", "lastName": "Reader", "email": f"family{number}@example.com",
        "registrantKey": FIRST + number, "registrationDate": found.times[0][0], "status": found.registrants[number],
        "joinUrl": f"https://global.gotowebinar.com/join/{found.key}/{FIRST + number}", "timeZone": "America/New_York",
    }  # fmt: skip


def delete(asked: Asked) -> None:
    """Answer `DELETE …/registrants/{registrantKey}`: of a webinar that is to come, and of no other."""
    found = webinar(asked)
    number = int(asked.params["registrant"]) - FIRST if asked.params["registrant"].isdecimal() else -1
    if number not in range(len(found.registrants)) or number in found.removed:
        raise not_found()
    if all(time_of(start).timestamp() <= asked.now for start, _ in found.times):
        raise bad("the webinar is not a scheduled, future webinar")
    found.removed.append(number)


def recordings(asked: Asked) -> Json:
    """Answer `GET /webinars/{webinarKey}/recordingAssets`."""
    found = asked.world.webinars.get(asked.params["webinar"])
    if found is None or (found.organizer != asked.app.user and not asked.admin):
        raise not_found()
    shown = [_recording(found, number) for number in range(len(found.recordings))]
    return {"data": shown, "total": len(shown), "page": 0, "pageSize": len(shown)}


def _recording(found: Webinar, number: int) -> Json:
    link = f"https://attendee.gotowebinar.com/recording/{found.key}{number}"
    return {
        "name": found.subject, "recordingAssetKey": f"{found.key}{number}", "productName": "g2w",
        "createTime": found.recordings[number], "creatorKey": found.organizer, "accountKey": "777",
        "totalReferenceCount": 1, "mp4DownloadUrl": f"{link}.mp4", "transcriptDownloadUrl": f"{link}.vtt",
        "recordingShareUrl": link, "webinarKey": found.key,
    }  # fmt: skip


def sessions(asked: Asked) -> Json:
    """Answer `GET …/sessions`: each time that it was on, and how many came."""
    found = webinar(asked)
    shown = [
        {
            "webinarName": found.subject, "webinarKey": found.key, "sessionKey": f"{found.key}{number}",
            "startTime": start, "endTime": end, "registrantsAttended": came, "registrantCount": len(found.registrants),
            "organizers": [{"givenName": "Main", "surname": "Branch"}],
        }
        for number, (start, end, came) in enumerate(found.sessions)
    ]  # fmt: skip
    page = {"size": len(shown), "totalElements": len(shown), "totalPages": 1, "number": 0}
    return {"_embedded": {"sessionInfoResources": shown}, "page": page}
