"""A video service in the manner of YouTube: units a day, of which a read takes 1 and a write 50; tokens for pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.http.made import Reply, Seen


@dataclass
class Videos:
    units: int = 10_000
    """What is left of them today."""
    privacy: dict[str, str] = field(default_factory=dict)

    def __call__(self, seen: Seen) -> Reply:
        cost = 1 if seen.method == "GET" else 50
        if cost > self.units:
            said = {"message": "The request cannot be completed.", "domain": "youtube.quota", "reason": "quotaExceeded"}
            return Reply({"error": {"code": 403, "message": said["message"], "errors": [said]}}, 403)
        self.units -= cost
        if seen.method == "PUT":
            self.privacy[seen.sent["id"]] = seen.sent["status"]["privacyStatus"]
            return Reply(seen.sent)
        names, begin = sorted(self.privacy), int(seen.query.get("pageToken", "0"))
        here = names[begin : begin + 2]
        items = [{"id": name, "status": {"privacyStatus": self.privacy[name]}} for name in here]
        onward = {"nextPageToken": str(begin + 2)} if begin + 2 < len(names) else {}
        return Reply({"items": items, "pageInfo": {"totalResults": len(names)}, **onward})
