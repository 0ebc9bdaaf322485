"""The container: not root, one volume for all that is kept, and nothing written anywhere else."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.command import run
from tests.end_to_end.library import library, small, story

ROOT = Path(__file__).parents[1]


def instructions() -> list[tuple[str, str]]:
    """Return every instruction of the Containerfile and what it is given, a continued line as one."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    words = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(name, " ".join(rest.split())) for name, _, rest in words]


def last_stage() -> list[tuple[str, str]]:
    each = instructions()
    return each[max(number for number, (name, _) in enumerate(each) if name == "FROM") :]


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for name, given in last_stage() if name == "ENV" for pair in given.split())


def volume() -> str:
    (found,) = [json.loads(given) for name, given in last_stage() if name == "VOLUME"]
    assert len(found) == 1
    return str(found[0])


def test_only_known_instructions_and_every_stage_that_is_copied_from() -> None:
    assert {name for name, _ in instructions()} <= {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "ENTRYPOINT", "CMD",
    }  # fmt: skip
    stages = {given.rpartition(" AS ")[2] for name, given in instructions() if name == "FROM" and " AS " in given}
    assert {found for _, given in instructions() for found in re.findall(r"--from=(\S+)", given)} == stages


def test_it_is_not_root_and_everything_kept_is_in_the_one_volume() -> None:
    users = [given for name, given in last_stage() if name == "USER"]
    assert users
    assert all(re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", each) for each in users), "a number that Kubernetes can check"
    inside = f"{volume()}/"
    assert environment()["HOME"] == volume()
    assert environment()["HARDENER_CONFIG"].startswith(inside)
    assert environment()["HARDENER_STORE"].startswith(inside)
    assert dict(last_stage())["WORKDIR"] == volume()
    assert json.loads(dict(last_stage())["ENTRYPOINT"]) == ["hardener"]


def test_what_it_installs_is_there_and_what_it_leaves_out_is_not_needed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (extras,) = [set(found.split(",")) for _, given in instructions() for found in re.findall(r"\.\[([\w,]+)\]", given)]
    assert extras == set(project["project"]["optional-dependencies"]) - {"bench", "test"}
    (python,) = {re.search(r"python:(3\.\d+)-slim", given)[1] for name, given in instructions() if name == "FROM"}  # type: ignore[index]
    assert f"Programming Language :: Python :: {python}" in project["project"]["classifiers"]
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"src", "adapters", "profiles", "docs", "README.md", "LICENSE", "pyproject.toml"} & set(left_out)
    assert {".git", ".venv", "hardener.toml", "waivers.yaml"} <= set(left_out), "no secret of a checkout goes in"


@pytest.mark.process
def test_with_its_environment_nothing_is_written_outside_the_volume(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with library(tmp_path, small(story(81))) as made:
        here = {name: value.replace(volume(), str(data)) for name, value in environment().items() if name != "PATH"}
        environ = {k: v for k, v in made.environ.items() if k != "HARDENER_STORE" and not k.startswith("XDG")}
        environ |= here | {"PATH": os.environ["PATH"]}
        assert run(("init", "--vendor", "zoom"), data, environ).status == 0
        (data / "hardener.toml").write_bytes((tmp_path / "hardener.toml").read_bytes())
        before = {path for path in tmp_path.rglob("*") if data not in path.parents}
        for words in (("doctor",), ("audit",), ("plan",), ("history",)):
            assert run(words, data, environ).status in {0, 1}, words
        assert (data / "hardener.sqlite3").exists()
        assert {path for path in tmp_path.rglob("*") if data not in path.parents} == before
