"""Which libraries there are, where a disk does not answer: that library is a line, and all others are as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hardener.errors import AskedError
from hardener.fleet.folder import Found, Seen, seen
from hardener.fleet.scout import Scout, libraries

NAMES = ("ash", "birch", "cedar", "dogwood")
SILENT = "its folder or its secrets do not answer; look whether the disk is there that has them"


def hangs(path: Path, before: Seen | None) -> Seen:
    """See what there is, and wait for ever where a pipe stands in for a disk that is away."""
    if (path / "away").exists():
        (path / "away").read_text()
    return seen(path, before)


def add(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir()
        (folder / name / "hardener.toml").write_text(f'[library]\nname = "{name.title()} Library"\n')


def look(scout: Scout) -> dict[str, str]:
    """Return by name of each library what is wrong with it."""
    scout.begin()
    return {one.name: one.problem for one in scout.found(None) or []}


def test_disks_that_do_not_answer_are_lines_and_hold_up_nobody_else(tmp_path: Path) -> None:
    add(tmp_path, *NAMES)
    well = {f"{name.title()} Library": "" for name in NAMES}
    for name in ("ash", "cedar"):
        os.mkfifo(tmp_path / name / "away")
    scout = Scout(tmp_path, look=hangs, patience=3)
    away = {"ash": SILENT, "cedar": SILENT, "Birch Library": "", "Dogwood Library": ""}
    assert look(scout) == away
    assert look(scout) == away
    for name in ("ash", "cedar"):
        (tmp_path / name / "away").unlink()
    assert look(scout) == well
    os.mkfifo(tmp_path / "birch" / "away")
    assert look(scout) == {**well, "Birch Library": SILENT}, "it has the name that it had"
    scout.begin()
    assert scout.away
    scout.end()
    assert not scout.away


def test_a_library_that_is_as_it_was_is_not_read_again_and_one_that_was_written_anew_is(tmp_path: Path) -> None:
    add(tmp_path, "ash", "birch")
    scout, before = Scout(tmp_path), libraries(tmp_path)
    assert look(scout) == {"Ash Library": "", "Birch Library": ""}
    (tmp_path / "ash" / "hardener.toml").write_text("this is = no TOML [")
    (tmp_path / "birch" / "hardener.toml").unlink()
    assert look(scout) == {"ash": "", "birch": "it has no hardener.toml"}
    assert [one.written for one in before] != [one.written for one in libraries(tmp_path)]


def test_links_that_lead_nowhere_are_lines_and_files_are_none(tmp_path: Path) -> None:
    add(tmp_path, "ash")
    (tmp_path / "fleet.toml").write_text("")
    for name, target in {"loop": "loop", "gone": "nowhere", "other": "ash", "read.me": "fleet.toml"}.items():
        (tmp_path / name).symlink_to(target)
    found = {one.name: one.problem for one in libraries(tmp_path)}
    link = "its folder is a link to another place; put the folder itself here"
    assert found == {"Ash Library": "", "loop": link, "gone": link, "other": link}


def test_where_there_is_no_library_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(AskedError, match=r"none of its folders has a hardener\.toml"):
        libraries(tmp_path)
    with pytest.raises(AskedError, match="cannot read it"):
        libraries(tmp_path / "nowhere")


def test_pipes_in_the_place_of_files_hold_up_nobody(tmp_path: Path) -> None:
    add(tmp_path, "ash", "birch", "cedar")
    (tmp_path / "ash" / "hardener.toml").write_text('[connections.main]\nvendor = "zoom"\n')
    (tmp_path / "ash" / "credentials").mkdir()
    os.mkfifo(tmp_path / "ash" / "credentials" / "hardener.main.client_id")
    (tmp_path / "birch" / "hardener.toml").unlink()
    os.mkfifo(tmp_path / "birch" / "hardener.toml")
    os.mkfifo(tmp_path / "cedar" / "credentials")
    found: list[Found] = libraries(tmp_path)
    assert [(one.problem, dict(one.apps)) for one in found] == [("", {}), ("it has no hardener.toml", {}), ("", {})]
