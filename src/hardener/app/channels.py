"""The channels on which news is sent: their addresses, which are secrets, and what became of messages."""

from __future__ import annotations

from dataclasses import dataclass

from hardener.app import pinging
from hardener.app.accounts import mine
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError, HardenerError
from hardener.language import known, marked, tr
from hardener.notify import channel, mail
from hardener.notify.text import Message
from hardener.people import MAIL, PING
from hardener.report.safe import message
from hardener.report.words import clock
from hardener.watch.outbox import undelivered
from hardener.watch.post import unsent

URL = "url"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One channel of the configuration."""

    name: str
    told: str
    """From which severity on findings are told there, or what else is."""
    where: str
    """Where its address is kept; empty where there is none."""
    waiting: int = 0
    """Messages that are still tried."""
    lost: int = 0
    """Messages that were given up."""
    error: str = ""
    """Why the last of them did not arrive."""


def channels(context: Surroundings) -> list[Channel]:
    """Return every channel of the configuration, and what waits for it. Raises `HardenerError`."""
    with context.store() as store:
        accounts = set(mine(context, store).values())
        left, letters = undelivered(store, accounts), unsent(store, accounts)
    found = []
    for name, told in names(context).items():
        waiting, lost, error = left.get(name, (0, 0, ""))
        more = letters.get(name, (0, 0, ""))
        where = address_place(context, name)
        counts = {"waiting": waiting + more[0], "lost": lost + more[1]}
        found.append(Channel(name=name, told=told, where=where, error=more[2] or error, **counts))
    return found


def names(context: Surroundings) -> dict[str, str]:
    """Return what has an address: every channel with its least severity, and mail and ping where they are used."""
    config = context.config
    found = {name: each.least.value for name, each in config.notify.channels.items()}
    mails = {MAIL: marked("letters to people")} if config.people.anybody else {}
    pings = {PING: marked("that a look ended")} if config.notify.ping else {}
    return {**found, **mails, **pings}


def channel_named(context: Surroundings, name: str) -> str:
    """Return the name of a channel that there is. Raises `AskedError` that says which there are."""
    there = ", ".join(names(context))
    if name not in names(context):
        which = tr("which channel? {path} has {channels}", path=context.config_path, channels=there)
        raise AskedError(which if there else none_yet(context))
    return name


def none_yet(context: Surroundings) -> str:
    """Say that there is no channel, and how to have one."""
    return tr("{path} has no channel yet; add a table to it: [notify.NAME]; or [people]", path=context.config_path)


def set_address(context: Surroundings, name: str, url: str) -> None:
    """Keep the address of a channel in this machine's keyring. Raises `HardenerError` where it is of no use."""
    refusal = {MAIL: mail.refusal, PING: pinging.refusal}.get(name, channel.refusal)
    if refused := refusal(url):
        raise AskedError(f"notify {name}: {known(refused)}")
    context.secrets.set(kept_as(name), URL, url)


def address_place(context: Surroundings, name: str) -> str:
    """Return where the address of a channel comes from; empty where there is none."""
    return context.secrets.where(kept_as(name), URL)


def deliver(context: Surroundings, name: str, told: Message) -> str:
    """Send a message to a channel; return "" or in short why it did not arrive."""
    try:
        url = context.secrets.get(kept_as(name), URL, how=f"hardener notify set {name}")
    except HardenerError as error:
        return str(error)
    return channel.send(told, url)


def deliver_test(context: Surroundings, name: str) -> str:
    """Send a harmless message; return "" or in short why it did not arrive."""
    if name == PING:
        return pinging.ping(context, well=True)
    library = message(context.config.library.name, 60) or "hardener"
    text = tr("This is only a test of the channel {name}. There is nothing to do.", name=name)
    told = Message(
        title=tr("{library}: a test of hardener's messages", library=library),
        body=f"{library}, {clock(context.now())}\n\n{text}",
    )
    return deliver(context, name, told)


def kept_as(name: str) -> str:
    """Return under which connection's name the address of a channel is kept."""
    return f"notify-{name}"
