"""Put the facts into one file, and say whether a file is still the one that was put together. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import JsonValue

from hardener.evidence.archive import MANIFEST, RECORDS, AlteredError, packed, unpacked
from hardener.evidence.chain import Link, broken, canonical, linked
from hardener.language import ntr, tr
from hardener.report.safe import terminal

MANY = 10**9
"""More records than any file has; a number that is longer is no count."""
FILE = "file"
"""The kind of record that stands for another file of the archive."""


class Packed(NamedTuple):
    """An evidence file."""

    data: bytes
    records: int
    head: str


def pack(records: Sequence[Mapping[str, JsonValue]], files: Sequence[tuple[str, bytes]]) -> Packed:
    """Return the evidence file of `records` and `files`; each file is the last record but those after it."""
    marks = [_file(name, data) for name, data in files]
    lines, head = linked([*records, *marks])
    text = "".join(f"{line}\n" for line in lines).encode()
    members = [(MANIFEST, _manifest(records[0], len(lines), head)), *files[:1], (RECORDS, text), *files[1:]]
    return Packed(packed(members), len(lines), head)


def checked(data: bytes, head: str = "") -> str:
    """Return in one line that a file is whole. Raises `AlteredError` with what is wrong where, else `ArchiveError`.

    `head`: what was written down of the file that is meant; empty where nobody did.
    """
    members = dict(unpacked(data))
    if RECORDS not in members:
        raise AlteredError(tr("{name} was left out", name=RECORDS))
    links, wrong = broken(_lines(members[RECORDS]))
    if wrong or not links:
        raise AlteredError(wrong or tr("every record was left out"))
    _same_files(members, links)
    last, about = links[-1], links[0].record
    if members[MANIFEST] != _manifest(about, len(links), last.hash):
        raise AlteredError(_short(members[MANIFEST], len(links)))
    if _anew(members, links) != data:
        raise AlteredError(tr("the files in it are in another order than hardener packs them, or {name} ends otherwise",
                              name=RECORDS))  # fmt: skip
    if head and head.casefold() != last.hash:
        said = tr("it is whole in itself, but it is another file than the one whose head was written down")
        raise AlteredError(f"{said}; {tr('its head is {head}', head=last.hash)}")
    count = ntr("{count} record", "{count} records", len(links))
    whole = tr("nothing was changed, left out, reordered or added in {records}", records=count)
    if head:
        return f"{whole}; {tr('it is the file of head {head}', head=last.hash)}"
    # Whoever makes all of it anew has a file that is whole as well.
    return f"{whole}; {tr('compare its head with the one that was written down: head {head}', head=last.hash)}"


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    return text.removesuffix("\n").split("\n") if text else []


def _same_files(members: Mapping[str, bytes], links: Sequence[Link]) -> None:
    """Raise `AlteredError` where a file of the archive is not the one that its record says."""
    told = {str(link.record.get("name")): link.record for link in links if link.record.get("kind") == FILE}
    for name, data in members.items():
        if name not in told and name not in {MANIFEST, RECORDS}:
            raise AlteredError(tr("{name} was added", name=name))
        if name in told and told[name] != _file(name, data):
            raise AlteredError(tr("{name} was changed", name=name))
    for name in sorted(told.keys() - members.keys()):
        raise AlteredError(tr("{name} was left out", name=terminal(name)))


def _anew(members: Mapping[str, bytes], links: Sequence[Link]) -> bytes:
    """Return what `pack` makes of these records and the files that they name: nothing but that is whole."""
    records = [link.record for link in links]
    files = [str(record["name"]) for record in records if record.get("kind") == FILE]
    return pack(records[: len(records) - len(files)], [(name, members[name]) for name in files]).data


def _short(manifest: bytes, there: int) -> str:
    """Say what a manifest that does not fit the records means: most often, that the last of them are missing."""
    try:
        said = json.loads(manifest)
        count = said["records"] if isinstance(said, dict) else None
    except (ValueError, KeyError, RecursionError):
        count = None
    if isinstance(count, int) and there < count <= MANY:
        return tr("records after record {there} were left out: there were {count}", there=there, count=count)
    return tr("{name} was changed, or records were added at the end", name=MANIFEST)


def _file(name: str, data: bytes) -> dict[str, JsonValue]:
    return {"kind": FILE, "name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _manifest(about: Mapping[str, Any], records: int, head: str) -> bytes:
    """Return the manifest: all of it follows from the records, so nothing can be changed in it alone."""
    return f"{canonical({'about': dict(about), 'records': records, 'head': head})}\n".encode()
