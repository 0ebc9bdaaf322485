"""HTTP for adapters: one session a connection, with everything that a careful client does."""

from hardener.http.answer import Answer, Json, get_path
from hardener.http.auth import Authentication, Basic, Signed
from hardener.http.codecs import ARRAY, OBJECT, TEXT, Codec, inside
from hardener.http.common import Common
from hardener.http.paging import Counted, Following, by_field, by_link, by_number, by_offset, by_token
from hardener.http.quota import Quota, Spent
from hardener.http.session import Session
from hardener.http.shelf import Shelf
from hardener.http.token import Login, Token, TokenBroker, parse_token

__all__ = [
    "ARRAY",
    "OBJECT",
    "TEXT",
    "Answer",
    "Authentication",
    "Basic",
    "Codec",
    "Common",
    "Counted",
    "Following",
    "Json",
    "Login",
    "Quota",
    "Session",
    "Shelf",
    "Signed",
    "Spent",
    "Token",
    "TokenBroker",
    "by_field",
    "by_link",
    "by_number",
    "by_offset",
    "by_token",
    "get_path",
    "inside",
    "parse_token",
]
