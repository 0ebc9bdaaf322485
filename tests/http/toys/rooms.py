"""A site of rooms in the manner of Greenlight: a session in a cookie that changes with every answer, a token against forgery."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.http.made import Reply, Seen

NAME = "_rooms_session"


@dataclass
class Rooms:
    email: str
    password: str
    settings: dict[str, str] = field(default_factory=lambda: {"guestPolicy": "optional"})
    sessions: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By cookie: which log-in it belongs to, 0 for nobody's, and the token against forgery."""
    logins: int = 0
    page: str = '<!DOCTYPE html><html><head><meta name="csrf-token" content="{token}"></head></html>'

    def __call__(self, seen: Seen) -> Reply:
        cookies = dict(pair.partition("=")[::2] for pair in seen.headers.get("Cookie", "").split("; "))
        login, token = self.sessions.get(cookies.get(NAME, ""), (0, secrets.token_urlsafe()))
        if seen.path == "/":
            return self.answered(Reply(self.page.format(token=token).encode()), login, token)
        if seen.headers.get("Accept") != "application/json":
            return Reply(self.page.format(token="").encode())
        if seen.method != "GET" and seen.headers.get("X-CSRF-Token") != token:
            return Reply({"errors": ["SomethingWentWrong"]}, 500)
        if seen.path == "/api/v1/sessions.json":
            return self.log_in(seen, token)
        if login == 0 or login != self.logins:
            return Reply({"errors": []}, 401)
        return self.answered(self.configured(seen), login, token)

    def log_in(self, seen: Seen, token: str) -> Reply:
        given = seen.sent["session"]
        if (given["email"], given["password"]) != (self.email, self.password):
            return Reply({"errors": [f"{given['password']} is wrong"]}, 400)
        self.logins += 1  # and every log-in before it is over
        return self.answered(Reply({"data": {"signed_in": True}}), self.logins, token)

    def configured(self, seen: Seen) -> Reply:
        if seen.path == "/api/v1/rooms_configurations.json":
            return Reply({"data": self.settings})
        name = seen.path.rpartition("/")[2].removesuffix(".json")
        self.settings[name] = seen.sent["RoomsConfig"]["value"]
        return Reply({"data": {}})

    def answered(self, reply: Reply, login: int, token: str) -> Reply:
        cookie = secrets.token_hex(16)
        self.sessions[cookie] = login, token
        return Reply(reply.body, reply.status, {"Set-Cookie": f"{NAME}={cookie}; path=/; HttpOnly; SameSite=Lax"})
