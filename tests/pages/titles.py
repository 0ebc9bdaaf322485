"""Titles that want to be more than titles, and when and where the pages of tests are made."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 30, 13, 5, tzinfo=UTC)
TITLES = (
    "Family Storytime",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "Cuentos \u202eevil\u2066abc\u2069 \u05e1\u05d9\u05e4\u05d5\u05e8",
    "x" * 5000,
    "",
    '=HYPERLINK("http://evil.example/x","click")',
    'Story" onmouseover="alert(1)',
    "Join us https://library.zoom.us/j/81234567890?pwd=hunter2secret",
    "Ask anna@example.org, {{ 7 * 7 }} {% raw %}",
    "two\nlines </title></style></bdi><b>bold",
)
SECRETS = ("hunter2secret", "81234567890", "@example.org", "pwd=")
