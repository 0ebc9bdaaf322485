"""HTTP for adapters: one session a connection, with everything that a careful client does."""

from hardener.http.answer import Answer, Json
from hardener.http.paging import Following, by_field, by_link, by_token
from hardener.http.session import Session
from hardener.http.shelf import Shelf
from hardener.http.token import Login, Token, TokenBroker, parse_token

__all__ = [
    "Answer",
    "Following",
    "Json",
    "Login",
    "Session",
    "Shelf",
    "Token",
    "TokenBroker",
    "by_field",
    "by_link",
    "by_token",
    "parse_token",
]
