"""The archive: nothing in it is compressed, or of the day and machine, so the same facts give the same bytes. Pure."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Sequence

from hardener.errors import HardenerError
from hardener.language import tr

MANIFEST, PAGE, RECORDS, REVIEWS = "manifest.json", "evidence.html", "records.jsonl", "reviews/"
NAME = re.compile(r"(?:reviews/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MEMBERS = 1000
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
LISTED = 46 + 110
"""Bytes of one member in that list, at most: what is the same for all, and the name."""
_END = struct.Struct("<4s4H2LH")
"""The end of an archive: mark, disks, members here and in all, bytes of their list, where it begins, of a comment."""
_FAR = struct.Struct("<4sLQL")
"""What stands before that end in an archive of more than four gigabytes, which would count instead."""
_FAR_MARK = b"PK\x06\x07"
_BEGINS = b"PK\x03\x04"
_NAMED = slice(30, 30 + len(MANIFEST))
"""Where an archive has the name of its first member."""
_UNREADABLE = (
    zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, struct.error, OverflowError,
)  # fmt: skip
"""What a hostile archive makes the library of zip files raise; an encrypted member is a `RuntimeError`."""
Members = Sequence[tuple[str, bytes]]


class ArchiveError(HardenerError):
    """It is no evidence file, or one that nobody should open."""


class AlteredError(HardenerError):
    """It is an evidence file, and not as hardener wrote it."""


def packed(members: Members) -> bytes:
    """Return the archive of these members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            about = zipfile.ZipInfo(name, EPOCH)
            about.create_system = UNIX
            about.external_attr = 0o600 << 16
            archive.writestr(about, data)
    return out.getvalue()


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """Return the members of an archive that is byte for byte one of `packed`.

    Nothing is unfolded, so nothing can grow. Raises `ArchiveError`, `AlteredError`.
    """
    if not _ends(data):
        raise _cut(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(each.filename, archive.read(each)) for each in _sane(archive, len(data))]
    except _UNREADABLE:
        raise _cut(data) from None
    if packed(members) != data:
        raise AlteredError(tr("the archive was packed anew, or has bytes that belong to no file in it"))
    return members


def _sane(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """Return the members to read. Raises `ArchiveError` where it can be no archive of hardener's."""
    found = archive.infolist()
    names = [each.filename for each in found]
    if MANIFEST not in names:
        raise ArchiveError(tr("it is no evidence file: it has no {name}", name=MANIFEST))
    if len(found) > MEMBERS:
        raise ArchiveError(tr("it has more than {count} files in it; hardener packs no such archive", count=MEMBERS))
    folded = any(each.compress_type != zipfile.ZIP_STORED or each.flag_bits & 1 for each in found)
    if folded or sum(each.file_size for each in found) > size:
        raise ArchiveError(tr("what is in it is compressed or locked, and hardener does neither; it was not opened"))
    if len(set(names)) < len(names):
        raise AlteredError(tr("a file was added: two in it have one name"))
    if not all(map(NAME.fullmatch, names)):
        raise AlteredError(tr("a file was added: hardener gives no file in it such a name"))
    return found


def _ends(data: bytes) -> bool:
    """Tell whether an archive ends as `packed` ends one, with a list of its members that is no longer than ours are.

    It is asked before anything is read: a list of millions of members would fill the memory.
    """
    if len(data) < _END.size or data[-_END.size - _FAR.size : -_END.size].startswith(_FAR_MARK):
        return False
    begins, _, _, _, count, listed, _, comment = _END.unpack(data[-_END.size :])
    return begins == b"PK\x05\x06" and not comment and count <= MEMBERS and listed <= count * LISTED


def _cut(data: bytes) -> HardenerError:
    if data.startswith(_BEGINS) and data[_NAMED] == MANIFEST.encode():
        return AlteredError(tr("it is cut short or damaged, or something was added behind its end"))
    return ArchiveError(tr("it is no evidence file: no archive that can be opened"))
