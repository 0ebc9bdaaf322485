"""What a plan says of whom a change touches, and of what it leaves out: sentences with room for values. Pure."""

from __future__ import annotations

from hardener.language import marked

SAME_ROOM = marked("every program that meets in the same room: {titles}")
EVERY_DATE, ONE = marked("every date of this series"), marked("this program only")
WHOSE = {"host": marked("this host"), "group": marked("hosts of this group"), "account": marked("the whole account")}
ALL = marked("all {count} programs of {whose} in view, and every later one")
SOME = marked("at least {count} programs of {whose} in view, and every later one; not all of them could be read")
APART = marked("{which}; only looked at, and changed as well: {titles}")
CONTRARY = (
    marked("{profiles} wants the contrary of {path}; give these programs different hosts"),
    marked("{profiles} wants the contrary of {path}; give these programs different rooms"),
)
OPENS = marked("it opens {path} for programs that could not be read; see: hardener audit")
NO_RULE = marked(
    "no rule of hardener.toml names these programs; add a [[programs]] rule (hardener rules) "
    "or give --profile {profile}"
)
NEEDS = marked("needs {opt_ins}")
ALL_TOLD = (SAME_ROOM, APART, SOME, ALL, *CONTRARY, OPENS, NO_RULE, NEEDS)
"""Those with room for values."""
