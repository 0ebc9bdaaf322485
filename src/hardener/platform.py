"""A platform's own name, where only the name of its adapter is known. Pure."""

from __future__ import annotations

OWN = {
    "bigbluebutton": "BigBlueButton",
    "facebook": "Facebook Live",
    "goto": "GoTo",
    "jitsi": "Jitsi Meet",
    "meet": "Google Meet",
    "nextcloud": "Nextcloud Talk",
    "youtube": "YouTube",
}
"""Those that are not spelled as an adapter's name is, with a capital."""


def spelled(vendor: str) -> str:
    """Return a platform's own name: `Zoom`."""
    return OWN.get(vendor, vendor.capitalize())
