"""People, groups, and which policy a person has."""

from __future__ import annotations

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.state import Json, User
from hardener_teams.simulator.world import guid


def user(asked: Asked) -> Json:
    """Answer GET /users/{id} and /me."""
    return _selected(asked, {"@odata.context": f"{asked.root}/$metadata#users/$entity", **_person(asked.user())})


def users(asked: Asked) -> Json:
    """Answer GET /users."""
    shown = [_selected(asked, _person(each)) for each in asked.world.users.values()]
    return {**asked.listed("entity", [], "users"), "value": shown}


def members(asked: Asked) -> Json:
    """Answer GET /groups/{id}/members: users, and whatever else a group may hold."""
    group = found(asked.world.groups.get(asked.params["group"]), "Group")
    people = [asked.world.users.get(ident) for ident in group.members]
    shown: list[Json] = [
        {"@odata.type": "#microsoft.graph.user", **_selected(asked, _person(each))}
        if each is not None
        else {"@odata.type": "#microsoft.graph.group", "id": ident}
        for ident, each in zip(group.members, people, strict=True)
    ]
    paged = (
        asked.listed("entity", [{"id": each["id"]} for each in shown], "directoryObjects")
        if not asked.query("$select")
        else {}
    )
    return {**paged, "value": shown}


def configurations(asked: Asked) -> Json:
    """Answer GET /admin/teams/userConfigurations: which policy each user has, not what it says."""
    shown = [
        {
            "id": each.id,
            "userPrincipalName": each.upn,
            "tenantId": asked.world.seed.tenant.id,
            "accountType": "user",
            "effectivePolicyAssignments": [_assignment(each)],
        }
        for each in asked.world.users.values()
    ]
    return asked.listed("teamsAdministration.teamsUserConfiguration", shown, "admin/teams/userConfigurations")


def _assignment(each: User) -> Json:
    policy = {
        "displayName": each.meeting_policy, "policyId": guid(f"policy {each.meeting_policy}"), "assignmentType": "direct", "groupId": None,
    }  # fmt: skip
    return {"policyType": "TeamsMeetingPolicy", "policyAssignment": policy}


def _person(each: User) -> Json:
    return {"id": each.id, "displayName": each.name or each.upn, "userPrincipalName": each.upn, "mail": each.upn}


def _selected(asked: Asked, person: Json) -> Json:
    names = {name for name in asked.query("$select").split(",") if name}
    return {k: v for k, v in person.items() if not names or k in names or "@odata" in k}


ANSWERS = {"user": user, "users": users, "members": members, "userConfigurations": configurations}
