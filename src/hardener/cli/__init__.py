"""The command line: one module a verb. Only this package prints, and reads the clock and the environment."""

from __future__ import annotations

import sys

import click

from hardener import __version__
from hardener.cli.apply import apply
from hardener.cli.attest import attest
from hardener.cli.audit import audit
from hardener.cli.connect import connect
from hardener.cli.context import Context
from hardener.cli.demo import demo
from hardener.cli.diff import diff
from hardener.cli.doctor import doctor
from hardener.cli.history import history
from hardener.cli.import_ import import_
from hardener.cli.init import init
from hardener.cli.lists import adapters, controls, profiles
from hardener.cli.notify import notify
from hardener.cli.plan import plan
from hardener.cli.runs import runs
from hardener.cli.sandbox import sandbox
from hardener.cli.schedule import schedule
from hardener.cli.shell import completion
from hardener.cli.snapshot import snapshot
from hardener.cli.undo import undo
from hardener.cli.waive import waive
from hardener.cli.waivers import waivers
from hardener.cli.watch import watch
from hardener.errors import HardenerError

EPILOG = """\
Exit status: 0 everything asked for is met; 1 findings at or above --fail-on; 2 a mistake in the
command, the configuration or a profile; 3 something could not be told; 4 an apply is incomplete;
5 the plan is stale. Of several, the highest.

Start with: hardener demo (no account needed), then hardener init.
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
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
    "--journal",
    type=click.Path(dir_okay=False),
    envvar="HARDENER_JOURNAL",
    help="The journal of an older hardener, to be taken over; the store is then beside it, unless --store says where.",
)
@click.option("-v", "--verbose", count=True, help="Say more; twice: every request, without secrets.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.pass_context
def cli(  # noqa: PLR0913 - the options of a command
    ctx: click.Context,
    config: str | None,
    store: str | None,
    journal: str | None,
    verbose: int,
    quiet: bool,  # noqa: FBT001 - a click option
) -> None:
    """See what a stranger could do in your library's online programs, and close it.

    hardener reads the settings of every program that is coming up, holds them against
    a profile such as "storytime", and says in plain words what is open. It changes
    nothing unless you say apply; what it changed, undo puts back.
    """
    ctx.obj = Context.start(config, store, journal, verbose=verbose, quiet=quiet)


for command in (
    demo,
    init,
    import_,
    connect,
    doctor,
    audit,
    snapshot,
    plan,
    apply,
    undo,
    runs,
    history,
    diff,
    watch,
    notify,
    schedule,
    waive,
    attest,
    waivers,
    profiles,
    controls,
    adapters,
    sandbox,
    completion,
):
    cli.add_command(command)


def main() -> None:
    """Run hardener and end the process with its exit status."""
    try:
        status = cli(prog_name="hardener", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        _say(error.format_message())
        sys.exit(2)
    except HardenerError as error:
        _say(str(error))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _say("stopped; nothing was left half done (see: hardener runs)")
        sys.exit(4)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _say(message: str) -> None:
    line = " ".join(message.split())
    click.echo(f"hardener: {line}", err=True)
