"""One log-in for all processes of a machine; what they share is of use to nobody else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.http.made import Reply, Seen, serve, talking

from hardener.errors import MalformedError, RefusedError
from hardener.http import Login, Session, Shelf, Token, TokenBroker, parse_token

PLACE = ("https://vendor.example/token", "app", "account")
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


class Process:
    """A broker as another process would have it."""

    def __init__(
        self, folder: Path, *, place: tuple[str, ...] = PLACE, secret: str = "s3cret", proving: bool = False
    ) -> None:
        self.fetched: list[str] = []
        self.now = 1000.0
        self.broker = TokenBroker(
            self.fetch,
            lambda: self.now,
            shelf=Shelf(folder / "store.sqlite3", proving=proving),
            login=lambda: Login(place, (*place, secret)),
        )

    def fetch(self) -> Token:
        name = f"token-{id(self)}-{len(self.fetched)}"
        self.fetched.append(name)
        return Token(access=name, expires_at=self.now + 3600, scopes=frozenset({"a", "b"}), api_url="https://eu")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if ".login-" in path.name)


def test_the_second_takes_what_the_first_was_given(tmp_path: Path) -> None:
    one, two = Process(tmp_path), Process(tmp_path)
    assert one.broker.token() == two.broker.token()
    assert (len(one.fetched), len(two.fetched)) == (1, 0)
    assert one.broker.own(one.broker.token())
    assert not two.broker.own(two.broker.token())


def test_a_refused_token_is_first_looked_for_where_another_may_have_left_a_newer_one(tmp_path: Path) -> None:
    one, two = Process(tmp_path), Process(tmp_path)
    old = one.broker.token()
    assert two.broker.token() == old
    newer = two.broker.token(refused=two.broker.token())
    assert newer != old
    assert one.broker.token(refused=old) == newer
    assert (len(one.fetched), len(two.fetched)) == (1, 1)


def test_many_that_begin_at_once_log_in_once(tmp_path: Path) -> None:
    made = [Process(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda process: process.broker.token().access, made))
    assert len(tokens) == 1
    assert sum(len(process.fetched) for process in made) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"place": (*PLACE[:2], "another account")},
        {"place": ("https://gov.example/token", *PLACE[1:])},
        {"secret": "other"},
    ],
)
def test_another_account_host_or_secret_has_a_token_of_its_own(tmp_path: Path, other: dict[str, str]) -> None:
    one, two = Process(tmp_path), Process(tmp_path, **other)  # type: ignore[arg-type]
    assert one.broker.token() != two.broker.token()
    assert one.broker.token() == Process(tmp_path).broker.token()


@pytest.mark.parametrize(("later", "fetches"), [(0.0, 0), (3000.0, 0), (3541.0, 1), (4000.0, 1), (-5000.0, 1)])
def test_what_is_about_to_end_is_not_taken(tmp_path: Path, later: float, fetches: int) -> None:
    one, two = Process(tmp_path), Process(tmp_path)
    one.broker.token()
    two.now += later
    two.broker.token()
    assert len(two.fetched) == fetches


def test_a_token_that_holds_for_days_is_shared_for_an_hour_only(tmp_path: Path) -> None:
    one, two = Process(tmp_path), Process(tmp_path)
    one.fetch = lambda: Token(access="long", expires_at=one.now + 14 * 86_400)  # type: ignore[method-assign]
    one.broker = TokenBroker(
        one.fetch,
        lambda: one.now,
        shelf=Shelf(tmp_path / "store.sqlite3"),
        login=lambda: Login(PLACE, (*PLACE, "s3cret")),
    )
    one.broker.token()
    two.now += 3601
    assert two.broker.token().access != "long"


def test_who_wants_to_prove_a_log_in_logs_in_and_others_have_the_use_of_it(tmp_path: Path) -> None:
    one, two, three = Process(tmp_path), Process(tmp_path, proving=True), Process(tmp_path)
    one.broker.token()
    proved = two.broker.token()
    assert len(two.fetched) == 1
    assert three.broker.token() == proved
    assert two.broker.token(refused=None) == proved


def test_what_an_admin_granted_since_is_in_a_fresh_one(tmp_path: Path) -> None:
    one, two = Process(tmp_path), Process(tmp_path)
    one.broker.token()
    two.broker.token()
    fresh = two.broker.fresh()
    assert two.broker.fresh() is fresh
    assert len(two.fetched) == 1
    assert one.broker.fresh() == one.broker.token()
    assert len(one.fetched) == 1


@POSIX
def test_the_file_is_its_owner_s_and_holds_no_secret_in_plain(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    held = Process(folder).broker.token()
    (file,) = files(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    text = file.read_text()
    assert all(secret not in text + file.name for secret in (held.access, "s3cret", *PLACE))
    file.chmod(0o644)
    Process(folder).broker.token()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


SPOILED: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_text(""),
    "torn": lambda file: file.write_text(file.read_text()[:30]),
    "no object": lambda file: file.write_text("[1]"),
    "other entries": lambda file: file.write_text('{"a": 1, "b": {}, "c": {"until": "x"}}'),
    "odd moments": lambda file: file.write_text(file.read_text().replace('"until": ', '"until": 1e999, "x": ')),
    "odd seal": lambda file: file.write_text(
        json.dumps({k: {**v, "sealed": "x"} for k, v in json.loads(file.read_text()).items()})
    ),
    "deep": lambda file: file.write_text("[" * 100_000),
    "not text": lambda file: file.write_bytes(b"\xff\xfe\0"),
    "huge": lambda file: file.write_text(" " * 3_000_000),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_file_costs_a_log_in_and_no_more(tmp_path: Path, name: str) -> None:
    Process(tmp_path).broker.token()
    SPOILED[name](files(tmp_path)[0])
    two, three = Process(tmp_path), Process(tmp_path)
    assert two.broker.token() == three.broker.token()
    assert (len(two.fetched), len(three.fetched)) == (1, 0)


def test_where_nothing_can_be_kept_each_logs_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    one, two = Process(tmp_path / "file"), Process(tmp_path / "file")
    assert one.broker.token() != two.broker.token()


@POSIX
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    Process(tmp_path).broker.token()
    (file,) = files(tmp_path)
    file.unlink()
    (tmp_path / "other").write_text("mine")
    file.symlink_to(tmp_path / "other")
    Process(tmp_path).broker.token()
    assert (tmp_path / "other").read_text() == "mine"


@POSIX
def test_a_process_that_dies_while_it_logs_in_holds_up_nobody(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from hardener.http import Shelf\n"
        f"with Shelf(Path({str(tmp_path / 'store.sqlite3')!r})).open({PLACE!r}): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in\n"
        one, done = Process(tmp_path), threading.Event()

        def log_in() -> None:
            one.broker.token()
            done.set()

        waiting = threading.Thread(target=log_in)
        waiting.start()
        assert not done.wait(0.3), "one at a time"
        assert one.fetched == []
        child.kill()
        waiting.join()
    assert len(one.fetched) == 1


class Rotating:
    """A vendor that takes each refresh token once, and a keyring that all processes have."""

    def __init__(self) -> None:
        self.kept = "r0"
        self.good = "r0"
        self.lock = threading.Lock()
        self.refused = 0

    def answers(self, seen: Seen) -> Reply:
        given = dict(part.split("=") for part in seen.body.decode().split("&"))["refresh_token"]
        with self.lock:
            if given != self.good:
                self.refused += 1
                return Reply({"error": "invalid_grant"}, 400)
            self.good = f"r{int(given[1:]) + 1}"
            return Reply({"access_token": f"a-{self.good}", "refresh_token": self.good, "expires_in": 3600})

    def keep(self, refresh: str) -> None:
        self.kept = refresh

    def broker(self, session: Session, url: str) -> TokenBroker:
        def fetch() -> Token:
            form = {"grant_type": "refresh_token", "refresh_token": self.kept}
            return parse_token(session.form(f"{url}/token", form), session.clock())

        return session.broker(fetch, lambda: Login((url,), (url, self.kept)), self.keep)


def test_a_rotated_refresh_token_is_kept_before_anybody_else_asks(tmp_path: Path) -> None:
    vendor = Rotating()
    with serve(vendor.answers) as server:

        def run(_: int) -> str:
            with talking(server, shelf=Shelf(tmp_path / "store.sqlite3")) as session:
                return vendor.broker(session, server.url).token().access

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(run, range(8))) == {"a-r1"}
        assert (vendor.kept, vendor.refused) == ("r1", 0)
        vendor.kept = "r0"  # one that has the old one from elsewhere still has the use of it
        assert run(0) == "a-r1"
        assert vendor.refused == 0


def test_a_refused_refresh_token_says_what_to_do() -> None:
    with serve(Reply({"error": "invalid_grant", "error_description": "expired"}, 400)) as server:
        with talking(server) as session:
            for grant, todo in (
                ("refresh_token", "log in again: hardener connect main"),
                ("x", "hardener connect main"),
            ):
                with pytest.raises(RefusedError, match=todo):
                    session.form(f"{server.url}/token", {"grant_type": grant})


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_another_s_token_is_answered_with_a_log_in_of_our_own(tmp_path: Path, status: int) -> None:
    Process(tmp_path).broker.token()
    two = Process(tmp_path)

    def answers(seen: Seen) -> Reply:
        good = two.fetched and seen.headers["Authorization"] == f"Bearer {two.fetched[-1]}"
        return Reply({"a": 1}) if good else Reply(status=status)

    with serve(answers) as server, talking(server) as session:
        session.token = two.broker
        assert session.get("/m") == {"a": 1}
        assert len(server.seen) == 2
    with serve(Reply(status=status)) as server, talking(server) as session:
        session.token = two.broker
        with pytest.raises(RefusedError):
            session.get("/m")
        assert len(two.fetched) <= 2


@pytest.mark.parametrize("odd", ["abc\ndef0123456789abcdef", "abc\r\nX: y", " abc", "a\0b", "caf\u00e9", "x\u2028y"])
def test_a_token_that_no_header_holds_is_told_without_it(odd: str) -> None:
    with serve(Reply({"a": 1})) as server, talking(server) as session:
        session.token = TokenBroker(lambda: Token(access=odd, expires_at=5000.0), lambda: 1000.0)
        with pytest.raises(MalformedError) as caught:
            session.get("/m")
        assert server.seen == []
    told: BaseException | None = caught.value
    while told is not None:
        assert not any(part in str(told) for part in odd.split() if len(part) > 2)
        told = told.__cause__ or told.__context__
