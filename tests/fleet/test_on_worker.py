"""What a worker makes of a task that is not for it, and that libraries which follow one another know nothing of each other."""

from __future__ import annotations

from pathlib import Path

from hardener import redact
from hardener.fleet.on_worker import act, unlike, versions
from hardener.fleet.work import Task

FORM = r"https://meet\.elm-library\.example/[a-z-]+"
LINK = "https://meet.elm-library.example/teens"
SECRET = "k3y-of-one-library"


def task(folder: Path, *, store: str = "postgresql://db/hardener", verb: str = "audit") -> Task:
    return Task(name="oak", folder=folder, verb=verb, store=store)


def test_a_folder_that_is_not_there_is_a_row(tmp_path: Path) -> None:
    done = act(task(tmp_path / "oak"), versions())
    assert (done.name, done.status) == ("oak", 3)
    assert "has no " in done.why
    assert done.why.endswith("oak/hardener.toml")


def test_a_store_in_a_file_is_a_row_and_no_file_is_made(tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_text(
        'default = "storytime"\n[connections.main]\nvendor = "zoom"\n[store]\nurl = "own.sqlite3"\n'
    )
    done = act(task(tmp_path), versions())
    assert "on a cluster all libraries are kept in one PostgreSQL" in done.why
    assert [path.name for path in tmp_path.iterdir()] == ["hardener.toml"]


def test_a_mistake_in_a_file_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "hardener.toml").write_text("this is not TOML")
    assert act(task(tmp_path, verb="apply"), versions()).status == 4


def test_a_worker_that_came_later_with_another_version_does_nothing(tmp_path: Path) -> None:
    done = act(task(tmp_path / "oak"), {**versions(), "hardener": "9"})
    assert ", and the machine that asked has hardener 9" in done.why


def test_of_two_machines_the_first_difference_is_told() -> None:
    assert not unlike("a", {"hardener": "1"}, "b", {"hardener": "1"})
    assert (
        unlike("a", {"z": "1", "Python": "3.11"}, "b", {"Python": "3.12"}) == "a has Python 3.11, and b has Python 3.12"
    )
    assert unlike("a", {"z": "1"}, "b", {}) == "a has z 1, and b has no z"


def test_a_library_knows_nothing_of_the_links_and_secrets_of_the_one_before_it() -> None:
    with redact.alone():
        redact.learn([FORM])
        redact.hide(SECRET)
        assert redact.learned(LINK)
        assert redact.text(f"{LINK} {SECRET}") == f"{redact.GONE} {redact.GONE}"
    with redact.alone():
        assert not redact.learned(LINK)
        assert SECRET in redact.text(SECRET)


def test_what_a_process_knew_before_it_knows_again() -> None:
    with redact.alone():
        redact.hide(SECRET)
        with redact.alone():
            assert SECRET in redact.text(SECRET)
        assert SECRET not in redact.text(SECRET)
