"""Calendars in the shapes of the systems that libraries use, with words of our own: two storytimes each."""

from __future__ import annotations

JOIN = "https://us02web.zoom.us/j/81234567890?pwd=s3cret"
TOP = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//{name}//EN\n"

LIBCAL = (
    TOP.format(name="Springshare//LibCal")
    + """METHOD:PUBLISH
X-WR-CALNAME:Maple Events
X-WR-TIMEZONE:America/New_York
X-PUBLISHED-TTL:PT15M
BEGIN:VEVENT
DTSTART:20270309T153000Z
DTEND:20270309T160000Z
DTSTAMP:20270201T120000Z
SUMMARY:Baby Storytime
DESCRIPTION:Songs and rhymes. Registration is required.\\n\\nhttps://maple.li
 bcal.com/event/1400001
ORGANIZER;CN="Maple Library":MAILTO:events@maple.example
CATEGORIES:Storytime
CONTACT;CN="Ann":MAILTO:ann@maple.example
STATUS:CONFIRMED
UID:LibCal-9001-1400001
URL:https://maple.libcal.com/event/1400001
LOCATION:Virtual via Zoom
CLASS:PUBLIC
END:VEVENT
BEGIN:VEVENT
DTSTART:20270316T143000Z
DTEND:20270316T150000Z
SUMMARY:(Canceled) Baby Storytime
UID:LibCal-9001-1400002
URL:https://maple.libcal.com/event/1400002
LOCATION:
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270310
DTEND;VALUE=DATE:20270311
SUMMARY:Library Closed
UID:LibCal-9001-1400003
END:VEVENT
END:VCALENDAR
"""
)
LIBRARY_CALENDAR = (
    TOP.format(name="Sabre//Sabre VObject 4.5//EN")
    + f"""BEGIN:VEVENT
UID:8d1f-17@maple.librarycalendar.com
DTSTAMP:20270201T120000Z
SUMMARY:Baby Storytime
DTSTART;TZID=America/New_York:20270309T103000
DTEND;TZID=America/New_York:20270309T110000
LOCATION:Online Branch
X-ALT-DESC;FMTTYPE=text/html:<p>Join <a href="{JOIN.replace("&", "&amp;")}">here</a></p>
URL:https://maple.librarycalendar.com/event/baby-storytime-1
END:VEVENT
END:VCALENDAR
"""
)
EVENTS_CALENDAR = (
    TOP.format(name="Maple - ECPv6.3")
    + """X-ORIGINAL-URL:https://maple.example
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
DTSTART:20270314T070000
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
DTSTART:20271107T060000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=America/New_York:20270309T103000
DTEND;TZID=America/New_York:20270309T110000
UID:10017-1@maple.example
SUMMARY:Baby Storytime
DESCRIPTION:Sign up at https://maple.example/events/1
CATEGORIES:Arts & Crafts\\, Youth,Storytime
END:VEVENT
END:VCALENDAR
"""
)
CIVIC = (
    TOP.format(name="CivicPlus")
    + """BEGIN:VEVENT
UID:maple-4711
DTSTART:20270309T103000
DTEND:20270309T110000
SUMMARY:Baby Storytime
LOCATION:Zoom
DESCRIPTION:Meeting ID: 812 3456 7890 Passcode: s3cret
END:VEVENT
END:VCALENDAR
"""
)
GOOGLE = (
    TOP.format(name="Google Inc//Google Calendar 70.9054")
    + """X-WR-CALNAME:Children
X-WR-TIMEZONE:America/New_York
BEGIN:VEVENT
DTSTART;TZID=America/New_York:20270302T103000
DTEND;TZID=America/New_York:20270302T110000
RRULE:FREQ=WEEKLY;BYDAY=TU
EXDATE;TZID=America/New_York:20270316T103000
UID:abc123@google.com
SUMMARY:Baby Storytime
X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij
END:VEVENT
BEGIN:VEVENT
DTSTART:20270323T150000Z
DTEND:20270323T153000Z
UID:abc123@google.com
RECURRENCE-ID;TZID=America/New_York:20270323T103000
SUMMARY:Baby Storytime\\, later today
END:VEVENT
END:VCALENDAR
"""
)
OUTLOOK = (
    TOP.format(name="Microsoft Corporation//Outlook 16.0 MIMEDIR")
    + """X-WR-TIMEZONE:Eastern Standard Time
BEGIN:VEVENT
DTSTART;TZID=Eastern Standard Time:20270309T103000
DTEND;TZID=Eastern Standard Time:20270309T110000
RRULE:FREQ=WEEKLY;COUNT=3
UID:040000008200E00074C5B7101A82E008
SUMMARY:Baby Storytime
X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Customized Time Zone:20270310T103000
DTEND;TZID=Customized Time Zone:20270310T110000
UID:040000008200E00074C5B7101A82E009
SUMMARY:Toddler Time
END:VEVENT
END:VCALENDAR
"""
)
TRUMBA = (
    TOP.format(name="Trumba Corporation//Trumba Calendar Services 0.11")
    + f"""BEGIN:VEVENT
UID:http://uid.trumba.com/event/1
DTSTART;TZID=America/New_York:20270309T103000
DTEND;TZID=America/New_York:20270309T110000
SUMMARY:Baby Storytime
X-TRUMBA-CUSTOMFIELD;NAME="Online";ID=1;TYPE=SingleLine:{JOIN}
END:VEVENT
END:VCALENDAR
"""
)
DRUPAL = (
    TOP.format(name="Drupal iCal API")
    + f"""BEGIN:VEVENT
UID:node-1
DTSTART:20270309T153000Z
DTEND:20270309T160000Z
SUMMARY:Baby Storytime
COMMENT:Staff: {JOIN}
ATTACH;FILENAME=join.html:{JOIN}
CONFERENCE;VALUE=URI;FEATURE=VIDEO:{JOIN}
END:VEVENT
END:VCALENDAR
"""
)
COMMUNICO = '[{"id": "1", "title": "Baby Storytime", "event_type": "ONLINE", "raw_start_time": "2027-03-09 10:30:00"}]'
BIBLIO = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Baby Storytime</title></item></channel></rss>'
EVANCED = '[{"EventId": 1, "Title": "Baby Storytime", "EventStart": "2027-03-09T10:30:00"}]'
ASSABET = '<html><script type="application/ld+json">{"@type": "Event", "name": "Baby Storytime"}</script></html>'
EVENT_KEEPER = '<html><div class="one_event">Baby Storytime 10:30 AM</div></html>'
NO_CALENDARS = {
    "communico": COMMUNICO,
    "biblio": BIBLIO,
    "evanced": EVANCED,
    "assabet": ASSABET,
    "keeper": EVENT_KEEPER,
}
