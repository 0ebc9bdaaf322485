"""The programs that no rule of the configuration names: list them, and add rules for them to hardener.toml."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Key, Whitespace

from hardener import config
from hardener.account import Account
from hardener.adapter import Window
from hardener.app.connections import accounts
from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_whole
from hardener.audit import Progress
from hardener.errors import AskedError, HardenerError
from hardener.files import read_text
from hardener.language import tr
from hardener.model import Elsewhere
from hardener.rules import Proposal, Unnamed

Part = tuple[Key | None, Item]
"""A line of a table as tomlkit has it; a comment and an empty line have no key."""


@dataclass(kw_only=True)
class Ruled:
    """What the lists of some connections have, held against the rules."""

    programs: int = 0
    """All that were listed, a series once."""
    unnamed: list[Unnamed] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    """What could not be read, and why."""


def ruled(context: Surroundings, names: Sequence[str], *, weeks: int | None = None, lasts: float = math.inf) -> Ruled:
    """Read the programs of some connections, for at most `lasts` seconds, and tell which no rule names.

    Nothing is judged, kept or changed. Raises `HardenerError` for bad options; what cannot be read is a gap.
    """
    found, now = Ruled(), context.now()
    window = Window(now, now + timedelta(weeks=weeks or context.config.library.weeks))
    with accounts(context, names, read_only=True, lasts=lasts) as opened, context.reading() as progress:
        for account in opened:
            try:
                _list(context.config, account, window, found, progress)
            except HardenerError as error:
                found.gaps.append(f"{account.name}: {error}")
    found.unnamed.sort()  # hosts are read side by side: the same answers, the same words
    return found


def _list(rules: config.Config, account: Account, window: Window, found: Ruled, progress: Progress) -> None:
    seen: set[tuple[str, str]] = set()
    for target in account.adapter.read_all(window):
        program = None if isinstance(target, Elsewhere) else target.program
        if isinstance(target, Elsewhere) or program is None or (program.id, target.title) in seen:
            continue
        seen.add((program.id, target.title))
        progress(account.name, len(seen))
        found.programs += 1
        if rules.rule_of(account.name, target) is None:
            found.unnamed.append(Unnamed(target.title, program.personal))


def rule_text(rule: Proposal) -> str:
    """Return a rule as it stands in hardener.toml."""
    return (
        f"[[programs]]\n{rule.key} = {json.dumps(rule.value, ensure_ascii=False)}\n"
        f"profile = {json.dumps(rule.profile)}\n"
    )


def add_rules(context: Surroundings, rules: Sequence[Proposal]) -> None:
    """Add rules after the last one of hardener.toml; every line that is there stays, in its order.

    Raises `HardenerError`, and then the file is as it was.
    """
    path = context.config_path
    text = read_text(path)
    made = _added(text, rules)
    before = config.parse(text, path)
    wanted = (*before.programs, *(config.Rule(**{"profile": r.profile, r.key: r.value}) for r in rules))
    if not made or not _keeps(text, made) or config.parse(made, path) != before.model_copy(update={"programs": wanted}):
        raise AskedError(
            tr("{path} cannot be added to without changing what it says; paste the rules by hand", path=path)
        )
    if read_text(path) != text:
        raise AskedError(tr("{path} was changed by somebody else in this moment; try again", path=path))
    write_whole([made], path.resolve())


def _added(text: str, rules: Sequence[Proposal]) -> str:
    """Return `text` with the rules; empty where it has its rules in another form than tables."""
    try:
        document = tomlkit.parse(text)
        if "programs" not in document:
            document.append("programs", tomlkit.aot())
        there = document["programs"]
        if not isinstance(there, AoT):
            return ""
        after = _cut(there)
        for rule in rules:
            table = tomlkit.table()
            table.add(rule.key, rule.value)
            table.add("profile", rule.profile)
            there.append(table)
            if rule is not rules[-1]:
                table.add(tomlkit.nl())
        there[-1].value.body.extend(after)
        return tomlkit.dumps(document)
    except TOMLKitError:
        return ""


def _cut(rules: AoT) -> list[Part]:
    """Take off what stands behind the last rule: from the first empty line on it is about what follows."""
    if not rules:
        return []
    body = rules[-1].value.body
    last = max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)
    empty = (number for number, (_, item) in enumerate(body) if number > last and isinstance(item, Whitespace))
    start = next(empty, len(body))
    after: list[Part] = body[start:]
    del body[start:]
    rules[-1].add(tomlkit.nl())
    return after


def _keeps(text: str, made: str) -> bool:
    """Tell whether every line of `text` is in `made`, in its order."""
    lines = iter(made.splitlines())
    return all(line in lines for line in text.splitlines())
