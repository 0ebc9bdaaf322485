"""The browser's part of OAuth, as every simulator has it: a code is good once, for who asked, with the proof it began with."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from hardener.sandbox import CodeError, Codes, bearer

pytestmark = pytest.mark.unit

BACK = "http://127.0.0.1:8910/?here=1"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""Those of appendix B of RFC 7636."""


def request(query: str = "", said: str = "") -> Request:
    return Request(EnvironBuilder(query_string=query, headers=[("Authorization", said)]).get_environ())


def agreed(codes: Codes[str], **more: str) -> dict[str, str]:
    query = urlencode({"redirect_uri": BACK, "scope": "a b", "state": "s", "code_challenge": CHALLENGE, **more})
    answer = codes.agree("app", request(query), 1000)
    found = {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert (found["here"], found["state"], "scope" in found) == ("1", "s", False)
    return {"code": found["code"], "redirect_uri": BACK, "code_verifier": VERIFIER}


def test_a_code_is_good_once() -> None:
    codes: Codes[str] = Codes(60)
    form = agreed(codes)
    found = codes.redeem("app", form, 1059)
    assert (found.client, found.scopes) == ("app", ("a", "b"))
    with pytest.raises(CodeError, match="code"):
        codes.redeem("app", form, 1059)


@pytest.mark.parametrize(
    ("client", "now", "change", "wrong"),
    [
        ("other", 1000, {}, "code"),
        ("app", 1060, {}, "code"),
        ("app", 1000, {"code": "x"}, "code"),
        ("app", 1000, {"redirect_uri": "http://127.0.0.1/"}, "redirect_uri"),
        ("app", 1000, {"code_verifier": ""}, "verifier"),
        ("app", 1000, {"code_verifier": CHALLENGE}, "verifier"),
    ],
)
def test_what_is_not_right_about_one_is_told(client: str, now: float, change: dict[str, str], wrong: str) -> None:
    codes: Codes[str] = Codes(60)
    form = {**agreed(codes), **change}
    with pytest.raises(CodeError) as caught:
        codes.redeem(client, form, now)
    assert caught.value.wrong == wrong


def test_a_challenge_may_be_plain() -> None:
    codes: Codes[str] = Codes(60, method="plain")
    assert codes.redeem("app", {**agreed(codes), "code_verifier": CHALLENGE}, 1000).client == "app"
    with pytest.raises(CodeError):
        codes.redeem("app", agreed(codes), 1000)
    assert codes.redeem("app", agreed(codes, code_challenge_method="S256"), 1000).client == "app"


@pytest.mark.parametrize(
    ("given", "token"), [("Bearer t", "t"), ("bearer  t ", "t"), ("Basic t", ""), ("t", ""), ("", "")]
)
def test_a_token_is_that_of_a_bearer(given: str, token: str) -> None:
    assert bearer(request(said=given)) == token
