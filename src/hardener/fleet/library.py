"""One library of a fleet: do what is asked in this process, and tell its counts. What it causes never gets out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hardener.adapter import installed, load
from hardener.app.accounts import supposed
from hardener.app.audit_run import AuditRun, status_of
from hardener.app.pinging import pinged
from hardener.app.planning import look_and_plan
from hardener.app.recall import recall
from hardener.app.record import keep
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.errors import AdapterError, HardenerError, mistake
from hardener.files import FileError
from hardener.fleet import own_report, words
from hardener.fleet.carrying_out import apply, resume
from hardener.fleet.counting import counted, planned, said
from hardener.fleet.looking import elsewhere, look_by_itself
from hardener.fleet.place import PLAN, Place
from hardener.fleet.work import Done, Never, Stop, Task
from hardener.language import language, speaking
from hardener.model import Severity
from hardener.store import StoreError

NEVER = Never()
Verb = Callable[[Place, Task, words.Words, Stop], Done]


def do(task: Task, stop: Stop = NEVER) -> Done:
    """Do the work of one library and return what came of it; nothing that the library causes is raised.

    `stop` is asked between two writes whether to leave the rest for later.
    """
    try:
        place, wanted = Place.of_task(task), words.read(task.options)
        with _speaking(place, task):
            return VERBS[task.verb](place, task, wanted, stop)
    except HardenerError as error:
        return Done(name=task.name, status=2, why=said(error, task))
    except Exception as error:  # noqa: BLE001 - of whatever kind it is, the other libraries are looked at
        return Done(name=task.name, status=4 if task.verb == "apply" else 3, why=mistake(error))


def warm() -> None:
    """Import and read what every library needs, before processes are forked: they have it in common then."""
    for vendor in installed():
        try:
            load(vendor)
        except AdapterError:
            continue  # whoever needs it says so
    catalogue()


def _speaking(place: Place, task: Task) -> AbstractContextManager[None]:
    return speaking(language(task.language or place.config.library.language))


def _audit(place: Place, task: Task, wanted: words.Words, _stop: Stop) -> Done:
    look = AuditRun(place, weeks=wanted.weeks)
    try:
        found = look.audit()
    except HardenerError:
        pinged(place, well=False)
        raise
    pinged(place, well=found.report.listed)
    recall(place, found.report, look.window)
    status = status_of(found.report, Severity(wanted.fail_on))
    before = _before(place)
    trouble = _kept(look, found, status)
    if task.reports is not None:
        trouble = trouble or _tried(lambda: own_report.audited(place, task, found.report))
    notes = trouble, elsewhere(found.report, before)
    return counted(task, found, max(status, 2) if trouble else status, supposed=before, notes=notes)


def _before(place: Place) -> dict[str, str]:
    """Return whose each connection was the last time."""
    try:
        if place.has_store:
            with place.store() as store:
                return supposed(place, store)
    except StoreError:
        pass  # whoever is to keep this look says so
    return {}


def _kept(look: AuditRun, found: Audit, status: int) -> str:
    try:
        with look.context.store() as store:
            keep(store, look, found, status)
    except StoreError as error:
        return f"this look is not kept: {error}"
    return ""


def _tried(write: Callable[[], None]) -> str:
    try:
        write()
    except FileError as error:
        return str(error)
    return ""


def _plan(place: Place, task: Task, wanted: words.Words, _stop: Stop) -> Done:
    look = AuditRun(place, weeks=wanted.weeks)
    made, found = look_and_plan(look, tuple(wanted.allow))
    own_report.keep_plan(made, task.folder / PLAN)
    if task.reports is not None:
        own_report.planned(place, task, made)
    return planned(task, found, made, _before(place))


def _apply(place: Place, task: Task, wanted: words.Words, stop: Stop) -> Done:
    return resume(place, task, wanted, stop) if wanted.resume else apply(place, task, wanted, stop)


VERBS: dict[str, Verb] = {"audit": _audit, "plan": _plan, "apply": _apply, "watch": look_by_itself}
