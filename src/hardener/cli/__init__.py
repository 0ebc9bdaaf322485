"""The command line: one module a verb. Only this package prints, and reads the clock and the environment."""

from __future__ import annotations

import gc
from importlib import import_module

import click

from hardener import __version__
from hardener.cli.ending import ended
from hardener.errors import HardenerError
from hardener.language import spoken

EPILOG = """\
Exit status: 0 everything asked for is met; 1 findings at or above --fail-on; 2 a mistake in the
command, the configuration or a profile; 3 something could not be told, has to be looked at by
hand, or could not be written out; 4 an apply is incomplete or waits for a restart; 5 the plan is
stale. Of several, the highest. 130: ended by Ctrl-C.

Start with: hardener demo (no account needed), then hardener init.
"""
SHORT = """\
See what a stranger could do in your library's online programs, and close it.

hardener reads the settings of every program that is coming up, and says in plain
words what is open. It changes nothing unless you say apply; undo puts it back.

To begin:
  hardener demo       the whole story on a simulated library; no account needed
  hardener init       write a first hardener.toml
  hardener connect    store the account's credentials, and prove that they work
  hardener audit      say what is open
  hardener plan       show what apply would change

Everything it can do: hardener --help; one of them: hardener audit --help
"""
"""What somebody sees who says no more than `hardener`."""
OBJECTS = 50_000
"""How many new objects are let come before Python looks for circles among them. Of the few that an audit makes none
holds much, and Python's own 700 had it look through everything that is read, again and again: a tenth of an audit.
"""


VERBS = {
    "demo": ("demo", "demo", "The whole story on a simulated library; no account needed."),
    "init": ("init", "init", "Write a first hardener.toml."),
    "import": ("import_", "import_", "Take in an export that an administrator made."),
    "connect": ("connect", "connect", "Store a connection's credentials; --check proves that they work."),
    "doctor": ("doctor", "doctor", "Say what the connections may read and change."),
    "rules": ("rules", "rules", "Propose rules for the programs that no rule names."),
    "audit": ("audit", "audit", "Say what is open in the programs that are coming up."),
    "week": ("days", "week", "List the programs of the next seven days, a line each."),
    "today": ("days", "today", "List the programs of today, a line each."),
    "fix": ("fix", "fix", "Say how a place that audit numbers is closed, click by click."),
    "snapshot": ("snapshot", "snapshot", "Keep what the platforms say in a file, without secrets."),
    "plan": ("plan", "plan", "Show what apply would change; change nothing."),
    "card": ("card", "card", "Make the host's card of a program, to print."),
    "notice": ("notice", "notice", "Write the notice that families read, from what is set."),
    "apply": ("apply", "apply", "Make the changes, after showing them and asking."),
    "registrants": ("registrants", "registrants", "Count what platforms keep of families; delete sign-ups."),
    "attendance": ("attendance", "attendance", "Say how many came to what was on, for the yearly survey."),
    "undo": ("undo", "undo", "Put back what an apply changed."),
    "runs": ("runs", "runs", "List what was applied and undone, by whom and why."),
    "history": ("history", "history", "List every run, or tell one program's past."),
    "diff": ("diff", "diff", "Say what changed between two looks, and who changed it."),
    "incident": (
        "incident",
        "incident",
        "Say what was in force at a moment, by whom, and what to make anew.",
    ),
    "board": ("board", "board", "Make a month's page for trustees, from the history."),
    "evidence": ("evidence", "evidence", "Pack what was known and changed into a file that shows later changes."),
    "verify": ("evidence", "verify", "Say whether an evidence file was changed since."),
    "watch": ("watch", "watch", "Look by itself, and say what changed."),
    "fleet": ("fleet", "fleet", "Look after many libraries at once: a folder of them."),
    "serve": ("serve", "serve", "Show the pages live on this machine, for whoever has the link."),
    "notify": ("notify", "notify", "Say where news is sent: set, test, list."),
    "calendar": ("calendar", "calendar", "The library's public calendars: keep an address that is a secret."),
    "schedule": ("schedule", "schedule", "Print files with which hardener runs by itself."),
    "waive": ("waive", "waive", "Accept what stays as it is, for a time and with a reason."),
    "attest": ("attest", "attest", "Say that somebody looked at what the API does not show."),
    "waivers": ("waivers", "waivers", "List what is accepted for now, and looked at by hand."),
    "review": ("review", "review", "Ask what a platform does with what it knows of people; keep who decided."),
    "profiles": ("lists", "profiles", "List the profiles, or explain one."),
    "controls": ("lists", "controls", "List the controls, or explain one."),
    "adapters": ("lists", "adapters", "List the platforms, or what each can do."),
    "sandbox": ("sandbox", "sandbox", "Serve a simulated platform on this machine."),
    "completion": ("shell", "completion", "Print the completion script of your shell."),
}
"""Each verb with its module, its name there and its line of help, in the order in which help lists them."""


class Verbs(click.Group):
    """Imports the module of a verb only when it is asked for: what audit needs, history does not, and help nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; of one that is empty the short help is the answer."""
        if not args and not ctx.resilient_parsing:  # a shell that completes words wants no answer
            click.echo(SHORT, nl=False)
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that is meant. Raises `UsageError`, with the one that is most like it."""
        if args and args[0] not in VERBS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from hardener.nearest import meant  # noqa: PLC0415 - only who mistypes waits for it

            ctx.fail(f"no command {args[0]!r} (see: hardener --help){meant(args[0], VERBS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what stops it is told in the reader's language, which ends with the command."""
        try:
            return super().invoke(ctx)
        except HardenerError as error:
            if spoken() is None:
                raise
            from hardener.report.retell import mistake  # noqa: PLC0415 - only what went wrong in a language needs it

            raise click.ClickException(mistake(str(error))) from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the shape of click's
        """Return the names of all verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the shape of click's
        """Return one verb; None where there is none of that name."""
        if cmd_name not in VERBS:
            return None
        module, name, told = VERBS[cmd_name]
        found: click.Command = getattr(import_module(f"hardener.cli.{module}"), name)
        found.short_help = told
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the shape of click's
        """Write the list of verbs without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, told) for verb, (_, _, told) in VERBS.items()])


@click.group(cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hardener")
@click.option(
    "--config",
    type=click.Path(dir_okay=False),
    envvar="HARDENER_CONFIG",
    help="The configuration  [./hardener.toml]",
)
@click.option(
    "--store",
    metavar="FILE|URL",
    envvar="HARDENER_STORE",
    help="Where runs, findings and changes are kept  [as configured, else in your data directory]",
)
@click.option(
    "--lang",
    metavar="LANGUAGE",
    help="Write for people in this language: en, es  [as configured, else en]",
)
@click.option("-v", "--verbose", count=True, help="Say more; twice: every request, without secrets.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.pass_context
def cli(  # noqa: PLR0913 - the options of a command
    ctx: click.Context,
    config: str | None,
    store: str | None,
    lang: str | None,
    verbose: int,
    quiet: bool,  # noqa: FBT001 - a click option
) -> None:
    """See what a stranger could do in your library's online programs, and close it.

    hardener reads the settings of every program that is coming up, holds them against
    a profile such as "storytime", and says in plain words what is open. It changes
    nothing unless you say apply; what it changed, undo puts back.
    """
    from hardener.cli.context import Context  # noqa: PLC0415 - it takes longer than all that help needs

    gc.freeze()  # what the command was made of stays to its end, and need never be looked through
    ctx.obj = Context.start(config, store, verbose=verbose, quiet=quiet)
    ctx.with_resource(ctx.obj.speaking(lang))


def main() -> None:
    """Run hardener and end the process with its exit status."""
    gc.set_threshold(OBJECTS)
    ended(lambda: cli(prog_name="hardener", standalone_mode=False))
