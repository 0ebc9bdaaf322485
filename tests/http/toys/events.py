"""A calendar of events: arrays at the top, the next page in a header, and the same list by offset."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.http.made import Reply, Seen


@dataclass
class Events:
    titles: list[str] = field(default_factory=list)
    at_once: int = 2
    """The most that it gives, whatever is asked for."""
    circle: bool = False
    """Its last page leads to its first."""

    def __call__(self, seen: Seen) -> Reply:
        begin = int(seen.query.get("offset", "0"))
        rows = [{"n": n, "title": title} for n, title in enumerate(self.titles)]
        if seen.method == "PATCH":
            number = int(seen.path.rpartition("/")[2])
            self.titles[number] = seen.sent["title"]
            return Reply([{"n": number, **seen.sent}])
        if seen.path == "/by_offset":
            asked: Any = {"total": len(rows)} if "counted" in seen.query else {}
            size = min(int(seen.query["limit"]), self.at_once)
            return Reply({"results": rows[begin : begin + size], **asked})
        after = begin + self.at_once
        more = after < len(rows) or self.circle
        link = f'</events?offset={after if after < len(rows) else 0}>; rel="next"' if more else '</events>; rel="first"'
        return Reply(rows[begin:after], headers={"Link": link})
