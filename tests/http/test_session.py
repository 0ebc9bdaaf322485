from __future__ import annotations

import gzip
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tests.http.made import Reply, Seen, broker, serve, talking
from tests.waiting import LONG, free_port, until

from hardener.errors import AdapterError, MalformedError, RefusedError, ScopeError, ThrottledError, UnreachableError
from hardener.http import Session


def test_it_returns_the_object_and_sends_what_was_asked() -> None:
    with serve(Reply({"id": 1})) as server, talking(server) as session:
        session.token = broker("one")
        assert session.get("/v2/meetings/1", {"type": "live"}, cost="light") == {"id": 1}
        seen = server.seen[0]
        assert (seen.method, seen.path, seen.query) == ("GET", "/v2/meetings/1", {"type": "live"})
        assert seen.headers["Authorization"] == "Bearer one"
        assert seen.headers["Accept"] == "application/json"


def test_a_request_may_have_a_header_of_its_own_and_the_next_has_it_no_more() -> None:
    with serve([Reply(status=204), Reply({"id": 1})]) as server, talking(server) as session:
        session.ask("DELETE", "/m/1", headers={"hostEmail": "zoë@example.org"})
        session.get("/m/1")
        assert server.seen[0].headers["hostEmail"].encode("latin-1").decode() == "zoë@example.org"
        assert "hostEmail" not in server.seen[1].headers


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_writes_send_json_and_may_be_answered_with_nothing(method: str) -> None:
    with serve(Reply(status=204)) as server, talking(server) as session:
        assert getattr(session, method)("/m/1", {"a": True}, {"b": "c"}, cost="light", serial="jo") == {}
        assert session.delete("/m/1", serial="jo") == {}
        assert (server.seen[0].method, server.seen[0].sent, server.seen[0].query) == (
            method.upper(),
            {"a": True},
            {"b": "c"},
        )
        assert session.counted() == {f"{method.upper()} light": 1, "DELETE": 1}
        assert session.writes() == {"jo": 2}


def test_the_whole_answer_can_be_had() -> None:
    with serve(Reply(headers={"Warning": "dropped"})) as server, talking(server) as session:
        answer = session.ask("PATCH", "/m", body={})
        assert (answer.status, answer.headers["warning"], answer.body) == (200, "dropped", {})


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"a": 1', b"[]", b'"text"', b"\xff\xfe\xfa", b'{"a": NaN}', b"[" * 100_000, b"null"]
)
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    with serve(Reply(body)) as server, talking(server) as session:
        with pytest.raises(MalformedError, match="/m/1"):
            session.get("/m/1")
        assert len(server.seen) == 1


def test_a_written_change_whose_answer_is_odd_is_malformed_too() -> None:
    with serve(Reply(b"OK")) as server, talking(server) as session, pytest.raises(MalformedError):
        session.patch("/m/1", {})


def test_a_byte_order_mark_and_compression_are_no_matter() -> None:
    replies = [Reply(b'\xef\xbb\xbf{"a": 1}'), Reply(gzip.compress(b'{"a": 2}'), headers={"Content-Encoding": "gzip"})]
    with serve(replies) as server, talking(server) as session:
        assert [session.get("/m")["a"], session.get("/m")["a"]] == [1, 2]


def test_a_huge_answer_is_not_read_even_if_it_is_small_on_the_way() -> None:
    bomb = gzip.compress(b" " * 60_000_000, 1)
    with serve(Reply(bomb, headers={"Content-Encoding": "gzip"})) as server, talking(server) as session:
        with pytest.raises(MalformedError, match="50 MB"):
            session.get("/m")


def _cut(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 500\r\n\r\n{"a": 1}')


def _cut_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"a": 1}\r\n')


def _no_gzip(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"
    )


@pytest.mark.parametrize("raw", [_cut, _cut_chunks, _no_gzip])
def test_an_answer_that_was_cut_off_is_asked_for_again_and_then_malformed(raw: Any) -> None:
    with serve([Reply(raw=raw), Reply({"a": 2})]) as server, talking(server) as session:
        assert session.get("/m/1") == {"a": 2}
    with serve(Reply(raw=raw)) as server, talking(server) as session:
        with pytest.raises(MalformedError, match=r"/m/1: the answer from 127\.0\.0\.1 was cut off"):
            session.get("/m/1")
        assert len(server.seen) == 6
        with pytest.raises(MalformedError):
            session.patch("/m/1", {})
        assert len(server.seen) == 7


def _hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def test_a_dropped_connection_is_tried_again_for_reads_only() -> None:
    with serve([Reply(raw=_hang_up), Reply({"a": 2})]) as server, talking(server) as session:
        assert session.get("/m/1") == {"a": 2}
    with serve(Reply(raw=_hang_up)) as server, talking(server) as session:
        with pytest.raises(UnreachableError):
            session.patch("/m/1", {})
        assert len(server.seen) == 1


def test_a_write_nobody_answered_is_not_sent_again() -> None:
    done = threading.Event()

    def slow(_: Seen) -> Reply:
        done.wait(LONG)
        return Reply()

    with serve(slow) as server, talking(server, timeouts=(1.0, 0.05)) as session:
        with pytest.raises(UnreachableError, match="no answer in time"):
            session.patch("/m/1", {})
        with pytest.raises(UnreachableError, match="no answer in time"):
            session.get("/m/1")
        until(lambda: len(server.seen) >= 7, "a request that was sent never came")
        done.set()
        assert Counter(seen.method for seen in server.seen) == {"PATCH": 1, "GET": 6}


def test_an_answer_that_trickles_ends_with_the_deadline() -> None:
    ended = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(500):
            handler.wfile.write(b" ")
            if ended.wait(0.02):
                return

    with serve(Reply(raw=trickle)) as server, talking(server, deadline=0.1) as session:
        with pytest.raises(UnreachableError, match="no answer in time"):
            session.patch("/m/1", {})
        ended.set()


def test_nobody_there_is_tried_again_even_for_writes_as_nothing_was_sent() -> None:
    slept: list[float] = []
    url = f"http://127.0.0.1:{free_port()}"
    with talking(url, sleep=slept.append) as session:
        with pytest.raises(UnreachableError, match=r"127\.0\.0\.1 could not be reached: Failed to .*refused"):
            session.patch("/m/1", {})
    assert len(slept) == 5


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_tried_again_for_all_but_what_could_make_a_second_of_something(status: int) -> None:
    replies = [Reply(status=status), Reply(status=status), Reply({"a": 1})]
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        with serve(replies) as server, talking(server) as session:
            assert session.ask(method, "/m").body == {"a": 1}
            assert session.counted() == {method: 3}
    with serve(Reply(status=status)) as server, talking(server) as session:
        with pytest.raises(RefusedError) as caught:
            session.patch("/m", {})
        assert (caught.value.status, len(server.seen)) == (status, 6)
        with pytest.raises(RefusedError):
            session.post("/m", {})
        assert len(server.seen) == 7


@pytest.mark.parametrize("gone", [404, 410])
def test_what_was_removed_although_the_vendor_failed_over_it_is_removed(gone: int) -> None:
    with serve([Reply(status=500), Reply(status=gone)]) as server, talking(server) as session:
        assert session.delete("/m") == {}
    with serve(Reply(status=gone)) as server, talking(server) as session, pytest.raises(RefusedError):
        session.delete("/m")


@pytest.mark.parametrize("status", [400, 403, 404, 501])
def test_a_refusal_is_not_tried_again(status: int) -> None:
    with serve(Reply({"code": 3001, "message": "no"}, status)) as server, talking(server) as session:
        with pytest.raises(RefusedError, match=rf"^the vendor answered {status} \(3001\): no$") as caught:
            session.get("/m")
        assert (caught.value.status, caught.value.code, len(server.seen)) == (status, 3001, 1)


@pytest.mark.parametrize(
    ("body", "said", "code"),
    [
        (b"<html>", "the vendor answered 400", None),
        ({}, "the vendor answered 400", None),
        ({"code": True, "message": 7}, "the vendor answered 400", None),
        ({"reason": "Invalid client", "error": "invalid_client"}, "the vendor answered 400 (invalid_client): Invalid client", "invalid_client"),
        ({"error": {"code": "Forbidden", "message": "no\x1b[31m\n\u202ered"}}, "the vendor answered 400 (Forbidden): no [31m red", "Forbidden"),
        ({"error": "no_such_grant"}, "the vendor answered 400 (no_such_grant): no_such_grant", "no_such_grant"),
        ({"code": 300, "message": "Failed.", "errors": [{"field": "topic", "message": "too long"}, {"description": "x"}, 7, {}]}, "the vendor answered 400 (300): Failed.; topic: too long; x", 300),
        ({"message": "jo.doe@library.org may not use https://zoom.us/j/123?pwd=abc"}, "the vendor answered 400: jo.doe@… may not use (redacted)", None),
    ],
)  # fmt: skip
def test_what_the_vendor_says_is_kept_on_one_clean_line(body: Any, said: str, code: int | str | None) -> None:
    with serve(Reply(body, 400)) as server, talking(server) as session:
        with pytest.raises(RefusedError) as caught:
            session.get("/m")
        assert (str(caught.value), caught.value.code) == (said, code)


def test_a_long_refusal_is_cut() -> None:
    with serve(Reply({"message": "x " * 5000}, 400)) as server, talking(server) as session:
        with pytest.raises(RefusedError) as caught:
            session.get("/m")
        assert len(str(caught.value)) == 300


def test_the_adapter_says_what_a_refusal_means() -> None:
    with serve(Reply({"code": 4700, "message": "scopes"}, 400)) as server, talking(server) as session:
        session.explain = lambda error: ScopeError("the scope x is missing", status=error.status, code=error.code)
        with pytest.raises(ScopeError, match="the scope x is missing"):
            session.get("/m")


@pytest.mark.parametrize(
    ("base", "path"),
    [
        ("https://api.example.org", ".evil.example/x"), ("https://api.example.org", "x"), ("http://api.example.org", "/x"),
        ("ftp://127.0.0.1", "/x"), ("", "/x"), ("http://[::1", "/x"), ("https://", "/x"), ("http://10.0.0.1", "/x"),
    ],
)  # fmt: skip
def test_only_https_and_this_machine_are_spoken_to(base: str, path: str) -> None:
    with talking(base) as session:
        with pytest.raises(UnreachableError):
            session.get(path)
        with pytest.raises(UnreachableError):
            list(session.pages(path, "users"))
        assert session.counted() == {}


def test_localhost_by_name_is_this_machine() -> None:
    with serve(Reply({"a": 1})) as server, talking(server.url.replace("127.0.0.1", "localhost")) as session:
        assert session.get("/m") == {"a": 1}


def test_a_certificate_file_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match=r"ca: there is no file .*none\.pem"):
        Session("main", read_only=True, ca=str(tmp_path / "none.pem"))


def test_a_host_name_that_cannot_be_is_said_at_once() -> None:
    slept: list[float] = []
    with talking("https://.example.invalid", sleep=slept.append) as session, pytest.raises(UnreachableError):
        session.get("/m")
    assert slept == []


def test_connections_are_used_again() -> None:
    with serve(Reply({"a": 1})) as server, talking(server) as session:
        assert sum(1 for _ in session.each(lambda n: session.get(f"/m/{n}"), range(60))) == 60
        assert len({seen.port for seen in server.seen}) <= 4


def test_no_cookie_and_no_netrc_is_ever_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serve(Reply({"a": 1}, headers={"Set-Cookie": "who=me"})) as server, talking(server) as session:
        session.get("/m")
        session.get("/m")
        session.form(f"{server.url}/token", {"grant_type": "x"})
        assert not any("Cookie" in seen.headers or "Authorization" in seen.headers for seen in server.seen)


def test_writes_to_one_host_go_one_after_the_other() -> None:
    now: dict[str, int] = {"jo": 0, "al": 0}
    lock, most = threading.Lock(), []

    def answers(seen: Seen) -> Reply:
        with lock:
            now[seen.sent["host"]] += 1
            most.append(max(now.values()))
        threading.Event().wait(0.005)
        with lock:
            now[seen.sent["host"]] -= 1
        return Reply(status=204)

    with serve(answers) as server, talking(server) as session:
        hosts = ["jo", "al"] * 8
        list(session.each(lambda host: session.patch("/m", {"host": host}, serial=host), hosts))
        assert session.writes() == {"jo": 8, "al": 8}
    assert set(most) == {1}


def test_our_own_pace_has_a_deadline() -> None:
    with serve(Reply({"a": 1})) as server, talking(server, deadline=60.0) as session:
        session.pace({"slow": 0.001})
        assert session.get("/m", cost="slow") == {"a": 1}
        with pytest.raises(ThrottledError, match="slow"):
            session.get("/m", cost="slow")
        assert session.get("/m", cost="other") == {"a": 1}
        assert len(server.seen) == 2


@pytest.mark.parametrize("rate", [0.0, -1.0, float("inf"), float("nan")])
def test_a_rate_that_cannot_be_is_an_error(rate: float) -> None:
    with talking("") as session, pytest.raises(AdapterError, match="light"):
        session.pace({"light": rate})


@pytest.mark.parametrize("status", [202, 206, 300, 304])
def test_a_read_that_is_answered_with_less_than_all_is_not_read(status: int) -> None:
    def some(handler: Any) -> None:
        handler.wfile.write(b'HTTP/1.1 %d So\r\nContent-Length: 13\r\n\r\n{"items": []}' % status)

    with serve(Reply(raw=some)) as server, talking(server) as session:
        with pytest.raises(MalformedError):
            session.get("/m")
        with pytest.raises(MalformedError):
            list(session.pages("/m", "items"))
