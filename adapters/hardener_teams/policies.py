"""Teams policies as PowerShell exports them: checked, cut down to what is judged, and who has which. Pure.

Graph has no way to read a policy's values. An export is either what
`Get-CsTeamsMeetingPolicy | ConvertTo-Json` prints, or an object with one key a cmdlet
(`TeamsMeetingPolicy`, `Users`, …) as the script in README.md makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from hardener.errors import AdapterError
from hardener.vendor import marked

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
GLOBAL = "global"
BUILT_IN = frozenset(
    {"allon", "alloff", "restrictedanonymousaccess", "restrictedanonymousnorecording", "kiosk", "default"}
)
"""Meeting policies of Microsoft's own, which every tenant has."""
USERS, GROUPS = "Users", "GroupPolicyAssignment"
MISSING = marked("no policies were imported; export them and run: hardener import teams-policy FILE")
UNASSIGNED = (
    "the export does not say which meeting policy this organizer has; export the users and what is assigned to groups "
    "as well (see the README)"
)
BY_GROUP = marked(
    "a group may give this organizer another meeting policy than Global; assign one to the organizer directly"
)


@dataclass(frozen=True)
class Policies:
    """What an export says."""

    parts: Mapping[str, tuple[Mapping[str, JsonValue], ...]] = field(default_factory=dict)
    """The objects that each cmdlet gave, cut down."""
    users: Mapping[str, str] = field(default_factory=dict)
    """The name of each user's own meeting policy, by object id or user principal name, in small letters; Global: they
    have none, and a group may give them one."""
    groups: frozenset[str] | None = None
    """The names of the meeting policies that are assigned to groups; None where the export does not tell."""

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
                found[part] = next((e for e in entries if name_of(e) == GLOBAL), {})
                found[f"every{part}"] = _every(entries, PARTS[part])
        return found, unread

    def of(self, ident: str, upn: str) -> tuple[str, Mapping[str, JsonValue] | None]:
        """Return the name and the values of an organizer's meeting policy; None where the export does not tell.

        Where it may be one of several, it is told if they all say the same.
        """
        entries = {name_of(entry): entry for entry in self.parts.get(MEETING, ())}
        own = next((self.users[key] for key in (ident.casefold(), upn.casefold()) if key in self.users), None)
        names = self._names(own, entries)
        found = [entries[name] for name in names if name in entries]
        told = [{k: v for k, v in entry.items() if k != "Identity"} for entry in found]
        if not found or len(found) < len(names) or any(each != told[0] for each in told):
            return (names[0] if len(names) == 1 else ""), None
        return str(found[0]["Identity"]).removeprefix("Tag:"), found[0]

    def _names(self, own: str | None, entries: Iterable[str]) -> list[str]:
        """Return the names of the policies that somebody may have, Global first; none where that can be any."""
        if own not in {None, GLOBAL}:
            return [str(own)]
        if own == GLOBAL and self.groups is not None:
            return [GLOBAL, *sorted(self.groups - {GLOBAL})]
        others = set(entries) - {GLOBAL}
        # Every tenant has Microsoft's own policies: where only Global is there, the others were not exported.
        return [GLOBAL, *sorted(others)] if others and others <= BUILT_IN else []

    def why(self, ident: str, upn: str) -> str:
        """Return why an organizer's policy is not told."""
        known = {ident.casefold(), upn.casefold()} & self.users.keys()
        return BY_GROUP if known and self.groups else UNASSIGNED


def name_of(entry: Mapping[str, Any]) -> str:
    """Return a policy's name in small letters: `global`, `storytime`."""
    return _plain(str(entry.get("Identity", "")))


def _plain(name: str) -> str:
    return name.removeprefix("Tag:").casefold()


def _every(entries: tuple[Mapping[str, JsonValue], ...], keys: tuple[str, ...]) -> dict[str, JsonValue]:
    """Return for each parameter every value that some policy has; left out where a policy does not say."""
    return {key: [e[key] for e in entries] for key in keys if entries and all(key in e for e in entries)}


def imported(raw: bytes) -> dict[str, JsonValue]:
    """Return an export checked and cut down to what is judged. Raises `AdapterError` that says what is wrong."""
    tree = _tree(raw)
    if not isinstance(tree, dict) or "Identity" in tree:
        tree = {MEETING: tree}
    known = (*PARTS, USERS, GROUPS)
    if strange := sorted(set(tree) - {*known}):
        raise AdapterError(f"the export has a part {strange[0]!r}; known are {', '.join(known)}")
    if MEETING not in tree:
        raise AdapterError(f"the export has no {MEETING}: what Get-Cs{MEETING} | ConvertTo-Json prints")
    made: dict[str, JsonValue] = {part: _entries(tree[part], part) for part in PARTS if part in tree}
    if USERS in tree:
        made[USERS] = dict(sorted(_users(tree[USERS]).items()))
    if tree.get(GROUPS) is not None:
        made[GROUPS] = [*sorted(_groups(tree[GROUPS]))]
    return made


def parse(raw: bytes) -> Policies:
    """Return the policies of an export, imported or not. Raises `AdapterError`."""
    tree: dict[str, Any] = dict(imported(raw))
    users, groups = tree.pop(USERS, {}), tree.pop(GROUPS, None)
    parts = {part: tuple(entries) for part, entries in tree.items()}
    return Policies(parts, users, None if groups is None else frozenset(groups))


def _tree(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the JSON of a file; Windows PowerShell writes UTF-16, and wraps lists."""
    try:
        return _unwrapped(json.loads(raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")))
    except (ValueError, RecursionError):
        raise AdapterError("the export is no JSON; end the cmdlet with | ConvertTo-Json -Depth 5") from None


def _unwrapped(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return `node` with lists for what Windows PowerShell 5 writes as `{"value": […], "Count": n}`, at any depth."""
    if isinstance(node, list):
        return [_unwrapped(each) for each in node]
    if not isinstance(node, dict):
        return node
    keys = {key.casefold(): value for key, value in node.items()}
    if set(keys) != {"value", "count"}:
        return {key: _unwrapped(value) for key, value in node.items()}
    inner, count = keys["value"], keys["count"]
    if isinstance(inner, list) and (count != len(inner) or isinstance(count, bool)):
        raise AdapterError(f"a list of the export says Count {count!r} and holds {len(inner)} entries; export it again")
    return _unwrapped(inner)


def _listed(given: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    return given if isinstance(given, list) else [given]


def _entries(given: Any, part: str) -> list[JsonValue]:  # noqa: ANN401 - any JSON
    entries = _listed(given)
    if not entries or not all(isinstance(e, dict) and isinstance(e.get("Identity"), str) for e in entries):
        raise AdapterError(f"{part}: expected policies with an Identity, as Get-Cs{part} prints them")
    if not any(name_of(entry) == GLOBAL for entry in entries):
        raise AdapterError(f"{part}: the Global policy is not in the export; leave out -Identity")
    if len({name_of(entry) for entry in entries}) < len(entries):
        raise AdapterError(f"{part}: a policy is in the export twice; export it again")
    if not any(key in entry for entry in entries for key in PARTS[part]):
        raise AdapterError(f"{part}: none of its known parameters is there, so nothing could be judged")
    return [{key: e[key] for key in ("Identity", *PARTS[part]) if key in e} for e in entries]


def _users(given: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    """Return each user's own policy; Global stands for none."""
    if isinstance(given, dict) and MEETING not in given and all(isinstance(name, str) for name in given.values()):
        return {key.casefold(): name.casefold() for key, name in given.items()}
    found = {}
    for user in _listed(given):
        if not isinstance(user, dict) or MEETING not in user:
            raise AdapterError(f"{USERS}: expected users with {MEETING}, as Get-CsOnlineUser prints them")
        policy = user[MEETING]
        name = policy.get("Name") if isinstance(policy, dict) else policy
        if name is not None and not isinstance(name, str):
            raise AdapterError(f"{USERS}: expected the name of a {MEETING}, as Get-CsOnlineUser prints it")
        for key in ("Identity", "UserPrincipalName"):
            if isinstance(user.get(key), str) and user[key]:
                found[user[key].casefold()] = _plain(name or GLOBAL)
    return found


def _groups(given: Any) -> set[str]:  # noqa: ANN401 - any JSON
    """Return the names of the meeting policies that are assigned to groups."""
    found = set()
    for each in _listed(given):
        entry = {"PolicyName": each} if isinstance(each, str) else each
        if not isinstance(entry, dict) or not isinstance(entry.get("PolicyName"), str):
            raise AdapterError(f"{GROUPS}: expected assignments with a PolicyName, as Get-Cs{GROUPS} prints them")
        if entry.get("PolicyType", MEETING) == MEETING:
            found.add(_plain(entry["PolicyName"]))
    return found
