"""The simulated Google, Meet: spaces, field masks, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.meet.made import CODE, RESTRICTIONS, SPACE, as_bob, google, said, seed, space


def test_a_space_is_found_by_its_id_and_by_its_code_in_any_case() -> None:
    with google() as client:
        found = client.get(SPACE).json()
        assert found == client.get(CODE).json() == client.get(CODE.replace("abc", "ABC")).json()
        assert found["name"] == "spaces/Szyxponmcba"
        assert said(client.get(SPACE.casefold())) == (403, "PERMISSION_DENIED"), "an id has its case"


def test_who_is_not_the_owner_sees_no_settings_and_changes_none() -> None:
    with google(as_bob(seed())) as client:
        client.log_in("1//bob")
        found = client.get(CODE)
        assert found.status_code == 200
        assert "config" not in found.json()
        assert said(client.patch(SPACE, {"config": {"accessType": "OPEN"}})) == (403, "PERMISSION_DENIED")
        assert client.get("/v2/spaces/nob-odys-one").text == client.patch(SPACE, {}).text, (
            "the same as if it were not there"
        )


def test_a_mask_changes_what_it_names_and_nothing_else() -> None:
    with google() as client:
        body = {"config": {"accessType": "OPEN", "moderation": "OFF"}}
        found = client.patch(SPACE, body, updateMask="config.accessType").json()
        assert (found["config"]["accessType"], found["config"]["moderation"]) == ("OPEN", "ON")
        found = client.patch(SPACE, {}, updateMask="config.access_type").json()
        assert found["config"]["accessType"] == "TRUSTED", "what the mask names and the body lacks is the default again"


def test_without_a_mask_whatever_the_body_has_is_changed() -> None:
    with google() as client:
        found = client.patch(
            SPACE, {"config": {"moderationRestrictions": {"chatRestriction": "NO_RESTRICTION"}}}
        ).json()
        assert found["config"]["moderationRestrictions"]["chatRestriction"] == "NO_RESTRICTION"
        assert found["config"]["moderationRestrictions"]["presentRestriction"] == "HOSTS_ONLY"


def test_a_star_replaces_everything() -> None:
    with google() as client:
        found = client.patch(SPACE, {"config": {"accessType": "OPEN"}}, updateMask="*").json()["config"]
        assert (found["accessType"], found["moderation"]) == ("OPEN", "OFF")
        assert found["moderationRestrictions"]["chatRestriction"] == "NO_RESTRICTION"


def test_restrictions_without_moderation_are_taken_and_not_kept() -> None:
    with google(seed(spaces=[space(config={"moderation": "OFF"})])) as client:
        path = f"{RESTRICTIONS}.chatRestriction"
        body = {"config": {"moderation": "ON", "moderationRestrictions": {"chatRestriction": "HOSTS_ONLY"}}}
        dropped = client.patch(SPACE, body, updateMask=path)
        assert dropped.status_code == 200
        assert dropped.json()["config"]["moderationRestrictions"]["chatRestriction"] == "NO_RESTRICTION"
        kept = client.patch(SPACE, body, updateMask=f"config.moderation,{path}").json()
        assert kept["config"]["moderationRestrictions"]["chatRestriction"] == "HOSTS_ONLY"
        off = client.patch(SPACE, {"config": {"moderation": "OFF"}}, updateMask="config.moderation").json()
        assert off["config"]["moderationRestrictions"]["chatRestriction"] == "NO_RESTRICTION"


@pytest.mark.parametrize(
    ("body", "mask"),
    [
        ({"config": {"chat": "OFF"}}, ""),
        ({"strange": 1}, ""),
        ({"config": {"accessType": "CLOSED"}}, "config.accessType"),
        ({"config": {"accessType": True}}, "config.accessType"),
        ({"config": {}}, "config.chat"),
        ({"meetingCode": "new-code-for"}, ""),
        ({}, "meetingUri"),
        ({}, "name"),
        ({"name": "spaces/other"}, ""),
        ({"config": {"moderation": "MODERATION_UNSPECIFIED"}}, "config.moderation"),
        ([], ""),
    ],
)
def test_what_the_api_does_not_know_is_an_invalid_argument(body: Any, mask: str) -> None:
    with google() as client:
        before = client.get(SPACE).json()
        client.app.broken = []  # type: ignore[attr-defined]
        answer = client.patch(SPACE, body, **({"updateMask": mask} if mask else {}))
        assert said(answer) == (400, "INVALID_ARGUMENT")
        assert client.get(SPACE).json() == before


def test_unspecified_is_what_the_organization_has() -> None:
    with google() as client:
        body = {"config": {"accessType": "ACCESS_TYPE_UNSPECIFIED"}}
        assert client.patch(SPACE, body, updateMask="config.accessType").json()["config"]["accessType"] == "TRUSTED"


def test_a_client_that_sends_numbers_for_words_is_understood() -> None:
    with google() as client:
        body = {"config": {"accessType": 1}}
        params = {"updateMask": "config.accessType", "$alt": "json;enum-encoding=int"}
        assert client.patch(SPACE, body, **params).json()["config"]["accessType"] == "OPEN"
        client.app.broken = []  # type: ignore[attr-defined]


def test_an_edition_without_moderation_refuses_it() -> None:
    with google(seed(behaviour={"moderation_preview": True})) as client:
        body = {"config": {"moderation": "ON", "accessType": "OPEN"}}
        assert said(client.patch(SPACE, body, updateMask="config.moderation,config.accessType"))[0] == 400
        assert client.patch(SPACE, body, updateMask="config.accessType").status_code == 200


def test_a_code_is_no_name_to_change_a_space_by() -> None:
    with google() as client:
        assert said(client.patch(CODE, {"config": {"accessType": "OPEN"}})) == (403, "PERMISSION_DENIED")


def test_a_space_made_through_the_api_is_open_to_the_narrowest_scope() -> None:
    with google(seed(scopes=("meetings.space.created",))) as client:
        assert said(client.get(SPACE))[0] == 403
        made = client.ask("POST", "/v2/spaces", json={"config": {"accessType": "RESTRICTED"}}).json()
        assert client.get(f"/v2/{made['name']}").json()["config"]["accessType"] == "RESTRICTED"
        assert client.get(f"/v2/{made['name']}/members").json() == {}


def test_fields_show_only_what_is_asked_for() -> None:
    with google() as client:
        assert client.get(SPACE, fields="name,config/accessType").json() == {
            "name": "spaces/Szyxponmcba",
            "config": {"accessType": "RESTRICTED"},
        }
        assert client.get(SPACE, fields="config(moderation,strange)").status_code == 400
