"""The fingerprint of a finding: the same in every process, and without a secret. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace

from hardener import reason, redact
from hardener.model import Finding

NAMES = tuple(f.name for f in fields(Finding) if f.name not in {"connection", "control", "status", "severity"})


def digest(parts: Iterable[str]) -> str:
    """Return a fingerprint of `parts` in their order."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(part.encode())
        whole.update(b"\0")
    return whole.hexdigest()


def body(found: Finding) -> str:
    """Return what is kept of a finding, as JSON; a secret in it, however deep, is not."""
    said = {name: _clean(getattr(found, name)) for name in NAMES if name != "reason" or found.reason is not None}
    return json.dumps(said, default=str, ensure_ascii=False)


_redacted = redact.remembered(4096)(redact.text)
"""Many findings say the same."""


def _clean(value: object) -> object:
    """Return a value of a finding without secrets, however deep they are."""
    if isinstance(value, str):
        return _redacted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _clean(getattr(value, field.name)) for field in fields(value)}
    return [_clean(each) for each in value] if isinstance(value, tuple) else value


@redact.remembered(16384)  # many programs have the same findings
def mark_of(found: Finding) -> str:
    """Return the fingerprint by which a finding is the same as one that is kept.

    Its reason counts by its words: before there were reasons, the note had them.
    """
    if found.reason is not None:
        found = replace(found, note=reason.noted(found.note, found.reason), reason=None)
    return digest((found.control, found.status.value, found.severity.value, body(found)))
