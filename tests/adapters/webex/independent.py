"""An independent client of the simulated Webex."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from tests.adapters.webex.made import HOST, Checked, office

from hardener_webex.simulator import shapes

FORM = dict.fromkeys(shapes.REQUIRED, True)


class Client:
    """An independent client, as some other program would be."""

    def __init__(self, url: str, session: requests.Session, sim: Checked) -> None:
        self.url, self.session, self.sim = url, session, sim

    def ask(self, method: str, path: str, status: int | None = 200, **more: Any) -> Any:
        answer = self.session.request(method, f"{self.url}/v1{path}", timeout=10, **more)
        assert status is None or answer.status_code == status, answer.text
        return answer if status is None else answer.json() if answer.content else None

    def get(self, path: str, **params: Any) -> Any:
        return self.ask("GET", path, params=params)

    def refused(self, method: str, path: str, status: int = 400, **more: Any) -> str:
        answer = self.ask(method, path, status=None, **more)
        body = answer.json()
        assert answer.status_code == status
        assert set(body) == {"message", "errors", "trackingId"}
        assert answer.headers["Trackingid"] == body["trackingId"]
        return " ".join(error["description"] for error in body["errors"])


@contextmanager
def client(seed: dict[str, Any], app: int = 0) -> Iterator[Client]:
    with office(seed) as made, made.client(app) as session:
        yield Client(made.url, session, made.sim)


def patch(one: Client, ident: str, status: int = 200, host: str = HOST, **body: Any) -> Any:
    return one.ask("PATCH", f"/meetings/{ident}", status, json={"hostEmail": host, **body})
