"""Whose accounts the configuration's connections are: asked of the vendors before a write, remembered for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hardener.adapter import Adapter
from hardener.app.connections import accounts
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError, HardenerError
from hardener.store import Store
from hardener.store.seen import empty, recall, remember
from hardener.whose import Whose, named, place_of, unknown

if TYPE_CHECKING:  # an audit plans nothing
    from hardener.remedy.journal import Run
    from hardener.remedy.plan import Plan


class Owned(Protocol):
    """A step of a plan, as far as it says whose it is."""

    @property
    def connection(self) -> str:
        """Return the name of the connection by which it was planned."""
        ...

    @property
    def account(self) -> str:
        """Return the key of the account that it is for; empty where it was made before accounts were told apart."""
        ...

    @property
    def whose(self) -> str:
        """Return that key, or what stands for an account that is not known."""
        ...


@dataclass
class Here:
    """Whose accounts the connections of the configuration log in to, each asked once, when it is needed."""

    context: Surroundings
    keys: dict[str, str] = field(default_factory=dict)
    """The key of the account of each connection that was asked."""
    unread: dict[str, str] = field(default_factory=dict)
    """By name: why nobody can tell whose account it is; nothing is written through it."""

    def ask(self, name: str) -> str:
        """Return the key of the account that a connection logs in to; empty where that cannot be told."""
        if name not in self.keys and name not in self.unread:
            try:
                with accounts(self.context, [name], read_only=True) as (account,):
                    self.keys[name] = account.whose().key
            except HardenerError as error:
                self.unread[name] = str(error)
        return self.keys.get(name, "")

    def all(self) -> set[str]:
        """Ask every connection, and return the keys of their accounts."""
        return {key for name in self.context.config.connections if (key := self.ask(name))}

    def names(self, steps: Iterable[Owned], what: str) -> dict[str, str]:
        """Return by the connection's name of then the name that the account of each step has now.

        Raises `AskedError` where `what` is of another account.
        """
        found: dict[str, str] = {}
        for step in steps:
            if step.connection not in found:
                name = self._name(step)
                if not name:
                    raise AskedError(f"{self.refusal([step], what)}; nothing was written")
                found[step.connection] = name
        return found

    def refusal(self, steps: Iterable[Owned], what: str) -> str:
        """Say that `what` is another account's, in one line that names both."""
        then = named({s.whose for s in steps}, {s.whose: f"connection {s.connection} of then" for s in steps})
        self.all()
        here = named(self.keys.values(), {key: f"connection {name}" for name, key in self.keys.items()})
        doubt = "".join(f"; whose {name} is could not be read: {why}" for name, why in self.unread.items())
        return f"{what} is of {then}; {self.context.config_path} has {here}{doubt}"

    def _name(self, step: Owned) -> str:
        there = self.context.config.connections
        first = [step.connection] if step.connection in there else []
        return next((name for name in (*first, *there) if step.account and self.ask(name) == step.account), "")


def latest(runs: Iterable[Run], here: Here, what: str) -> Run:
    """Return the first of `runs` that is of accounts of this configuration. Raises `AskedError`."""
    left = list(runs)
    known = here.all() if left else set()
    for run in left:
        if {step.whose for step in run.plan.steps} <= known:
            return run
    if not left:
        raise AskedError(what)
    first = left[0]
    more = here.refusal(first.plan.steps, f"run {first.id}")
    if any(not step.account for step in first.plan.steps):
        more += f"; it was made before accounts were told apart: if it was made here, hardener undo {first.id}"
    raise AskedError(f"{what}: {more}")


@contextmanager
def writers(
    context: Surroundings, steps: Sequence[Owned], what: str, check: Callable[[], None] = lambda: None
) -> Iterator[Mapping[str, Adapter]]:
    """Open for writing what `steps` are of, by the connection's name of then. Raises `AskedError`.

    The account decides, which may have another name now; the log-in that will write is asked as well.
    `check` is asked right before each request that changes something.
    """
    here = Here(context)
    names = here.names(steps, what)
    with accounts(context, sorted(set(names.values())), read_only=False, check=check) as opened:
        found = {account.name: account for account in opened}
        for step in steps:
            if found[names[step.connection]].whose().key != step.account:
                raise AskedError(f"{here.refusal([step], what)}; nothing was written")
        with context.store() as store, store.writing() as connection:
            remember(connection, context.origin, here.keys)
        yield {then: found[name].adapter for then, name in names.items()}


def bound(context: Surroundings, plan: Plan, run: int, here: Here) -> Plan:
    """Return the plan that takes `run` back, for the account that a person means by naming the run.

    Before accounts were told apart, the name of the connection alone was kept. Nobody can tell whose account that
    was, but whoever asks for that run by its number; so it is said, and each value is still looked at before it is
    put back.
    """
    old = sorted({step.connection for step in plan.steps if not step.account})
    there = {name: key for name in old if name in context.config.connections and (key := here.ask(name))}
    for name, key in there.items():
        context.say(
            f"run {run} was made before accounts were told apart, by connection {name}: "
            f"what follows is put back into {Whose.of(key)}, which {name} is now"
        )
    return owned(plan, there)


def owned(plan: Plan, whose: Mapping[str, str]) -> Plan:
    """Return a plan that names connections alone with the accounts that a person meant by its run, by connection."""
    steps = (s if s.account else s.model_copy(update={"account": whose.get(s.connection, "")}) for s in plan.steps)
    return plan.model_copy(update={"steps": tuple(steps)})


def moved(context: Surroundings, store: Store, accounts: Mapping[str, str]) -> str:
    """Say which connection logs in to another account than the last time, perhaps by mistake; empty where none does."""
    known = supposed(context, store)
    for name, key in sorted(accounts.items()):
        if known.get(name, key) != key:
            return f"{name} logged in to {Whose.of(known[name])} the last time, and logs in to {Whose.of(key)} now"
    return ""


def supposed(context: Surroundings, store: Store) -> dict[str, str]:
    """Return the account that each connection of the configuration was last seen to have."""
    with store.reading() as connection:
        known = recall(connection, context.origin)
    return {name: known[name] for name in _names(context) if name in known}


def mine(context: Surroundings, store: Store) -> dict[str, str]:
    """Return the key of each connection's account, and each calendar's, as it was seen last, without a network."""
    found = platforms(context, store)
    if context.config.calendar:
        from hardener.app.calendars import accounts_of  # noqa: PLC0415 - most libraries have none

        found.update(accounts_of(context))
    return found


def platforms(context: Surroundings, store: Store) -> dict[str, str]:
    """Return the key of each connection's account as it was seen last, without a network.

    One that was never seen, or now logs in elsewhere, has what stands for an account that is not known.
    """
    with store.reading() as connection:
        known = recall(connection, context.origin)
    return {name: _same(context, name, known) or unknown(name, context.origin).key for name in _names(context)}


def by_name(context: Surroundings) -> set[str]:
    """Return what stands for the accounts of all that was kept by these connections' names alone."""
    return {unknown(name).key for name in context.config.connections}


def known_here(context: Surroundings) -> dict[str, str]:
    """Return the connection of each account, as seen last; nothing where not all are known, or none can be told."""
    try:
        if not context.config_path.exists() or not context.has_store:
            return {}
        with context.store() as store:
            found = platforms(context, store)
    except HardenerError:
        return {}
    known = all(Whose.of(key).known for key in found.values())
    return {key: f"connection {name}" for name, key in found.items()} if known else {}


def asked(context: Surroundings, store: Store) -> dict[str, str]:
    """Return the same, but ask the vendor about connections that were never seen, and remember what it says."""
    found, here = platforms(context, store), Here(context)
    new = {name: here.ask(name) for name, key in found.items() if not Whose.of(key).known}
    told = {name: key for name, key in new.items() if key}
    if told:
        with store.writing() as connection:
            remember(connection, context.origin, told)
    return found | told


def _names(context: Surroundings) -> Sequence[str]:
    return list(context.config.connections)


def _same(context: Surroundings, name: str, known: Mapping[str, str]) -> str:
    """Return the account that a connection had, if it is for the same platform and address; it may have been renamed.

    After a renaming it is the only account of that platform and address whose connection is no longer there.
    """
    vendor = context.config.connections[name].vendor
    try:
        with accounts(context, [name], read_only=True) as opened:
            place = place_of(opened[0].url)
    except HardenerError:
        place = ""
    fits = {n: key for n, key in known.items() if Whose.of(key)[:2] == (vendor, place or Whose.of(key).place)}
    if name in fits:
        return fits[name]
    left = {key for n, key in fits.items() if n not in context.config.connections}
    return left.pop() if len(left) == 1 else ""


def shown(context: Surroundings, store: Store) -> set[str] | None:
    """Return the accounts that `runs`, `history` and `diff` show; None, all, where there is no configuration.

    Says what is left out because nobody knows yet whose it is; of an empty store nothing is.
    """
    if not context.config_path.exists():
        return None
    found = mine(context, store)
    with store.reading() as connection:
        nothing = empty(connection)
    for name, key in found.items():
        if not nothing and not Whose.of(key).known:
            context.say(f"{name}: whose account it is shows with the next hardener audit; all that is kept: --all")
    return set(found.values())
