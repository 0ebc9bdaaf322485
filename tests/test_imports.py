"""The import law: who may know of whom. The core is pure, adapters know of no profiles, only the command line prints."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = (
    "attendance",
    "model",
    "path",
    "setting",
    "catalog",
    "profile",
    "layers",
    "door",
    "elsewhere",
    "verdict",
    "fixes",
    "asked",
    "beside",
    "narrow",
    "shown",
    "attainable",
    "compare",
    "platform",
    "evaluate",
    "judgement",
    "unseen",
    "spelling",
    "findings",
    "imprint",
    "memory",
    "recent",
    "mark",
    "mistakes",
    "whose",
    "clock",
    "errors",
    "trees",
    "by_hand",
    "own_platform",
    "incident",
    "filled",
    "yamlfile",
    "language",
    "reason",
    "redact",
    "links",
    "doorways",
    "ways_in",
    "feeds",
    "used",
    "questions",
    "leftovers",
    "retention",
    "traces",
    "snapshot/keep",
    "pattern",
    "waive",
    "waiver",
    "waivers_file",
    "listed",
    "review/question",
    "review/record",
    "review/judging",
    "review/file",
    "review/measured",
    "review/naming",
    "review/notices",
    "review/said",
    "results",
    "signup",
    "nearest",
    "rules",
    "window",
)
"""Modules that compute and do nothing else."""
DOORS = {
    "apprise",
    "requests",
    "urllib3",
    "socket",
    "smtplib",
    "sqlite3",
    "subprocess",
    "keyring",
    "werkzeug",
    "threading",
    "time",
}
"""What reaches out of the process, or asks the clock."""
FOR_ADAPTERS = {
    "adapter",
    "attendance",
    "by_hand",
    "elsewhere",
    "errors",
    "extras",
    "files",
    "http",
    "incident",
    "model",
    "oauth",
    "own_platform",
    "path",
    "questions",
    "redact",
    "sandbox",
    "server_files",
    "setting",
    "traces",
    "trees",
    "vendor",
}
"""All of hardener that an adapter may know."""
WITHOUT_API = "hardener_checklist"
"""What platforms without an API are made of: any of them may know it."""
ADAPTERS = sorted(p.name for p in (ROOT / "adapters").iterdir() if (p / "__init__.py").exists())


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return every module that a file imports, anywhere in it."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def called(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of all functions, and of all methods, that a file calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    funcs = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = frozenset(func.id for func in funcs if isinstance(func, ast.Name))
    return names, frozenset(func.attr for func in funcs if isinstance(func, ast.Attribute))


def ours(path: Path) -> set[str]:
    """Return the rooms of hardener that a file knows."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("hardener.")}


@pytest.mark.parametrize("name", CORE)
def test_the_core_reaches_nothing_outside(name: str) -> None:
    path = ROOT / "src" / "hardener" / f"{name}.py"
    assert not {each.split(".")[0] for each in imported(path)} & DOORS
    assert ours(path) <= set(CORE) | {"catalogue", "files", "review"}


@pytest.mark.parametrize("name", sorted(set(CORE) - {"language"}))
def test_the_core_marks_sentences_and_never_translates(name: str) -> None:
    """What is kept and compared is the same in every language: a translation is made where somebody is told."""
    known = {
        each for each in imported(ROOT / "src" / "hardener" / f"{name}.py") if each.startswith("hardener.language.")
    }
    assert known <= {"hardener.language.marked", "hardener.language.marked_n"}


@pytest.mark.parametrize(
    "room",
    [
        "evaluate",
        "judgement",
        "fixes",
        "audit",
        "remedy/planner",
        "remedy/plan",
        "remedy/undo",
        "snapshot/lines",
        "snapshot/taking",
        "snapshot/offline",
    ],
)
def test_judging_and_planning_know_no_network(room: str) -> None:
    path = ROOT / "src" / "hardener" / f"{room}.py"
    assert not ours(path) & {"http", "oauth", "secrets", "cli", "sandbox"}
    assert not {each.split(".")[0] for each in imported(path)} & {"requests", "urllib3", "socket", "keyring"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "hardener" / "notice").glob("*.py")), ids=lambda path: path.stem
)
def test_a_notice_is_only_computed(path: Path) -> None:
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "alembic", "click", "jinja2"}
    assert ours(path) <= {*CORE, "notice"}


@pytest.mark.parametrize(
    "room", ["notify/news", "notify/text", "notify/pace", "schedule/cron", "schedule/systemd", "schedule/windows"]
)
def test_what_is_told_and_when_is_only_computed(room: str) -> None:
    path = ROOT / "src" / "hardener" / f"{room}.py"
    assert not {each.split(".")[0] for each in imported(path)} & DOORS
    assert ours(path) <= {"errors", "language", "model", "notify", "report", "schedule"}


@pytest.mark.parametrize(
    "room",
    [
        "history/difference",
        "history/past",
        "history/period",
        "history/scene",
        "history/alike",
        "history/seen",
        "watch/agenda",
        "watch/tell",
        "unattended",
        "people",
    ],
)
def test_what_is_remembered_and_due_is_only_computed(room: str) -> None:
    path = ROOT / "src" / "hardener" / f"{room}.py"
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "alembic"}
    assert not ours(path) & {"cli", "http", "secrets", "store"}
    assert "hardener.remedy.journal" not in set(imported(path))


PURE_HISTORY = {f"hardener.history.{name}" for name in ("difference", "month", "period", "scene")}
"""What is remembered, as data: who reads it from a database is another file."""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "hardener" / "announced").glob("*.py")), ids=lambda path: path.stem
)
def test_what_calendars_say_is_only_computed(path: Path) -> None:
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "icalendar"}
    assert not ours(path) & {"app", "cli", "http", "history", "report", "secrets", "store", "watch"}


@pytest.mark.parametrize("path", sorted((ROOT / "src" / "hardener" / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_is_only_computed(path: Path) -> None:
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "alembic", "click"}
    assert ours(path) <= {
        *CORE,
        "causes",
        "evidence",
        "history",
        "incident",
        "notice",
        "pages",
        "remedy",
        "report",
        "review",
    }
    known = {each for each in imported(path) if each.startswith("hardener.history")}
    assert {".".join(each.split(".")[:3]) for each in known} <= PURE_HISTORY


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "hardener" / "evidence").glob("*.py")), ids=lambda path: path.stem
)
def test_evidence_is_only_computed(path: Path) -> None:
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "alembic", "click", "pathlib"}
    assert ours(path) <= {*CORE, "evidence", "history", "report"}
    known = {each for each in imported(path) if each.startswith("hardener.history")}
    assert {".".join(each.split(".")[:3]) for each in known} <= PURE_HISTORY


def test_reports_adapters_and_judging_know_no_database() -> None:
    knows = {
        p.relative_to(ROOT / "src" / "hardener").as_posix()
        for p in (ROOT / "src").rglob("*.py")
        if {"sqlalchemy", "alembic"} & {each.split(".")[0] for each in imported(p)}
    }
    rooms = {name.split("/")[0] for name in knows - {"remedy/journal.py", "remedy/budget.py"}}
    assert rooms <= {"store", "history", "watch"}
    for path in (ROOT / "adapters").rglob("*.py"):
        assert not {"sqlalchemy", "alembic"} & {each.split(".")[0] for each in imported(path)}, path


FILES = {".".join(p.relative_to(ROOT / "src").with_suffix("").parts) for p in (ROOT / "src").rglob("*.py")}


def arrows(name: Callable[[Path], str]) -> dict[str, set[str]]:
    """Return who imports whom in the core, by what `name` calls a file."""
    root = ROOT / "src" / "hardener"
    found: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        modules = set(imported(path))
        for module in modules:
            if any(other.startswith(f"{module}.") for other in modules & FILES):
                continue  # only a way to the file in it
            there = ROOT / "src" / Path(*module.split("."))
            wanted = next((p for p in (there.with_suffix(".py"), there / "__init__.py") if p.exists()), None)
            if wanted is not None and wanted != root / "__init__.py" and name(path) != name(wanted):
                found.setdefault(name(path), set()).add(name(wanted))
    return found


@pytest.mark.parametrize(
    "name", [lambda path: path.as_posix(), lambda path: path.relative_to(ROOT / "src" / "hardener").parts[0]],
    ids=["files", "rooms"],
)  # fmt: skip
def test_nobody_imports_in_a_circle(name: Callable[[Path], str]) -> None:
    left = arrows(name)
    while ends := [each for each in left if not left[each] & left.keys()]:
        left = {each: there for each, there in left.items() if each not in ends}
    assert not left, "all of these wait for one another, or lead to a circle"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "hardener" / "letters").glob("*.py")), ids=lambda path: path.stem
)
def test_letters_are_only_written(path: Path) -> None:
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy"}
    assert not ours(path) & {"app", "cli", "http", "notify", "secrets", "store", "watch"}


def test_one_module_sends_mail() -> None:
    knows = [p for p in (ROOT / "src").rglob("*.py") if "smtplib" in {each.split(".")[0] for each in imported(p)}]
    assert knows == [ROOT / "src" / "hardener" / "notify" / "mail.py"]


def test_one_room_sends_messages() -> None:
    knows = [p for p in (ROOT / "src").rglob("*.py") if "apprise" in {each.split(".")[0] for each in imported(p)}]
    assert knows == [ROOT / "src" / "hardener" / "notify" / "channel.py"]


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_knows_no_profile_and_no_report(name: str) -> None:
    for path in (ROOT / "adapters" / name).rglob("*.py"):
        assert ours(path) <= FOR_ADAPTERS, path
        others = {each.split(".")[0] for each in imported(path) if each.startswith("hardener_")}
        assert others <= {name, WITHOUT_API}, path
        if "simulator" not in path.parts:
            assert "sandbox" not in ours(path), path
            assert f"{name}.simulator" not in set(imported(path)), path


WAYS_OUT = {"requests", "urllib3", "http", "socket", "subprocess", "os", "shutil", "tempfile"}
MAKERS = {"open", "Session", "ServerFolder"}
"""What would make a way out of one's own, beside the one that is given."""
WRITES = {
    "write_text",
    "write_bytes",
    "unlink",
    "rename",
    "touch",
    "mkdir",
    "rmdir",
    "chmod",
    "symlink_to",
    "hardlink_to",
}
"""Methods of a path that change something."""


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_has_no_way_to_a_server_but_its_session(name: str) -> None:
    """Calls and files alike: what opened a session to read lets nothing out that changes anything."""
    for path in (ROOT / "adapters" / name).rglob("*.py"):
        if "simulator" not in path.parts:
            assert not {each.split(".")[0] for each in imported(path)} & WAYS_OUT, path
            functions, methods = called(path)
            assert not functions & MAKERS, path
            assert not methods & {*WRITES, *MAKERS}, path


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_simulator_knows_nothing_of_its_adapter(name: str) -> None:
    for path in (ROOT / "adapters" / name / "simulator").rglob("*.py"):
        strange = {
            each for each in imported(path) if each.startswith(f"{name}.") and not each.startswith(f"{name}.simulator")
        }
        assert not strange, f"{path} imports {strange}: a simulator is written from the vendor's specification"


def test_the_core_names_no_vendor() -> None:
    for path in (ROOT / "src" / "hardener").rglob("*.py"):
        assert not any(each.startswith("hardener_") and each != "hardener_profiles" for each in imported(path)), path


def test_nothing_lies_on_the_command_line() -> None:
    for path in (ROOT / "src" / "hardener").rglob("*.py"):
        room = path.relative_to(ROOT / "src" / "hardener").parts[0]
        assert room == "cli" or "cli" not in ours(path), path
        assert room in {"cli", "app", "serve", "fleet"} or "app" not in ours(path), path


@pytest.mark.parametrize("name", ["work", "words"])
def test_what_is_sent_to_where_a_library_is_worked_on_is_only_data(name: str) -> None:
    path = ROOT / "src" / "hardener" / "fleet" / f"{name}.py"
    assert not {each.split(".")[0] for each in imported(path)} & {*DOORS, "sqlalchemy", "dask", "distributed"}
    assert ours(path) <= {"errors", "fleet", "model"}


def test_only_the_command_line_knows_of_fleets() -> None:
    for path in (ROOT / "src" / "hardener").rglob("*.py"):
        room = path.relative_to(ROOT / "src" / "hardener").parts[0]
        assert room in {"cli", "fleet"} or "fleet" not in ours(path), path


@pytest.mark.parametrize("room", ["app", "watch", "remedy", "serve", "pages"])
def test_what_lies_under_the_command_line_asks_nobody_and_ends_no_process(room: str) -> None:
    for path in (ROOT / "src" / "hardener" / room).rglob("*.py"):
        assert not {"click", "tqdm", "signal", "sys"} & {each.split(".")[0] for each in imported(path)}, path
        assert "SystemExit" not in path.read_text(encoding="utf-8"), path


def test_only_the_command_line_prints() -> None:
    for root in ("src", "adapters"):
        for path in (ROOT / root).rglob("*.py"):
            if "cli" in path.parts:
                continue
            assert "print" not in called(path)[0], path
            assert not {"click", "tqdm"} & {each.split(".")[0] for each in imported(path)}, path
