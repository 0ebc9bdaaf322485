"""The store is made, brought up to date and shared; what cannot be used is said on one line."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, update

from hardener.store import Store, StoreError, upgrade
from hardener.store import tables as t
from hardener.store.opening import holds_secret

OPEN = "import sys; from hardener.store import Store; sys.stdin.read(1); Store(sys.argv[1]).engine.dispose()"


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [upgrade.HEAD]


def test_processes_that_start_at_once_make_one_store(store_place: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, store_place], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(5)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"x")
        process.stdin.flush()
    said = [process.communicate()[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 5, said
    with Store(store_place) as store, store.reading() as connection:
        assert connection.scalar(select(upgrade.VERSION.c.version_num)) == upgrade.HEAD


def test_a_store_of_a_newer_hardener_is_left_alone(store_place: str) -> None:
    with Store(store_place) as store, store.writing() as connection:
        connection.execute(update(upgrade.VERSION).values(version_num="9999"))
    with pytest.raises(StoreError, match="newer hardener"):
        Store(store_place)


def _used(place: str) -> None:
    with Store(place) as store:
        with store.reading() as connection:
            connection.execute(select(t.note)).all()
        store.try_writing()


@pytest.mark.parametrize("step", range(61, 101))
def test_a_file_whose_bytes_were_flipped_is_told_on_one_line(tmp_path: Path, step: int) -> None:
    place = tmp_path / "a.sqlite3"
    with Store(str(place)) as store, store.writing() as connection:
        connection.execute(insert(t.note).values(key="a", text="words " * 999))
    raw = bytearray(place.read_bytes())
    raw[4096::step] = bytes(each ^ 0xFF for each in raw[4096::step])
    place.write_bytes(raw)
    with pytest.raises(StoreError) as refused:
        _used(str(place))
    assert str(refused.value).startswith(str(place))
    assert "\n" not in str(refused.value)


def test_what_is_written_is_kept_together_or_not_at_all(store_place: str) -> None:
    with Store(store_place) as store:
        with pytest.raises(StoreError, match="cannot write"), store.writing() as connection:
            connection.execute(insert(t.note), [{"key": "a", "text": "b"}, {"key": "a", "text": "c"}])
        with store.reading() as connection:
            assert connection.execute(select(t.note)).all() == []


def test_what_a_database_refuses_is_said_without_the_row(store_place: str) -> None:
    with Store(store_place) as store, pytest.raises(StoreError, match="cannot write the store: ") as refused:
        with store.writing() as connection:
            connection.execute(insert(t.note).values(key="Storytime of Jane", text=None))
    assert "Jane" not in str(refused.value)
    assert "text" in str(refused.value), "which column it was about"


def test_the_file_is_its_owners_alone_and_readers_do_not_block_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "new" / "hardener.sqlite3"
    with Store(str(path)) as store:
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.execute(select(t.note)).all() == []
            with store.writing() as other:
                other.execute(insert(t.note).values(key="a", text="b"))
            assert connection.execute(select(t.note)).all() == [], "a reader sees one state"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("mysql://localhost/x", "no store in 'mysql'"),
        ("sqlite://", "give sqlite:///FILE"),
        ("postgresql+psycopg://u:hunter2secret@127.0.0.1:1/nowhere", "cannot open the store"),
        ("postgresql://host:port/x", "cannot be read"),
    ],
)
def test_a_place_that_is_none_is_said_on_one_line_without_its_password(place: str, said: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(place)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter2secret" not in str(caught.value)


def test_no_parameter_of_a_url_is_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql://u@127.0.0.1:1/nowhere?password=hunter2secret&sslpassword=hunter3secret")
    assert str(caught.value).startswith("postgresql+psycopg://u@127.0.0.1:1/nowhere: cannot open")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@db.example.org/x",
        "postgresql://u:a/b@c@db.example.org/x",
        "postgresql://u:@db.example.org/x",
        "postgresql://db.example.org/x?user=u&password=hunter2",
        "postgresql://db.example.org/x?sslpassword=hunter2",
        "postgresql://db.example.org/x?passfile=/etc/pass",
    ],
)
def test_a_password_in_a_url_is_seen(url: str) -> None:
    assert holds_secret(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/srv/x:y@z.sqlite3",
        "sqlite:////srv/x@y.sqlite3",
        "/srv/hardener.sqlite3",
        "postgresql://u@db/x?sslmode=require",
    ],
)
def test_a_place_without_a_password_is_taken_for_one(url: str) -> None:
    assert not holds_secret(url)


def test_a_file_that_is_no_store_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(StoreError, match="cannot open the store"):
        Store(str(path))
    assert path.read_bytes() == b"Dear Sir or Madam, " * 100


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot open the store"):
        Store(str(tmp_path / "file" / "hardener.sqlite3"))
