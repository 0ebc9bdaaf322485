"""The library to be measured against: wxc_sdk lists every host's meetings, and does nothing with them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

from wxc_sdk import WebexSimpleApi  # type: ignore[import-not-found, unused-ignore]
from wxc_sdk.rest import RestSession  # type: ignore[import-not-found, unused-ignore]


def main(url: str, token: str, hosts: list[str]) -> None:
    RestSession.BASE = url
    now = datetime.now(UTC)
    first, last = (now - timedelta(days=1)).isoformat(), (now + timedelta(weeks=4)).isoformat()
    many = 0
    with WebexSimpleApi(tokens=token) as api:
        for host in hosts:
            listed = api.meetings.list(meeting_type="meetingSeries", host_email=host, from_=first, to_=last, max="100")
            many += sum(1 for _ in listed)
    print(many)


main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
