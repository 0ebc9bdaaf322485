"""Who else is host of a Meet space: of the library, from outside, or not to be told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.meet.made import ALL_SCOPES, ANN, BOB, adapter, google, seed, space, target, window
from tests.adapters.meet.test_judging import judged

from hardener.errors import MalformedError
from hardener.model import Status, Target
from hardener_meet.cohosts import LIBRARY, OUTSIDE, UNKNOWN, hosts_of

READONLY = (*ALL_SCOPES, "meetings.space.readonly")


def member(email: str, role: Any = "COHOST") -> dict[str, Any]:
    return {"email": email, "role": role}


@pytest.mark.parametrize(
    ("members", "own", "said"),
    [
        ([], ANN, LIBRARY),
        ([], "", LIBRARY),
        ([member(BOB)], ANN, LIBRARY),
        ([member("x@Youth.Library.example.org")], ANN, LIBRARY),
        ([member(BOB), member("friend@mail.example")], ANN, OUTSIDE),
        ([member("friend@notlibrary.example.org")], ANN, OUTSIDE),
        ([member("friend@mail.example", "ROLE_UNSPECIFIED"), {"email": "x@y.example"}], ANN, LIBRARY),
        ([member(BOB)], "", UNKNOWN),
    ],
)
def test_whose_a_co_host_is_is_told_by_the_domain(members: list[dict[str, Any]], own: str, said: str) -> None:
    assert hosts_of(members, own) == said


@pytest.mark.parametrize(
    "odd", [member(BOB, []), member(BOB, "OWNER"), member(BOB, 7), {"role": "COHOST"}, member("bob")]
)
def test_what_google_does_not_say_is_not_guessed(odd: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        hosts_of([odd], ANN)


def verdict(found: Target) -> Status:
    return judged(found, "host.outsiders", "library").finding.status


def test_with_the_scope_nobody_else_is_known_and_without_it_a_person_looks() -> None:
    with google(seed(scopes=READONLY)) as client:
        assert verdict(target(client)) is Status.PASS
    with google(seed(spaces=[space(cohosts=[BOB])], scopes=READONLY)) as client:
        found = target(client)
        assert verdict(found) is Status.MANUAL, "a person who logged in: the domain is not known"
        assert BOB not in repr(found)
    with google(seed()) as client:
        assert verdict(target(client)) is Status.MANUAL
        assert not [c for c in client.app.calls if c.path.endswith("/members")]


def test_all_pages_are_read() -> None:
    crowd = [f"p{n}@library.example.org" for n in range(150)]
    with google(seed(spaces=[space(cohosts=crowd)], scopes=READONLY)) as client, adapter(client) as meet:
        assert len(meet.reader.of("primary").members("spaces/Szyxponmcba")) == 150


@pytest.mark.parametrize("odd", [{"set": {"members": 7}}, {"set": {"members.*.role": []}}, {"status": 500}])
def test_a_list_that_cannot_be_read_is_unread_and_costs_only_itself(odd: dict[str, Any]) -> None:
    fault = {"path": "/members$", **odd}
    with google(seed(spaces=[space(cohosts=[BOB])], scopes=READONLY, faults=[fault])) as client:
        client.app.broken = []  # type: ignore[attr-defined]  # what is answered is meant to be odd
        with adapter(client) as meet:
            found = next(t for t in meet.read_all(window()) if isinstance(t, Target) and t.program)
        assert set(found.unread) == {"members"}
        assert verdict(found) is Status.ERROR
