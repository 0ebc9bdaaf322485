"""The vendor kit: what adapters of web APIs have in common, so that a vendor is rows and three verbs."""

from hardener import unanswered
from hardener.language import marked
from hardener.vendor.answers import at, word
from hardener.vendor.api import Api, Params
from hardener.vendor.call import Call, told_of
from hardener.vendor.door import Door, NoLogin, Verbs
from hardener.vendor.families import Families
from hardener.vendor.login import Login
from hardener.vendor.options import APP, CLIENT_ID, Options
from hardener.vendor.parts import ALL, NOBODY_ASKED, Json, part, read_parts
from hardener.vendor.texts import digest, hash_tags, host_at, ident_of, minutes_between, short_name, utc
from hardener.vendor.walk import Listing, Read, groups_of, tried, unlisted, walk, walk_together

__all__ = [
    "ALL",
    "APP",
    "CLIENT_ID",
    "NOBODY_ASKED",
    "Api",
    "Call",
    "Door",
    "Families",
    "Json",
    "Listing",
    "Login",
    "NoLogin",
    "Options",
    "Params",
    "Read",
    "Verbs",
    "at",
    "digest",
    "groups_of",
    "hash_tags",
    "host_at",
    "ident_of",
    "marked",
    "minutes_between",
    "part",
    "read_parts",
    "short_name",
    "told_of",
    "tried",
    "unanswered",
    "unlisted",
    "utc",
    "walk",
    "walk_together",
    "word",
]
