"""The report of one library, in a folder that nobody else's is in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hardener import pages
from hardener.app.recall import weeks_before
from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_whole
from hardener.files import FileError
from hardener.fleet.work import Task
from hardener.language import speaking
from hardener.remedy.execution import Ended
from hardener.remedy.plan import Plan, Saved
from hardener.report import json_report
from hardener.report.plan_text import render_outcomes
from hardener.results import Report


def folder_of(path: Path) -> Path:
    """Return a folder that only its owner sees into, made where there is none. Raises `FileError`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_symlink():
            raise FileError(f"{path}: it is a link to another place; reports are written into folders of their own")
        path.chmod(0o700)
    except OSError as error:
        raise FileError(f"{path}: cannot make the folder: {error.strerror}") from None
    return path


def audited(context: Surroundings, task: Task, report: Report) -> None:
    """Write what an audit found, as a page and for programs. Raises `FileError`."""
    folder = _folder(task)
    write_whole([pages.week(report, weeks_before(context))], folder / "audit.html", private=True)
    with speaking(None):
        pieces = json_report.render(report, details=False, colour=False, width=100)
        write_whole(pieces, folder / "audit.json", private=True)


def planned(context: Surroundings, task: Task, plan: Plan) -> None:
    """Write the page of a plan. Raises `FileError`."""
    page = pages.plan(plan, context.zone, context.config.library.name)
    write_whole([page], _folder(task) / "plan.html", private=True)


def applied(task: Task, ended: Sequence[Ended]) -> None:
    """Write what came of each change. Raises `FileError`."""
    pieces = (line for step, outcomes in ended for line in render_outcomes(step, outcomes))
    write_whole(pieces, _folder(task) / "apply.txt", private=True)


def keep_plan(plan: Plan, path: Path) -> None:
    """Save a plan, to be carried out once its counts were agreed to. Raises `FileError`."""
    saved = Saved(fingerprint=plan.fingerprint, plan=plan).model_dump_json(indent=2)
    write_whole([saved, "\n"], path, private=True)


def _folder(task: Task) -> Path:
    assert task.reports is not None
    return folder_of(task.reports)
