"""People, groups, and which policy a person has."""

from __future__ import annotations

from hardener_teams.simulator.asked import Asked, found
from hardener_teams.simulator.state import Json, User
from hardener_teams.simulator.world import guid


def user(asked: Asked) -> Json:
    """Answer GET /users/{id} and /me."""
    return asked.entity("user", _person(asked.user()), "users")


def users(asked: Asked) -> Json:
    """Answer GET /users."""
    return asked.listed("user", [_person(each) for each in asked.world.users.values()], "users")


def members(asked: Asked) -> Json:
    """Answer GET /groups/{id}/members: users, and whatever else a group may hold."""
    group = found(asked.world.groups.get(asked.params["group"]), "Group")
    people = ((ident, asked.world.users.get(ident)) for ident in group.members)
    shown = [
        {"@odata.type": "#microsoft.graph.user", **_person(each)}
        if each is not None
        else {"@odata.type": "#microsoft.graph.group", "id": ident}
        for ident, each in people
    ]
    return asked.listed("user", shown, "directoryObjects")


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
    ident = guid(f"policy {each.meeting_policy}")
    policy = {"displayName": each.meeting_policy, "policyId": ident, "assignmentType": "direct", "groupId": None}
    return {"policyType": "TeamsMeetingPolicy", "policyAssignment": policy}


def _person(each: User) -> Json:
    return {"id": each.id, "displayName": each.name or each.upn, "userPrincipalName": each.upn, "mail": each.upn}


ANSWERS = {"user": user, "users": users, "members": members, "userConfigurations": configurations}
