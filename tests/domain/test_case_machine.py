"""The life of cases as a machine: whatever is done in whatever order, the invariants of a case hold."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule
from sqlalchemy import select

from counter.domain.approvals import acts as approvals
from counter.domain.approvals.reading import open_of
from counter.domain.casework import cases
from counter.domain.casework.acts import (
    chasing,
    corrections,
    extending,
    platform,
    refusing,
    reminding,
    submitting,
    transferring,
)
from counter.domain.casework.acts.chasing import chase
from counter.domain.casework.acts.corrections import Change
from counter.domain.casework.acts.reminding import OUTCOMES, remind
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.case.decision import Brought
from counter.domain.casework.case.events import CaseAt, read, reckon, stored
from counter.domain.casework.case.facts import KEPT
from counter.domain.casework.case.life import ENDED, projected
from counter.domain.casework.case.limits import goes_up
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.cases import Application
from counter.domain.casework.joint import joint, referring, supervision
from counter.domain.casework.lists.worklist import Worklist, counts
from counter.domain.casework.model import Case
from counter.domain.clock import local_day
from counter.domain.columns import plain, table_of
from counter.domain.hall.duty.responsible import responsible
from counter.domain.hall.model import DayClose
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.domain.journal import act
from counter.domain.oversight.audit import verify
from counter.domain.refusals import Refusal
from tests.halls import APPLY, CARD, INCOME, PHOTO, clock_of, make_hall, without_gaps

PAPERS = (APPLY, CARD, INCOME, PHOTO)
ITEMS = ("X-001", "X-002", "X-003", "X-004", "X-005")
NOTICES = {"promised": "promised-case-notice", "joint": "joint-case-notice", "referred": "referred-case-notice"}
HALLS = st.sampled_from(["qiujia", "zhenlai", "nanshan", "township", "community"])
PEOPLE = (Who("李国强", phone="15400010001"), Who("王秀芳"), Who("赵成", village="双河村"))
STAFF = st.sampled_from(["07", "07", "07", "12", "08", "03", "01"])
SEEN = st.sampled_from(["had", "forgot", "later", "missing"])
WHOLE = dict.fromkeys(PAPERS, "had")
STANDING = st.one_of(
    st.just(WHOLE),
    st.builds(lambda name, seen: {**WHOLE, name: seen}, st.sampled_from(PAPERS), SEEN),
    st.fixed_dictionaries(dict.fromkeys(PAPERS, SEEN)),
)
REASON = st.sampled_from(["登记错了", "登记错了", ""])
DEPARTMENT = ("民政办", "派出所")
ALSO: Mapping[str, Callable[[Work, int], object]] = {
    "examine": lambda work, case: cases.examine(work, case),
    "examine-lacking": lambda work, case: cases.examine(work, case, Brought((APPLY, CARD, PHOTO), forgot=(INCOME,))),
    "stop": lambda work, case: cases.stop(work, case, "公示"),
    "resume": lambda work, case: cases.resume(work, case),
    "convert": lambda work, case: cases.convert(work, case),
    "ask-more": lambda work, case: cases.ask_more(work, case, ["户口簿"], "漏告知"),
    "notify": lambda work, case: joint.notify_departments(work, case),
    "agree": lambda work, case: [joint.department_opinion(work, case, each, "agree") for each in DEPARTMENT],
    "refuse-part": lambda work, case: joint.department_opinion(work, case, DEPARTMENT[0], "refuse", "材料不实"),
    "meet": lambda work, case: joint.hold_review(work, case, matter="再核实一次"),
    "press-part": lambda work, case: joint.chase_department(work, case, DEPARTMENT[1], "请签"),
    "fix-lead": lambda work, case: joint.fix_lead(work, case, DEPARTMENT[1]),
    "order": lambda work, case: supervision.order_approval(work, case),
    "escalate": lambda work, case: supervision.escalate(work, case, "拒不办理"),
    "contact": lambda work, case: referring.contact_above(work, case, "已收到"),
    "refer": lambda work, case: referring.refer(work, case),
    "answer": lambda work, case: referring.answer_from_above(work, case),
    "answer-no": lambda work, case: referring.answer_from_above(work, case, False, "不符合条件"),
    "extend": lambda work, case: extending.extend(work, case, 3, "要外出核实"),
    "submit": lambda work, case: submitting.submit(work, case),
    "special": lambda work, case: submitting.special(work, case, "病情紧急"),
    "refuse": lambda work, case: refusing.refuse(work, case, "不符合条件"),
    "decline": lambda work, case: refusing.decline(work, case, "政策不清", important=True),
    "chase": lambda work, case: chasing.chase(work, case, "群众关心"),
    "transfer": lambda work, case: transferring.transfer(work, case, "SB", "业务归口"),
    "remind": lambda work, case: reminding.remind(work, case, "told"),
    "tell": lambda work, case: cases.tell(work, case),
    "review": lambda work, case: cases.review(work, case, 5),
    "follow-up": lambda work, case: cases.follow_up(work, case),
    "give-back": lambda work, case: cases.give_back(work, case),
    "archive": lambda work, case: cases.archive(work, case),
    "enter-above": lambda work, case: platform.enter_above(work, case, f"SC{case}"),
    "approve": lambda work, case: [approvals.approve(work, each.id) for each in open_of(work.connection, "case", case)],
    "reject": lambda work, case: [
        approvals.reject(work, each.id, "再核实") for each in open_of(work.connection, "case", case)
    ],
}
"""What else can be tried on a case, each in its usual way."""


def brought(standing: dict[str, str]) -> Brought:
    def such(kind: str) -> tuple[str, ...]:
        return tuple(name for name, each in standing.items() if each == kind)

    return Brought(such("had"), such("forgot"), such("later"))


@act("close-day")
def close(work: Work) -> None:
    work.insert(DayClose, {"day": work.today, "closed": work.entered, "by": work.actor, "figures": {}, "through": 0})


class Hall(RuleBasedStateMachine):
    """One hall with a few cases, on which anybody tries anything."""

    stamp: ClassVar[bool] = False
    case = Bundle("case")

    @initialize(name=HALLS)
    def open_hall(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.hall = make_hall(self.folder, name, rules={"casework.stamp": self.stamp})
        self.clock = clock_of(self.hall)
        self.touched: int | None = None
        self.closed: set[object] = set()
        self.told: dict[int, tuple[str, ...]] = {}

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            assert verify(self.hall).sound
            self.hall.storage.close()
            shutil.rmtree(self.folder)

    def attempt(self, by: str, doing: Callable[[Work], Any]) -> Any:
        """Does an act; a refusal must leave no trace."""
        before = self.fingerprint()
        try:
            with self.hall.act(by, "民政") as work:
                return doing(work)
        except Refusal:
            assert self.fingerprint() == before
            return None

    def fingerprint(self) -> Any:
        with self.hall.look() as connection:
            return connection.exec_driver_sql("SELECT max(seq), (SELECT count(*) FROM case_event) FROM journal").one()

    def look(self, case: int) -> CaseAt:
        with self.hall.look() as connection:
            return read(self.hall, connection, case)

    # -- what is tried -------------------------------------------------------------------------

    @rule(target=case, by=STAFF, item=st.sampled_from(ITEMS), who=st.sampled_from(PEOPLE), standing=STANDING,
          gaps=st.sampled_from([None, "wait", "go-on"]), finish=st.booleans(),
          how=st.sampled_from(["", "", "", "unexamined", "agency", "kept"]))  # fmt: skip
    def take_in(self, by: str, item: str, who: Who, standing: dict[str, str], gaps: Any, finish: bool, how: str) -> Any:
        application = Application(
            item, who, brought(standing), gaps=gaps, finish=finish, unexamined=how == "unexamined",
            agency="whole" if how == "agency" else "", marks=((INCOME, KEPT),) if how == "kept" else (),
        )  # fmt: skip
        taken = self.attempt(by, lambda work: cases.accept(work, application))
        if taken is None or not taken.case_id:
            return multiple()
        self.touched = taken.case_id
        return taken.case_id

    @rule(case=case, by=STAFF, brings=st.sets(st.sampled_from(PAPERS), min_size=1))
    def supplement(self, case: int, by: str, brings: set[str]) -> None:
        life = self.look(case).life
        came = tuple(name for name in (*life.missing, *life.owed) if name in brings)
        self.act_on(case, by, lambda work: cases.supplement(work, case, came or None))

    @rule(case=case, by=STAFF, granted=st.booleans(), reason=REASON)
    def decide(self, case: int, by: str, granted: bool, reason: str) -> None:
        self.act_on(case, by, lambda work: cases.decide(work, case, granted, reason))

    @rule(case=case, by=STAFF, which=st.sampled_from([cases.stamp, cases.deliver, cases.finish, cases.withdraw]))
    def go_on(self, case: int, by: str, which: Callable[..., Any]) -> None:
        self.act_on(case, by, lambda work: which(work, case))

    @rule(case=case, by=STAFF, which=st.sampled_from([cases.return_, cases.lapse]), reason=REASON)
    def end(self, case: int, by: str, which: Callable[..., Any], reason: str) -> None:
        self.act_on(case, by, lambda work: which(work, case, reason))

    @rule(case=case, by=STAFF, doing=st.sampled_from(sorted(ALSO)))
    def also(self, case: int, by: str, doing: str) -> None:
        self.act_on(case, by, lambda work: ALSO[doing](work, case))

    @rule(case=case, by=st.sampled_from(["07", "12"]), doing=st.lists(st.sampled_from(sorted(ALSO)), max_size=4))
    def one_after_another(self, case: int, by: str, doing: list[str]) -> None:
        for each in doing:
            self.also(case, by, each)

    @rule(case=case, by=STAFF, note=st.sampled_from(["甲", "乙"]), agreed=st.sampled_from(["", "01", "05", "12"]))
    def correct(self, case: int, by: str, note: str, agreed: str) -> None:
        self.act_on(case, by, lambda work: corrections.correct(work, case, Change(note=note), "", agreed))

    @rule(case=case, by=STAFF, item=st.sampled_from(ITEMS), standing=STANDING, agreed=st.sampled_from(["", "01"]))
    def switch(self, case: int, by: str, item: str, standing: dict[str, str], agreed: str) -> None:
        self.act_on(case, by, lambda work: corrections.switch_item(work, case, item, brought(standing), "", agreed))

    @rule(case=case, by=STAFF, reason=REASON, agreed=st.sampled_from(["", "01"]))
    def void(self, case: int, by: str, reason: str, agreed: str) -> None:
        self.act_on(case, by, lambda work: corrections.void(work, case, reason, agreed))

    @rule(case=case, by=st.sampled_from(["01", "02", "07"]), reason=REASON)
    def press(self, case: int, by: str, reason: str) -> None:
        self.act_on(case, by, lambda work: chase(work, case, reason))

    @rule(case=case, by=STAFF, to=st.sampled_from(["MZ", "SB"]))
    def pass_on(self, case: int, by: str, to: str) -> None:
        self.act_on(case, by, lambda work: transfer(work, case, to))

    @rule(case=case, by=STAFF, outcome=st.sampled_from(sorted(OUTCOMES)))
    def call(self, case: int, by: str, outcome: str) -> None:
        self.act_on(case, by, lambda work: remind(work, case, outcome))

    @rule(hours=st.sampled_from([0.01, 1, 5, 24, 24 * 8]))
    def time_passes(self, hours: float) -> None:
        self.clock.forward(hours=hours)

    @precondition(lambda self: self.hall.today not in self.closed)
    @rule()
    def close_day(self) -> None:
        self.closed.add(self.hall.today)
        self.attempt("03", close)

    def act_on(self, case: int, by: str, doing: Callable[[Work], Any]) -> None:
        self.attempt(by, doing)
        self.touched = case

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def what_was_touched_is_whole(self) -> None:
        if getattr(self, "touched", None) is None:
            return
        assert self.touched is not None
        case = self.look(self.touched)
        with self.hall.look() as connection:
            issued = [each["kind"] for each in papers_of(connection, case.id)]
        self.derived_columns_are_fresh(case)
        self.notice_before_the_clock(case, issued)
        self.told_once(case, issued)
        self.completed_by_the_stamp(case)
        self.others_were_heard(case)
        life = case.life
        if life.state in ("returned", "refused", "not-accepted", "void", "withdrawn", "lapsed"):
            assert life.reason
        self.its_end_is_filed(case)
        self.nothing_of_the_applicants_is_filed_away(case)
        self.a_joint_case_has_one_lead_and_its_departments(case)
        assert not (life.stopped and life.overdue)
        if life.due is not None and life.accepted is not None:
            assert local_day(life.due) >= local_day(life.accepted)
        if life.is_open:
            assert responsible(self.hall, case.row["post"]).name
        assert (life.list == "closed") >= (life.state in ENDED)

    def derived_columns_are_fresh(self, case: CaseAt) -> None:
        fresh = projected(reckon(self.hall, list(reversed(case.events)), case.at).value)
        assert {name: plain(value) for name, value in fresh.items()} == stored(case.row)

    def notice_before_the_clock(self, case: CaseAt, issued: list[str]) -> None:
        if case.life.deemed and "examined" not in [event.kind for event in case.events]:
            return  # accepted by law alone; the notice comes with the first look at it
        if case.life.accepted and case.life.kind in NOTICES:
            kind = "referred" if goes_up(case.item, case.life.kind, self.hall.book()) else case.life.kind
            assert NOTICES[kind] in issued

    def told_once(self, case: CaseAt, issued: list[str]) -> None:
        noticed = [event for event in case.events if event.kind == "noticed"]
        assert issued.count("supplement-notice") == len(noticed)
        if case.life.state == "awaiting-materials":
            assert case.life.missing
            asked = [event.data["list"] for event in case.events if event.kind == "asked-more"]
            assert set(case.life.missing) <= {*noticed[-1].data["list"], *(name for each in asked for name in each)}
            assert case.life.due is None

    def its_end_is_filed(self, case: CaseAt) -> None:
        """Every return and refusal has its number in the register of refusals (否定报备)."""
        if case.life.state not in ("returned", "refused", "not-accepted"):
            return
        query = "SELECT count(*) FROM case_event WHERE case_id = ? AND filing IS NOT NULL"
        with self.hall.look() as connection:
            assert connection.exec_driver_sql(query, (case.id,)).scalar_one() >= 1

    def nothing_of_the_applicants_is_filed_away(self, case: CaseAt) -> None:
        if case.life.state != "archived":
            return
        assert not case.life.custody
        assert "agency" not in case.life.flags or case.life.feedback is not None

    def a_joint_case_has_one_lead_and_its_departments(self, case: CaseAt) -> None:
        if case.life.kind != "joint":
            return
        threshold = self.hall.book().casework.joint.threshold.value
        assert len(case.item.departments) >= threshold
        if case.life.completed is not None and case.life.state != "refused":
            agreed = {part.department for part in case.life.parts if part.opinion == "agree"}
            assert set(case.item.departments) <= agreed

    def completed_by_the_stamp(self, case: CaseAt) -> None:
        stamps = [event.happened for event in case.events if event.kind == "stamped"]
        if case.life.completed is not None and case.life.state != "refused" and self.stamp:
            assert case.life.completed == stamps[-1]
        if case.life.state == "void":
            assert case.life.completed is None

    def others_were_heard(self, case: CaseAt) -> None:
        """Nothing joint was granted without every department, nothing decided above without its answer."""
        life = case.life
        granted = life.state in ("decided", "stamped", "awaiting-collection", "delivered", "reviewed", "archived")
        if granted and life.kind == "joint":
            assert life.parts and all(part.opinion == "agree" for part in life.parts)
        if granted and life.kind == "referred":
            assert any(event.kind == "answered" for event in case.events)
        if life.state == "referred":
            assert life.list == "above" and life.waits_for and life.reported

    @invariant()
    def lists_and_numbers_agree_with_the_cases(self) -> None:
        if not hasattr(self, "hall"):
            return
        with self.hall.look() as connection:
            rows = connection.execute(select(table_of(Case))).mappings().all()
        assert without_gaps(row["number"] for row in rows)
        now = self.hall.clock().moment
        late = {
            row["id"]
            for row in rows
            if row["list"] == "open" and row["state"] != "referred" and row["due"] is not None and row["due"] < now
        }
        assert {row.id for row in Worklist(self.hall, "overdue").first(100)} == late
        self.chased_until_closed(rows, late)
        found = counts(self.hall)
        found["open"] += found["stopped"]  # the list of what runs has no place for what has no date
        for name in ("open", "wait", "collect"):
            assert found[name] == sum(row["list"] == name for row in rows)

    def chased_until_closed(self, rows: Any, late: set[int]) -> None:
        now = self.hall.clock().moment
        open_ = [row for row in rows if row["list"] != "closed"]
        past = {row["id"] for row in open_ if row["watch"] and row["watch"] < now}
        marked = {row["id"] for row in open_ if row["tracked"]}
        chased = [row.id for row in Worklist(self.hall, "chase").first(100)]
        assert len(chased) == len(set(chased)) == Worklist(self.hall, "chase").count()
        assert set(chased) == late | past | marked


class Stamping(Hall):
    """The same in a hall that keeps an approval seal."""

    stamp = True


_PROFILE = settings.get_profile("counter")
_SETTINGS = settings(_PROFILE, max_examples=_PROFILE.max_examples // 3, stateful_step_count=25)
Hall.TestCase.settings = _SETTINGS
Stamping.TestCase.settings = _SETTINGS
TestHall = pytest.mark.rule("S03.5", "S11.3", "S05.5", "S05.6", "S06.5")(Hall.TestCase)
TestStamping = pytest.mark.rule("S54.3")(Stamping.TestCase)
