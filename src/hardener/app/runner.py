"""What the watch does in the world: it looks and writes by the same ways as audit and apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from hardener.adapter import Adapter, Window
from hardener.app.accounts import asked, writers
from hardener.app.audit import AuditRun, plan_id, status_of
from hardener.app.record import looked
from hardener.app.surroundings import Surroundings
from hardener.history.completed import Kind
from hardener.model import Severity
from hardener.remedy.plan import Step
from hardener.store import Store
from hardener.watch.ports import Sight


class Hands:
    """Looks and writes for the watch. Each look reads the configuration anew: it runs for months."""

    def __init__(self, context: Surroundings, *, apply: bool) -> None:
        """With `apply` a look also plans the changes that need no opt-in."""
        self._context = context
        self._apply = apply
        self.check: Callable[[], None] = lambda: None
        """Asked right before each request that changes something; raises where another watch took over."""

    def start(self) -> None:
        """Load everything that is configured, so that a mistake shows at once. Raises `HardenerError`."""
        self._look()

    def accounts(self, store: Store) -> frozenset[str]:
        """Return the keys of the accounts of the configuration as it is now. Raises `HardenerError`."""
        return frozenset(asked(replace(self._context, _config=None), store).values())

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
    def writers(self, steps: Sequence[Step]) -> Iterator[Mapping[str, Adapter]]:
        """Open for writing what `steps` are of. Raises `HardenerError`, where it is another account."""
        with writers(self._context, steps, "what is to be written", self.check) as opened:
            yield opened

    def _look(self) -> AuditRun:
        fresh = replace(self._context, _config=None)
        return AuditRun(fresh, profile_name=None, only=(), weeks=None, program=None)
