"""Text files of a server: read as they are, written whole or not at all, and never by who only reads."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardener.errors import AdapterError, HardenerError, MalformedError, UnreachableError, WriteForbiddenError
from hardener.http import Session
from hardener.server_files import MissingError, ServerFolder

NAME = "bbb-web.properties"
TEXT = "# Bücher\r\nmuteOnStart = false\r\n\tallowModsToUnmuteUsers:true  \r\nlast"
NOW = datetime(2026, 11, 29, 10, 15, tzinfo=UTC).timestamp()
BACKUP = f"{NAME}.2026-11-29T101500Z.bak"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / NAME).write_bytes(TEXT.encode("latin-1"))
    (folder / NAME).chmod(0o640)
    return folder


def folder(root: Path, *, read_only: bool = False) -> ServerFolder:
    with Session("main", read_only=read_only, clock=lambda: NOW) as session:
        return session.folder(root)


def names(root: Path) -> list[str]:
    return sorted(each.name for each in root.iterdir())


def test_a_file_is_read_to_the_letter(root: Path) -> None:
    found = folder(root).read(NAME, "latin-1")
    assert (found.name, found.text) == (NAME, TEXT)
    assert found.modified.timestamp() == pytest.approx((root / NAME).stat().st_mtime)
    assert "muteOnStart" not in repr(found), "it may hold the server's secret"


def test_it_is_written_whole_with_what_it_held_beside_it(root: Path) -> None:
    files = folder(root)
    new = TEXT.replace("false", "true")
    os.utime(root / NAME, (1, 1))
    files.write(files.read(NAME, "latin-1"), new)
    assert (root / NAME).read_bytes() == new.encode("latin-1")
    assert (root / BACKUP).read_bytes() == TEXT.encode("latin-1")
    assert {(root / name).stat().st_mode & 0o777 for name in names(root)} == {0o640}
    assert (root / NAME).stat().st_mtime > 1, "what started before has not read it"
    assert names(root) == [NAME, BACKUP]


def test_every_state_is_kept_even_within_a_second(root: Path) -> None:
    files = folder(root)
    for n in range(3):
        files.write(files.read(NAME, "latin-1"), f"n={n}")
    backups = [BACKUP, *(BACKUP.replace(".bak", f"-{n}.bak") for n in (2, 3))]
    kept = [(root / name).read_bytes().decode("latin-1") for name in backups]
    assert (kept, (root / NAME).read_text()) == ([TEXT, "n=0", "n=1"], "n=2")


def test_what_stays_as_it_is_is_not_touched(root: Path) -> None:
    files = folder(root)
    os.utime(root / NAME, (1, 1))
    files.write(files.read(NAME, "latin-1"), TEXT)
    assert (names(root), (root / NAME).stat().st_mtime) == ([NAME], 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(root: Path) -> None:
    os.chown(root / NAME, 12345, 23456)
    (root / NAME).chmod(0o4640)
    files = folder(root)
    files.write(files.read(NAME, "latin-1"), "a=b")
    for name in names(root):
        stat = (root / name).stat()
        assert (stat.st_uid, stat.st_gid, stat.st_mode & 0o7777) == (12345, 23456, 0o4640)


def test_who_only_reads_writes_nothing(root: Path) -> None:
    files = folder(root, read_only=True)
    before = files.read(NAME, "latin-1")
    for text in ("a=b", TEXT):
        with pytest.raises(WriteForbiddenError, match=rf"tried to write {NAME}"):
            files.write(before, text)
    assert (names(root), (root / NAME).read_bytes()) == ([NAME], TEXT.encode("latin-1"))


def test_a_view_of_a_session_that_reads_writes_nothing_either(root: Path) -> None:
    with Session("main", read_only=True) as session:
        files = session.at("https://library.example", None).folder(root)
        with pytest.raises(WriteForbiddenError):
            files.write(files.read(NAME, "latin-1"), "a=b")
    assert names(root) == [NAME]


def test_who_lost_the_right_to_write_writes_nothing(root: Path) -> None:
    class LostError(HardenerError):
        """Somebody else writes now."""

    def lost() -> None:
        raise LostError

    with Session("main", read_only=False) as session:
        files = session.folder(root)
        session.check = lost
        with pytest.raises(LostError):
            files.write(files.read(NAME, "latin-1"), "a=b")
    assert names(root) == [NAME]


def test_what_was_changed_since_is_not_overwritten(root: Path) -> None:
    files = folder(root)
    before = files.read(NAME, "latin-1")
    (root / NAME).write_text("by somebody else")
    with pytest.raises(AdapterError, match="changed since it was read; nothing was written"):
        files.write(before, "a=b")
    (root / NAME).unlink()
    with pytest.raises(MissingError):
        files.write(before, "a=b")
    assert names(root) == []


def test_a_change_while_the_new_one_is_being_written_is_seen(root: Path) -> None:
    """Somebody writes between the first look and the replacing: the backup is made in between."""
    with Session("main", read_only=False, clock=lambda: (root / NAME).write_text("by somebody else")) as session:
        files = session.folder(root)
        before = files.read(NAME, "latin-1")
        with pytest.raises(AdapterError, match="changed since"):
            files.write(before, "a=b")
    assert (root / NAME).read_text() == "by somebody else"
    assert names(root) == [NAME], "and nothing half is left, nor a copy of what nobody replaced"


def test_of_many_that_write_at_once_none_leaves_half_a_file(root: Path) -> None:
    files = folder(root)
    before = files.read(NAME, "latin-1")
    told: list[str] = []
    barrier = threading.Barrier(4)

    def write(n: int) -> None:
        barrier.wait()
        try:
            files.write(before, f"n={n}" * 1000)
        except AdapterError as error:
            told.append(str(error))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (root / NAME).read_text() in {f"n={n}" * 1000 for n in range(4)}
    assert all("changed since" in said for said in told)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "..", ".", "", "a/../../secret", "out", "outer/secret", "loop", "nul\0"]
)
def test_nothing_outside_the_folder_is_opened(root: Path, name: str) -> None:
    (root.parent / "secret").write_text("hunter2")
    (root / "out").symlink_to(root.parent / "secret")
    (root / "outer").symlink_to(root.parent)
    (root / "loop").symlink_to(root / "loop")
    with pytest.raises(UnreachableError) as caught:
        folder(root).read(name)
    assert "\n" not in str(caught.value)


def test_a_link_that_is_turned_away_between_reading_and_writing_is_not_followed(root: Path) -> None:
    (root.parent / "outside").write_bytes(TEXT.encode("latin-1"))
    (root / "link").symlink_to(NAME)
    files = folder(root)
    before = files.read("link", "latin-1")
    (root / "link").unlink()
    (root / "link").symlink_to(root.parent / "outside")
    with pytest.raises(UnreachableError, match="leads out of"):
        files.write(before, "a=b")
    assert (root.parent / "outside").read_bytes() == TEXT.encode("latin-1")


def test_a_link_inside_the_folder_stays_one(root: Path) -> None:
    (root / "link").symlink_to(NAME)
    files = folder(root)
    files.write(files.read("link", "latin-1"), "a=b")
    assert (root / "link").is_symlink()
    assert (root / NAME).read_text() == "a=b"


def test_a_folder_that_is_itself_a_link_is_the_one_it_leads_to(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert folder(link).read(NAME, "latin-1").text == TEXT


def test_a_hard_link_is_not_cut(root: Path) -> None:
    (root / "twin").hardlink_to(root / NAME)
    files = folder(root)
    with pytest.raises(AdapterError, match="hard link"):
        files.write(files.read(NAME, "latin-1"), "a=b")
    assert names(root) == [NAME, "twin"]


def test_what_cannot_be_read_is_one_clear_error(root: Path) -> None:
    files = folder(root)
    (root / "sub").mkdir()
    os.mkfifo(root / "pipe")
    (root / "big").write_bytes(b"x" * (9 * 2**20))
    with pytest.raises(MissingError, match="none: there is no such file"):
        files.read("none")
    for name, said in (("sub", "it is a folder"), ("pipe", "a pipe or device"), ("big", "larger than")):
        with pytest.raises(UnreachableError, match=said):
            files.read(name)
    with pytest.raises(MalformedError, match="it is no text in UTF-8"):
        files.read(NAME)


def test_what_the_encoding_cannot_hold_is_not_written(root: Path) -> None:
    files = folder(root)
    with pytest.raises(MalformedError, match="latin-1 cannot hold '童'"):
        files.write(files.read(NAME, "latin-1"), "a=童")
    assert names(root) == [NAME]


def test_what_cannot_be_written_is_one_clear_error_and_stays(root: Path) -> None:
    long = "n" * 250  # there is no room for the name of what is written beside it
    (root / long).write_text("a=b")
    files = folder(root)
    with pytest.raises(UnreachableError, match="too long; nothing was written"):
        files.write(files.read(long), "a=c")
    assert (root / long).read_text() == "a=b"
    assert names(root) == [NAME, long]
