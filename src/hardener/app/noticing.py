"""Look, and write the notices that families read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hardener.account import Account
from hardener.app.audit_run import AuditRun, refuse_none
from hardener.app.notices import looking, made
from hardener.app.reviews import policies
from hardener.app.surroundings import Surroundings
from hardener.audit import Keep
from hardener.notice.choosing import Notice
from hardener.notice.facts import Looking
from hardener.notice.table import Form
from hardener.results import Report


class Noticed(NamedTuple):
    """A look at programs, and what it knows for their notices."""

    look: AuditRun
    report: Report
    looked: Looking

    def notices(self, form: Form, language: str) -> list[Notice]:
        """Return the notices, each once with all its programs; the library's own words are those in `language`.

        Raises `FileError` where there are reviews and their folder cannot be read.
        """
        rules = policies(self.look.context)
        return made(self.look.config, self.report, self.looked, form, language, rules)


def noticed(
    context: Surroundings, *, only: Sequence[str] = (), weeks: int | None = None, program: str | None = None
) -> Noticed:
    """Look at all programs of this many `weeks`, or at one `program`, by its id or a part of its title.

    Raises `HardenerError`, also where there is no such program.
    """
    look = AuditRun(context, only=only, weeks=weeks, program=program)
    looked: list[Looking] = []

    def take(opened: list[Account]) -> Keep:
        looked.append(looking(look.config, opened))
        return looked[0].saw

    audit = look.audit(take=take)
    refuse_none(audit, look.stretch)
    return Noticed(look, audit.report, looked[0])
