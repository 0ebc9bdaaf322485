"""Any interleaving of apply, resume, undo and kill: each change is in force and can be undone, or is put back."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import update

from hardener.adapter import Adapter, Changes
from hardener.errors import HardenerError, RefusedError
from hardener.model import Target
from hardener.path import get_path
from hardener.remedy.apply import Applier
from hardener.remedy.hold import kept, taking
from hardener.remedy.journal import Journal
from hardener.remedy.plan import Plan
from hardener.remedy.undo import in_force, reverse
from hardener.store import Store
from hardener.store import tables as t
from hardener.store.holder import Holder
from hardener.store.lease import Lease
from tests.made import NOW, Vendor, host, meeting, profile
from tests.test_plan import planned

WANTED = profile(chan__chat_attendee="off", rec__auto="none", door__waiting_room="everyone")
ROUNDS = {"sqlite": 60, "postgresql": 30}
COMMANDS = ("apply", "apply", "resume", "undo", "undo")


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Hand:
    """One process: it goes on for one stretch, up to the next word with the vendor, whenever it is told to."""

    work: Callable[[Hand], None]
    dead: bool = False
    ended: bool = False
    lease: Lease | None = None
    go: threading.Event = field(default_factory=threading.Event)
    rests: threading.Event = field(default_factory=threading.Event)
    wrong: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.pause()
            self.work(self)
        except (Killed, HardenerError):
            pass
        except BaseException as error:  # noqa: BLE001 - the test's own thread tells it
            self.wrong = error
        self.ended = True
        self.rests.set()

    def pause(self) -> None:
        self.rests.set()
        self.go.wait()
        self.go.clear()
        if self.dead:
            raise Killed

    def step(self) -> None:
        """Let it go on up to its next rest."""
        self.rests.wait()
        self.rests.clear()
        self.go.set()
        self.rests.wait()
        assert self.wrong is None, self.wrong


class Mortal(Lease):
    """A lease that a process that is killed does not give back."""

    hand: Hand

    def release(self) -> None:
        if self.hand.dead:
            self._still()
        else:
            super().release()


@dataclass
class Restless(Vendor):
    """Lets others come in between at each request; refuses one value, and now and then does not show another."""

    hand: Hand | None = None
    chance: random.Random = field(default_factory=random.Random)
    refuses: str = ""
    hides: float = 0.0

    def read(self, target: Target) -> Target:
        assert self.hand is not None
        self.hand.pause()
        found = super().read(target)
        if self.chance.random() < self.hides:
            part = "settings" if target.kind == "host" else "program"
            inner = dict(cast("dict[str, Any]", found.document[part]))
            inner.pop(self.chance.choice(sorted(inner)))
            return replace(found, document={part: inner})
        return found

    def write(self, target: Target, changes: Changes) -> None:
        assert self.hand is not None
        self.hand.pause()
        if self.refuses and get_path(target.document, self.refuses) != get_path(changes.document, self.refuses):
            raise RefusedError("invalid field", status=400)
        there = cast("dict[str, dict[str, Any]]", self.targets[target.id].document)
        given = cast("dict[str, dict[str, Any]]", changes.document)
        merged = {part: {**values, **given[part]} for part, values in there.items()}
        super().write(self.targets[target.id], Changes(merged, changes.parts))
        self.hand.pause()


@dataclass
class World:
    store: Store
    chance: random.Random
    targets: dict[str, Target]
    plans: list[Plan]
    refuses: str = ""
    hides: float = 0.0

    def vendor(self, hand: Hand) -> dict[str, Adapter]:
        made = Restless(self.targets, hand=hand, chance=self.chance, refuses=self.refuses, hides=self.hides)
        return {"main": cast("Adapter", made)}

    def journal(self, hand: Hand) -> tuple[Journal, Mortal]:
        lease = Mortal(self.store, Holder.here("somebody", NOW).written)
        lease.hand = hand
        hand.lease = lease
        return Journal(self.store), lease

    def apply(self, hand: Hand) -> None:
        journal, lease = self.journal(hand)
        plan = self.plans.pop()
        number = journal.open_run(plan, "apply", operator="me", reason="", now=NOW, take=taking(lease, plan))
        with kept(lease, journal) as fenced:
            self._carry(hand, plan, number, fenced)

    def resume(self, hand: Hand) -> None:
        journal, lease = self.journal(hand)
        for run in journal.runs():
            if run.kind == "apply" and run.ended is None:
                journal.go_on(run.id, taking(lease, run.plan))
                with kept(lease, journal) as fenced:
                    self._carry(hand, run.plan, run.id, fenced)
                return

    def undo(self, hand: Hand) -> None:
        journal, lease = self.journal(hand)
        for run in journal.runs():
            if run.kind == "apply" and (run.ended is None or self.reversed(journal, run.id).steps):
                journal.end(run.id, NOW, taking(lease, run.plan))
                with kept(lease, journal) as fenced:
                    list(self._applier(hand, run.plan, run.id, fenced).settle())
                    back = self.reversed(journal, run.id)
                    if back.steps:
                        number = fenced.open_run(back, "undo", operator="me", reason="", now=NOW, undoes=run.id)
                        self._carry(hand, back, number, fenced, back=True)
                return

    def left(self) -> bool:
        journal = Journal(self.store)
        applies = [run for run in journal.runs() if run.kind == "apply"]
        return any(run.ended is None or self.reversed(journal, run.id).steps for run in applies)

    def reversed(self, journal: Journal, number: int) -> Plan:
        runs = journal.runs()
        run = next(one for one in runs if one.id == number)
        undone = [journal.entries(one.id) for one in reversed(runs) if one.undoes == number]
        return reverse(run, journal.entries(number), f"u{self.chance.random()}", NOW, undone)

    def _carry(self, hand: Hand, plan: Plan, number: int, journal: Journal, *, back: bool = False) -> None:
        for _ in self._applier(hand, plan, number, journal, back=back)():
            hand.pause()

    def _applier(self, hand: Hand, plan: Plan, number: int, journal: Journal, *, back: bool = False) -> Applier:
        return Applier(
            plan=plan, run=number, adapters=self.vendor(hand), journal=journal, clock=lambda: NOW, back=back
        )  # fmt: skip

    def kill(self, hand: Hand) -> None:
        """End a process; as it does not renew its lease, that ends as well."""
        hand.dead = True
        if not hand.ended:
            hand.step()
        if hand.lease is not None:
            with self.store.writing() as connection:
                held = t.lease.c.holder == hand.lease._holder
                connection.execute(update(t.lease).where(held).values(until=0.0))

    def check(self, before: dict[str, Target]) -> None:
        """Assert that whatever is not as it was can be undone."""
        journal = Journal(self.store)
        runs = journal.runs()
        undoable: set[tuple[str, str]] = set()
        for run in runs:
            undone = [journal.entries(one.id) for one in reversed(runs) if one.undoes == run.id]
            if run.kind == "apply":
                undoable |= {(target, path) for _, target, path in in_force(journal.entries(run.id), undone)}
        for ident, target in before.items():
            for part, values in target.document.items():
                for key, value in cast("dict[str, Any]", values).items():
                    path = f"{part}.{key}"
                    if get_path(self.targets[ident].document, path) != value:
                        assert (ident, path) in undoable, (ident, path)


def default_for_new(chance: random.Random) -> dict[str, Target]:
    meetings = [meeting(str(n), recording="cloud", waiting_room=chance.random() < 0.3) for n in range(3)]
    return {"host/h": host(chat=True, chat_with=4), **{m.id: m for m in meetings}}


def play(store: Store, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    targets = default_for_new(chance)
    before = dict(targets)
    programs = [target for target in targets.values() if target.program is not None]
    plan = planned(*((program, WANTED) for program in programs))
    plans = [plan.model_copy(update={"id": f"p{seed} {n}"}) for n in range(70)]
    world = World(store, chance, targets, plans)
    world.refuses = chance.choice(["", "", "program.recording", "settings.chat"])
    world.hides = chance.choice([0.0, 0.0, 0.1])
    hands: list[Hand] = []
    count = {"commands": 0, "kills": 0}
    for _ in range(chance.randint(15, 60)):
        hands = [hand for hand in hands if not hand.ended]
        if len(hands) < 2:
            hands.append(Hand(getattr(world, chance.choice(COMMANDS))))
            count["commands"] += 1
        hand = chance.choice(hands)
        if chance.random() < 0.06:
            world.kill(hand)
            count["kills"] += 1
        else:
            hand.step()
    for hand in hands:
        if not hand.ended:
            world.kill(hand)
    world.check(before)
    world.hides, world.refuses = 0.0, ""
    for _ in range(70):
        last = Hand(world.undo)
        while not last.ended:
            last.step()
        if not world.left():
            break
    assert {k: v.document for k, v in targets.items()} == {k: v.document for k, v in before.items()}, seed
    assert not [run for run in Journal(store).runs() if run.kind == "apply" and run.ended is None]
    return count


def test_any_interleaving_of_two_hands_ends_undoable_or_put_back(store_place: str) -> None:
    total = {"commands": 0, "kills": 0}
    with Store(store_place) as store:
        rounds = ROUNDS["sqlite" if store.sqlite else "postgresql"]
        for seed in range(rounds):
            with store.writing() as connection:
                for table in (t.step, t.run, t.lease, t.note):
                    connection.execute(table.delete())
            for key, more in play(store, seed).items():
                total[key] += more
    print(f"{rounds} interleavings: {total['commands']} commands, {total['kills']} kills")  # noqa: T201 - the count
    assert total["kills"] > rounds / 2
