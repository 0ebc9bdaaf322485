"""From the organization's policies to the values that are in force in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import JsonValue

from hardener.errors import MalformedError

PREFIX = "settings/meet."
NOT_ASKED = (
    "not asked for: set policies = true, and let a super admin grant "
    "https://www.googleapis.com/auth/cloud-identity.policies.readonly"
)


def in_force(policies: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[JsonValue]]]:
    """Return for each setting and field the values that are in force somewhere in the organization.

    Of several policies for one unit and group the highest sort order counts. Raises `MalformedError`.
    """
    best: dict[tuple[str, str, str], tuple[float, Mapping[str, Any]]] = {}
    for policy in policies:
        setting, query = _part(policy, "setting"), _part(policy, "policyQuery")
        name, order = str(setting.get("type", "")), query.get("sortOrder", 0)
        if not name.startswith(PREFIX) or not isinstance(order, int | float):
            raise MalformedError("Google gave a policy that is none of Meet's")
        unit = str(query.get("orgUnit") or "")
        # The text of a query counts only where it names neither unit nor group.
        whom = str(query.get("group") or (not unit and query.get("query")) or "")
        key = (name.removeprefix(PREFIX), unit, whom)
        if key not in best or best[key][0] < order:
            best[key] = (float(order), _part(setting, "value"))
    found: dict[str, dict[str, list[JsonValue]]] = {}
    for (name, _, _), (_, value) in sorted(best.items(), key=lambda entry: entry[0]):
        for field, raw in value.items():
            values = found.setdefault(name, {}).setdefault(field, [])
            if raw not in values:
                values.append(raw)
    return found


def _part(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = node.get(key)
    if not isinstance(found, Mapping):
        raise MalformedError(f"Google gave a policy without {key}")
    return found
