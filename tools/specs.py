"""Write anew what tests know of the vendors' specifications: `python -m tools.specs FOLDER`, where these lie.

Only facts are kept, never a sentence: names, types, values, limits, scopes. A vendor's words stay with the vendor.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Node = dict[str, Any]

HERE = Path(__file__).parents[1] / "tests" / "specs"
PLAIN = (
    "$ref", "default", "deprecated", "enum", "format", "maxItems", "maxLength", "maximum", "minItems", "minLength",
    "minimum", "nullable", "pattern", "readOnly", "repeated", "required", "type", "writeOnly",
    "x-values",
)  # fmt: skip
"""Keys of a schema that are facts as they stand."""
ALTERNATIVES = ("allOf", "anyOf", "oneOf")
OPERATION = ("operationId", "x-rate-limit", "x-scopes-classic", "x-scopes-granular")
LEVELS = {"user": "user", "group": "grp", "account": "acc"}
"""Levels of Zoom's settings, and their columns in the matrix."""
GOOGLE = {
    "calendar": ("google-calendar.v3.json", ("channels", "events")),
    "meet": ("google-meet.v2.json", ("spaces", "conferenceRecords")),
    "policies": ("google-cloudidentity-policies.json", ("policies",)),
}
"""Each API's file, and its resources that hardener has to do with."""
YOUTUBE = ("channels", "commentThreads", "liveBroadcasts", "liveChatMessages", "videos")
"""The resources of YouTube's one document that hardener has to do with."""
LISTED = re.compile(r'^- "(\w+)" - ', re.MULTILINE)
"""How Google's Calendar lists in words the values of what it gives no enumeration."""
USED = ("list", "update")
"""The methods of them that it calls."""
METHOD = ("flatPath", "httpMethod", "id", "path", "request", "response", "scopes")
GRAPH = ("/users/", "/solutions/", "/subscriptions", "/$batch")
"""How the paths begin that hardener has to do with."""
CALL = ("application", "delegated", "maxRequests", "method", "needsApplicationAccessPolicy", "updatable")
MEMBER = ("navigation", "nullable", "type", "x-applies-to-in-progress", "x-documented-updatable")
ROOTS = (
    "event",
    "onlineMeeting",
    "subscription",
    "virtualEventRegistrationCustomQuestion",
    "virtualEventRegistrationPredefinedQuestion",
    "virtualEventSession",
    "virtualEventTownhall",
    "virtualEventWebinar",
    "virtualEventWebinarRegistrationConfiguration",
)
"""Types of Graph that hardener reads or sends; what they are made of comes with them."""


def picked(node: Mapping[str, Any], keys: tuple[str, ...]) -> Node:
    """Return what a node has of these keys."""
    return {key: node[key] for key in keys if key in node}


# --- schemas ---


def facts(schema: Mapping[str, Any]) -> Node:
    """Return a schema without its words, all the way down."""
    kept = picked(schema, PLAIN)
    if "enum" not in kept and (listed := LISTED.findall(schema.get("description", ""))):
        kept["x-values"] = listed
    if " " in str(kept.get("default", "")):
        # What stands here is no value but tells how one is found.
        del kept["default"]
    for key in ("items", "additionalProperties"):
        if key in schema:
            kept[key] = facts(schema[key]) if isinstance(schema[key], dict) else schema[key]
    for key in ALTERNATIVES:
        if key in schema:
            kept[key] = [facts(each) for each in schema[key]]
    if "properties" in schema:
        kept["properties"] = named(schema["properties"])
    return kept


def named(schemas: Mapping[str, Mapping[str, Any]]) -> Node:
    """Return the facts of schemas by their names."""
    return {name: facts(each) for name, each in schemas.items()}


# --- OpenAPI ---


def openapi(whole: Mapping[str, Any]) -> Node:
    """Return the facts of an OpenAPI document."""
    paths = {path: {verb: operation(each) for verb, each in verbs.items()} for path, verbs in whole["paths"].items()}
    schemas = whole.get("components", {}).get("schemas")
    return {"paths": paths} | ({"components": {"schemas": named(schemas)}} if schemas else {})


def operation(told: Mapping[str, Any]) -> Node:
    """Return the facts of one operation."""
    kept = picked(told, OPERATION)
    if " " in kept.get("operationId", ""):
        # Some are no names but titles.
        del kept["operationId"]
    kept["parameters"] = [
        picked(each, ("in", "name", "required")) | {"schema": facts(each["schema"])} for each in told["parameters"]
    ]
    if "requestBody" in told:
        kept["requestBody"] = body(told["requestBody"])
    kept["responses"] = {status: body(each) for status, each in told["responses"].items()}
    return kept


def body(told: Mapping[str, Any]) -> Node:
    """Return what a request or an answer consists of, by its kind of content."""
    content = {kind: {"schema": facts(each["schema"])} for kind, each in told.get("content", {}).items() if each}
    return {"content": content} if content else {}


# --- each vendor ---


def zoom(folder: Path) -> Node:
    """Return the facts of Zoom: its specification, what each level has, and the keys of a real answer."""
    with (folder / "settings-matrix-user-group-account-lock.csv").open(encoding="utf-8") as file:
        matrix = list(csv.DictReader(file))
    real = read(folder, "zoom-sample-meeting.json")
    return {
        **openapi(read(folder, "zoom.json")),
        "levels": {
            level: {line["json_path"]: _shown(line, column) for line in matrix} for level, column in LEVELS.items()
        },
        "answered": {"meeting": sorted(set(real) - {"_comment"}), "settings": sorted(real["settings"])},
    }


def _shown(line: Mapping[str, str], column: str) -> str:
    """Return whether a level's settings are got (G) with this path, and whether they are patched (P)."""
    return "".join(flag for flag in "GP" if line[column + flag] == "Y")


def webex(folder: Path) -> Node:
    """Return the facts of Webex."""
    return openapi(read(folder, "webex.json"))


def goto(folder: Path) -> Node:
    """Return the facts of GoTo's two products."""
    return {name: openapi(_inlined(read(folder, f"goto{name}.json"))) for name in ("meeting", "webinar")}


def _inlined(whole: Node) -> Node:
    """Return an OpenAPI document in which no operation names a parameter or a body that stands elsewhere."""

    def here(told: Node) -> Node:
        return whole["components"][told["$ref"].split("/")[2]][told["$ref"].split("/")[3]] if "$ref" in told else told

    paths = {
        path: {
            verb: {
                **told,
                "parameters": [here(each) for each in told.get("parameters", [])],
                **({"requestBody": here(told["requestBody"])} if "requestBody" in told else {}),
            }
            for verb, told in verbs.items()
        }
        for path, verbs in whole["paths"].items()
    }
    return {**whole, "paths": paths}


def meet(folder: Path) -> Node:
    """Return the facts of the three Google APIs that Meet programs live in."""
    return {name: discovery(read(folder, file), resources) for name, (file, resources) in GOOGLE.items()}


def discovery(whole: Mapping[str, Any], resources: tuple[str, ...]) -> Node:
    """Return the facts of some resources of a discovery document; methods go by their ids."""
    found = [each for name in resources for each in methods(whole["resources"][name])]
    schemas = named(whole["schemas"])
    needed = reached([each[key]["$ref"] for each in found for key in ("request", "response") if key in each], schemas)
    return {
        **picked(whole, ("revision", "servicePath")),
        "parameters": _parameters(whole),
        "methods": {each["id"]: picked(each, METHOD) | {"parameters": _parameters(each)} for each in found},
        "schemas": {name: schemas[name] for name in needed},
    }


def methods(resource: Mapping[str, Any]) -> Iterator[Node]:
    """Yield the methods of a resource and of what is below it."""
    yield from resource.get("methods", {}).values()
    for below in resource.get("resources", {}).values():
        yield from methods(below)


def youtube(folder: Path) -> Node:
    """Return the facts of YouTube's Data API, with what its writes must carry."""
    whole = read(folder, "youtube.v3.json")
    used = {name: {"methods": picked(whole["resources"][name]["methods"], USED)} for name in YOUTUBE}
    kept = discovery({**whole, "resources": used}, YOUTUBE)
    rating = kept["schemas"]["ContentRating"]  # of offices in many countries: YouTube's own is enough
    rating["properties"] = picked(rating["properties"], ("ytRating",))
    needs: dict[str, list[str]] = {}
    for name in kept["schemas"]:
        for key, each in whole["schemas"][name].get("properties", {}).items():
            for method in kept["methods"].keys() & set(each.get("annotations", {}).get("required", ())):
                needs.setdefault(method, []).append(f"{name}.{key}")
    return {**kept, "needed": {method: sorted(each) for method, each in needs.items()}}


def _parameters(told: Mapping[str, Any]) -> Node:
    return {name: facts(each) | picked(each, ("location",)) for name, each in told.get("parameters", {}).items()}


def teams(folder: Path) -> Node:
    """Return the facts of Graph: calls, and the types and enumerations that they need."""
    whole = read(folder, "teams-graph.json")
    types = {name: kind(each) for name, each in whole["types"].items()}
    known = types | whole["enums"]
    needed = reached([f"microsoft.graph.{name}" for name in ROOTS], known)
    calls = [picked(each, CALL) | {"path": _bare(each["path"])} for each in whole["paths"]]
    return {
        "paths": [each for each in calls if each["path"].startswith(GRAPH)],
        "types": {name: types[name] for name in needed if name in types},
        "enums": {name: picked(known[name], ("isFlags", "values")) for name in needed if name not in types},
    }


def _bare(path: str) -> str:
    """Return a path without its query."""
    return path.split("?", maxsplit=1)[0].rstrip("/")


def kind(told: Mapping[str, Any]) -> Node:
    """Return the facts of a type of Graph."""
    members = {name: picked(each, MEMBER) for name, each in told["properties"].items()}
    return picked(told, ("base", "kind", "open")) | {"properties": members}


# --- files ---


def reached(names: list[str], known: Mapping[str, object]) -> list[str]:
    """Return these names and all that what they stand for speaks of, in order."""
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in known and name not in found:
            found.add(name)
            names += words(known[name])
    return sorted(found)


def words(node: object) -> Iterator[str]:
    """Yield every text below a node; a type in an array is written array<type>."""
    if isinstance(node, str):
        yield node.removeprefix("array<").removesuffix(">")
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from words(each)


def read(folder: Path, name: str) -> Node:
    """Return a specification as its vendor has it."""
    found: Node = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def laid_out(node: object, depth: int) -> str:
    """Return JSON that has a line for each thing down to a depth, and none below."""
    if not depth or not node or not isinstance(node, dict | list):
        return json.dumps(node, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if isinstance(node, list):
        return "[\n" + ",\n".join(laid_out(each, depth - 1) for each in node) + "\n]"
    lines = (f"{json.dumps(key)}:{laid_out(node[key], depth - 1)}" for key in sorted(node))
    return "{\n" + ",\n".join(lines) + "\n}"


VENDORS: dict[str, tuple[Callable[[Path], Node], int]] = {
    "goto": (goto, 4), "meet": (meet, 3), "teams": (teams, 2), "webex": (webex, 3),
    "youtube": (youtube, 2), "zoom": (zoom, 3),
}  # fmt: skip
"""What distils each vendor's facts, and how deep a line each goes: an operation, a schema."""


def written(vendor: str, folder: Path) -> str:
    """Return what a vendor's file has to be."""
    distil, depth = VENDORS[vendor]
    return laid_out(distil(folder), depth) + "\n"


if __name__ == "__main__":
    for one in VENDORS:
        (HERE / f"{one}.json").write_text(written(one, Path(sys.argv[1])), encoding="utf-8")
