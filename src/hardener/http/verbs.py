"""The methods of HTTP, a verb each, for vendors that answer with a JSON object."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from hardener.http.answer import Answer, Json

Params = Mapping[str, str] | None
"""What stands behind the question mark."""


class Verbs(ABC):
    """What asks by `ask`."""

    @abstractmethod
    def ask(  # noqa: PLR0913 - one request
        self, method: str, path: str, params: Params = None, *, body: Json | None = None, cost: str = "",
        serial: str = "", headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Return the whole answer. Raises `AdapterError`."""

    def get(self, path: str, params: Params = None, *, cost: str = "") -> Json:
        """Return the JSON object at `path`. Raises `AdapterError`."""
        return self.ask("GET", path, params, cost=cost).body

    def patch(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Send a change; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("PATCH", path, params, body=body, cost=cost, serial=serial).body

    def put(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Replace what is there; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("PUT", path, params, body=body, cost=cost, serial=serial).body

    def post(self, path: str, body: Json, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Send something new; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("POST", path, params, body=body, cost=cost, serial=serial).body

    def delete(self, path: str, params: Params = None, *, cost: str = "", serial: str = "") -> Json:
        """Remove what is there; those with the same `serial` go one after the other. Raises `AdapterError`."""
        return self.ask("DELETE", path, params, cost=cost, serial=serial).body
