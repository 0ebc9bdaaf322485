"""Users and groups."""

from __future__ import annotations

from hardener_zoom.simulator.asked import Asked
from hardener_zoom.simulator.problems import problem
from hardener_zoom.simulator.shapes import Json
from hardener_zoom.simulator.state import Group, User
from hardener_zoom.simulator.world import iso, token

PLAN_OF_TYPE = {1: "1", 2: "2"}


def list_users(asked: Asked) -> Json:
    """Answer GET /users."""
    status = asked.query("status", "active")
    if status not in {"active", "inactive", "pending"}:
        raise problem(400, 300, "Invalid status.")
    role = asked.query("role_id")
    found = [
        user
        for user in asked.world.users.values()
        if user.status == status and (not role or user.role_id == role) and asked.own in {None, user.id}
    ]
    part, about = asked.page(found, f"users {status} {role}")
    return {**about, "users": [_row(user) for user in part]}


def get_user(asked: Asked) -> Json:
    """Answer GET /users/{userId}."""
    user = asked.user()
    return {
        **_row(user),
        "id": user.id,
        "account_id": asked.world.account.id,
        "role_name": "Owner" if user.role_id == "0" else "Admin" if user.role_id == "1" else "Member",
        "use_pmi": asked.sim.levels.for_user("schedule_meeting.use_pmi_for_scheduled_meetings", user) is True,
        "language": "en-US",
        "login_types": [100],
        "personal_meeting_url": f"https://us02web.zoom.us/j/{user.pmi}" if user.pmi else "",
        "phone_numbers": [],
        "pic_url": "",
        "job_title": "",
        "company": "",
        "location": "",
        "cluster": "us02",
        "jid": f"{user.id.lower()}@xmpp.zoom.us",
    }


def _row(user: User) -> Json:
    row: Json = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.name,
        "email": user.email,
        "type": user.type,
        "dept": user.dept,
        "status": user.status,
        "verified": int(user.status == "active"),
        "created_at": iso(user.created_at),
        "role_id": user.role_id,
    }
    if user.status == "pending":
        # Somebody who was only invited has no id yet.
        return row
    row |= {"id": user.id, "timezone": user.timezone, "group_ids": list(user.groups)}
    if user.pmi is not None:
        row["pmi"] = user.pmi
    if user.type in PLAN_OF_TYPE:
        row["plan_united_type"] = PLAN_OF_TYPE[user.type]
    return row


def list_schedulers(asked: Asked) -> Json:
    """Answer GET /users/{userId}/schedulers."""
    people = (asked.world.find_user(ident) for ident in asked.user().schedulers)
    return {
        "schedulers": [
            {"id": user.id, "email": user.email, **({"pmi": user.pmi} if user.pmi is not None else {})}
            for user in people
            if user is not None
        ]
    }


def list_groups(asked: Asked) -> Json:
    """Answer GET /groups."""
    asked.need_paid()
    part, about = asked.page(list(asked.world.groups.values()), "groups", numbered=False)
    return {
        "groups": [_group(asked, group) for group in part],
        "total_records": about["total_records"],
        "next_page_token": about["next_page_token"],
    }


def get_group(asked: Asked) -> Json:
    """Answer GET /groups/{groupId}."""
    return _group(asked, asked.group())


def _group(asked: Asked, group: Group) -> Json:
    return {"id": group.id, "name": group.name, "total_members": len(_members(asked, group))}


def _members(asked: Asked, group: Group) -> list[User]:
    return [user for user in asked.world.users.values() if group.id in user.groups]


def list_members(asked: Asked) -> Json:
    """Answer GET /groups/{groupId}/members."""
    group = asked.group()
    part, about = asked.page(_members(asked, group), f"members {group.id}")
    members = [
        {
            "id": user.id,
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "type": user.type,
        }
        for user in part
    ]
    return {**about, "members": members}  # type: ignore[dict-item]


def list_managed_domains(asked: Asked) -> Json:
    """Answer GET /accounts/{accountId}/managed_domains."""
    asked.need_account()
    domains: list[Json] = [{"domain": domain, "status": "verified"} for domain in asked.world.account.managed_domains]
    return {"domains": domains, "total_records": len(domains)}  # type: ignore[dict-item]


def list_trusted_domains(asked: Asked) -> Json:
    """Answer GET /accounts/{accountId}/trusted_domains."""
    asked.need_account()
    return {"trusted_domains": list(asked.world.account.trusted_domains)}


def list_templates(asked: Asked) -> Json:
    """Answer GET /users/{userId}/meeting_templates and …/webinar_templates."""
    user = asked.user()
    template: Json = {"id": token(f"template {user.id}"), "name": "Storytime", "type": 1}
    return {"templates": [template], "total_records": 1}


ANSWERS = {
    "users": list_users,
    "user": get_user,
    "userSchedulers": list_schedulers,
    "groups": list_groups,
    "group": get_group,
    "groupMembers": list_members,
    "accountManagedDomain": list_managed_domains,
    "accountTrustedDomain": list_trusted_domains,
    "listMeetingTemplates": list_templates,
    "listWebinarTemplates": list_templates,
}
