"""A whole audit, from the start of its process to its end, beside a bare loop that makes the same calls.

python -m bench.whole [PROGRAMS [MILLISECONDS [tls]]]      2000 and 0, unless told

Both ask the same neutral server, in turn, nine times; MILLISECONDS is how long that thinks about each answer.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests
import trustme

from bench.account import THREADS, Account, audit, gets, served
from bench.alone import Cost, compiled, measured

PAIRS = 9
Pair = tuple[Cost, Cost, Cost]
"""A bare loop, a first look and a later one."""


@contextmanager
def neutral(recorded: Path, milliseconds: float, keys: Sequence[str], certificate: Path | None) -> Iterator[str]:
    """Serve what was recorded and yield the address. Raises `SystemExit` where anything else was asked for."""
    words = [sys.executable, "-m", "bench.neutral", str(recorded), str(milliseconds), *keys]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        yield url
        answer = requests.get(f"{url}/missing", verify=str(certificate) if certificate else True, timeout=30).json()
        if answer["missing"]:
            sys.exit(f"{answer['missing']} calls were not among those that were recorded: this measures nothing")
    finally:
        process.terminate()
        process.wait()


def bare(at: Account, folder: Path, calls: Path) -> Cost:
    """Make the calls as plainly as can be; return what that took."""
    script = Path(__file__).parent / "bare.py"
    words = [at.url, str(at.options["token_url"]), json.dumps(at.secrets), str(calls), str(THREADS)]
    certificates = {"REQUESTS_CA_BUNDLE": at.options["ca"]} if "ca" in at.options else {}
    return measured([sys.executable, str(script), *words], {**compiled(folder), **certificates}, folder)


def pairs(at: Account, folder: Path, calls: Path) -> Iterator[Pair]:
    """Look twice for each bare loop: a store that is empty takes in everything, a later one only what changed."""
    bare(at, folder, calls)  # what is compiled and cached is so for all
    audit(at, folder, "warm.sqlite3")
    for number in range(PAIRS):
        store = f"{number}.sqlite3"
        yield bare(at, folder, calls), audit(at, folder, store), audit(at, folder, store)


def told(found: Sequence[Pair]) -> Iterator[str]:
    """Yield a line for each look: above 1 it is cheaper than the bare loop."""
    for name, place in (("first look, empty store", 1), ("later look, warm store", 2)):
        cpu = [pair[0].cpu / pair[place].cpu for pair in found]
        wall = [pair[0].wall / pair[place].wall for pair in found]
        yield f"whole audit, {name}, against the bare loop's speed: CPU {_spread(cpu)}, wall {_spread(wall)}"


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def whole(programs: int, milliseconds: float, *, tls: bool) -> Iterator[str]:
    """Measure and yield lines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recorded, calls = folder / "recorded.json", folder / "calls.json"
        with served(programs) as at:
            audit(at, folder, "recorded.sqlite3")
            count = at.recorded(recorded)
        calls.write_text(json.dumps(gets(recorded)), encoding="utf-8")
        authority, certificate = trustme.CA(), folder / "ca.pem" if tls else None
        if certificate is not None:
            authority.cert_pem.write_to_path(str(certificate))
            authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "key.pem"))
        with neutral(recorded, milliseconds, [str(folder / "key.pem")] if tls else [], certificate) as url:
            how = f"{milliseconds:g} ms for each answer, {'TLS' if tls else 'no TLS'}"
            yield f"{count} calls for {programs} programs, {THREADS} threads, {how}, {PAIRS} pairs"
            found: list[Pair] = []
            for pair in pairs(at.at(url, certificate), folder, calls):
                found.append(pair)
                looks = ", ".join(
                    f"{pair[0].cpu / each.cpu:.2f} and {pair[0].wall / each.wall:.2f}" for each in pair[1:]
                )
                yield f"  pair {len(found)}: CPU and wall of the first look and the later one: {looks}"
    yield from told(found)


def main(programs: str = "2000", milliseconds: str = "0", tls: str = "") -> None:
    for line in whole(int(programs), float(milliseconds), tls=tls == "tls"):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
