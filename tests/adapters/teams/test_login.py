"""Logging in at Entra ID: secret, certificate, one person; and what a token says it may do."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msal  # type: ignore[import-untyped]  # it has no stubs
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from tests.adapters.teams.made import APP, STORY, Connected, Vault, connected, small

from hardener.errors import AdapterError, RefusedError
from hardener.http import Session
from hardener.oauth import begin, finish
from hardener.sandbox import serve
from hardener_teams import Teams
from hardener_teams.login import granted
from hardener_teams.simulator import TeamsSimulator

PERSON = {
    "client_id": APP,
    "user": STORY,
    "scopes": ["Calendars.Read", "OnlineMeetings.ReadWrite", "VirtualEvent.ReadWrite"],
}


def pem(path: Path) -> str:
    """Write a key with its certificate to `path`, and return the certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hardener")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    path.write_bytes(plain + public)
    return public.decode()


def with_certificate(certificate: str) -> dict[str, Any]:
    seed = small()
    seed["apps"][0] |= {"client_secret": "", "certificate": certificate}
    return seed


def test_a_certificate_logs_in_without_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    with connected(with_certificate(pem(file)), certificate=str(file)) as made:
        assert [
            c.name for c in made.adapter.credentials({"tenant": "t", "organizers": [STORY], "certificate": str(file)})
        ] == ["client_id"]
        assert len(made.programs()) == 1


def test_another_certificate_does_not(tmp_path: Path) -> None:
    pem(tmp_path / "other.pem")
    with connected(with_certificate(pem(tmp_path / "app.pem")), certificate=str(tmp_path / "other.pem")) as made:
        with pytest.raises(RefusedError, match="invalid_client"):
            list(made.adapter.access())


def test_a_certificate_that_is_none_is_said_before_the_first_call(tmp_path: Path) -> None:
    (tmp_path / "half.pem").write_text("-----BEGIN NOTHING-----")
    for name, said in (("missing.pem", "cannot read"), ("half.pem", "no private key and certificate")):
        with connected(small(), certificate=str(tmp_path / name)) as made:
            with pytest.raises(AdapterError, match=said):
                list(made.adapter.access())
            assert not made.sim.calls


def test_without_msal_a_certificate_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['msal'] = None; sys.modules['msal.oauth2cli'] = None\n"
        "from pathlib import Path\nfrom hardener_teams.login import assertion\n"
        "try:\n    assertion(Path('x'), 'a', 'b')\nexcept Exception as error:\n    print(type(error).__name__, error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("AdapterError logging in with a certificate needs MSAL: pip install '.[teams]' in "), said
    folder = Path(said.strip().rpartition(" in ")[2])
    assert (folder / "pyproject.toml").is_file(), "what is said works there"


def test_a_secret_needs_no_msal() -> None:
    code = "import sys; sys.modules['msal'] = None\nimport hardener_teams; print('fine')"
    assert "fine" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@contextmanager
def person(tmp: list[str], **changes: Any) -> Iterator[Connected]:
    """Log one person in, the way `hardener connect` does."""
    seed = small({}, apps=[PERSON], **changes)
    sim = TeamsSimulator.from_seed(seed, clock=lambda: datetime.now(UTC).timestamp())
    vault = Vault({"client_id": APP})
    with serve(sim) as server, Session("test", read_only=True) as session:
        options = {
            "tenant": "library.example",
            "auth": "user",
            "api_url": f"{server.url}/v1.0",
            "login_url": server.url,
        }
        consent = Teams.consent(options, vault)
        assert consent is not None
        asked = begin(replace(consent, authorize_url=consent.authorize_url.replace("http://", "https://")))
        answer = requests.get(asked.url.replace("https://", "http://"), allow_redirects=False, timeout=5)
        tmp.append(asked.url)
        Teams.exchange(options, session, vault, finish(consent, asked, answer.headers["Location"]))
        yield Connected(sim, server.url, Teams.connect(options, session, vault), vault)


def test_one_person_logs_in_once_and_reads_their_own_programs() -> None:
    urls: list[str] = []
    with person(urls) as made:
        first = made.vault.get("refresh_token")
        (program,) = made.programs()
        assert (program.title, program.program.host_name) == ("Storytime 0", "story@…")
        assert {c.path for c in made.sim.calls if "onlineMeetings" in c.path} == {"/v1.0/me/onlineMeetings"}
        assert made.vault.get("refresh_token") != first, "the new refresh token was kept"
        assert "offline_access" in urls[0]
        assert {a.what: a.allowed for a in made.adapter.access() if a.kind == "write"} == {
            "change a meeting's settings": True, "take questions off a webinar's sign-up form": True,
        }  # fmt: skip
        again = made.adapter.read(program)
        assert again.facts["join_link"] == program.facts["join_link"]


def token(claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.sig"


@pytest.mark.parametrize(
    ("access", "found"),
    [
        (token({"roles": ["A", "B"]}), {"A", "B"}),
        (token({"scp": "A B"}), {"A", "B"}),
        (token({"aud": "x"}), set()),
        (token({"roles": "A"}), None),
        (token(["A"]), None),
        ("opaque", None),
        ("a.%%%.c", None),
        ("", None),
    ],
)
def test_what_a_token_says_it_may_do(access: str, found: set[str] | None) -> None:
    assert granted(access) == found


def test_of_a_token_that_cannot_be_read_nothing_is_claimed() -> None:
    with connected(small(behaviour={"opaque_tokens": True})) as made:
        found = {a.what: a.allowed for a in made.adapter.access()}
        assert found.pop("see an organizer's meetings") is True, "it was tried"
        assert set(found.values()) == {None}
        assert len(made.programs()) == 1


def test_a_permission_that_is_missing_is_named_once_graph_has_refused() -> None:
    seed = small()
    seed["apps"][0]["roles"].remove("VirtualEvent.ReadWrite.All")
    with connected(seed) as made:
        reasons = {t.title: t.reason for t in made.all() if t.kind == "list"}
        assert reasons.keys() == {"webinars of story@…", "town halls of story@…"}
        assert all("lacks the Graph permission VirtualEvent.Read.All" in reason for reason in reasons.values())
        assert len([c for c in made.sim.calls if "virtualEvents" in c.path]) == 2, "it was asked all the same"


def test_a_consent_that_brings_no_refresh_token_is_said() -> None:
    body = {"access_token": "x", "expires_in": 3600}
    faults = [{"path": "/token", "status": 200, "body": body}]
    with pytest.raises(AdapterError, match="Teams gave no refresh token"), person([], faults=faults):
        pass


def test_doctor_sees_the_missing_application_access_policy() -> None:
    seed = small()
    seed["apps"][0]["policy"] = []
    with connected(seed) as made:
        (found,) = (a for a in made.adapter.access() if a.what == "see an organizer's meetings")
        assert found.allowed is False
        assert "New-CsApplicationAccessPolicy" in found.note


def test_a_token_that_ends_in_the_middle_is_replaced() -> None:
    seed = small(
        *[{}] * 5,
        faults=[
            {
                "path": "onlineMeetings",
                "nth": [3, 6],  # inside a batch, and then alone
                "status": 401,
                "body": {"error": {"code": "InvalidAuthenticationToken", "message": "x"}},
            }
        ],
    )
    with connected(seed, webinars=False) as made:
        assert len(made.programs()) == 5
        assert len([c for c in made.sim.calls if c.path.endswith("/token")]) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"organizers": []}, "give organizers"),
        ({"tenant": "a b"}, "tenant"),
        ({"organisers": ["x"]}, "organisers: unknown key"),
        ({"auth": "user"}, "it is one person"),
        ({"policies": "/nowhere.json"}, "policies: cannot read /nowhere.json"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], said: str) -> None:
    with pytest.raises(AdapterError, match=said), connected(small(), **options):
        pass


MICROSOFT = "https://login.microsoftonline.com"


class Detour:
    """What MSAL sends to Microsoft's log-in goes to the simulator, which then speaks as Microsoft's."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, url: str, **more: Any) -> requests.Response:
        return self._back(requests.get(url.replace(MICROSOFT, self.url), params=more.get("params"), timeout=5))

    def post(self, url: str, **more: Any) -> requests.Response:
        return self._back(requests.post(url.replace(MICROSOFT, self.url), data=more.get("data"), timeout=5))

    def close(self) -> None:
        """Nothing is kept open."""

    def _back(self, answer: requests.Response) -> requests.Response:
        answer._content = answer.content.replace(self.url.encode(), MICROSOFT.encode())
        return answer


def test_msal_itself_logs_in_at_the_simulator() -> None:
    sim = TeamsSimulator.from_seed(small(), clock=lambda: datetime.now(UTC).timestamp())
    with serve(sim) as server:
        app = msal.ConfidentialClientApplication(
            APP, client_credential="very-secret", authority=f"{MICROSOFT}/library.example",
            http_client=Detour(server.url), instance_discovery=False,
        )  # fmt: skip
        found = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
        assert "OnlineMeetings.ReadWrite.All" in (granted(found["access_token"]) or set())
