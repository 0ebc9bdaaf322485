"""Gather every sentence for people, bring the translations up to date, and compile them: run it after a change of any.

A new sentence gets an empty translation in `hardener.po`: a person who speaks the language writes it there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from hardener import profile
from hardener.adapter import load
from hardener.report.retell import STEP, STEPS
from hardener.review.question import questionnaire
from hardener.yamlfile import tree_of

ROOT = Path(__file__).parents[1]
SOURCE, LOCALE = ROOT / "src" / "hardener", ROOT / "src" / "hardener" / "locale"
ARGUMENTS = {"tr": 1, "marked": 1, "ntr": 2, "marked_n": 2}
"""What takes a sentence in code, and how many: of one with a plural both."""
ASKED = {"Call": (2, {"what"}), "Access": (0, {"what", "note"}), "Credential": (1, {"prompt"})}
"""What has words for people as an argument: where it stands, and by which names."""
KEYWORDS: Any = {"_": None, "_n": (1, 2)}
"""The same in templates."""
SPOKEN = (
    "title", "brief", "brief_closed", "question", "says", "short", "costs", "finding", "too_closed", "act",
    "families_notice",
)  # fmt: skip
"""What of a control anybody is told."""
REASONS = ("hardener_goto/refusals.py", "hardener_webex/refusals.py", "hardener_zoom/limits.py")
LEFT = "*/kept_words.py"
"""What adapters say of what is left of families."""
VENDORS = tuple(sorted(path.name.removeprefix("hardener_") for path in (ROOT / "adapters").glob("hardener_*")))
PROSE = re.compile(r"[;,] |: [a-z]|\. | and | or (?!more)")
"""What no path of buttons has."""
OURS = re.compile(r"[a-z][a-z'-]*(?:[ :,].*)?")
"""A step of a path that is no button: a vendor's begins with a capital, or is a key of a file, as `disableChat`."""
BEGUN = datetime(2026, 11, 29, tzinfo=UTC)
LIBRARY = "src/hardener/catalogue/controls.yaml"
"""The library's own controls; lines of public benchmarks are quoted in the language in which they were published."""
NOTICES = "src/hardener/notice/sentences.yaml"
QUESTIONS = "src/hardener/review/questions.yaml"
Said = str | tuple[str, ...]


def gathered() -> Iterator[tuple[str, Said]]:
    """Yield every sentence, with the file it is in; of one with a plural both."""
    for path in (*sorted(SOURCE.rglob("*.py")), *sorted((ROOT / "adapters").glob("*/*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((_name(path), said) for said in (*_calls(tree), *_asked(tree)))
    for path in sorted((SOURCE / "pages" / "templates").glob("*.html")):
        with path.open("rb") as file:
            for _, _, said, _ in babel_extract(file, KEYWORDS, (), {"trimmed": "true"}):
                each = (said,) if isinstance(said, str) else tuple(filter(None, said or ()))
                if each:
                    yield _name(path), each[0] if len(each) == 1 else each[:2]
    yield from ((LIBRARY, said) for said in _controls())
    yield from ((NOTICES, said) for said in _sentences())
    yield from ((QUESTIONS, said) for said in _questions())
    yield from ((f"profiles/{each.name}.yaml", each.title) for each in map(profile.load, profile.builtin()))
    for path in sorted((ROOT / "adapters").glob("*/incident.yaml")):
        yield from ((_name(path), said) for said in _incident(tree_of(path.read_text(encoding="utf-8"), path.name)))
    for path in (*(ROOT / "adapters" / name for name in REASONS), *sorted((ROOT / "adapters").glob(LEFT))):
        yield from ((_name(path), said) for said in _reasons(path))
    for vendor in VENDORS:
        yield from ((f"adapters/hardener_{vendor}", said) for said in _rows(vendor))


def _incident(tree: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a platform's buttons say; paths of what is made anew stay the vendor's own."""
    for each in tree.values():
        if isinstance(each, str):
            yield each
        else:
            yield from (one[key] for one in each for key in ("what", "mind") if key in one)


def _calls(tree: ast.AST) -> Iterator[Said]:
    """Yield what stands in the calls of a module, those within f-strings as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ARGUMENTS:
            args = node.args[: ARGUMENTS[node.func.id]]
            each = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(each) == ARGUMENTS[node.func.id]:
                yield each[0] if len(each) == 1 else tuple(each)


def _asked(tree: ast.AST) -> Iterator[str]:
    """Yield what an adapter's permissions are for, and what a person is asked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKED:
            place, keys = ASKED[node.func.id]
            each = [*node.args[place : place + 1], *(key.value for key in node.keywords if key.arg in keys)]
            yield from (one.value for one in each if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _questions() -> Iterator[str]:
    """Yield what the questionnaire for reviews says."""
    found = questionnaire()
    yield from (flag.says for flag in found.flags.values())
    for group in found.groups.values():
        yield group.title
        for question in group.questions.values():
            yield from filter(None, (question.asks, question.why, question.wanted, *question.answers.values()))


def _controls() -> Iterator[str]:
    for control in tree_of((ROOT / LIBRARY).read_text(encoding="utf-8"), LIBRARY)["controls"].values():
        for key in SPOKEN:
            said = control.get(key, "")
            yield from filter(None, said.values() if isinstance(said, dict) else [said])
        yield from (name.replace("_", " ") for name in control.get("names", ()))


def _sentences() -> Iterator[str]:
    """Yield what a notice for families may say, but for what the library says in its own words."""
    found = tree_of((ROOT / NOTICES).read_text(encoding="utf-8"), NOTICES)
    yield from found["headings"].values()
    for question in found["questions"]:
        each = (*(row["said"] for row in question.get("rows", ())), question.get("check", ""))
        yield from (said for said in each if re.sub(r"\{\w+\}", "", said))


def _rows(vendor: str) -> Iterator[str]:
    """Yield what an adapter's table says for people. A path of buttons alone is the vendor's own, and stays."""
    for row in load(vendor).settings:
        each = [row.by_hand, row.note, getattr(row, "advisory", ""), *getattr(row, "undo", {}).values()]
        yield from (said for said in each if said and _is_prose(said))


def _is_prose(said: str) -> bool:
    """Tell whether a path of buttons has words of ours in it; what stands in `STEPS` is translated by itself."""
    steps = said.split(STEP)
    return len(steps) == 1 or bool(PROSE.search(said)) or any(OURS.fullmatch(s) and s not in STEPS for s in steps)


def _reasons(path: Path) -> Iterator[str]:
    """Yield why one target does not take a value, from a module that has these sentences and no others."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        values = [node.value] if isinstance(node, ast.Assign) else node.values if isinstance(node, ast.Dict) else []
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value:
                yield value.value


def template() -> Catalog:
    """Return every sentence once, without any translation."""
    found = Catalog(fuzzy=False)
    for name, said in gathered():
        if all(said):
            found.add(said, locations=[(name, None)])  # type: ignore[list-item]  # a line's number changes too often
    return found


def folders() -> list[Path]:
    """Return the folder of each language."""
    return sorted(path.parent for path in LOCALE.glob("*/hardener.po"))


def translations(folder: Path) -> Catalog:
    """Return what is translated into a language."""
    with (folder / "hardener.po").open("rb") as file:
        return read_po(file, locale=folder.name)


def compiled(of: Catalog) -> bytes:
    """Return the file of a catalogue as it is read at run time."""
    made = BytesIO()
    write_mo(made, of)
    return made.getvalue()


def written(of: Catalog) -> bytes:
    """Return the file of a catalogue as people edit it."""
    made = BytesIO()
    of.creation_date = BEGUN  # a file that says the same is the same, whenever it is written
    write_po(made, of, width=118, sort_output=True, ignore_obsolete=True)
    return made.getvalue()


if __name__ == "__main__":
    for place in folders():
        catalog = translations(place)
        catalog.update(template(), no_fuzzy_matching=True)
        (place / "hardener.po").write_bytes(written(catalog))
        (place / "hardener.mo").write_bytes(compiled(catalog))
