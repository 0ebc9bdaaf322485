"""Which libraries hardener fleet is for, and how their work is begun: the same for all of its verbs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
from tqdm import tqdm

from hardener.cli.context import Context
from hardener.cli.ending import unwound
from hardener.files import FileError
from hardener.fleet import settings
from hardener.fleet.accounts import Accounts
from hardener.fleet.folder import repeated
from hardener.fleet.local import WORKERS
from hardener.fleet.place import ENVIRONMENT
from hardener.fleet.scout import libraries
from hardener.fleet.work import Done, Task
from hardener.fleet.working import Fleet, noted
from hardener.language import tr
from hardener.store.opening import holds_secret

ANYWHERE = 32
"""Libraries at the same time where nobody says how many: more than a cluster of Dask has, as far as we know."""
FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


def fleet_of(context: Context, folder: Path, reports: Path | None) -> Fleet:
    """Return the fleet of a folder. Raises `HardenerError`."""
    folder = folder.resolve()
    chosen = settings.load(folder)
    root = reports.resolve() if reports is not None else None
    found = libraries(folder, root)
    for line in repeated(found):
        context.warn(line)
    if root is not None:
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{reports}: cannot make the folder: {error.strerror}") from None
    return Fleet(
        found=found,
        engine=settings.engine_of(chosen),
        workers=chosen.workers or (WORKERS if chosen.engine == "local" else ANYWHERE),
        store=_store(context, chosen.store),
        reports=root,
        language=click.get_current_context().find_root().params["lang"] or "",
    )


def _store(context: Context, configured: str) -> str:
    """Return where what is found is kept, unless the environment says so, which has passwords and is left to it."""
    given = context.store_place
    if not given or given == os.environ.get(ENVIRONMENT):
        return "" if given else configured
    if holds_secret(given):
        raise click.ClickException(f"--store: a password does not belong there; give the url in {ENVIRONMENT}")
    return given


def worked(context: Context, made: Fleet, tasks: list[Task]) -> list[Done]:
    """Return what came of all, those that are not looked at included, with a note at what they have in common."""
    done = [*made.problems(), *applied(context, made, tasks)]
    return noted(Accounts(made.found[0].folder.parent).recalled(made.found, done))


def applied(context: Context, made: Fleet, tasks: list[Task]) -> Iterator[Done]:
    """Yield what came of each task, and show how far that is."""
    tqdm.monitor_interval = 0  # it would be a thread, in a process that forks others
    with (
        unwound(),
        tqdm(total=len(tasks), unit=tr(" libraries"), delay=1, disable=not context.bar(), leave=False) as bar,
    ):
        for done in made.done(tasks):
            bar.update()
            yield done
