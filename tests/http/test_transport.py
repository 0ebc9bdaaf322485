from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.http.made import Reply, Seen, broker, serve, talking

from hardener.errors import AdapterError, MalformedError, UnreachableError, WriteForbiddenError
from hardener.http.auth import Basic
from hardener.http.sockets import Sockets
from hardener.http.transport import Wire, wire

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("method", ["patch", "put", "post"])
def test_while_reading_no_write_leaves_the_process(method: str) -> None:
    with serve(Reply({"a": 1})) as server, talking(server, read_only=True) as session:
        with pytest.raises(WriteForbiddenError, match=method.upper()):
            getattr(session, method)("/m", {})
        with pytest.raises(WriteForbiddenError):
            session.delete("/m")
        with pytest.raises(WriteForbiddenError):
            session.form(f"{server.url}/m", {"settings": "off"})
        assert session.get("/m") == {"a": 1}
        assert [seen.method for seen in server.seen] == ["GET"]
        assert session.counted() == {"GET": 1}
        assert session.writes() == {}


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("PATCH", {"data": "grant_type=x", "headers": {"Content-Type": FORM}}),
        ("POST", {"data": "grant_type=x"}),
        ("POST", {"json": {"grant_type": "x"}}),
        ("POST", {"data": {"grant_type": "x"}, "headers": {"Authorization": "Bearer x"}}),
        ("POST", {"data": b"grant_type=x", "headers": {"Content-Type": FORM}}),
        ("POST", {}),
        ("BREW", {}),
    ],
)
def test_what_only_looks_like_the_token_call_does_not_leave_either(method: str, options: Any) -> None:
    with serve(Reply()) as server, wire(read_only=True, sockets=Sockets(), ca=None) as session:
        with pytest.raises(WriteForbiddenError):
            session.request(method, server.url, **options)
        assert server.seen == []


def test_the_token_call_is_allowed_while_reading() -> None:
    with serve(Reply({"access_token": "x"})) as server, talking(server, read_only=True) as session:
        form = {"grant_type": "account_credentials", "account_id": "a&b"}
        assert session.form(f"{server.url}/oauth/token", form, auth=("id", "sé:cret")) == {"access_token": "x"}
        seen = server.seen[0]
        assert (seen.method, seen.body) == ("POST", b"grant_type=account_credentials&account_id=a%26b")
        assert seen.headers["Authorization"] == "Basic aWQ6c8OpOmNyZXQ="


def test_a_grant_that_counts_once_is_not_sent_again() -> None:
    with serve([Reply(status=503), Reply({"access_token": "x"})]) as server, talking(server) as session:
        assert session.form(server.url, {"grant_type": "client_credentials"}) == {"access_token": "x"}
    with serve(Reply(status=503)) as server, talking(server) as session:
        with pytest.raises(AdapterError):
            session.form(server.url, {"grant_type": "refresh_token"})
        assert len(server.seen) == 1


def test_an_empty_answer_to_a_log_in_is_malformed() -> None:
    with serve(Reply(status=204)) as server, talking(server) as session, pytest.raises(MalformedError, match="log-in"):
        session.form(server.url, {"grant_type": "x"})


def test_a_form_never_goes_over_plain_http() -> None:
    with talking("") as session, pytest.raises(UnreachableError, match="only https"):
        session.form("http://zoom.example/token", {"grant_type": "x"})


def test_the_transport_itself_refuses_plain_http() -> None:
    request = requests.Request("GET", "http://zoom.example/").prepare()
    with pytest.raises(UnreachableError, match=r"http://zoom\.example: only https"):
        Wire(read_only=True, sockets=Sockets()).send(request)


def test_a_redirect_on_the_same_host_is_followed() -> None:
    def answers(seen: Seen) -> Reply:
        return (
            Reply({"at": seen.path, "q": seen.query})
            if seen.path == "/new"
            else Reply(status=307, headers={"Location": "/new?x=1"})
        )

    with serve(answers) as server, talking(server) as session:
        session.token = broker("one")
        assert session.get("/old", {"y": "2"}) == {"at": "/new", "q": {"x": "1"}}
        assert {seen.headers["Authorization"] for seen in server.seen} == {"Bearer one"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_redirect_to_another_host_is_followed(scheme: str) -> None:
    with serve(Reply({"a": 1})) as other:
        location = f"{scheme}{other.url.removeprefix('http')}/m"
        with serve(Reply(status=302, headers={"Location": location})) as server, talking(server) as session:
            with pytest.raises(UnreachableError, match="another host"):
                session.get("/m")
            assert len(server.seen) == 1
        assert other.seen == []


def test_a_redirected_write_is_not_followed() -> None:
    with serve(Reply(status=307, headers={"Location": "/new"})) as server, talking(server) as session:
        with pytest.raises(UnreachableError, match="redirects a PATCH"):
            session.patch("/m", {})
        with pytest.raises(UnreachableError, match="redirects a POST"):
            session.form(f"{server.url}/m", {"grant_type": "x"})
        assert len(server.seen) == 2


def test_redirects_in_circles_end() -> None:
    with serve(Reply(status=302, headers={"Location": "/m"})) as server, talking(server) as session:
        with pytest.raises(UnreachableError, match="circles"):
            session.get("/m")
        assert len(server.seen) == 3


def test_proxies_are_respected_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serve(Reply(status=403)) as proxy, serve(Reply({"a": 1})) as server:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        with talking(server) as session:
            assert session.get("/m") == {"a": 1}
            session.base_url = "https://zoom.example"
            with pytest.raises(UnreachableError, match="proxy"):
                session.get("/m")
        assert {seen.method for seen in proxy.seen} == {"CONNECT"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate of our own for this machine, and a server's context with it."""
    key, folder = ec.generate_private_key(ec.SECP256R1()), tmp_path_factory.mktemp("tls")
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / "ca.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return pem, context


def test_an_unknown_certificate_is_never_accepted(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("CURL_CA_BUNDLE", "")
    with serve(Reply({"a": 1}), certificate[1]) as server:
        for ca in (None, ""):
            with (
                talking(server, ca=ca, sleep=slept.append) as session,
                pytest.raises(UnreachableError, match="certificate"),
            ):
                session.get("/m")
        assert server.seen == []
    assert slept == []


def test_a_certificate_of_your_own_is_accepted(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Reply({"a": 1}), certificate[1]) as server:
        with talking(server, ca=str(certificate[0])) as session:
            assert session.get("/m") == {"a": 1}
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
        with talking(server) as session:
            assert session.get("/m") == {"a": 1}


def test_a_certificate_file_that_is_none_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("none")
    with (
        pytest.raises(UnreachableError, match=r"bad\.pem holds no certificates"),
        talking("https://127.0.0.1:1", ca=str(tmp_path / "bad.pem")),
    ):
        raise AssertionError


@pytest.mark.parametrize("auth", [None, Basic("jo", lambda: "hunter2")], ids=["short way", "long way"])
def test_a_certificate_is_good_for_its_own_host_alone(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, auth: Any
) -> None:
    (tmp_path / "bad.pem").write_text("none")
    with serve(Reply({"a": 1}), certificate[1]) as server:
        with talking(server, ca=str(certificate[0])) as session:
            session.auth = auth
            assert session.get("/m") == {"a": 1}
            session.base_url = server.url.replace("127.0.0.1", "localhost")
            with pytest.raises(UnreachableError, match=r"[Hh]ostname mismatch"):
                session.get("/m")
        for name, said in (("none.pem", "Could not find a suitable TLS CA"), ("bad.pem", "could not be reached")):
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / name))
            with talking(server) as session:
                session.auth = auth
                with pytest.raises(UnreachableError, match=said):
                    session.get("/m")
        assert [seen.path for seen in server.seen] == ["/m"]


def test_without_a_word_on_certificates_those_of_certifi_hold(
    certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))  # what OpenSSL itself would look at
    with serve(Reply({"a": 1}), certificate[1]) as server, talking(server) as session:
        with pytest.raises(UnreachableError, match="certificate"):
            session.get("/m")
        assert server.seen == []
