"""Settings of the tenant's policies, from an export: no API of Microsoft's changes or even shows them. Rows only."""

from __future__ import annotations

from typing import Any

from hardener.model import Value
from hardener.setting import Setting
from hardener.vendor.kinds import MostOpen
from hardener_teams.kinds import MEETING, PROGRAM, Domains

POLICIES = "Teams admin center > Meetings > Meeting policies > Global (Org-wide default), and the organizer's own"
JOIN = f"{POLICIES} > Meeting join & lobby"
SHARING = f"{POLICIES} > Content sharing"
RECORDING = f"{POLICIES} > Recording & transcription"
ENGAGEMENT = f"{POLICIES} > Meeting engagement"
EXTERNAL = "Teams admin center > Users > External access"
APPS = "Teams admin center > Teams apps > Permission policies"
Levels = dict[Any, Value]
OFF_ON: Levels = {False: "off", True: "on"}


def policy(control: str, key: str, values: Levels, where: str, governs: tuple[str, ...] = ()) -> Setting:
    """Return the row of a parameter of the organizer's meeting policy: what it governs, or else new programs alone."""
    return Setting(
        control=control, path=f"TeamsMeetingPolicy.{key}", kinds=("host",), values=values, governs=governs,
        default_for_new=not governs, writable=(), by_hand=f"{where}: {key}",
    )  # fmt: skip


IN_FORCE = (
    policy("chan.remote_control", "AllowExternalParticipantGiveRequestControl", OFF_ON, SHARING, governs=PROGRAM),
    policy("door.vendor_account_required", "AllowAnonymousUsersToJoinMeeting", {False: "required", True: "not-required"}, JOIN, governs=MEETING),
)  # fmt: skip
"""What holds in every program of the organizer; without an import a person has to look, as by_hand.yaml says."""

NEW_PROGRAMS = (
    policy("door.waiting_room", "AutoAdmittedUsers", {"OrganizerOnly": "everyone", "InvitedUsers": "guests", "EveryoneInCompanyExcludingGuests": "guests", "EveryoneInCompany": "guests", "EveryoneInSameAndFederatedCompany": "guests", "Everyone": "off"}, JOIN),
    policy("door.dial_in_bypass_lobby", "AllowPSTNUsersToBypassLobby", OFF_ON, JOIN),
    policy("chan.chat_attendee", "MeetingChatEnabledType", {"Disabled": "off", "EnabledExceptAnonymous": "everyone", "Enabled": "everyone"}, ENGAGEMENT),
    policy("chan.screen_share", "DesignatedPresenterRoleMode", {"OrganizerOnlyUserOverride": "hosts", "EveryoneInCompanyUserOverride": "approved", "EveryoneInSameAndFederatedCompanyUserOverride": "everyone", "EveryoneUserOverride": "everyone"}, SHARING),
    policy("chan.reactions", "AllowMeetingReactions", {False: "off", True: "emoji"}, ENGAGEMENT),
    policy("chan.rename_self", "ParticipantNameChange", {"Disabled": "off", "Enabled": "on"}, ENGAGEMENT),
    policy("rec.by_attendees", "AllowCloudRecording", OFF_ON, RECORDING),
    policy("ai.transcript_retained", "AllowTranscription", OFF_ON, RECORDING),
)  # fmt: skip
"""What a new meeting starts with."""


def tenant(control: str, path: str, values: Levels, where: str, *, gate: bool = False) -> Setting:
    """Return a row of CISA's baseline, judged on the tenant."""
    name = f"MS.TEAMS.{control}"
    return Setting(control=name, path=path, kinds=("account",), values=values, gate=gate, writable=(), by_hand=where)


def every(control: str, path: str, values: Levels, where: str) -> Setting:
    """Return a row of CISA's baseline that has to be right in every policy."""
    name = f"MS.TEAMS.{control}"
    return MostOpen(control=name, path=f"every{path}", kinds=("account",), values=values, by_hand=where)


IN_ORG: Levels = {
    "OrganizerOnly": "waiting", "InvitedUsers": "waiting", "EveryoneInCompanyExcludingGuests": "admitted",
    "EveryoneInCompany": "admitted", "EveryoneInSameAndFederatedCompany": "admitted", "Everyone": "admitted",
}  # fmt: skip
AUTO: Levels = {**dict.fromkeys(IN_ORG, "off"), "Everyone": "on"}
LISTED: Levels = {"AllowedAppList": "off", "BlockedAppList": "on"}

SCUBA = (
    every("1.1v1", "TeamsMeetingPolicy.AllowExternalParticipantGiveRequestControl", OFF_ON, SHARING),
    every("1.2v2", "TeamsMeetingPolicy.AllowAnonymousUsersToStartMeeting", OFF_ON, JOIN),
    tenant("1.3v1", "TeamsMeetingPolicy.AutoAdmittedUsers", AUTO, JOIN),
    tenant("1.3v1", "TeamsMeetingPolicy.AllowPSTNUsersToBypassLobby", OFF_ON, JOIN),
    tenant("1.4v1", "TeamsMeetingPolicy.AutoAdmittedUsers", IN_ORG, JOIN),
    every("1.5v1", "TeamsMeetingPolicy.AllowPSTNUsersToBypassLobby", OFF_ON, JOIN),
    tenant("1.6v1", "TeamsMeetingPolicy.AllowCloudRecording", OFF_ON, RECORDING),
    tenant("1.7v2", "TeamsMeetingBroadcastPolicy.BroadcastRecordingMode", {"AlwaysDisabled": "off", "UserOverride": "off", "AlwaysEnabled": "on"}, "Teams admin center > Meetings > Live events policies > Global > Record an event"),
    tenant("2.1v2", "TenantFederationConfiguration.AllowFederatedUsers", OFF_ON, EXTERNAL, gate=True),
    Domains(control="MS.TEAMS.2.1v2", path="TenantFederationConfiguration.AllowedDomains", kinds=("account",), writable=(), by_hand=EXTERNAL),
    tenant("2.2v2", "TenantFederationConfiguration.AllowTeamsConsumer", OFF_ON, EXTERNAL, gate=True),
    tenant("2.2v2", "TenantFederationConfiguration.AllowTeamsConsumerInbound", OFF_ON, EXTERNAL, gate=True),
    tenant("2.3v2", "TenantFederationConfiguration.AllowTeamsConsumer", OFF_ON, EXTERNAL),
    tenant("4.1v1", "TeamsClientConfiguration.AllowEmailIntoChannel", OFF_ON, "Teams admin center > Teams > Teams settings > Email integration"),
    every("5.1v2", "TeamsAppPermissionPolicy.DefaultCatalogAppsType", LISTED, APPS),
    every("5.2v2", "TeamsAppPermissionPolicy.GlobalCatalogAppsType", LISTED, APPS),
    every("5.3v2", "TeamsAppPermissionPolicy.PrivateCatalogAppsType", LISTED, APPS),
)  # fmt: skip

NOT_FOR_GOVERNMENTS = dict.fromkeys(
    (f"MS.TEAMS.{ident}" for ident in ("2.2v2", "2.3v2", "4.1v1", "5.2v2", "5.3v2")),
    "CISA leaves it out for GCC, GCC High and DoD tenants, which do not have this",
)
"""What CISA's baseline leaves out for tenants of GCC, GCC High and DoD: the feature is not there."""

POLICY_ROWS: tuple[Setting, ...] = (*IN_FORCE, *NEW_PROGRAMS, *SCUBA)
