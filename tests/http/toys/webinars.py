"""A webinar service in the manner of GoTo: nested lists, pages by number, a list that is left out when it is empty; Basic."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from tests.http.made import Reply, Seen


@dataclass
class Webinars:
    user: str
    password: str
    subjects: list[str] = field(default_factory=list)
    stuck: bool = False
    """Gives its first page whatever is asked for."""

    def __call__(self, seen: Seen) -> Reply:
        scheme, _, given = seen.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic" or base64.b64decode(given).decode() != f"{self.user}:{self.password}":
            return Reply({"int_err_code": "InvalidLogin", "msg": f"no such user, or not {self.password}"}, 401)
        if seen.path == "/organizers/7/webinars":
            return self.listed(seen.query)
        number = int(seen.path.rpartition("/")[2])
        if not 0 <= number < len(self.subjects):
            return Reply({"errorCode": "NotFound", "message": "no such webinar"}, 404)
        if seen.method == "PUT":
            self.subjects[number] = seen.sent["subject"]
            return Reply(status=204)
        return Reply({"ocs": {"meta": {"statuscode": 200}, "data": self.one(number)}})

    def listed(self, query: dict[str, str]) -> Reply:
        size, number = int(query.get("size", "20")), int(query.get("page", "0"))
        first = 0 if self.stuck else size * number
        found = [self.one(each) for each in range(len(self.subjects))][first : first + size]
        pages = -(-len(self.subjects) // size)
        page = {"size": size, "totalElements": len(self.subjects), "totalPages": pages, "number": number}
        return Reply({**({"_embedded": {"webinars": found}} if found else {}), "page": page})

    def one(self, number: int) -> dict[str, Any]:
        return {"key": number, "subject": self.subjects[number]}
