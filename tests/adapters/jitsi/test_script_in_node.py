"""What is certain of a script is what node makes of it, for random scripts of constants; skipped, aloud, without node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.adapters.jitsi.test_script import ABSENT, MORE, UNSURE, plain

from hardener_jitsi.script import look_at

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not here: random scripts are not held against it")
SERVE = r"""
const vm = require('vm'), rl = require('readline').createInterface({input: process.stdin});
rl.on('line', (line) => {
  const seen = {}; let said;
  const box = vm.createContext({});
  try { vm.runInContext(JSON.parse(line), box, {timeout: 1000}); } catch (e) { seen.error = e.name; }
  try { said = JSON.stringify({error: seen.error, config: box.config}); } catch (e) { said = JSON.stringify({error: e.name}); }
  console.log(said);
});
"""
KEYS = ("a", "b", "lobby", "x1")
NAMES = st.sampled_from(KEYS)
CONSTANTS = st.sampled_from(
    ["1", "0", "-2", "1.5", "true", "false", "null", "undefined", "'x'", "''", '"q"', "`t`", "[]", "[1, 'y']", "{}", "{ a: 1 }", "!1", "'a' + 1", "2 > 1", "void 0", "other", "config", "config.lobby", "config.a"]
)  # fmt: skip


def statements() -> st.SearchStrategy[str]:
    value = st.one_of(CONSTANTS, st.builds("{{ {}: {}, {}: {} }}".format, NAMES, CONSTANTS, NAMES, CONSTANTS))
    value = value.map(lambda text: f"({text})")
    place = st.one_of(
        NAMES.map("config.{}".format), NAMES.map("config['{}']".format), NAMES.map("config.lobby.{}".format)
    )
    simple = st.one_of(
        st.builds("{} = {};".format, place, value),
        st.builds("config = {};".format, value),
        st.builds("var config = {{ {}: {} }};".format, NAMES, value),
        st.just("var config;"),
        st.builds("var other = {};".format, value),
        st.builds("delete {};".format, place),
        st.builds("Object.assign(config, {});".format, value),
        st.builds("config.lobby = Object.assign({{}}, config.lobby, {{ {}: {} }});".format, NAMES, CONSTANTS),
        st.just("Object.freeze(config);"),
        st.builds("config.{} += {};".format, NAMES, st.sampled_from(["1", "'x'"])),
        st.builds("{{ let config = {{}}; config.{} = 1; }}".format, NAMES),
        st.builds("function f() {{ config.{} = 'f'; }}".format, NAMES),
        st.just("// config.a = 5;"),
        st.just("<!-- config.a = 6;"),
    )
    branch = st.builds("if ({}) {{ {} }} else {{ {} }}".format, CONSTANTS, simple, simple)
    caught = st.builds("try {{ {} }} catch (e) {{ {} }}".format, simple, simple)
    opened = st.builds("with (config) {{ {} = {}; }}".format, NAMES, CONSTANTS)
    return st.one_of(simple, simple, simple, branch, caught, opened)


SCRIPTS = st.lists(statements(), max_size=8).map("\n".join)


@contextmanager
def node() -> Iterator[tuple[IO[str], IO[str]]]:
    assert NODE is not None
    with subprocess.Popen([NODE, "-e", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


def agrees(mine: object, theirs: Any) -> bool:
    """Tell whether what we are certain of is so; what JSON does not show (undefined, a function) counts as absent."""
    if mine == UNSURE:
        return True
    if isinstance(mine, dict):
        shown = {name: each for name, each in mine.items() if each not in (ABSENT, "function")}
        if not isinstance(theirs, dict):
            return False
        sure = {name for name, each in shown.items() if each != UNSURE}
        return (
            sure <= set(theirs)
            and (MORE in mine or set(theirs) <= set(shown))
            and all(agrees(shown[name], theirs[name]) for name in sure)
        )
    if isinstance(mine, list):
        same = isinstance(theirs, list) and len(mine) == len(theirs)
        return same and all(
            agrees(None if one == ABSENT else one, other) for one, other in zip(mine, theirs, strict=True)
        )
    return type(mine) is type(theirs) and mine == theirs if not isinstance(mine, float) else mine == theirs


def test_what_is_certain_is_what_node_makes_of_it() -> None:
    certain = [0, 0]
    with node() as (into, out):

        @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(SCRIPTS)
        def each(text: str) -> None:
            script = "var config = { a: 1, lobby: { b: true } };\nvar other;\n" + text
            into.write(json.dumps(script) + "\n")
            into.flush()
            theirs = json.loads(out.readline())
            if theirs.get("error") == "TypeError" and "config" not in theirs:
                return  # it holds itself, which JSON cannot show, or it is gone
            found = look_at(script, "config").variable("config")
            mine = plain(found)
            certain[mine != UNSURE] += 1
            if mine == ABSENT:
                assert "config" not in theirs, script
            else:
                assert agrees(mine, theirs.get("config")), (script, mine, theirs)

        each()
    assert certain[1] > 2 * certain[0], "constants are read: of 150 scripts some four in five are certain"
