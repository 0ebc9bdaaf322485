"""The command line: one module a verb. Only this package prints, and reads the clock and the environment."""

from __future__ import annotations

from importlib import import_module

import click

from hardener import __version__
from hardener.cli.context import Context
from hardener.cli.ending import ended

EPILOG = """\
Exit status: 0 everything asked for is met; 1 findings at or above --fail-on; 2 a mistake in the
command, the configuration or a profile; 3 something could not be told, has to be looked at by
hand, or could not be written out; 4 an apply is incomplete; 5 the plan is stale. Of several, the
highest. 130: ended by Ctrl-C.

Start with: hardener demo (no account needed), then hardener init.
"""


VERBS = {
    "demo": ("demo", "demo"),
    "init": ("init", "init"),
    "import": ("import_", "import_"),
    "connect": ("connect", "connect"),
    "doctor": ("doctor", "doctor"),
    "audit": ("audit", "audit"),
    "snapshot": ("snapshot", "snapshot"),
    "plan": ("plan", "plan"),
    "apply": ("apply", "apply"),
    "undo": ("undo", "undo"),
    "runs": ("runs", "runs"),
    "history": ("history", "history"),
    "diff": ("diff", "diff"),
    "watch": ("watch", "watch"),
    "notify": ("notify", "notify"),
    "schedule": ("schedule", "schedule"),
    "waive": ("waive", "waive"),
    "attest": ("attest", "attest"),
    "waivers": ("waivers", "waivers"),
    "profiles": ("lists", "profiles"),
    "controls": ("lists", "controls"),
    "adapters": ("lists", "adapters"),
    "sandbox": ("sandbox", "sandbox"),
    "completion": ("shell", "completion"),
}
"""Each verb with its module and its name there, in the order in which help lists them."""


class Verbs(click.Group):
    """Imports the module of a verb only when it is asked for: what audit needs, history does not."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the shape of click's
        """Return the names of all verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the shape of click's
        """Return one verb; None where there is none of that name."""
        if cmd_name not in VERBS:
            return None
        module, name = VERBS[cmd_name]
        found: click.Command = getattr(import_module(f"hardener.cli.{module}"), name)
        return found


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
@click.option("-v", "--verbose", count=True, help="Say more; twice: every request, without secrets.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.pass_context
def cli(
    ctx: click.Context,
    config: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,  # noqa: FBT001 - a click option
) -> None:
    """See what a stranger could do in your library's online programs, and close it.

    hardener reads the settings of every program that is coming up, holds them against
    a profile such as "storytime", and says in plain words what is open. It changes
    nothing unless you say apply; what it changed, undo puts back.
    """
    ctx.obj = Context.start(config, store, verbose=verbose, quiet=quiet)


def main() -> None:
    """Run hardener and end the process with its exit status."""
    ended(lambda: cli(prog_name="hardener", standalone_mode=False))
