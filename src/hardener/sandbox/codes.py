"""The browser's part of OAuth: a code for what somebody agreed to, redeemed once, and the token of a request."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

Client = TypeVar("Client")
Wrong = Literal["code", "redirect_uri", "verifier"]


class CodeError(Exception):
    """A code that gives nothing: `wrong` is what is not right about it, in the order in which it is looked at."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Agreed(Generic[Client]):
    """What somebody agreed to, until the client comes for it."""

    client: Client
    back: str
    scopes: tuple[str, ...]
    challenge: str
    method: str
    until: float


class Codes(Generic[Client]):
    """Gives out codes, and takes each back once, with the proof of RFC 7636 where the client began with one."""

    def __init__(self, lifetime: float, *, prefix: str = "", method: str = "S256") -> None:
        """Begin with none; `lifetime` is seconds, `method` that of a challenge for which the client names none."""
        self._lifetime = lifetime
        self._prefix = prefix
        self._method = method
        self._agreed: dict[str, Agreed[Client]] = {}

    def agree(self, client: Client, request: Request, now: float, repeat: Collection[str] = ("state",)) -> Response:
        """Return what sends the browser back with a code: the person agrees at once.

        What of the question is named in `repeat` is in the answer, as it was asked.
        """
        asked = request.args
        back, code = asked["redirect_uri"], f"{self._prefix}{secrets.token_urlsafe(16)}"
        self._agreed[code] = Agreed(
            client, back, tuple(asked.get("scope", "").split()), asked.get("code_challenge", ""),
            asked.get("code_challenge_method", self._method), now + self._lifetime,
        )  # fmt: skip
        answer = {"code": code, **{name: asked[name] for name in repeat if name in asked}}
        return redirect(f"{back}{'&' if '?' in back else '?'}{urlencode(answer)}", 302)

    def redeem(self, client: Client, form: Mapping[str, str], now: float) -> Agreed[Client]:
        """Return what the code in `form` stands for; it is gone after it. Raises `CodeError`."""
        agreed = self._agreed.pop(form.get("code", ""), None)
        if agreed is None or agreed.client is not client or now >= agreed.until:
            raise CodeError("code")
        if agreed.back != form.get("redirect_uri"):
            raise CodeError("redirect_uri")
        if agreed.challenge and _challenge(form.get("code_verifier", ""), agreed.method) != agreed.challenge:
            raise CodeError("verifier")
        return agreed


def bearer(request: Request) -> str:
    """Return the token that a request carries; empty where it carries none."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.casefold() == "bearer" else ""


def _challenge(verifier: str, method: str) -> str:
    if method != "S256":
        return verifier
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
