"""How a letter gets to its reader: by the mail server, or on a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hardener.app.channels import deliver, kept_as
from hardener.app.surroundings import Surroundings
from hardener.errors import HardenerError
from hardener.language import tr
from hardener.letters.form import Letter, Text, letter, named
from hardener.notify import mail
from hardener.notify.text import Message
from hardener.people import MAIL
from hardener.watch.post import Reader


def post(context: Surroundings, reader: Reader, told: Letter, made: datetime, to: Sequence[str]) -> str:
    """Send a letter that was made at that moment; return "" or in short why it did not arrive."""
    if reader.role == "channel":
        return deliver(context, reader.name, Message(title=told.title, body=told.body, urgent=True))
    if not to:
        return tr("no address of {who} is known; name it in [people]", who=reader.name or reader.role)
    try:
        url = context.secrets.get(kept_as(MAIL), "url", how=f"hardener notify set {MAIL}")
    except HardenerError as error:
        return str(error)
    return mail.send(told, url, to, made=made)


def post_test(context: Surroundings) -> str:
    """Send a harmless letter to IT, else to the manager; return "" or in short why it did not arrive."""
    people = context.config.people
    to = people.it or people.manager
    if not to:
        return tr("name whom to send it to: it or manager, under [people]")
    library = _library(context)
    said = tr("This is only a test of hardener's mail, for {library}. There is nothing to do.", library=library)
    told = letter(tr("A test of hardener's mail"), [Text(said)])
    return post(context, Reader("it"), told, context.now(), to)


def _library(context: Surroundings) -> str:
    return named(context.config.library.name, 60) if context.config.library.name else tr("your library")
