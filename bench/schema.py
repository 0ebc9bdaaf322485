"""The same rules for hardener and for jsonschema-rs: what both can be asked, and random programs to ask it of."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hardener.catalog import Control
from hardener.model import Target
from hardener.path import with_path
from hardener.profile import Profile, Requirement
from hardener.setting import Setting

Rules = Mapping[str, tuple[Setting, Requirement]]
"""By path: the row that lies there, and what is required of its control."""


def rules_of(settings: Sequence[Setting], profile: Profile, controls: Mapping[str, Control], kind: str) -> Rules:
    """Return the requirements that one plain row of a program decides alone, each once."""
    found: dict[str, list[Setting]] = {}
    for row in settings:
        if not row.default_for_new and kind in (*row.kinds, *row.governs):
            found.setdefault(row.control, []).append(row)
    alone = {name: rows[0] for name, rows in found.items() if len(rows) == 1 and kind in rows[0].kinds}
    plain = {name: row for name, row in alone.items() if row.values and type(row).get is Setting.get}
    asked = {name: each for name, each in profile.requires.items() if name in plain and controls[name].levels}
    return {plain[name].at(kind): (plain[name], each) for name, each in asked.items()}


def schema_of(rules: Rules, controls: Mapping[str, Control]) -> dict[str, Any]:
    """Return a JSON Schema of documents that meet all rules: at each path stands one of the accepted values."""
    root: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for path, (row, requirement) in rules.items():
        control, node = controls[row.control], root
        *above, last = path.split(".")
        for key in above:
            node["required"] = sorted({*node["required"], key})
            node = node["properties"].setdefault(key, {"type": "object", "properties": {}, "required": []})
        limit, sign = control.rank(requirement.limit), -1 if requirement.opens else 1
        accepted = [raw for raw, level in row.values.items() if sign * (control.rank(level) - limit) <= 0]
        node["properties"][last] = {"enum": accepted}
        node["required"] = sorted({*node["required"], last})
    return root


def unlike(programs: Sequence[Target], rules: Rules) -> Iterator[Target]:
    """Yield the programs with values drawn at random at all paths of the rules: no two are set alike."""
    dice = random.Random("unlike programs")
    for target in programs:
        document = target.document
        for path, (row, _) in rules.items():
            document = with_path(document, path, dice.choice(list(row.values)))
        yield replace(target, document=document)
