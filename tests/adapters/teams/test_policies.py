"""An administrator's export: what is taken, what is refused, and whose policy counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hardener.errors import AdapterError
from hardener_teams.policies import MEETING, imported, parse

GLOBAL = {"Identity": "Global", "AllowCloudRecording": False, "Description": "Call Ann on 555-0100"}
OWN = {"Identity": "Tag:Storytime", "AllowCloudRecording": True}
BUILT_IN = {"Identity": "Tag:AllOff", "AllowCloudRecording": False}


def raw(tree: Any, encoding: str = "utf-8") -> bytes:
    return json.dumps(tree).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_that_powershell_writes_is_read(encoding: str) -> None:
    assert imported(raw([GLOBAL], encoding))[MEETING] == [{"Identity": "Global", "AllowCloudRecording": False}]


def test_what_is_kept_is_what_is_judged() -> None:
    assert "Ann" not in json.dumps(imported(raw([GLOBAL, OWN])))


def test_an_import_can_be_imported_again() -> None:
    users = [{"Identity": "ID-1", "UserPrincipalName": "A@x.example", MEETING: None}]
    once = imported(raw({MEETING: [GLOBAL, OWN], "Users": users}))
    assert once["Users"] == {"a@x.example": "global", "id-1": "global"}
    assert imported(raw(once)) == once


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ("{", "no JSON"),
        ({"Users": []}, "no TeamsMeetingPolicy"),
        ({MEETING: [GLOBAL], "Nonsense": []}, "'Nonsense'"),
        ([OWN], "the Global policy is not in the export"),
        ([{"Identity": "Global"}], "none of its known parameters"),
        ([{"AllowCloudRecording": False}], "with an Identity"),
        ([], "with an Identity"),
        ("text", "with an Identity"),
        ({MEETING: [GLOBAL], "Users": [{"Identity": "x"}]}, "Get-CsOnlineUser"),
        ({MEETING: [GLOBAL], "Users": ["x"]}, "Get-CsOnlineUser"),
    ],
)
def test_what_is_no_export_is_refused(tree: Any, said: str) -> None:
    with pytest.raises(AdapterError, match=said):
        imported(b"{" if tree == "{" else raw(tree))


def test_whose_policy_counts() -> None:
    users = [
        {"Identity": "id-1", "UserPrincipalName": "a@x.example", MEETING: {"Name": "Storytime"}},
        {"Identity": "id-2", "UserPrincipalName": "b@x.example", MEETING: ""},
    ]
    found = parse(raw({MEETING: [GLOBAL, OWN], "Users": users, "GroupPolicyAssignment": []}))
    assert found.of("ID-1", "")[1] == OWN
    assert found.of("other", "A@X.example")[0] == "Storytime"
    assert found.of("id-2", "")[0] == "Global"
    assert found.of("id-3", "") == ("", None), "the export does not say"


def test_without_users_only_global_and_microsoft_s_own_policies_leave_no_doubt() -> None:
    assert parse(raw([GLOBAL, BUILT_IN])).of("id-1", "")[0] == "Global"
    assert parse(raw([GLOBAL, OWN])).of("id-1", "") == ("", None)


def test_a_policy_that_is_assigned_and_not_exported_is_unknown() -> None:
    users = [{"Identity": "id-1", MEETING: "Teens"}]
    assert parse(raw({MEETING: [GLOBAL], "Users": users})).of("id-1", "") == ("teens", None)


def test_a_part_that_was_not_exported_is_unread() -> None:
    document, unread = parse(raw([GLOBAL, OWN])).document()
    assert document[MEETING] == {"Identity": "Global", "AllowCloudRecording": False}
    assert document[f"every{MEETING}"] == {"AllowCloudRecording": [False, True]}
    assert "Get-CsTeamsClientConfiguration" in unread["TeamsClientConfiguration"]
