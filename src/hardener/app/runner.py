"""What the watch does in the world: it looks and writes by the same ways as audit and apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

from hardener.account import Account
from hardener.adapter import Window
from hardener.app.accounts import asked
from hardener.app.audit_run import AuditRun, plan_id, status_of
from hardener.app.executing import executing
from hardener.app.record import looked
from hardener.app.surroundings import Surroundings
from hardener.audit import Keep
from hardener.history.completed import Kind
from hardener.model import Severity, Target, Unreadable
from hardener.notice.again import Fit
from hardener.people import is_address
from hardener.remedy.execution import Execution
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
from hardener.store import Store
from hardener.watch.hints import PLACE
from hardener.watch.ports import Sight


class Hands:
    """Looks and writes for the watch. Each look reads the configuration anew: it runs for months."""

    def __init__(self, context: Surroundings, *, apply: bool) -> None:
        """With `apply` a look also plans the changes that need no opt-in."""
        self._context = context
        self._apply = apply
        self.known: Mapping[str, str] = {}
        """The key of the account of each connection, as last asked."""
        self.reading: Callable[[], AbstractContextManager[None]] = nullcontext
        """Around what only reads, and may be ended at any moment."""
        self.check: Callable[[], None] = lambda: None
        """Asked right before each request that changes something; raises where another watch took over."""

    def start(self) -> None:
        """Load everything that is configured, so that a mistake shows at once. Raises `HardenerError`."""
        self._look()

    def accounts(self, store: Store) -> frozenset[str]:
        """Return the keys of the accounts of the configuration as it is now. Raises `HardenerError`."""
        with self.reading():
            self.known = asked(replace(self._context, _config=None), store)
        return frozenset(self.known.values())

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        """Look at everything, or at what starts within `ahead`. Raises `HardenerError`."""
        look = self._look()
        if ahead is not None:
            look.window = Window(look.window.start, look.window.start + ahead)
            look.whole = False
        opened: list[Account] = []

        def take(accounts: list[Account]) -> Keep:
            opened.extend(accounts)
            return _nothing

        with self.reading():
            audit = look.audit(() if self._apply else None, take)
        plan = None
        if audit.planner is not None:
            plan = audit.planner.plan(plan_id(look.window.start), look.window.start, audit.report.profiles)
        status = status_of(audit.report, Severity.LOW)
        return Sight(
            looked=looked(look, audit, kind, status),
            until=look.window.end,
            notices=audit.report.notices,
            fit=look.fit or Fit(),
            plan=plan,
            addresses=_addresses(opened) if look.config.people.from_platform else {},
        )

    def reread(self, account: str, program: str) -> Sight | None:
        """Look at one program or place of an account, or at all of it; None where no connection is to it.

        Of several connections to it, each may see what the others do not.
        """
        names = tuple(name for name, key in self.known.items() if key == account)
        if not names:
            return None
        place = program.removeprefix(PLACE) if program.startswith(PLACE) else None
        look = AuditRun(replace(self._context, _config=None), only=names, program=None if place else program or None)
        look.window = replace(look.window, place=place)
        look.whole = False
        with self.reading():
            audit = look.audit()
        status = status_of(audit.report, Severity.LOW)
        return Sight(looked=looked(look, audit, "check", status), until=look.window.end)

    @contextmanager
    def executing(self, plan: Plan, run: int, journal: Journal) -> Iterator[Execution]:
        """Open for writing what a run is of. Raises `HardenerError`, where it is another account."""
        with executing(self._context, plan, run, journal, check=self.check) as execution:
            yield execution

    def _look(self) -> AuditRun:
        fresh = replace(self._context, _config=None)
        return AuditRun(fresh, profile_name=None, only=(), weeks=None, program=None)


def _nothing(_connection: str, _target: Target | Unreadable, _profile: str) -> None:
    """Keep nothing of what is read."""


def _addresses(opened: list[Account]) -> dict[tuple[str, str], str]:
    """Return where hosts get mail, by connection and host, as far as their platforms say."""
    return {
        (account.name, host): address
        for account in opened
        for host, address in getattr(account.adapter, "addresses", dict)().items()
        if is_address(address)
    }
