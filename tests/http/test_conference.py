"""XML answers and signed queries, against a conference server that is written from BigBlueButton's protocol."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from tests.http.made import Reply, Seen, Server, serve, talking
from tests.http.toys.conference import Conference

from hardener.errors import AdapterError, MalformedError, RefusedError, UnreachableError, WriteForbiddenError
from hardener.http import Session, Signed, inside
from hardener.http.markup import RETURNCODE, XML

SECRET = "8cd8ef52e8e101574e400365b55e11a6"
READS = {"getMeetings", "getMeetingInfo"}
WRITES = ("create", "end")


@contextmanager
def conference(
    *, read_only: bool = False, secret: str = SECRET, algorithm: Literal["sha1", "sha512"] | None = None, **state: Any
) -> Iterator[tuple[Conference, Server, Session]]:
    toy = Conference(SECRET, **state)
    with serve(toy) as server, talking(f"{server.url}/bigbluebutton/api", read_only=read_only) as session:
        chosen = {"algorithm": algorithm} if algorithm else {}
        session.auth = Signed(lambda: secret, reads=READS, **chosen)
        yield toy, server, session


def names(session: Session) -> list[str | None]:
    found = session.read("/getMeetings", RETURNCODE)
    return [each.findtext("meetingName") for each in found.iterfind("meetings/meeting")]


@pytest.mark.parametrize("algorithm", [None, "sha1", "sha512"])
def test_what_is_signed_is_what_is_sent(algorithm: Any) -> None:
    odd = "Ünï & <co> +%/?#'\"~ *()!"
    with conference(algorithm=algorithm) as (toy, server, session):
        session.call("POST", "/create", RETURNCODE, {"meetingID": odd, "name": odd, "empty": ""})
        assert toy.running == {odd: odd}
        assert names(session) == [odd]
        info = session.read("/getMeetingInfo", RETURNCODE, {"meetingID": odd})
        assert info.findtext("meetingID") == odd
        session.call("POST", "/end", RETURNCODE, {"meetingID": odd})
        assert names(session) == []
        assert [seen.method for seen in server.seen] == ["POST", "GET", "GET", "POST", "GET"]


def test_a_failure_that_comes_as_200_is_a_refusal_with_its_key() -> None:
    with conference() as (_, _, session):
        session.explain = lambda error: RefusedError(f"gone: {error}", status=404, code=error.code)
        with pytest.raises(RefusedError, match=r"gone: the vendor refused \(notFound\): We could not find") as caught:
            session.read("/getMeetingInfo", RETURNCODE, {"meetingID": "x"})
        assert caught.value.code == "notFound"


def test_a_reading_session_sends_nothing_that_changes_something_by_any_method() -> None:
    with conference(read_only=True, running={"1": "Storytime"}) as (toy, server, session):
        assert names(session) == ["Storytime"]
        for call in WRITES:
            with pytest.raises(WriteForbiddenError):
                session.call("POST", f"/{call}", RETURNCODE, {"meetingID": "1"})
            with pytest.raises(UnreachableError, match=f"{call} is no reading call"):
                session.read(f"/{call}", RETURNCODE, {"meetingID": "1"})
        assert toy.running == {"1": "Storytime"}
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "path",
    ["/getMeetings/../end", "/end/api/getMeetings", "/%65nd", "/getMeetings%2f..%2fend", "/end?x=/api/getMeetings"],
)
def test_no_spelling_of_a_path_makes_a_reading_call_of_another(path: str) -> None:
    with conference(running={"1": "Storytime"}) as (toy, _, session):
        with pytest.raises(AdapterError):
            session.read(path, RETURNCODE, {"meetingID": "1"})
        assert toy.running == {"1": "Storytime"}


def test_no_secret_and_no_checksum_is_ever_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "a-secret-of-another-server-0815"
    with conference(secret=wrong) as (_, server, session):
        with pytest.raises(RefusedError, match="checksumError") as caught:
            session.read("/getMeetings", RETURNCODE, {"meetingID": "1"})
        checksum = server.seen[0].query["checksum"]
    with talking("http://127.0.0.1:1/bigbluebutton/api") as session:
        session.auth = Signed(lambda: wrong, reads=READS)
        with pytest.raises(UnreachableError) as lost:
            session.read("/getMeetings", RETURNCODE, {"meetingID": "1"})
    told = f"{caught.value} {lost.value} {caplog.text}"
    assert "getMeetings" in told
    for word in (checksum, wrong):
        assert word not in told


def test_a_redirect_on_the_host_is_signed_anew_and_one_with_a_checksum_is_not_followed() -> None:
    def answers(seen: Seen) -> Reply:
        if seen.path.startswith("/old/"):
            where = "/bigbluebutton/api/getMeetings" + (f"?{seen.sent_query}" if "kept" in seen.query else "")
            return Reply(status=302, headers={"Location": where})
        return toy(seen)

    toy = Conference(SECRET, {"1": "Storytime"})
    with serve(answers) as server, talking(f"{server.url}/old/api") as session:
        session.auth = Signed(lambda: SECRET, reads=READS)
        assert names(session) == ["Storytime"]
        with pytest.raises(UnreachableError, match="checksum already"):
            session.read("/getMeetings", RETURNCODE, {"kept": "1"})


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">%s]><response><returncode>&a29;</returncode></response>'
    % b"".join(b'<!ENTITY a%d "&a%s;&a%s;">' % (n, *((b"" if n == 1 else b"%d" % (n - 1)),) * 2) for n in range(1, 30))
)
FILE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response><returncode>SUCCESS</returncode><m>&x;</m></response>'
ODD = {
    "html": (b"<!DOCTYPE html><html><body>Log in</body></html>", "is an HTML page"),
    "html without a type": (b"\n <HTML lang=en><p>404", "is an HTML page"),
    "cut": (b"<response><returncode>SUCCESS</returncode><meetings><meeting>", "no XML, or was cut off"),
    "two roots": (b"<response/><response/>", "no XML, or was cut off"),
    "json": (b'{"response": {"returncode": "SUCCESS"}}', "no XML, or was cut off"),
    "nothing": (b"", "no XML, or was cut off"),
    "laughs": (LAUGHS, "declares a document type"),
    "laughs after a comment": (b"<!-- x --> <?y z?>\n" + LAUGHS.partition(b"?>")[2], "declares a document type"),
    "a file": (FILE, "declares a document type"),
    "an outer type": (b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r/>', "declares a document type"),
    "an entity nobody made": (b"<response>&a;</response>", "no XML, or was cut off"),
    "laughs in another encoding": (LAUGHS.decode().replace("?>", ' encoding="utf-16"?>').encode("utf-16"), "no UTF-8 text"),
    "deep": (b"<a>" * 100 + b"</a>" * 100, "too many elements"),
    "very deep": (b"<a>" * 1_000_000, "too many elements"),
    "many": (b"<r>" + b"<a/>" * 1_000_001 + b"</r>", "too many elements"),
    "no code": (b"<response><meetings/></response>", "does not say whether"),
    "another code": (b"<response><returncode>success</returncode></response>", "does not say whether"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_answer_is_one_clear_error(kind: str) -> None:
    body, said = ODD[kind]
    with conference(odd=body) as (_, server, session):
        with pytest.raises(MalformedError, match=said) as caught:
            session.read("/getMeetings", RETURNCODE)
        assert "\n" not in str(caught.value)
        assert len(server.seen) == 1, "and asking again is of no use"


def test_a_name_that_looks_like_a_document_type_is_a_name() -> None:
    with conference(running={"1": "<!DOCTYPE storytime [<!ENTITY a 'b'>]>"}) as (_, _, session):
        assert names(session) == ["<!DOCTYPE storytime [<!ENTITY a 'b'>]>"]


def test_an_encoding_that_a_document_claims_is_not_looked_at() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><r><n>Bücher</n></r>'.encode()
    with conference(odd=body) as (_, _, session):
        assert session.read("/getMeetings", XML).findtext("n") == "Bücher"


def test_xml_is_asked_for_and_is_no_json() -> None:
    with conference() as (_, server, session):
        with pytest.raises(MalformedError, match="no JSON"):
            session.read("/getMeetings", inside("ocs.data"))
        names(session)
        assert [seen.headers["Accept"] for seen in server.seen] == ["application/json", "application/xml, text/xml"]
