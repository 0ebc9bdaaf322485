"""hardener snapshot: keep what the platforms say, to be judged again without them."""

from __future__ import annotations

import sys

import click

from hardener.account import Account
from hardener.app.audit import AuditRun
from hardener.audit import Keep
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, WEEKS
from hardener.model import Status, Target, Unreadable
from hardener.report import words
from hardener.snapshot.taking import Asked, Taking
from hardener.waivers_file import bare


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("program", required=False)
@CONNECTION
@WEEKS
@click.pass_obj
def snapshot(
    context: Context,
    file: str,
    program: str | None,
    only: tuple[str, ...],
    weeks: int | None,
) -> None:
    """Read everything and keep it in FILE, to be judged again without a network or a password.

    FILE holds the settings that controls are about, the titles and times of programs and
    the profiles; no link, passcode, e-mail address or name of a patron. PROGRAM keeps
    one program only: its id, or part of its title.

    \b
    Examples:
      hardener snapshot november.snapshot
      hardener audit --from november.snapshot
      hardener audit --from november.snapshot --profile tutoring
    """
    look = AuditRun(context, profile_name=None, only=only, weeks=weeks, program=program)
    takings: list[Taking] = []

    def is_named(connection: str, target: Target | Unreadable) -> bool:
        return look.config.rule_of(connection, target) is not None

    def take(opened: list[Account]) -> Keep:
        takings.append(Taking({a.name: a.adapter.settings for a in opened}, look.profiles, is_named))
        return takings[0].keep

    found = look.audit(take=take)
    report, taking = found.report, takings[0]
    if program is not None and not report.states and report.listed:
        raise click.ClickException(f"no program {program!r} in the next {weeks or look.config.library.weeks} weeks")
    asked = Asked(program=program, whole=look.whole, waivers=bare(look.waivers))
    write_out(taking.pieces(report, look.config, asked), file, private=True)
    for gap in words.gaps(report):
        context.say(gap)
    unknown = report.statuses[Status.ERROR]
    if unknown:
        context.say(f"NOT COMPLETE: {words.many(unknown, 'finding')} could not be told; see: hardener audit")
    told = f"{words.many(taking.programs, 'program')} and {taking.others} of hosts, groups and accounts"
    click.echo(f"{file}: {told}, from {words.many(len(look.names), 'connection')}")
    sys.exit(0 if report.complete else 3)
