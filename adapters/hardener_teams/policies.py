"""Teams policies as PowerShell exports them: checked, cut down to what is judged, and who has which. Pure.

Graph has no way to read a policy's values. An export is either what
`Get-CsTeamsMeetingPolicy | ConvertTo-Json` prints, or an object with one key a cmdlet
(`TeamsMeetingPolicy`, `Users`, …) as the script in README.md makes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from hardener.errors import AdapterError

MEETING = "TeamsMeetingPolicy"
PARTS: Mapping[str, tuple[str, ...]] = {
    MEETING: (
        "AllowAnonymousUsersToJoinMeeting", "AllowAnonymousUsersToStartMeeting", "AutoAdmittedUsers",
        "AllowPSTNUsersToBypassLobby", "MeetingChatEnabledType", "DesignatedPresenterRoleMode",
        "AllowExternalParticipantGiveRequestControl", "AllowMeetingReactions", "AllowCloudRecording",
        "AllowTranscription", "ParticipantNameChange",
    ),
    "TeamsMeetingBroadcastPolicy": ("BroadcastRecordingMode",),
    "TenantFederationConfiguration": (
        "AllowFederatedUsers", "AllowedDomains", "AllowTeamsConsumer", "AllowTeamsConsumerInbound",
    ),
    "TeamsClientConfiguration": ("AllowEmailIntoChannel",),
    "TeamsAppPermissionPolicy": ("DefaultCatalogAppsType", "GlobalCatalogAppsType", "PrivateCatalogAppsType"),
}  # fmt: skip
"""The cmdlets (Get-Cs…) and what is kept of each."""
BUILT_IN = frozenset(
    {"allon", "alloff", "restrictedanonymousaccess", "restrictedanonymousnorecording", "kiosk", "default"}
)
"""Meeting policies that every tenant has, whether anybody uses them or not."""
USERS = "Users"
MISSING = "no policies were imported; export them and run: hardener import teams-policy FILE"
UNASSIGNED = (
    "the export does not say which meeting policy this organizer has; export the users as well (see the README)"
)


@dataclass(frozen=True)
class Policies:
    """What an export says."""

    parts: Mapping[str, tuple[Mapping[str, JsonValue], ...]] = field(default_factory=dict)
    """The objects that each cmdlet gave, cut down."""
    users: Mapping[str, str] = field(default_factory=dict)
    """The name of each user's meeting policy, by object id or user principal name, in small letters."""

    def document(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what is judged of the tenant, and which parts the export lacks and why."""
        found: dict[str, Any] = {}
        unread: dict[str, str] = {}
        for part in PARTS:
            entries = self.parts.get(part)
            if entries is None:
                reason = f"the export has no Get-Cs{part} (see the README)" if self.parts else MISSING
                unread |= {part: reason, f"every{part}": reason}
            else:
                found[part] = next((e for e in entries if name_of(e) == "global"), {})
                found[f"every{part}"] = _every(entries, PARTS[part])
        return found, unread

    def of(self, ident: str, upn: str) -> tuple[str, Mapping[str, JsonValue] | None]:
        """Return the name and the values of an organizer's meeting policy; None where the export does not tell."""
        name = next((self.users[key] for key in (ident.casefold(), upn.casefold()) if key in self.users), None)
        entries = {name_of(entry): entry for entry in self.parts.get(MEETING, ())}
        if name is None and not self.users and not entries.keys() - BUILT_IN - {"global"}:
            name = "global"
        values = entries.get(name or "")
        return (str(values["Identity"]).removeprefix("Tag:") if values else name or ""), values


def name_of(entry: Mapping[str, Any]) -> str:
    """Return a policy's name in small letters: `global`, `storytime`."""
    return str(entry.get("Identity", "")).removeprefix("Tag:").casefold()


def _every(entries: tuple[Mapping[str, JsonValue], ...], keys: tuple[str, ...]) -> dict[str, JsonValue]:
    """Return for each parameter every value that some policy has; left out where a policy does not say."""
    return {key: [e[key] for e in entries] for key in keys if entries and all(key in e for e in entries)}


def imported(raw: bytes) -> dict[str, JsonValue]:
    """Return an export checked and cut down to what is judged. Raises `AdapterError` that says what is wrong."""
    tree = _tree(raw)
    if not isinstance(tree, dict) or "Identity" in tree:
        tree = {MEETING: tree}
    if strange := sorted(set(tree) - {*PARTS, USERS}):
        raise AdapterError(f"the export has a part {strange[0]!r}; known are {', '.join((*PARTS, USERS))}")
    if MEETING not in tree:
        raise AdapterError(f"the export has no {MEETING}: what Get-Cs{MEETING} | ConvertTo-Json prints")
    made: dict[str, JsonValue] = {part: _entries(tree[part], part) for part in PARTS if part in tree}
    if USERS in tree:
        made[USERS] = dict(sorted(_users(tree[USERS]).items()))
    return made


def parse(raw: bytes) -> Policies:
    """Return the policies of an export, imported or not. Raises `AdapterError`."""
    tree: dict[str, Any] = dict(imported(raw))
    users = tree.pop(USERS, {})
    return Policies({part: tuple(entries) for part, entries in tree.items()}, users)


def _tree(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON of a file; Windows PowerShell writes UTF-16."""
    try:
        return json.loads(raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"))
    except (ValueError, RecursionError):
        raise AdapterError("the export is no JSON; end the cmdlet with | ConvertTo-Json -Depth 5") from None


def _entries(given: Any, part: str) -> list[JsonValue]:  # noqa: ANN401 - any JSON
    entries = given if isinstance(given, list) else [given]
    if not entries or not all(isinstance(e, dict) and isinstance(e.get("Identity"), str) for e in entries):
        raise AdapterError(f"{part}: expected policies with an Identity, as Get-Cs{part} prints them")
    if not any(name_of(entry) == "global" for entry in entries):
        raise AdapterError(f"{part}: the Global policy is not in the export; leave out -Identity")
    if not any(key in entry for entry in entries for key in PARTS[part]):
        raise AdapterError(f"{part}: none of its known parameters is there, so nothing could be judged")
    return [{key: e[key] for key in ("Identity", *PARTS[part]) if key in e} for e in entries]


def _users(given: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    """Return each user's policy; a user without one of their own has Global."""
    if isinstance(given, dict) and all(isinstance(name, str) for name in given.values()):
        return {key.casefold(): name.casefold() for key, name in given.items()}
    found = {}
    for user in given if isinstance(given, list) else [given]:
        if not isinstance(user, dict) or MEETING not in user:
            raise AdapterError(f"{USERS}: expected users with {MEETING}, as Get-CsOnlineUser prints them")
        policy = user[MEETING]
        name = policy.get("Name") if isinstance(policy, dict) else policy
        for key in ("Identity", "UserPrincipalName"):
            if isinstance(user.get(key), str) and user[key]:
                found[user[key].casefold()] = str(name or "Global").removeprefix("Tag:").casefold()
    return found
