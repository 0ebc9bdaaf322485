"""Keep what the platforms say in a file, to be judged again without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardener.account import Account
from hardener.app.audit_run import AuditRun
from hardener.audit import Keep
from hardener.errors import AskedError
from hardener.language import tr
from hardener.model import Target, Unreadable
from hardener.results import Report
from hardener.snapshot.taking import Asked, Taking
from hardener.waivers_file import bare


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What was read, to be written to a file."""

    report: Report
    programs: int
    others: int
    """Hosts, groups and accounts."""
    pieces: Iterator[str]
    """The text of the file, without links, passcodes and patrons: to be taken once."""


def take_snapshot(look: AuditRun) -> Snapshot:
    """Read everything and return what is to be kept. Raises `HardenerError`, where there is no such program."""
    takings: list[Taking] = []

    def is_named(connection: str, target: Target | Unreadable) -> bool:
        return look.config.rule_of(connection, target) is not None

    def take(opened: list[Account]) -> Keep:
        tables = {each.name: each.adapter.settings for each in opened}
        owns = {each.name: each.adapter.own for each in opened if hasattr(each.adapter, "own")}
        takings.append(Taking(tables, look.profiles, is_named, look.config.sign_up_of, owns))
        return takings[0].keep

    report = look.audit(take=take).report
    taking, program = takings[0], look.window.program
    if program is not None and not report.programs and report.listed:
        weeks = look.weeks or look.config.library.weeks
        raise AskedError(tr("no program {program} in the next {weeks} weeks", program=repr(program), weeks=weeks))
    asked = Asked(program=program, whole=look.whole, waivers=bare(look.waivers))
    pieces = taking.pieces(report, look.config, asked)
    return Snapshot(report=report, programs=taking.programs, others=taking.others, pieces=pieces)
