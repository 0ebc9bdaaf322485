"""What is said of a call that came to nothing, where it has values in it. Pure: it is translated where it is told."""

from __future__ import annotations

from hardener.language import marked

ANSWERED_CODE = marked("the vendor answered {status} ({code})")
ANSWERED = marked("the vendor answered {status}")
REFUSED = marked("the vendor refused ({code})")
UNREACHED = marked("{host} could not be reached: {why}")
CUT = marked("the answer from {host} was cut off or is garbled")
NO_REQUEST = marked("{host}: no request could be made of what is configured and stored for it ({kind})")
REDIRECTS = marked("{host} redirects a {method}; not followed")
ROUND = marked("{host} sends us round in circles")
ONWARD = marked("{host} sends us on to {other}, another host; not followed")
POINTS = marked("{host} points to another host, {other}; not followed")
WAIT = marked("the vendor said to wait: {seconds} s more; not sent")
NO_ROOM = marked("our own limit for {cost} requests left no room in time")
SPENT = marked(
    "this costs {price} of the {units} units that the vendor allows a day, and {left} are left; "
    "not sent; there are more after midnight, {zone}"
)
TOO_LARGE = marked("an answer of over {limit} MB; not read")
WITHOUT = marked("the answer has no {name}")
LIST_WITHOUT = marked("the list has no {name}; it was not read to its end")
LIST_ODD = marked("the list has no {name} in {odd} of its {count} places")
LIST_SHORT = marked("the list gave {count} of {most} entries")
LIST_LONG = marked("the list does not end after {pages} pages")
LACKS_PERMISSION = marked("the app lacks the {api} permission {name}")
NEEDS = marked("{platform} refuses it; it needs the scope {scope}, {role}")
LOG_IN_AGAIN = marked("{platform} does not take the log-in any more; log in again: {command}")
LACKS = marked("{app} lacks the scope {scope}")
UNSTORED = marked(
    "connection {connection}: no {name}; store it with: {how} "
    "(on a server: set {variable}, or LoadCredential= for {leaf})"
)
NO_KEYRING = marked(
    "connection {connection}: this machine has no keyring that is safe for {name}; install one (for instance "
    "gnome-keyring or kwallet), or set the environment variable {variable}, or use systemd's LoadCredential= for {leaf}"
)
NO_FILE = marked("there is no file {file} with your own certificates")
NO_PEM = marked("{file} holds no certificates in PEM form")
UNWRITTEN = marked("{name} could not be read, so it is not written")
TOO_MANY = marked("it has more than {count} events to come; this cannot be the calendar that is meant")
UNTRUSTED = marked(
    "the mail server's certificate is not trusted ({why}), so nothing was sent; "
    "where it is of your own authority, name that one's file in SSL_CERT_FILE"
)
NO_READER = marked("the mail server does not take mail for this address ({codes})")
NO_SIGN_IN = marked("the mail server refused the sign-in ({code})")
MAIL_SAID = marked("the mail server said {code}: {why}")
SILENT = marked("no answer in {seconds} seconds")
TOLD = (
    UNSTORED, NO_KEYRING, NO_REQUEST, ANSWERED_CODE, ANSWERED, REFUSED, UNREACHED, CUT, REDIRECTS, ROUND, ONWARD,
    POINTS, WAIT, NO_ROOM, SPENT, TOO_LARGE, LIST_WITHOUT, WITHOUT, LIST_ODD, LIST_SHORT, LIST_LONG, LACKS_PERMISSION,
    NEEDS, LOG_IN_AGAIN, LACKS, NO_FILE, NO_PEM, UNWRITTEN, TOO_MANY, UNTRUSTED, NO_READER, NO_SIGN_IN,
    MAIL_SAID, SILENT,
)  # fmt: skip
"""In the order in which they are tried."""
