"""When something is: Graph's times, in the time zones that it writes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

WINDOWS_ZONES = {
    "UTC": "UTC", "tzone://Microsoft/Utc": "UTC", "UTC-11": "Etc/GMT+11", "UTC-09": "Etc/GMT+9", "UTC-08": "Etc/GMT+8",
    "UTC-02": "Etc/GMT+2", "UTC+12": "Etc/GMT-12", "UTC+13": "Etc/GMT-13", "Dateline Standard Time": "Etc/GMT+12",
    "Eastern Standard Time": "America/New_York", "US Eastern Standard Time": "America/Indianapolis",
    "Central Standard Time": "America/Chicago", "Canada Central Standard Time": "America/Regina",
    "Mountain Standard Time": "America/Denver", "US Mountain Standard Time": "America/Phoenix",
    "Yukon Standard Time": "America/Whitehorse", "Pacific Standard Time": "America/Los_Angeles",
    "Alaskan Standard Time": "America/Anchorage", "Aleutian Standard Time": "America/Adak",
    "Hawaiian Standard Time": "Pacific/Honolulu", "Atlantic Standard Time": "America/Halifax",
    "Newfoundland Standard Time": "America/St_Johns", "Saint Pierre Standard Time": "America/Miquelon",
    "Greenland Standard Time": "America/Godthab", "Pacific Standard Time (Mexico)": "America/Tijuana",
    "Mountain Standard Time (Mexico)": "America/Mazatlan", "Central Standard Time (Mexico)": "America/Mexico_City",
    "Eastern Standard Time (Mexico)": "America/Cancun", "Central America Standard Time": "America/Guatemala",
    "Cuba Standard Time": "America/Havana", "Haiti Standard Time": "America/Port-au-Prince",
    "Turks And Caicos Standard Time": "America/Grand_Turk", "SA Pacific Standard Time": "America/Bogota",
    "SA Western Standard Time": "America/La_Paz", "SA Eastern Standard Time": "America/Cayenne",
    "Venezuela Standard Time": "America/Caracas", "Paraguay Standard Time": "America/Asuncion",
    "Central Brazilian Standard Time": "America/Cuiaba", "E. South America Standard Time": "America/Sao_Paulo",
    "Bahia Standard Time": "America/Bahia", "Tocantins Standard Time": "America/Araguaina",
    "Argentina Standard Time": "America/Buenos_Aires", "Montevideo Standard Time": "America/Montevideo",
    "Pacific SA Standard Time": "America/Santiago", "Magallanes Standard Time": "America/Punta_Arenas",
    "Easter Island Standard Time": "Pacific/Easter", "Azores Standard Time": "Atlantic/Azores",
    "Cape Verde Standard Time": "Atlantic/Cape_Verde", "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik", "Morocco Standard Time": "Africa/Casablanca",
    "Sao Tome Standard Time": "Africa/Sao_Tome", "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest", "Romance Standard Time": "Europe/Paris",
    "Central European Standard Time": "Europe/Warsaw", "W. Central Africa Standard Time": "Africa/Lagos",
    "GTB Standard Time": "Europe/Bucharest", "E. Europe Standard Time": "Europe/Chisinau",
    "FLE Standard Time": "Europe/Kiev", "Kaliningrad Standard Time": "Europe/Kaliningrad",
    "Middle East Standard Time": "Asia/Beirut", "Egypt Standard Time": "Africa/Cairo",
    "Syria Standard Time": "Asia/Damascus", "West Bank Standard Time": "Asia/Hebron",
    "Israel Standard Time": "Asia/Jerusalem", "Jordan Standard Time": "Asia/Amman",
    "South Africa Standard Time": "Africa/Johannesburg", "Namibia Standard Time": "Africa/Windhoek",
    "Libya Standard Time": "Africa/Tripoli", "Sudan Standard Time": "Africa/Khartoum",
    "South Sudan Standard Time": "Africa/Juba", "E. Africa Standard Time": "Africa/Nairobi",
    "Turkey Standard Time": "Europe/Istanbul", "Russian Standard Time": "Europe/Moscow",
    "Belarus Standard Time": "Europe/Minsk", "Volgograd Standard Time": "Europe/Volgograd",
    "Arab Standard Time": "Asia/Riyadh", "Arabic Standard Time": "Asia/Baghdad", "Iran Standard Time": "Asia/Tehran",
    "Arabian Standard Time": "Asia/Dubai", "Astrakhan Standard Time": "Europe/Astrakhan",
    "Saratov Standard Time": "Europe/Saratov", "Russia Time Zone 3": "Europe/Samara",
    "Azerbaijan Standard Time": "Asia/Baku", "Georgian Standard Time": "Asia/Tbilisi",
    "Caucasus Standard Time": "Asia/Yerevan", "Mauritius Standard Time": "Indian/Mauritius",
    "Afghanistan Standard Time": "Asia/Kabul", "West Asia Standard Time": "Asia/Tashkent",
    "Pakistan Standard Time": "Asia/Karachi", "Qyzylorda Standard Time": "Asia/Qyzylorda",
    "Ekaterinburg Standard Time": "Asia/Yekaterinburg", "India Standard Time": "Asia/Calcutta",
    "Sri Lanka Standard Time": "Asia/Colombo", "Nepal Standard Time": "Asia/Katmandu",
    "Central Asia Standard Time": "Asia/Bishkek", "Bangladesh Standard Time": "Asia/Dhaka",
    "Omsk Standard Time": "Asia/Omsk", "Myanmar Standard Time": "Asia/Rangoon",
    "SE Asia Standard Time": "Asia/Bangkok", "W. Mongolia Standard Time": "Asia/Hovd",
    "North Asia Standard Time": "Asia/Krasnoyarsk", "N. Central Asia Standard Time": "Asia/Novosibirsk",
    "Altai Standard Time": "Asia/Barnaul", "Tomsk Standard Time": "Asia/Tomsk", "China Standard Time": "Asia/Shanghai",
    "Singapore Standard Time": "Asia/Singapore", "Taipei Standard Time": "Asia/Taipei",
    "Ulaanbaatar Standard Time": "Asia/Ulaanbaatar", "North Asia East Standard Time": "Asia/Irkutsk",
    "W. Australia Standard Time": "Australia/Perth", "Aus Central W. Standard Time": "Australia/Eucla",
    "Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul",
    "North Korea Standard Time": "Asia/Pyongyang", "Transbaikal Standard Time": "Asia/Chita",
    "Yakutsk Standard Time": "Asia/Yakutsk", "Cen. Australia Standard Time": "Australia/Adelaide",
    "AUS Central Standard Time": "Australia/Darwin", "AUS Eastern Standard Time": "Australia/Sydney",
    "E. Australia Standard Time": "Australia/Brisbane", "Tasmania Standard Time": "Australia/Hobart",
    "Lord Howe Standard Time": "Australia/Lord_Howe", "West Pacific Standard Time": "Pacific/Port_Moresby",
    "Vladivostok Standard Time": "Asia/Vladivostok", "Bougainville Standard Time": "Pacific/Bougainville",
    "Central Pacific Standard Time": "Pacific/Guadalcanal", "Magadan Standard Time": "Asia/Magadan",
    "Norfolk Standard Time": "Pacific/Norfolk", "Sakhalin Standard Time": "Asia/Sakhalin",
    "Russia Time Zone 10": "Asia/Srednekolymsk", "Russia Time Zone 11": "Asia/Kamchatka",
    "New Zealand Standard Time": "Pacific/Auckland", "Fiji Standard Time": "Pacific/Fiji",
    "Chatham Islands Standard Time": "Pacific/Chatham", "Tonga Standard Time": "Pacific/Tongatapu",
    "Samoa Standard Time": "Pacific/Apia", "Line Islands Standard Time": "Pacific/Kiritimati",
    "Marquesas Standard Time": "Pacific/Marquesas",
}  # fmt: skip
"""Windows' names of time zones, as Graph writes them, and the IANA zone of each by Unicode's table."""


def moment(given: object) -> datetime | None:
    """Return the time of `{"dateTime", "timeZone"}`, in UTC; None where it does not tell one: no zone is guessed."""
    if not isinstance(given, Mapping):
        return None
    text, name = given.get("dateTime"), given.get("timeZone")
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        if found is None or (found.tzinfo is None and not isinstance(name, str)):
            return None
        return (found if found.tzinfo else found.replace(tzinfo=_zone(str(name)))).astimezone(UTC)
    except (LookupError, ValueError, OSError, OverflowError):  # a zone's name is looked up as a file's
        return None


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(WINDOWS_ZONES.get(name, name))
