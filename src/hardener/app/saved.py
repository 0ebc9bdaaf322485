"""A saved plan: what a person has signed off, held against what hardener itself would do now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from hardener.account import Account
from hardener.adapter import load
from hardener.app.audit_run import AuditRun, plan_id
from hardener.app.connections import accounts
from hardener.app.surroundings import Surroundings
from hardener.audit import Keep
from hardener.catalog import catalogue
from hardener.errors import AskedError, SecretError
from hardener.files import read_bytes
from hardener.model import Risk, Target, Unreadable
from hardener.remedy.plan import Plan, Saved, Step
from hardener.remedy.vouch import Stale, StrangeError, Table, known, opening, vouched


def read_plan(context: Surroundings, path: str) -> Plan:
    """Return a saved plan that only has changes which hardener may make. Raises `AskedError`."""
    plan = parsed(path)
    _known(context, path, plan)
    return plan


def parsed(path: str) -> Plan:
    """Return what a file says that a plan is. Raises `HardenerError` where it is none."""
    try:
        return Saved.model_validate_json(read_bytes(Path(path))).plan
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "file"
        said = first["msg"].removeprefix("Value error, ")
        raise AskedError(f"{path}: cannot be used as a plan: {where}: {said}") from None


def renamed(plan: Plan, names: Mapping[str, str]) -> Plan:
    """Return the plan in today's names of its connections."""

    def now(step: Step) -> Step:
        name = names.get(step.connection, step.connection)
        changes = (c.model_copy(update={"connection": names.get(c.connection, c.connection)}) for c in step.changes)
        return step.model_copy(update={"connection": name, "changes": tuple(changes)})

    asked = {"connections": tuple(names.get(name, name) for name in plan.asked.connections)}
    steps = tuple(now(step) for step in plan.steps)
    return plan.model_copy(update={"steps": steps, "asked": plan.asked.model_copy(update=asked)})


def _known(context: Surroundings, path: str, plan: Plan) -> dict[str, Table]:
    """Return the settings of each connection that the plan names, which let it have every change of it."""
    settings = tables(context, plan)
    try:
        known(plan, settings, catalogue())
    except StrangeError as error:
        raise _refused(path, error) from None
    return settings


def tables(context: Surroundings, plan: Plan) -> dict[str, Table]:
    """Return the settings of each connection that a plan names and the configuration has."""
    names = {step.connection for step in plan.steps} & context.config.connections.keys()
    return {name: _table(context, name) for name in sorted(names)}


def _table(context: Surroundings, name: str) -> Table:
    """Return the settings of one connection as its options have them: its cloud, what its forms call the card."""
    try:
        with accounts(context, [name], read_only=True) as (account,):
            return account.adapter.settings
    except SecretError:  # it is only shown where nobody can log in
        return load(context.config.connections[name].vendor).settings


def held_against(context: Surroundings, path: str, plan: Plan, allow: tuple[str, ...]) -> tuple[Plan, Stale]:
    """Make the plan anew and return what of the saved one still holds. Raises `AskedError` for anything else."""
    settings = _known(context, path, plan)
    asked = plan.asked
    look = AuditRun(
        context, profile_name=asked.profile, only=asked.connections, weeks=asked.weeks, program=asked.program
    )
    there: dict[tuple[str, str], Target] = {}
    wanted = {(step.connection, step.target) for step in plan.steps}

    def keep(connection: str, target: Target | Unreadable, _profile: str) -> None:
        if isinstance(target, Target) and (connection, target.id) in wanted:
            there[connection, target.id] = target

    def take(_opened: list[Account]) -> Keep:
        return keep

    found = look.audit(asked.allowed, take)
    assert found.planner is not None
    for connection in sorted({step.connection for step in plan.steps}):
        if why := found.planner.barred.get(connection):
            raise AskedError(f"{path}: nothing was written, and the plan is still good: {connection}: {why}")
    fresh = found.planner.plan(plan_id(look.window.start), look.window.start, found.report.profiles)
    try:
        made, stale = vouched(plan, fresh, there, settings)
    except StrangeError as error:
        raise _refused(path, error) from None
    if Risk.OPEN not in allow and (first := next(opening(made), None)):
        raise AskedError(
            f"{path}: {first.title}: {first.setting}: it opens something, which no file may: add --allow open"
        )
    return remembered(context, made), stale


def remembered(context: Surroundings, plan: Plan) -> Plan:
    """Return the plan with which of its changes the platform said yes to before, and did not keep."""
    with context.journal() as journal:
        unkept = tuple(each for step in plan.steps for each in journal.unkept(step))
    return plan.model_copy(update={"unkept": unkept})


def _refused(path: str, error: StrangeError) -> AskedError:
    return AskedError(f"{path}: it is not what hardener would plan: {error}; make a new one: hardener plan")
