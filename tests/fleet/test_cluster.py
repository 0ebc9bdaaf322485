"""A cluster that is not fit for it, or fails, is told in one line; and what no library's secret ever does is travel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from tests import command
from tests.end_to_end.library import EVERYTHING
from tests.fleet.dask_cluster import HERE, ROOT, Cluster, cluster
from tests.fleet.town import WRITES, town
from tests.waiting import free_port

from hardener.errors import HardenerError
from hardener.fleet.dask import Dask
from hardener.store import Store
from hardener.store import tables as t

pytestmark = [pytest.mark.process, pytest.mark.long]
POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1/nowhere"


def one(folder: Path, store: str = POSTGRESQL) -> list[dict[str, object]]:
    """Return the task of one library whose account is nowhere."""
    at = folder / "oak"
    at.mkdir()
    (at / "hardener.toml").write_text('default = "storytime"\n[connections.main]\nvendor = "zoom"\n')
    return [{"name": "oak", "folder": str(at), "verb": "audit", "store": store}]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://192.0.2.7:8786", "is open to the network without TLS"),
        ("tcp://cluster.example.org:8786", "is open to the network without TLS"),
        ("127.0.0.1:8786", "write it like tls://HOST:8786"),
        ("tcp://127.0.0.1", "write it like tls://HOST:8786"),
        ("http://127.0.0.1:80", "write it like tls://HOST:8786"),
    ],
)
def test_an_address_that_others_could_reach_is_refused(address: str, told: str) -> None:
    with pytest.raises(HardenerError, match=told):
        Dask(address)


@pytest.mark.parametrize(
    ("store", "told"),
    [
        ("", "kept in one PostgreSQL"),
        ("/srv/hardener.sqlite3", "kept in one PostgreSQL"),
        ("postgresql+psycopg://anna:s3cret-word@db/hardener", "would be sent to the cluster"),
        ("mysql://db/hardener", "no store in"),
    ],
)
def test_a_store_that_is_not_for_all_or_would_give_away_its_password_is_refused(
    tmp_path: Path, store: str, told: str
) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HARDENER")}
    (row,) = Cluster(tmp_path, clean).ask(one(tmp_path, store), address="tcp://127.0.0.1:1")
    assert told in row["refused"]
    assert "s3cret-word" not in row["refused"]


def test_a_scheduler_that_is_away_is_told(tmp_path: Path) -> None:
    port = free_port()
    (row,) = Cluster(tmp_path, dict(os.environ)).ask(one(tmp_path), patience=2, address=f"tcp://{HERE}:{port}")
    assert row["refused"] == f"the scheduler tcp://{HERE}:{port} does not answer within 2 seconds"


def test_a_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=0) as there:
        (row,) = there.ask(one(tmp_path), patience=2)
        assert row["refused"] == f"no worker came to the scheduler {there.address} within 2 seconds"


def test_a_scheduler_that_listens_to_the_network_is_refused_though_it_was_reached_from_here(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=0, host="0.0.0.0") as there:
        there.address = f"tcp://{HERE}:{there.address.rpartition(':')[2]}"
        there.work()
        (row,) = there.ask(one(tmp_path))
        assert "is open to the network without TLS" in row["refused"]


def test_a_worker_with_other_adapters_is_refused_in_one_line_that_names_both(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=0) as there:
        there.work(environ={"PYTHONPATH": str(ROOT / "tests" / "toy")})
        (row,) = there.ask(one(tmp_path))
        assert " has hardener-toy 1, and this machine has no hardener-toy; nothing was begun" in row["refused"]
        assert row["refused"].startswith("the worker tcp://127.0.0.1:")


def test_a_worker_with_another_hardener_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other" / "hardener-7.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: hardener\nVersion: 7\n")
    with cluster(tmp_path, workers=0) as there:
        there.work(environ={"PYTHONPATH": str(other.parent)})
        (row,) = there.ask(one(tmp_path))
        assert " has hardener 7, and this machine has hardener 0" in row["refused"]


def test_a_worker_that_cannot_see_the_folders_is_refused(tmp_path: Path) -> None:
    tasks = one(tmp_path)
    hidden = ("unshare", "-m", "sh", "-c", f'mount -t tmpfs none {tmp_path / "oak"} && exec "$@"', "sh")
    if (
        shutil.which("unshare") is None
        or subprocess.run([*hidden, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this process may not hide a folder from a worker")
    with cluster(tmp_path, workers=0) as there:
        there.work(before=hidden)
        (row,) = there.ask(tasks)
        assert f" has no library in {tmp_path / 'oak'}; nothing was begun" in row["refused"]


def test_the_last_worker_that_ends_and_a_scheduler_that_ends_are_told_of_each_library(tmp_path: Path) -> None:
    with town(tmp_path, ("ash", "birch")) as made, cluster(tmp_path, workers=1) as there:
        made.zooms["ash"].aim(there, "GET", 2, "after", signal.SIGKILL)
        rows = there.ask(made.tasks("audit"), patience=3)
        gone = "there was no worker any more for 3 seconds"
        assert [row["name"] for row in rows] == ["ash", "birch"]
        assert rows[0]["why"].startswith(f"{gone} while it was being worked on")
        assert rows[1]["why"] == f"{gone} before it was begun"
        there.work()
        made.zooms["ash"].reading, made.zooms["ash"].slow_reads = False, 1.0
        asking = there.asking(made.tasks("audit"), patience=3)
        while not made.zooms["ash"].reading:
            time.sleep(0.05)
        assert there.scheduler is not None
        there.scheduler.kill()
        out, err = asking.communicate(timeout=60)
        assert not err
        assert out.count("the scheduler went away") == 2


def test_a_library_that_ends_its_worker_again_and_again_is_one_row(tmp_path: Path) -> None:
    with (
        town(tmp_path, ("ash", "birch")) as made,
        cluster(tmp_path, workers=0, SCHEDULER__ALLOWED_FAILURES="1") as there,
    ):
        there.work("--nanny")
        made.zooms["ash"].aim(there, "GET", 1, "after", signal.SIGKILL, times=99)
        rows = {row["name"]: row for row in there.ask(made.tasks("audit"))}
        assert rows["ash"]["status"] == 3
        assert rows["ash"]["why"].startswith("2 workers ended in the middle of it, and it was not tried again")
        assert rows["birch"]["why"] == ""
        assert rows["birch"]["programs"] == 2


def test_two_libraries_with_one_account_never_write_at_the_same_time(tmp_path: Path) -> None:
    with town(tmp_path, ("ash",), same={"elm": "ash"}) as made, cluster(tmp_path) as there:
        planned = there.ask(made.tasks("plan", *EVERYTHING))
        made.zooms["ash"].slow = 1.0
        rows = there.ask(made.applying(planned))
        assert len(rows) == 2
        (held,) = [row for row in rows if row["why"]]
        (done,) = [row for row in rows if not row["why"]]
        assert " is held by " in held["why"]
        assert (held["run"], held["changed"]) == (None, 0)
        assert done["status"] == 0
        written = made.zooms["ash"].written()
        assert len(written) == WRITES == len(set(written))
        assert made.zooms["ash"].most_writing == 1


def test_a_watch_by_a_timer_goes_on_where_it_was_on_whatever_worker(tmp_path: Path) -> None:
    with town(tmp_path, ("ash", "birch")) as made, cluster(tmp_path) as there:
        toml = f'engine = "dask"\nscheduler = "{there.address}"\nstore = "{made.place}"\n'
        (made.folder / "fleet.toml").write_text(toml)
        words = ("fleet", "watch", "fleet", "--once", "--format", "json")
        first = command.run(words, tmp_path, there.environ)
        assert first.json["totals"]["programs"] == 4, first.err
        before = [len(zoom.calls) for zoom in made.zooms.values()]
        again = command.run(words, tmp_path, there.environ)
        assert (again.status, again.json) == (first.status, first.json)
        assert [len(zoom.calls) for zoom in made.zooms.values()] == before, "nothing is due so soon again"


def test_the_command_works_through_a_cluster_and_has_libraries_of_one_app_take_turns(tmp_path: Path) -> None:
    with town(tmp_path, ("ash", "birch"), app="regional") as made, cluster(tmp_path) as there:
        toml = f'engine = "dask"\nscheduler = "{there.address}"\nstore = "{made.place}"\n'
        (made.folder / "fleet.toml").write_text(toml)
        ran = command.run(("fleet", "audit", "fleet", "--format", "json"), tmp_path, there.environ)
        assert ran.status == 1, ran.err
        assert ran.json["totals"]["programs"] == 4
        with Store(made.place) as store, store.reading() as connection:
            paces = connection.scalars(select(t.note.c.key).where(t.note.c.key.startswith("pace "))).all()
        assert len({key.split()[1] for key in paces}) == 1, "one app"
        assert paces
        ran = command.run(("fleet", "apply", "fleet", "--yes", *EVERYTHING), tmp_path, there.environ)
        assert ran.status == 0, ran.out + ran.err
        assert [len(zoom.written()) for zoom in made.zooms.values()] == [WRITES, WRITES]
        there.end()
        ran = command.run(("fleet", "audit", "fleet"), tmp_path, there.environ)
        assert ran.err == f"hardener: the scheduler {there.address} does not answer within 30 seconds\n"
