"""What may be kept how long, and whose sign-ups may be deleted: pure, and each reason to leave something."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hardener.model import Status
from hardener.profile import Profile, Requirement
from hardener.purge import planner
from hardener.purge.carry_out import why
from hardener.purge.plan import Purge, mark
from hardener.purge.planner import Candidate, plan_purge
from hardener.retention import judge
from hardener.traces import Held, Mails, Removal, Trace, What
from tests.made import NOW, meeting, profile

from hardener.errors import (  # isort: skip
    ClockError, LateError, MalformedError, RefusedError, ScopeError, ThrottledError, UnreachableError,
)  # fmt: skip

pytestmark = pytest.mark.unit

DAY = timedelta(days=1)
EMPTY = Purge(id="p1", made=NOW, salt="salt", older_than=30)


def kept(days: int | None = 60, count: int | None = 3, **more: object) -> Trace:
    """Return what is left of a program that ended so many days ago."""
    ended = None if days is None else NOW - days * DAY
    held = {What.SIGN_UPS: Held(count=count, reason="" if count is not None else "gone")}
    made = Trace(
        target=meeting("1"), ended=ended, over=True, held=held, removal=Removal(deletes=True, mails=Mails.NO),
        people=frozenset({"a", "b", "c"}),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # whatever a test changes


def named(*, apply: bool = True, **lines: Requirement) -> Profile:
    requires = {name.replace("__", "."): line for name, line in lines.items()}
    return profile().model_copy(update={"requires": requires, "apply": apply})


WEEK = named(
    data__registrants_retention_days=Requirement(at_most=7), rec__retention_days_max=Requirement(at_most=30)
)  # fmt: skip


def recorded(count: int | None, oldest: datetime | None = None, reason: str = "") -> Held:
    return Held(count=count, oldest=oldest, reason=reason)


@pytest.mark.parametrize(
    ("trace", "status"),
    [
        (kept(60), Status.FAIL),
        (kept(7), Status.PASS),
        (kept(8), Status.FAIL),
        (kept(60, 0), Status.PASS),
        (kept(60, None), Status.ERROR),
        (kept(60, held={}), Status.MANUAL),
        (kept(None), Status.ERROR),
        (kept(60, over=None), Status.ERROR),
        (kept(60, over=False), Status.PASS),
        (kept(3, None), Status.PASS),
    ],
)
def test_sign_ups_are_judged_by_the_end_of_the_program(trace: Trace, status: Status) -> None:
    assert judge(trace, WEEK, NOW)[What.SIGN_UPS].status is status


@pytest.mark.parametrize(
    ("held", "over", "status"),
    [
        (recorded(1, NOW - 40 * DAY), False, Status.FAIL),
        (recorded(1, NOW - 40 * DAY), None, Status.FAIL),
        (recorded(1, NOW - 10 * DAY), True, Status.PASS),
        (recorded(0), True, Status.PASS),
        (recorded(1), True, Status.FAIL),
        (recorded(None, reason="no scope"), True, Status.ERROR),
        (recorded(None), True, Status.MANUAL),
        (recorded(None, reason="no scope"), False, Status.ERROR),
        (recorded(None), False, Status.MANUAL),
    ],
)
def test_recordings_are_judged_by_the_oldest_so_that_a_series_is_not_excused(
    held: Held, over: bool | None, status: Status
) -> None:
    trace = kept(60, over=over, held={What.RECORDINGS: held})
    assert judge(trace, WEEK, NOW)[What.RECORDINGS].status is status


def test_a_profile_that_asks_for_nothing_judges_nothing() -> None:
    assert judge(kept(), named(), NOW) == {}
    least = named(data__registrants_retention_days=Requirement(at_least=90))
    assert judge(kept(), least, NOW) == {}


def planned(trace: Trace, by: Profile = WEEK, *, ruled: bool = True) -> Purge:
    one = Candidate(connection="main", account="zoom x acc", trace=trace, profile=by, ruled=ruled, where="Menu > List")
    return plan_purge(EMPTY, [one], NOW)


def test_the_plan_names_each_sign_up_by_a_mark_that_is_no_other_plan_s() -> None:
    (step,) = planned(kept()).steps
    assert (step.count, step.whose) == (3, "zoom x acc")
    assert step.named == tuple(sorted(step.named))
    assert not {"a", "b", "c"} & set(step.named)
    other = EMPTY.model_copy(update={"salt": "another"})
    assert mark(other, step.account, step.target, "a") not in step.named
    assert mark(EMPTY, step.account, step.target, "a") in step.named
    assert planned(kept()).fingerprint != EMPTY.fingerprint


@pytest.mark.parametrize(
    "trace",
    [kept(10), kept(60, 0), kept(60, over=False), kept(None, over=False), kept(60, people=frozenset())],
    ids=["too young", "nobody", "to come", "without an end", "nobody after all"],
)
def test_what_is_not_meant_is_not_in_the_plan_at_all(trace: Trace) -> None:
    made = planned(trace)
    assert (made.steps, made.left_out, made.count) == ((), (), 0)


@pytest.mark.parametrize(
    ("trace", "by", "ruled", "reason"),
    [
        (kept(over=None), WEEK, True, planner.TO_COME),
        (kept(None), WEEK, True, planner.TO_COME),
        (kept(), WEEK, False, planner.UNNAMED),
        (kept(), named(apply=False), True, planner.ONLY_LOOKED_AT),
        (kept(), named(data__registrants_retention_days=Requirement(at_least=90)), True, planner.SCHEDULE),
        (kept(removal=Removal(deletes=False)), WEEK, True, planner.NO_CALL),
        (kept(removal=Removal(deletes=False, note="before only")), WEEK, True, "before only"),
        (kept(people=None), WEEK, True, planner.UNCOUNTED),
    ],
)
def test_what_is_left_says_why(trace: Trace, by: Profile, ruled: bool, reason: str) -> None:
    made = planned(trace, by, ruled=ruled)
    (left,) = made.left_out
    assert (made.steps, left.reason) == ((), reason)
    assert bool(left.where) is (reason in {planner.NO_CALL, planner.UNCOUNTED, "before only"})


def test_a_profile_that_keeps_them_for_a_shorter_time_is_in_nobody_s_way() -> None:
    assert planned(kept(), named(data__registrants_retention_days=Requirement(at_least=20))).count == 3


def test_deletions_of_which_families_may_hear_are_apart() -> None:
    loud = kept(removal=Removal(deletes=True, mails=Mails.MAY))
    made = planned(loud)
    assert (made.count, made.silent().count, len(made.mailing)) == (3, 0, 1)
    assert planned(kept()).silent().count == 3


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ThrottledError("Anna Reader", status=429), "wait"),
        (UnreachableError("Anna Reader"), "silent"),
        (LateError("Anna Reader"), "silent"),
        (ClockError("Anna Reader"), "clock"),
        (ScopeError("Anna Reader", status=403, code="scope"), "scope"),
        (RefusedError("Anna Reader", status=400), "refused"),
        (RefusedError("Anna Reader", status=404), "gone"),
        (MalformedError("Anna Reader"), "odd"),
    ],
)
def test_a_refusal_is_told_without_the_platform_s_words(error: Exception, kind: str) -> None:
    told = why(error)  # type: ignore[arg-type]  # all of them are of adapters
    assert told.kind == kind
    assert "Anna" not in told.model_dump_json()
