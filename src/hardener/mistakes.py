"""What can be wrong in a file that a person writes: each says what it is and what to write instead. Pure.

The file, the line and the key stand before it. In a language other than English a reader's sentences are known again
by these, and so is what the readers of TOML and YAML and of models say in words of their own.
"""

from __future__ import annotations

from hardener.language import marked

NO_FILE, NO_CONFIG = marked("there is no such file"), marked("there is no such file; make one with: hardener init")
UNREADABLE = marked("cannot read it: {why}")
FOLDER, PIPE = marked("it is a folder; give a regular file"), marked("it is a pipe or device; give a regular file")
TOO_LARGE = marked("it is larger than {limit} MiB; this cannot be the file that is meant")
NOT_UTF8 = marked("it is not UTF-8 text; save it as UTF-8")
NOT_TOML = marked("not TOML that can be read: a number too long, or too deep")
NOT_HERE = marked(
    "the address of a channel is a secret and does not belong in this file; store it with: hardener notify set {name}"
)
SECRET = marked("{key} is a secret and does not belong in this file; store it with: hardener connect")
ANY_CARD = marked('{given} may be any card; write what yours is called, like "library card"')
NO_PLACE = marked("{given} is none of host, account, group:NAME")
MAIL_TWICE = marked("{key}: [people] has this name for the mail server; call the channel otherwise")
NO_CRON = marked("{given} is no cron expression; write it like 0 6 * * * (every day at 6)")
NO_LENGTH = marked("{given} is no length of time; write it like 30m, 24h or 3d")
NO_DAY = marked("{given} is no day and hour; write it like monday 8:00")
NO_HOUR = marked("{given} is no hour; write it like 16:00")
NO_NAME = marked("{given}: name a {what} with letters, digits, - and _ only")
NO_LEVEL = marked("{given} is not a level of {control}: {level}")
NO_NUMBER = marked("{control} takes a number of {unit}, not {given}")
NO_LIST = marked("{control} takes a list of names, not {given}")
NO_NAMES = marked("{given}: not among the names of {control}: {level}")
NOT_IN = marked("{control} is not in {level}")
IN_NONE = marked("{control} is not in this profile, which extends none")
CIRCLE = marked("it extends itself: {given}")
NO_PROFILE = marked("no profile {given}; there are {level}, or give a .yaml file")
NOT_EXACTLY = marked("exactly is for what has names, and {control} is a ladder or a number; give at_most or at_least")
EXACTLY = marked("{given}: exactly takes {level}, as nothing else belongs on every form")
NO_CONTROL = marked("no control {control} in the catalogue (see: hardener controls)")
MODELS = (
    marked("unknown key"), marked("is missing"), marked("expected keys and values"), marked("expected a list"),
    marked("Field required"), marked("Input should be a valid string"), marked("Input should be a valid number"),
    marked("Input should be a valid integer"), marked("Input should be a valid boolean"),
    marked("Input should be a valid integer, unable to parse string as an integer"),
    marked("Input should be a valid number, unable to parse string as a number"),
    marked("Input should be a valid boolean, unable to interpret input"),
    marked("Input should be a valid list"), marked("Input should be a valid tuple"),
    marked("Input should be a valid dictionary"), marked("Input should be a valid mapping"),
    marked("Input should be greater than or equal to {limit}"), marked("Input should be less than or equal to {limit}"),
    marked("Input should be greater than {limit}"), marked("String should have at least {limit} character"),
    marked("String should have at most {limit} characters"), marked("Input should be {given} or {level}"),
    marked("Input should be {given}"),
)  # fmt: skip
"""What pydantic says of a value, the widest last."""
READERS = (
    marked("{problem} (at line {line}, column {column})"), marked("{problem} (at end of document)"),
    marked("Expected '=' after a key in a key/value pair"), marked("Invalid value"), marked("Invalid statement"),
    marked("Expected newline or end of document after a statement"), marked("Unclosed array"),
    marked("Unterminated string"), marked("Cannot overwrite a value"), marked("Unclosed inline table"),
    marked("Invalid initial character for a key part"), marked("Expected ']' at the end of a table declaration"),
    marked("Cannot declare {given} twice"), marked("Illegal character {given}"),
    marked("mapping values are not allowed here"), marked("could not find expected ':'"),
    marked("found character {given} that cannot start any token"), marked("found duplicate key {given}"),
    marked("expected {level}, but found {given}"), marked("found unexpected end of stream"),
    marked("{given} is no date: {why}"), marked("cannot be read as YAML: {why}"),
)  # fmt: skip
"""What the readers of TOML and YAML say most."""
TOLD = (
    UNREADABLE, TOO_LARGE, NOT_HERE, SECRET, ANY_CARD, NO_PLACE, MAIL_TWICE, NO_CRON, NO_LENGTH, NO_DAY, NO_HOUR,
    NO_NAME, NO_LEVEL, NO_NUMBER, NO_LIST, NO_NAMES, IN_NONE, CIRCLE, NO_PROFILE, NOT_EXACTLY, EXACTLY, NO_CONTROL,
    *READERS, NOT_IN, *MODELS,
)  # fmt: skip
