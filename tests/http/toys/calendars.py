"""A calendar server: questions in XML by methods of their own, answers with namespaces, and one thing that writes."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.http.made import Reply, Seen

ANSWER = (
    '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/calendars/a/</d:href><d:propstat><d:prop>'
    "<d:displayname>{name}</d:displayname></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
)


@dataclass
class Calendars:
    name: str = "Programs &amp; more"
    answer: bytes = b""
    written: list[str] = field(default_factory=list)

    def __call__(self, seen: Seen) -> Reply:
        if seen.method not in {"PROPFIND", "REPORT"}:
            self.written.append(seen.method)
            return Reply(status=201)
        good = seen.headers.get("Content-Type") == "application/xml; charset=utf-8" and seen.headers.get("Depth") == "1"
        if not good or b"<d:prop" not in seen.body:
            return Reply(status=400)
        return Reply(self.answer or ANSWER.format(name=self.name).encode(), 207)
