"""A seed that looks like a public library system on Google Workspace, with every mistake people make.

Everything in it follows from `now`; nothing is random.
"""

from __future__ import annotations

from datetime import datetime

from hardener_meet.simulator.seed_programs import BRANCHES, DOMAIN, OWNER, Made, programs
from hardener_meet.simulator.shapes import Json

ROOT = "https://www.googleapis.com/auth/"
SCOPES = (
    "meetings.space.settings",
    "meetings.space.readonly",
    "calendar.events.readonly",
    "calendar.events.owned",
    "cloud-identity.policies.readonly",
)


def library_seed(now: datetime) -> Json:
    """Return the seed of a library system with about sixty programs in the four weeks from `now`.

    `planted` lists what is wrong with each children's storytime, and `right` has the ids of those
    with which nothing is wrong that an API could put right.
    """
    made: Made = programs(now)
    return {
        "organization": {"domain": DOMAIN, "customer": "C0maple01"},
        "people": [
            {"email": OWNER, "name": "Library Programs", "super_admin": True},
            *({"email": f"youth.{slug}@{DOMAIN}", "name": f"Youth {name}"} for slug, name in BRANCHES),
        ],
        "clients": [
            {
                "client_id": "sandbox-hardener", "client_secret": "sandbox-secret-of-hardener",
                "redirect_uris": ["http://127.0.0.1:8911/"],
                "grants": [
                    _grant("programs", *SCOPES),
                    _grant("looking", "meetings.space.readonly", "calendar.events.readonly"),
                ],
            }
        ],
        "calendars": [
            {
                "id": calendar_of(slug), "summary": f"{name} programs",
                "access": {OWNER: "owner", f"youth.{slug}@{DOMAIN}": "writer"},
            }
            for slug, name in BRANCHES
        ],
        "spaces": [*made.spaces],
        "events": [*made.events],
        "policies": [*_policies()],
        "behaviour": {},
        "limits": {"enforced": False},
        "faults": [],
        "planted": [*made.planted],
        "right": [*made.right],
    }  # fmt: skip


def calendar_of(slug: str) -> str:
    """Return the id of a branch's calendar."""
    return f"branch-{slug}@group.calendar.google.com"


def _grant(name: str, *scopes: str) -> Json:
    return {"refresh_token": f"1//sandbox-{name}", "user": OWNER, "scopes": [ROOT + scope for scope in scopes]}


def _policies() -> list[Json]:
    """Return the organization's policies: some as CISA wants them, some not, one overruled in a unit."""
    rows: list[tuple[str, Json, str, str, float]] = [
        ("service_status", {"serviceState": "ENABLED"}, "root", "ADMIN", 1),
        ("meet_joining", {"allowedAudience": "TRUSTED"}, "root", "SYSTEM", 1),
        ("meet_joining", {"allowedAudience": "OPEN"}, "branches", "ADMIN", 2),
        ("safety_access", {"meetingsAllowedToJoin": "ALL"}, "root", "SYSTEM", 1),
        ("safety_domain", {"usersAllowedToJoin": "ALL"}, "root", "ADMIN", 1),
        ("safety_host_management", {"enableHostManagement": False}, "root", "SYSTEM", 1),
        ("safety_host_management", {"enableHostManagement": True}, "root", "ADMIN", 2),
        ("safety_external_participants", {"enableExternalLabel": True}, "root", "ADMIN", 1),
        ("automatic_recording", {"enabled": False}, "root", "ADMIN", 1),
        ("automatic_transcription", {"enabled": True}, "root", "ADMIN", 1),
        ("video_recording", {"enableRecording": True}, "root", "ADMIN", 1),
        ("meet_polls", {"enabled": True}, "root", "ADMIN", 1),
    ]
    return [
        {
            "name": f"policies/sandbox{number:03d}", "customer": "customers/C0maple01", "type": kind,
            "policyQuery": {
                "orgUnit": f"orgUnits/{unit}", "sortOrder": order,
                "query": f"entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('{unit}'))",
            },
            "setting": {"type": f"settings/meet.{name}", "value": value},
        }
        for number, (name, value, unit, kind, order) in enumerate(rows)
    ]  # fmt: skip
