"""HTTP for adapters: one session a connection, with everything that a careful client does."""

from hardener.http.session import Session
from hardener.http.token import Token, TokenBroker

__all__ = ["Session", "Token", "TokenBroker"]
