"""A config.js is read without being run: what is certain of it, and what is not, for every shape that is met."""

from __future__ import annotations

import pytest

from hardener_jitsi.script import UNDEFINED, Obj, Unknown, Value, look_at

pytestmark = pytest.mark.unit

UNSURE = "unsure"
ABSENT = "absent"
MORE = "and perhaps more"


def plain(value: Value) -> object:
    """Return a value as Python has it; `UNSURE` for what is not certain."""
    if isinstance(value, Unknown):
        return UNSURE
    if value is UNDEFINED:
        return ABSENT
    if not isinstance(value, Obj):
        return value
    if value.kind == "array":
        items = value.items()
        return UNSURE if items is None else [plain(each) for each in items]
    if value.kind == "function":
        return "function"
    more = {MORE: UNSURE} if value.vague else {}
    return UNSURE if value.wild else {**{key: plain(each) for key, each in value.props.items()}, **more}


def key(text: str, name: str) -> object:
    """Return what the script makes of one key of config."""
    config = look_at(text, "config").variable("config")
    return plain(config.get(name)) if isinstance(config, Obj) else plain(config)


BEGIN = "var config = { a: 1, lobby: { old: true } };\n"
CERTAIN = [
    # later statements win, of one key and of all
    ("config.a = 2; config.a = 3;", {"a": 3}),
    ("config = { b: 1 };", {"a": ABSENT, "b": 1}),
    ("var config = { b: 1 };", {"a": ABSENT, "b": 1}),
    ("var config;", {"a": 1}),
    ("config.lobby = { x: 1 };", {"lobby": {"x": 1}}),
    ("config.lobby.x = 1;", {"lobby": {"old": True, "x": 1}}),
    ("config.lobby = Object.assign({}, config.lobby, { x: 1 });", {"lobby": {"old": True, "x": 1}}),
    ("Object.assign(config, { b: 2 }, null, { c: 3 });", {"a": 1, "b": 2, "c": 3}),
    ("config = { ...config, b: 2 };", {"a": 1, "b": 2}),
    # spellings
    ("config['b'] = 'x'; config[\"c\"] = `t`; config.d = [1, 'y', ];", {"b": "x", "c": "t", "d": [1, "y"]}),
    ("config.b = { 'q': 1, q: 2, 3: 4, ['r' + 's']: 5, };", {"b": {"q": 2, "3": 4, "rs": 5}}),
    (
        "config.b = !0; config.c = !1; config.d = void 0; config.e = -1; config.f = 0x10;",
        {"b": True, "c": False, "d": ABSENT, "e": -1, "f": 16},
    ),
    ("config.b = 'x' + 1 + true; config.c = `a${1 + 1}b`; config.a += 1;", {"b": "x1true", "c": "a2b", "a": 2}),
    (
        "window.config.b = 1; self.config.c = 2; this.config.d = 3; globalThis['config'].e = 4;",
        {"b": 1, "c": 2, "d": 3, "e": 4},
    ),
    ("var c = config; c.b = 1; var { p } = { p: 1 };", {"b": 1}),
    ("config.b = false || 'x', config.c = 1 && 2;", {"b": "x", "c": 2}),
    ("config.b = config.a === 1 ? 'one' : 'other';", {"b": "one"}),
    # comments, as HTML has them as well
    ("<!-- config.a = 2\nconfig.b = 1; <!-- config.b = 2\n--> config.c = 1\n", {"a": 1, "b": 1, "c": ABSENT}),
    ("// config.a = 2\n/* config.a = 3; */ config.b = 1 // config.b = 2", {"a": 1, "b": 1}),
    # an error when it runs: what ran before it counts, and nothing after it
    ("config.b = 1; config.none.x = true; config.c = 1;", {"b": 1, "c": ABSENT}),
    ("config.b = 1; throw new Error('x'); config.c = 1;", {"b": 1, "c": ABSENT}),
    ("config.b = 1; config.lobby.none(); config.c = 1;", {"b": 1, "c": ABSENT}),
    ("const k = 1; config.b = 1; k = 2; config.c = 1;", {"b": 1, "c": ABSENT}),
    ("config.b = later; let later = 1; config.c = 1;", {"b": ABSENT, "c": ABSENT}),
    (
        "try { config.none.x = 1; config.b = 1; } catch (e) { config.c = 1; } config.d = 1;",
        {"b": ABSENT, "c": 1, "d": 1},
    ),
    ("try { config.b = 1; throw 1; } finally { config.a = 2; } config.c = 1;", {"a": 2, "b": 1, "c": ABSENT}),
    ("try { throw 1; } catch (e) { throw 2; } finally { config.a = 2; } config.c = 1;", {"a": 2, "c": ABSENT}),
    # frozen, deleted, opened, in a scope of its own
    ("Object.freeze(config); config.a = 2; config.b = 1;", {"a": 1, "b": ABSENT}),
    ("Object.freeze(config); config.lobby.x = 1;", {"lobby": {"old": True, "x": 1}}),
    ("delete config.a; delete config['lobby'];", {"a": ABSENT, "lobby": ABSENT}),
    ("with (config) { a = 2; b = 3; }", {"a": 2, "b": ABSENT}),
    ("{ let config = {}; config.a = 2; } config.b = 1;", {"a": 1, "b": 1}),
    ("function never() { config.a = 2; } config.b = 1;", {"a": 1, "b": 1}),
    ("var f = function (config) { config.a = 2; }; var g = () => { config.a = 3; };", {"a": 1}),
    # what is decided by constants
    ("var on = false; if (on) { config.a = 2; } else { config.b = 1; }", {"a": 1, "b": 1}),
    ("if (!config.c) config.c = 5;", {"c": 5}),
]
DOUBTFUL = [
    ("if (location.hostname === 'x') { config.b = true; } config.c = 1;", {"a": 1, "b": UNSURE, "c": 1}),
    ("if (location.x) { config.b = true; } else { config.lobby.old = false; }", {"b": UNSURE, "lobby": {"old": UNSURE}}),
    ("config.b = location.x ? 1 : 2; config.c = navigator.x || 1; config.d = `${location.x}`;", {"b": UNSURE, "c": UNSURE, "d": UNSURE, "a": 1}),
    ("config.b = 'a,b'.split(',').map(function (url) { return { urls: 'stun:' + url }; }); config.c = 1;", {"a": 1, "b": UNSURE, "c": 1}),
    ("Object.assign(config, window.more); config.c = 1;", {"a": UNSURE, "b": UNSURE, "c": 1}),
    ("Object.assign(config, f());", {"a": UNSURE, "b": UNSURE}),
    ("config = { ...window.more, c: 1 };", {"a": UNSURE, "c": 1}),
    ("config = { get b() { return 1; }, c: 1 }; config.b = 2;", {"b": UNSURE, "c": 1}),
    ("config = { [location.x]: 1, c: 2 };", {"b": UNSURE, "c": 2}),
    ("config[location.x] = 1;", {"a": UNSURE}),
    ("for (var k in { a: 1 }) { config[k] = 2; } config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("while (location.x) { config.a = 2; } config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("change(config); config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("window.change(config); config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("new Changer(config); config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("(function (c) { c.a = 2; })(config); config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("(function () { config.a = 2; })(); config.c = 1;", {"a": UNSURE, "c": 1}),
    ("function set() { config.a = 2; } set(); config.c = 1;", {"a": UNSURE, "c": 1}),
    ("setTimeout(() => { config.a = 2; }, 100); config.c = 1;", {"a": UNSURE, "c": 1}),
    ("config.lobby = f; config.lobby.change(); config.c = 1;", {"a": 1, "lobby": UNSURE, "c": UNSURE}),
    ("var l = config.lobby; window.keep = { l }; keeper.take(window.keep);", {"lobby": UNSURE}),
    ("config.b = ['x']; config.b.push('y');", {"b": UNSURE}),
    ("switch (location.x) { case 1: config.a = 2; break; default: config.b = 1; }", {"a": UNSURE, "b": UNSURE, "c": ABSENT}),
    ("try { window.f(); config.b = 1; } catch (e) { config.c = 1; } config.d = 1;", {"b": 1, "c": UNSURE, "d": 1}),
    # a name that nothing declares stops the script, unless another script has it
    ("config.b = ture; config.c = 1;", {"a": 1, "b": UNSURE, "c": UNSURE}),
    ("typo(); config.c = 1;", {"a": 1, "c": UNSURE}),
    ("typeof typo; config.c = 1;", {"a": 1, "c": 1}),
    ("if (location.x) { config.none.y = 1; } config.c = 1;", {"a": 1, "c": UNSURE}),
    ("eval('config.a = 2');", {"a": UNSURE}),
    ("Object.defineProperty(config, 'a', { value: 2 });", {"a": UNSURE}),
    ("config.__proto__ = { b: 1 };", {"a": UNSURE, "b": UNSURE}),
    ("config.b = '<!--# echo var=\"x\" -->'; config.c = 'https://' + config.b;", {"a": 1, "b": UNSURE, "c": UNSURE}),
    ("if (location.x) { config = { a: 2 }; } config.c = 1;", {"a": UNSURE, "c": UNSURE}),
    ("var m = location.x ? config : {}; m.a = 2;", {"a": UNSURE}),
    ("if (location.x) { Object.freeze(config); } config.a = 2;", {"a": UNSURE}),
    ("if (location.x) { delete config.a; }", {"a": UNSURE}),
    ("with (location) { config.a = 2; }", {"a": UNSURE}),
    ("out: { break out; } config.c = 1;", {"a": UNSURE}),
    # what others were handed they call later, whatever is set in between
    ("setTimeout(function () { config.b = 2; }); config.b = 1; config.c = 1;", {"a": 1, "b": UNSURE, "c": 1}),
    ("fetch('/x').then(r => { config.b = r; }); config.b = 1;", {"b": UNSURE}),
    ("document.addEventListener('x', { handleEvent: function () { config.b = 2; } }); config.b = 1;", {"b": UNSURE}),
    ("var f = (function () { return function () { config.b = 2; }; })(); config.b = 1; f();", {"b": UNSURE}),
    ("setTimeout(() => { setTimeout(() => { config.b = 2; }); }); config.b = 1;", {"b": UNSURE}),
    ("window.onload = function () { config.b = 2; }; config.b = 1;", {"b": UNSURE}),
    ("function onload() { config.a = 2; } config.c = 1;", {"a": UNSURE, "c": 1}),
    ("setTimeout('config.a = 2');", {"a": UNSURE}),
    ("setTimeout(window.f); config.c = 1;", {"a": 1, "c": 1}),
    ("class A { constructor() { config.a = 2; } } new A(); config.c = 1;", {"a": UNSURE, "c": 1}),
    ("new (class extends (config.b = 2, Object) { m() { config.a = 2; } })(); config.c = 1;", {"a": UNSURE, "c": 1}),
    ("(function (x = (config.a = 2)) {})(); var { y = (config.b = 2) } = {}; config.c = 1;", {"a": UNSURE, "b": UNSURE, "c": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), [*CERTAIN, *DOUBTFUL], ids=lambda each: str(each)[:60])
def test_what_is_certain_of_a_script(more: str, expected: dict[str, object]) -> None:
    assert {name: key(BEGIN + more, name) for name in expected} == expected


@pytest.mark.parametrize("change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\u2028")])  # fmt: skip
def test_ends_of_lines_and_a_mark_at_the_beginning_change_nothing(change: type[str]) -> None:
    assert key(change(BEGIN + "config.b = 1;\n"), "b") == 1


@pytest.mark.parametrize(
    "text",
    [
        BEGIN + "config.b = ;", BEGIN + "config.b = 1n;", BEGIN + "}", "export default {}", '{"disableChat": true}',
        "let config = { a: 1 };", "const config = { a: 1 };", BEGIN + "let config = 1;", BEGIN + "let x; let x;",
        "return 1;" + BEGIN, "<html>", "#!/bin/sh", "var config = {" + "a: {" * 3000 + "}" * 3000 + "};",
        "var config = { a: " + "1 + " * 20_000 + "1 };", BEGIN + "config.b = " + "[" * 2000 + "]" * 2000 + ";",
        "var config = {}; // " + "x" * (3 * 2**20), "if (x) {\n" * 2000, "var config = { '\\u{110000}': 1 };", "a\0b", "\ud800",
    ],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_what_a_browser_would_not_run_or_nobody_can_read_is_uncertain_as_a_whole(text: str) -> None:
    assert isinstance(look_at(text, "config").variable("config"), Unknown)


def test_a_script_is_never_run_and_ends_whatever_it_says() -> None:
    doubling = "".join(f"function f{n}() {{ f{n + 1}(); f{n + 1}(); }}\n" for n in range(60)) + "function f60() {}\n"
    assert key(BEGIN + doubling + "f0(); config.b = 1;", "b") in {1, UNSURE}
    assert (
        key(BEGIN + "var s = 'x';" + "s = s + s; s = `${s}${s}`;" * 60 + "config.b = s; config.c = 1;", "b") == UNSURE
    )
    assert key(BEGIN + "function r() { r(); config.a = 2; } r(); config.b = 1;", "a") == UNSURE
    assert key(BEGIN + "for (;;) {} config.b = 1;", "a") == 1


def test_strict_mode_turns_what_is_silent_into_an_error() -> None:
    strict = "'use strict';\n" + BEGIN
    assert key(strict + "Object.freeze(config); config.b = 1; config.lobby.x = 1;", "lobby") == {"old": True}
    assert key(strict + "made = 1; config.b = 1;", "b") == ABSENT


ECHO = '<!--# echo var="subdomain" default="" -->'
OLDER = f'var subdomain = "{ECHO}";\nif (subdomain) {{ subdomain = subdomain.toLowerCase() + "."; }}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OLDER + BEGIN + "config.muc = 'x.' + subdomain; config.c = true;", {"a": 1, "muc": UNSURE, "c": True}),
        (OLDER.replace('"', "'") + BEGIN, {"a": 1}),
        (BEGIN + "config.b = `" + ECHO + "`; config.c = 1;", {"b": UNSURE, "c": 1}),
        (BEGIN + f"// {ECHO} it's\n/* {ECHO} */ config.c = 1;", {"a": 1, "c": 1}),
        (BEGIN + f"config.b = {ECHO};\nconfig.c = 1;", {"a": 1, "b": UNSURE, "c": 1}),
        (BEGIN + f"config.b = {ECHO}\nconfig.c = 1;", {"a": 1, "b": UNSURE, "c": 1}),
        (BEGIN + f"config.b = [{ECHO}, {ECHO}]; config.c = {{ d: {ECHO}, e: 1 }};", {"b": [UNSURE] * 2, "c": {"d": UNSURE, "e": 1}}),
        (BEGIN + f"config.b = {ECHO} || 'x'; if ({ECHO}) {{ config.a = 2; }}", {"a": UNSURE, "b": UNSURE}),
        (BEGIN + 'config.b = "<!--# if expr=\\"$x = y\\" -->1<!--# else -->2<!--# endif -->"; config.c = 1;', {"b": UNSURE, "c": 1}),
        (BEGIN + 'config.b = "<!--#\n echo\n var="x" -->"; config.c = 1;', {"b": UNSURE, "c": 1}),
    ],
)  # fmt: skip
def test_what_the_web_server_fills_in_is_a_value_that_nobody_knows(text: str, expected: dict[str, object]) -> None:
    assert {name: key(text, name) for name in expected} == expected


@pytest.mark.parametrize(
    "more",
    [
        '<!--# include virtual="/more.js" -->', f"{ECHO}", f"config.b = 1; {ECHO}", f"function f() {{ {ECHO} }}",
        '<!--# if expr="$x" -->\nconfig.a = 2;\n<!--# endif -->', 'config.b = <!--# include file="x" -->;',
        '<!--# echo var="x"', f"config.b = {ECHO} {ECHO};",
    ],
)  # fmt: skip
def test_where_the_web_server_may_put_in_anything_nothing_is_certain(more: str) -> None:
    text = BEGIN + more + "\nconfig.c = 1;\n"
    assert isinstance(look_at(text, "config").variable("config"), Unknown)


def test_a_script_without_the_variable_says_so() -> None:
    assert look_at("var other = {};", "config").variable("config") is UNDEFINED
    assert look_at("", "config").variable("config") is UNDEFINED
