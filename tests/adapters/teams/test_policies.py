"""An administrator's export: what is taken, what is refused, and whose policy counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hardener.errors import AdapterError
from hardener_teams.policies import MEETING, imported, parse

pytestmark = pytest.mark.unit

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
        ({MEETING: [GLOBAL], "Users": [{"Identity": "x", MEETING: {"Name": []}}]}, "the name of a TeamsMeetingPolicy"),
        ({MEETING: [GLOBAL], "GroupPolicyAssignment": [{"GroupId": "g"}]}, "with a PolicyName"),
        ({MEETING: [GLOBAL], "GroupPolicyAssignment": 7}, "with a PolicyName"),
        ({MEETING: [GLOBAL, GLOBAL]}, "in the export twice"),
        ({"value": [GLOBAL], "Count": 2}, "says Count 2 and holds 1"),
        ({"value": [GLOBAL], "Count": True}, "says Count True"),
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


def test_without_users_only_policies_of_microsoft_s_own_that_say_the_same_leave_no_doubt() -> None:
    assert parse(raw([GLOBAL, BUILT_IN])).of("id-1", "")[0] == "Global"
    assert parse(raw([GLOBAL, {**BUILT_IN, "AllowCloudRecording": True}])).of("id-1", "") == ("", None)
    assert parse(raw([GLOBAL, OWN])).of("id-1", "") == ("", None)
    assert parse(raw([GLOBAL, {**OWN, "AllowCloudRecording": False}])).of("id-1", "") == ("", None)
    assert parse(raw([GLOBAL])).of("id-1", "") == ("", None), "the others were not exported"


NOBODY = [{"Identity": "id-1", "UserPrincipalName": "a@x.example", MEETING: None}]


@pytest.mark.parametrize(
    ("groups", "name"),
    [
        ([], "Global"),
        ({"value": [], "Count": 0}, "Global"),
        (["storytime"], ""),
        ({"PolicyType": MEETING, "PolicyName": "Storytime"}, ""),
        ([{"PolicyType": "TeamsEventsPolicy", "PolicyName": "Storytime"}], "Global"),
        ([{"PolicyType": MEETING, "PolicyName": "Tag:Unexported"}], ""),
        (None, ""),
    ],
)
def test_who_has_no_policy_of_their_own_may_have_a_group_s(groups: Any, name: str) -> None:
    found = parse(raw({MEETING: [GLOBAL, OWN], "Users": NOBODY, "GroupPolicyAssignment": groups}))
    assert found.of("id-1", "")[0] == name
    assert (
        parse(raw(imported(raw({MEETING: [GLOBAL, OWN], "Users": NOBODY, "GroupPolicyAssignment": groups})))) == found
    )


def test_one_user_alone_is_no_list_of_names() -> None:
    user = {"Identity": "id-1", "UserPrincipalName": "a@x.example", MEETING: "Storytime"}
    assert imported(raw({MEETING: [GLOBAL, OWN], "Users": user}))["Users"] == {
        "a@x.example": "storytime",
        "id-1": "storytime",
    }


def wrapped(given: Any) -> Any:
    return {"value": given, "Count": len(given)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_as_windows_powershell_writes_them(encoding: str) -> None:
    domains = {"Identity": "Global", "AllowedDomains": {"AllowedDomain": wrapped(["a.example"])}}
    plain = {
        MEETING: [GLOBAL, OWN],
        "TenantFederationConfiguration": [{**domains, "AllowedDomains": {"AllowedDomain": ["a.example"]}}],
    }
    tree = {MEETING: wrapped([GLOBAL, OWN]), "TenantFederationConfiguration": wrapped([domains])}
    for given in (tree, {"value": tree, "Count": 1}, {"Count": 1, "value": wrapped([tree])["value"][0]}):
        assert imported(raw(given, encoding)) == imported(raw(plain))
    assert imported(raw(wrapped([GLOBAL, OWN]), encoding)) == imported(raw([GLOBAL, OWN]))
    assert imported(raw({"value": wrapped([GLOBAL, OWN]), "Count": 1})) != {}


def test_a_policy_that_is_assigned_and_not_exported_is_unknown() -> None:
    users = [{"Identity": "id-1", MEETING: "Teens"}]
    assert parse(raw({MEETING: [GLOBAL], "Users": users})).of("id-1", "") == ("teens", None)


def test_a_part_that_was_not_exported_is_unread() -> None:
    document, unread = parse(raw([GLOBAL, OWN])).document()
    assert document[MEETING] == {"Identity": "Global", "AllowCloudRecording": False}
    assert document[f"every{MEETING}"] == {"AllowCloudRecording": [False, True]}
    assert "Get-CsTeamsClientConfiguration" in unread["TeamsClientConfiguration"]
