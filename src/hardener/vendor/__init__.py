"""The vendor kit: what adapters of web APIs have in common, so that a vendor is rows and three verbs."""

from hardener import unanswered
from hardener.language import marked
from hardener.vendor.answers import at, word
from hardener.vendor.api import Api, Params
from hardener.vendor.call import Call
from hardener.vendor.door import Door
from hardener.vendor.login import Login
from hardener.vendor.options import APP, CLIENT_ID, Options
from hardener.vendor.parts import ALL, NOBODY_ASKED, Json, part, read_parts
from hardener.vendor.texts import digest, hash_tags, ident_of, short_name, utc
from hardener.vendor.walk import Listing, Read, unlisted, walk

__all__ = [
    "ALL",
    "APP",
    "CLIENT_ID",
    "NOBODY_ASKED",
    "Api",
    "Call",
    "Door",
    "Json",
    "Listing",
    "Login",
    "Options",
    "Params",
    "Read",
    "at",
    "digest",
    "hash_tags",
    "ident_of",
    "marked",
    "part",
    "read_parts",
    "short_name",
    "unanswered",
    "unlisted",
    "utc",
    "walk",
    "word",
]
