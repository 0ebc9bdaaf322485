"""A store from before it was kept who began a run: the sentence of its reason told that."""

from __future__ import annotations

from sqlalchemy import insert, text
from tests.made import NOW
from tests.store.test_sets import engine_of, migrate

from hardener.remedy.journal import Agent, Journal
from hardener.remedy.plan import Plan
from hardener.store import Store
from hardener.store import tables as t

RUNS = {
    "apply": ["the watch, safe changes only", "board decision"],
    "undo": ["the watch, safe changes only"],
    "audit": [""],
}


def test_the_watch_knows_its_runs_of_before(store_place: str) -> None:
    with engine_of(store_place) as engine:
        migrate(engine, "0003")
        with engine.connect() as connection, connection.begin():
            for number, (kind, reason) in enumerate((k, r) for k, reasons in RUNS.items() for r in reasons):
                plan = Plan(id=f"p{number}", made=NOW, profiles=(), steps=())
                row = {"kind": kind, "began": NOW, "operator": "me", "reason": reason, "plan": plan.model_dump_json()}
                connection.execute(insert(t.run).values(**row, plan_id=plan.id))
    with Store(store_place) as store:
        journal = Journal(store)
        assert [run.agent for run in reversed(journal.runs())] == [Agent.WATCH, Agent.PERSON, Agent.PERSON]
        assert [run.plan.id for run in journal.unfinished(Agent.WATCH, set())] == ["p0"]
        with store.reading() as connection:
            assert connection.execute(text("SELECT agent FROM hardener_run WHERE kind = 'audit'")).scalar() is None
