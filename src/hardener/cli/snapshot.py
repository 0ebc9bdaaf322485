"""hardener snapshot: keep what the platforms say, to be judged again without them."""

from __future__ import annotations

import sys

import click

from hardener.app.audit_run import AuditRun
from hardener.app.snapshots import take_snapshot
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, WEEKS
from hardener.language import tr
from hardener.model import Status
from hardener.report import words


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
    taken = take_snapshot(look)
    report = taken.report
    write_out(taken.pieces, file, private=True)
    for gap in words.gaps(report):
        context.say(gap)
    if look.config.calendar:
        context.say(tr("The public calendars are not in it: what they show is told by hardener audit alone."))
    unknown = report.statuses[Status.ERROR]
    if unknown:
        context.say(
            tr(
                "NOT COMPLETE: {findings} could not be told; see: hardener audit",
                findings=words.many(unknown, "finding"),
            )
        )
    said = tr(
        "{file}: {programs} and {others} of hosts, groups and accounts, from {connections}",
        file=file,
        programs=words.many(taken.programs, "program"),
        others=taken.others,
        connections=words.many(len(look.names), "connection"),
    )
    click.echo(said)
    sys.exit(0 if report.complete else 3)
