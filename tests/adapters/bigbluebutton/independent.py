"""Clients of BigBlueButton's API and of Greenlight, written from their documentation and knowing nothing of hardener."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import requests


@dataclass
class Api:
    """Signs each query with the shared secret."""

    url: str
    secret: str
    algorithm: str = "sha256"

    def ask(self, call: str, body: Mapping[str, str] | None = None, **params: Any) -> dict[str, Any]:
        """Return the answer's children by name."""
        query = urlencode(params)
        checksum = hashlib.new(self.algorithm, f"{call}{query}{self.secret}".encode()).hexdigest()
        url = f"{self.url}/bigbluebutton/api/{call}?{query}{'&' if query else ''}checksum={checksum}"
        answer = requests.get(url, timeout=10) if body is None else requests.post(url, data=body, timeout=10)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        found: dict[str, Any] = told(ET.fromstring(answer.content))
        return found


def told(element: ET.Element) -> Any:
    return {child.tag: told(child) for child in element} if len(element) else element.text or ""


@dataclass
class Person:
    """A browser: it fetches a page, takes the token out of it, and logs in."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def page(self) -> str:
        """Fetch a page; return its token."""
        found = re.search(
            r'<meta name="csrf-token" content="([^"]+)"', self.session.get(f"{self.url}/", timeout=10).text
        )
        assert found is not None
        self.token = found[1]
        return self.token

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        headers = {"Accept": "application/json", "X-CSRF-TOKEN": self.token, **more.pop("headers", {})}
        return self.session.request(method, f"{self.url}/api/v1/{path}", json=body, headers=headers, timeout=10, **more)

    def log_in(self, email: str, password: str) -> requests.Response:
        self.page()
        return self.ask("POST", "sessions.json", {"session": {"email": email, "password": password}})


@contextmanager
def person(url: str, user: Mapping[str, Any]) -> Iterator[Person]:
    """Log somebody in."""
    one = Person(url)
    with one.session:
        assert one.log_in(user["email"], user["password"]).status_code == 200
        yield one
