"""Who asks: by a token, by name and password, by a signature of the query, or nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from typing import Literal, Protocol
from urllib.parse import parse_qsl, urlsplit

import requests

from hardener import redact
from hardener.errors import RefusedError, UnreachableError
from hardener.http.token import Token, TokenBroker
from hardener.http.transport import READING, Bearer, Nobody

Algorithm = Literal["sha1", "sha256", "sha384", "sha512"]


INVALID = frozenset({"invalid_token", "invalidtoken"})
"""Codes by which a vendor turns down a token with another status than 401; GoTo does, with 403."""


class Authentication(Protocol):
    """How a connection says who it is."""

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:
        """Return what goes into a request; `refused` is a proof just turned down. Raises `AdapterError`."""
        ...

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, before: int) -> bool:
        """Tell whether another proof than this may be let in; `before`: how many were turned down before it."""
        ...


class Anonymous:
    """Nobody in particular."""

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:  # noqa: ARG002 - there is one
        """Return what adds nothing."""
        return Nobody()

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, before: int) -> bool:  # noqa: ARG002
        """Nobody becomes nobody else."""
        return False


class _Held(Bearer):
    def __init__(self, token: Token) -> None:
        super().__init__(token.access)
        self.token = token


class ByToken:
    """Whoever the broker's token is for."""

    def __init__(self, broker: TokenBroker) -> None:
        """Ask `broker` for the token of each call."""
        self._broker = broker

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:
        """Return a token that holds. Raises `AdapterError`."""
        return _Held(self._broker.token(refused=refused.token if isinstance(refused, _Held) else None))

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, before: int) -> bool:  # noqa: ARG002
        """Tell whether another token may be let in: one of another process is older than what we could get."""
        assert isinstance(proof, _Held)
        over = error.status == 401 or str(error.code).casefold() in INVALID
        return (over and before == 0) or (error.status in {401, 403} and not self._broker.own(proof.token))


class Basic(Anonymous):
    """A name and a password, such as an app password of Nextcloud, in UTF-8 in every request.

    A wrong one stays wrong: after its first 401 nothing more is sent, as a vendor may count each try. One that was
    right may be answered 401 by a single call, but not by three in a row.
    """

    def __init__(self, user: str, password: Callable[[], str]) -> None:
        """Know how to get the `password` from the vault; it is asked for when it is first needed."""
        self._user = user
        self._password = password
        self._proof: requests.auth.AuthBase | None = None
        self._broken: RefusedError | None = None
        self._chances = 1

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:  # noqa: ARG002 - there is one
        """Return the name and the password. Raises `HardenerError`."""
        if self._broken is not None:
            raise self._broken.with_traceback(None)
        if self._proof is None:
            password = self._password()
            redact.hide(password)
            self._proof = _NameAndPassword(self._user, password, self._let_in)
        return self._proof

    def renews(self, error: RefusedError, proof: requests.auth.AuthBase, *, reading: bool, before: int) -> bool:  # noqa: ARG002
        """There is no other password; remember when this one is surely wrong."""
        if error.status == 401:
            self._chances -= 1
            if self._chances <= 0:
                self._broken = error
        return False

    def _let_in(self) -> None:
        self._chances = 3


class _NameAndPassword(requests.auth.HTTPBasicAuth):
    def __init__(self, user: str, password: str, let_in: Callable[[], None]) -> None:
        super().__init__(user.encode(), password.encode())
        self._let_in = let_in

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header, and look at what is answered."""
        super().__call__(request)  # type: ignore[no-untyped-call]
        request.register_hook("response", self._look)  # type: ignore[no-untyped-call]
        return request

    def _look(self, response: requests.Response, **_: object) -> None:
        if response.status_code < 400:
            self._let_in()


class Signed(Anonymous):
    """A query with a checksum over the call's name, the query as it is sent, and a secret (BigBlueButton).

    Such a secret opens everything and a GET may change something, so only the calls in `reads` go out as GET.
    What writes is sent as POST, and so meets the same wall as any other write.
    """

    def __init__(
        self, secret: Callable[[], str], *, reads: Collection[str], algorithm: Algorithm = "sha256",
        below: str = "/api/",
    ) -> None:  # fmt: skip
        """Know how to get the `secret` from the vault; a call's name is what its path has `below`."""
        self._secret = secret
        self._reads = frozenset(reads)
        self._algorithm = algorithm
        self._below = below

    def proof(self, refused: requests.auth.AuthBase | None) -> requests.auth.AuthBase:  # noqa: ARG002 - there is one
        """Return what signs a request."""
        return _Signature(self.signed)

    def signed(self, method: str, url: str) -> str:
        """Return `url` with its checksum. Raises `UnreachableError` where it must not be signed."""
        parts = urlsplit(url)
        name = parts.path.rpartition(self._below)[2]
        if method in READING and name not in self._reads:
            raise UnreachableError(f"{redact.line(name, 40)} is no reading call; it was not sent as a {method}")
        if any(key == "checksum" for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
            raise UnreachableError(f"{redact.line(name, 40)} has a checksum already; it was not sent")
        secret = self._secret()
        redact.hide(secret)
        checksum = hashlib.new(self._algorithm, f"{name}{parts.query}{secret}".encode()).hexdigest()
        query = f"{parts.query}&checksum={checksum}" if parts.query else f"checksum={checksum}"
        return parts._replace(query=query).geturl()


class _Signature(requests.auth.AuthBase):
    """Signs a request after everything else was done to its address: what is signed is what is sent."""

    def __init__(self, sign: Callable[[str, str], str]) -> None:
        self._sign = sign

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the checksum at the end of the query."""
        request.url = self._sign(request.method or "", request.url or "")
        return request
