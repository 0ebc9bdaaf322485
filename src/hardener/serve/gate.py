"""Who may come in: whoever holds the link that was printed, once; or whom the library's own proxy names."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

LINK = 10 * 60
"""Seconds in which a log-in link can be used."""
IDLE, LONGEST = 30 * 60, 8 * 3600
"""Seconds after which a session ends: without a request, and in any case."""
MOST = 20
"""Sessions at the same time; one more ends the oldest."""


class Role(StrEnum):
    """What somebody may do."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    """Also make changes, where the server was started for that."""


@dataclass(slots=True)
class Session:
    """Somebody who came in."""

    ident: str
    role: Role
    name: str
    """For the journal: the login name of whoever started the server, or what the proxy says."""
    form: str
    """What each of its forms has to carry, so that no other site can send one."""
    began: float
    seen: float


@dataclass(slots=True, kw_only=True)
class Gate:
    """Links and sessions, in memory alone: whoever restarts the server logs everybody out."""

    clock: Callable[[], float]
    """Seconds that only go forward."""
    role: Role
    """Of whoever comes by a link."""
    name: str
    _links: dict[str, float] = field(default_factory=dict)
    """Until when each can be used."""
    _sessions: dict[str, Session] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def link(self) -> str:
        """Return a new word for a log-in link, good once and for ten minutes."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            self._links[word] = self.clock() + LINK
        return word

    def enter(self, word: str) -> Session | None:
        """Use up a link; return a session, or None where the link was used, is over or never was."""
        with self._lock:
            now = self.clock()
            known = [each for each in self._links if hmac.compare_digest(each.encode(), word.encode())]
            ends = self._links.pop(known[0]) if known else 0.0
            self._links = {each: end for each, end in self._links.items() if end > now}
            return self._begin(self.role, self.name, now) if ends > now else None

    def _begin(self, role: Role, name: str, now: float) -> Session:
        while len(self._sessions) >= MOST:
            del self._sessions[min(self._sessions, key=lambda ident: self._sessions[ident].seen)]
        session = Session(secrets.token_urlsafe(32), role, name, secrets.token_urlsafe(32), now, now)
        self._sessions[session.ident] = session
        return session

    def proxied(self, ident: str, role: Role, name: str) -> Session:
        """Return the session of somebody whom the proxy names, under the cookie `ident`, else a new one."""
        session = self.session(ident)
        with self._lock:
            if session is None or (session.role, session.name) != (role, name):
                session = self._begin(role, name, self.clock())
            return session

    def session(self, ident: str) -> Session | None:
        """Return the session of a cookie, and take note that it is used; None where there is none or it is over."""
        with self._lock:
            now, session = self.clock(), self._sessions.get(ident)
            if session is None:
                return None
            if now - session.seen > IDLE or now - session.began > LONGEST:
                del self._sessions[ident]
                return None
            session.seen = now
            return session

    def leave(self, ident: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(ident, None)


def own_form(session: Session, given: str) -> bool:
    """Tell whether a form is one that this session was given."""
    return hmac.compare_digest(session.form.encode(), given.encode())
