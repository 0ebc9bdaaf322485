"""A conference server in the manner of BigBlueButton: XML always with 200, a checksum over each query, no settings read back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from tests.http.made import Reply, Seen

LENGTHS = {40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}


def xml(inside: str, code: str = "SUCCESS") -> Reply:
    body = f'<?xml version="1.0"?>\n<response><returncode>{code}</returncode>{inside}</response>'
    return Reply(body.encode(), headers={"Content-Type": "text/xml;charset=utf-8"})


def failed(key: str, said: str) -> Reply:
    return xml(f"<messageKey>{key}</messageKey><message>{escape(said)}</message>", "FAILED")


@dataclass
class Conference:
    secret: str
    running: dict[str, str] = field(default_factory=dict)
    """Names of the meetings that are on, by id."""
    odd: bytes | None = None
    """Answered to a list instead of it."""

    def __call__(self, seen: Seen) -> Reply:
        call = seen.path.removeprefix("/bigbluebutton/api/")
        query, _, checksum = seen.sent_query.rpartition("checksum=")
        query = query.removesuffix("&")
        algorithm = LENGTHS.get(len(checksum))
        wanted = hashlib.new(algorithm, (call + query + self.secret).encode()).hexdigest() if algorithm else ""
        if not wanted or wanted != checksum:
            return failed("checksumError", f"You did not pass the checksum security check for {seen.sent_query}")
        asked = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        return self.answer(call, asked)

    def answer(self, call: str, asked: dict[str, str]) -> Reply:
        meeting = asked.get("meetingID", "")
        if call == "getMeetings":
            return Reply(self.odd) if self.odd is not None else xml(f"<meetings>{self.meetings()}</meetings>")
        if call == "create":
            self.running.setdefault(meeting, asked.get("name", ""))
            return xml(f"<meetingID>{escape(meeting)}</meetingID>")
        if meeting not in self.running:
            return failed("notFound", "We could not find a meeting with that meeting ID")
        if call == "end":
            del self.running[meeting]
            return xml("<messageKey>sentEndMeetingRequest</messageKey>")
        return xml(self.one(meeting)) if call == "getMeetingInfo" else failed("unsupportedRequest", "No such call")

    def meetings(self) -> str:
        return "".join(f"<meeting>{self.one(meeting)}</meeting>" for meeting in self.running)

    def one(self, meeting: str) -> str:
        return f"<meetingID>{escape(meeting)}</meetingID><meetingName><![CDATA[{self.running[meeting]}]]></meetingName>"
