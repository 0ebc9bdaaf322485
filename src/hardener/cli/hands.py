"""What the watch does in the world: it looks and writes by the same ways as audit and apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import click

from hardener.adapter import Adapter, Window
from hardener.cli.connections import accounts
from hardener.cli.context import Context
from hardener.cli.keeping import looked
from hardener.cli.looking import Look, plan_id, status_of
from hardener.errors import HardenerError
from hardener.history.record import Kind
from hardener.model import Severity
from hardener.watch.needs import Sight


class Hands:
    """Looks and writes for the watch. Each look reads the configuration anew: it runs for months."""

    def __init__(self, context: Context, *, apply: bool) -> None:
        """With `apply` a look also plans the changes that need no opt-in."""
        self._context = context
        self._apply = apply
        self.check: Callable[[], None] = lambda: None
        """Asked right before each request that changes something; raises where another watch took over."""

    def start(self) -> None:
        """Load everything that is configured, so that a mistake shows at once. Raises `HardenerError`."""
        self._look()

    def look(self, kind: Kind, ahead: timedelta | None) -> Sight:
        """Look at everything, or at what starts within `ahead`. Raises `HardenerError`."""
        look = self._look()
        if ahead is not None:
            look.window = Window(look.window.start, look.window.start + ahead)
            look.whole = False
        audit = look.audit(() if self._apply else None)
        plan = None
        if audit.planner is not None:
            plan = audit.planner.plan(plan_id(look.window.start), look.window.start, audit.report.profiles)
        status = status_of(audit.report, Severity.LOW)
        return Sight(
            looked=looked(look, audit, kind, status), until=look.window.end, notices=audit.report.notices, plan=plan
        )

    @contextmanager
    def writers(self, names: Sequence[str]) -> Iterator[Mapping[str, Adapter]]:
        """Open connections for writing. Raises `HardenerError`."""
        if missing := [name for name in names if name not in self._context.config.connections]:
            raise HardenerError(f"there is no connection {missing[0]!r} in {self._context.config_path} any more")
        with accounts(self._context, names, read_only=False, check=self.check) as opened:
            yield {account.name: account.adapter for account in opened}

    def _look(self) -> Look:
        try:
            fresh = replace(self._context, _config=None)
            return Look(fresh, profile_name=None, only=(), weeks=None, program=None)
        except click.ClickException as error:
            raise HardenerError(error.format_message()) from None
