"""One case drawn: its facts on the left, papers on the right, its life below, the latest first; read by the page.

What was done last is what who opens a long case looks for; the printed record tells the life from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection

from counter.domain.approvals.matters import matter_of
from counter.domain.approvals.reading import open_of
from counter.domain.approvals.standing import Approval
from counter.domain.casework.acts.extending import original_due, unit_of
from counter.domain.casework.case.above import ours_ends
from counter.domain.casework.case.answerable import answer_of
from counter.domain.casework.case.clocks import CLOCK_NAMES, Clock
from counter.domain.casework.case.events import SUBJECT, CaseAt
from counter.domain.casework.case.life import ENDED, said_flags
from counter.domain.casework.case.visits import papers_of
from counter.domain.casework.cases import CHANNELS
from counter.domain.casework.history.explain import explained
from counter.domain.casework.history.timeline import MADE, PRINTED, condensed, paper_title, timeline
from counter.domain.casework.history.timeline import Line as Told
from counter.domain.casework.papers.notices import bond
from counter.domain.casework.till.money import money_of, yuan
from counter.domain.clock import local
from counter.domain.hall.duty.responsible import said
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Known
from counter.domain.posts.answerable.table import of_case, who_answers
from counter.domain.reckoning import Reckoning, Step
from counter.domain.text import mask_id, mask_phone
from counter.screens.case.joint import above_line, above_words, joint_lines
from counter.screens.kit.lines import HEAD, HINT, PLAIN, Line, Styles, cells, fit, wrap
from counter.screens.kit.reader import Reader

_LABEL = 9
_GAP = 2
_SHOWN_CLOCKS = ("notice", "judgement", "top-up", "delivery")
"""The clocks beside promise and stop, which have lines of their own."""
_AFTER_DECISION = ("top-up", "delivery")
"""Of them what is still owed when the case is decided."""
_WHEN, _WHAT, _WHO = 12, 15, 9


@dataclass(frozen=True)
class CaseView:
    """A case with everything that its screen shows, read in one look."""

    case: CaseAt
    applicant: Known
    subject: Known | None
    agent: Known | None
    papers: Sequence[Mapping[str, Any]]
    told: Sequence[Told]
    money: Sequence[Mapping[Any, Any]] = ()
    """What was taken for it: the hall's own fee, or collected for another body."""
    asked: Sequence[Approval] = ()
    """What was asked of a leader about it and is not decided yet."""

    @classmethod
    def of(cls, connection: Connection, case: CaseAt) -> CaseView:
        """Reads the rest of a case."""
        applicant, subject, agent = (_person(connection, case, column) for column in ("applicant", "subject", "agent"))
        assert applicant is not None
        return cls(case, applicant, subject, agent, papers_of(connection, case.id), timeline(connection, case),
                   money_of(connection, case.id),
                   open_of(connection, SUBJECT, case.id))  # fmt: skip


def _person(connection: Connection, case: CaseAt, column: str) -> Known | None:
    key = case.row[f"{column}_id"]
    return citizens.by_id(connection, key) if key else None


class CasePage(Reader):
    """The case as lines; F9 says how its date was reckoned."""

    def __init__(self) -> None:
        super().__init__(self._drawn)
        self.view: CaseView | None = None
        self.whole = False
        """Whether numbers of people are shown whole."""

    def show(self, view: CaseView, *, whole: bool) -> None:
        """Shows a case as it was read."""
        self.view, self.whole = view, whole
        self._width = -1
        self.redraw()

    def why(self) -> Reckoning[object] | None:
        """How kind, due moment and standing follow, and why who answers does."""
        if self.view is None:
            return None
        found, who = explained(self.view.case), of_case(self.view.case)
        return Reckoning(found.value, (*found.steps, Step("谁负责"), *who_answers(self.view.case).steps, *who.steps))

    def _drawn(self, width: int) -> list[Line]:
        return case_lines(self.view, width, whole=self.whole) if self.view else []


def case_lines(view: CaseView, width: int, *, whole: bool) -> list[Line]:
    """The case in lines of a width.

    Args:
        view: What is shown.
        width: Cells.
        whole: Whether ID numbers and telephones stand whole.
    """
    left = (width - _GAP) * 13 // 25
    right = width - _GAP - left
    facts = [line for row in _facts(view, whole) for line in _fact(*row, left)]
    beside = [*_materials(view, right), *_papers(view, right)]
    blank: Line = []
    top = [_joined(one, other, left) for one, other in zip_longest(facts, beside, fillvalue=blank)]
    return [*top, [("经过", HEAD), ("  最近的在前", HINT)], *_life(view, width)]


def _joined(one: Line, other: Line, left: int) -> Line:
    filled = sum(cells(text) for text, _ in one)
    return [*one, (" " * max(0, left + _GAP - filled), PLAIN), *other]


def _fact(label: str, text: str, style: Any, width: int) -> Iterator[Line]:
    for at, part in enumerate(wrap(text, width - _LABEL)):
        yield [(fit("" if at else label, _LABEL), HINT), (part, style)]


def _facts(view: CaseView, whole: bool) -> Iterator[tuple[str, str, Any]]:
    case, plain = view.case, Styles.PLAIN.style
    yield "事项", case.item.name, HEAD
    yield "申请人", _who(view.applicant, whole), plain
    if view.applicant.place:
        yield "住址", view.applicant.place, plain
    phone = str(case.row["phone"])
    if phone:
        yield "电话", phone if whole else mask_phone(phone), plain
    if view.subject:
        yield "办理对象", _who(view.subject, whole), plain
    if view.agent:
        yield "经办人", f"{_who(view.agent, whole)}（{bond(case)}）", plain
    yield from _course(case)
    for asked in view.asked:
        yield "等领导批", _waiting(asked), Styles.SOON.style
    for row in view.money:
        yield ("收费" if row["own_fee"] else "代收"), _money(row), plain
    yield "申请方式", CHANNELS[case.row["channel"]], plain
    if case.row["note"]:
        yield "备注", str(case.row["note"]), plain
    if case.row["source"]:
        yield "补录依据", f"{case.row['source']}，{case.hall.name_of(case.row['checked_by'])}核对", plain


def _money(row: Mapping[Any, Any]) -> str:
    receipt = f"票据 {row['receipt']}" if row["receipt"] else "还没有票据号"
    return "  ".join(filter(None, (f"{yuan(row['fen'])}元", row["channel"], receipt))) if row["fen"] else "没有收"


def _waiting(asked: Approval) -> str:
    when = f"{local(asked.asked):%m-%d %H:%M}"
    return f"{matter_of(asked).title}，{when}报（按右键看）"


def _who(known: Known, whole: bool) -> str:
    number = known.id_no if whole else mask_id(known.id_no)
    return f"{known.name}  {number}".rstrip()


def _course(case: CaseAt) -> Iterator[tuple[str, str, Any]]:
    life, plain = case.life, Styles.PLAIN.style
    flags = said_flags(life.flags)
    yield "类型", f"{case.kind_shown}{f'（{flags}）' if flags else ''}", plain
    yield "状态", state_words(case), state_style(case)
    received = f"{_moment(case.row['received'])} {case.hall.name_of(case.row['clerk'])}"
    late = f"（{_moment(case.row['entered'])}补录）" if case.row["entered"] > case.row["received"] else ""
    yield "收件", received + late, plain
    if life.accepted:
        yield "受理", _moment(life.accepted), plain
    if life.due and life.clock("promise"):
        yield (
            f"承诺{ours_ends(case)}",
            f"{_moment(life.due)}{'（暂定）' if life.provisional else ''}",
            state_style(case),
        )
    yield from _own_clocks(case)
    if life.stopped and life.closed is None:
        yield "暂停", _stop_words(case), Styles.SOON.style
    if before := original_due(case):
        yield "原定办结", f"{_moment(before)}（已延期）", plain
    yield from above_line(case)
    yield from joint_lines(case)
    if life.completed:
        yield "办结", _moment(life.completed), plain
    if life.custody:
        yield "暂存原件", "、".join(life.custody), Styles.SOON.style
    if life.entered_above:
        yield "平台编号", life.entered_above, plain
    if life.reason:
        yield "理由", life.reason, plain
    post = case.hall.post(case.row["post"])
    yield "责任人", f"{said(case.hall, answer_of(case))}，{post.name}", plain


def _own_clocks(case: CaseAt) -> Iterator[tuple[str, str, Any]]:
    """What else is owed by a day, while it is: the notice, the judgement, papers promised, handing out."""
    for clock in case.life.clocks:
        if clock.name in _SHOWN_CLOCKS and clock.running and not _over(case, clock):
            about = f"  {clock.about}" if clock.name == "top-up" and clock.about else ""
            style = Styles.OVERDUE.style if clock.late(case.at) else Styles.SOON.style
            until = f"{_moment(clock.due)}前" if clock.due else "恢复计时后再定"
            yield CLOCK_NAMES[clock.name], f"{until}{about}", style


def _over(case: CaseAt, clock: Clock) -> bool:
    """Whether the case ended in a way that nobody waits for it any more; a result is handed out after the decision."""
    if clock.name in _AFTER_DECISION:
        return case.life.state in ENDED or case.life.state == "archived"
    return case.life.closed is not None


def state_words(case: CaseAt) -> str:
    """The state, with what is left or that it is late."""
    life = case.life
    if life.stopped and life.closed is None:
        return f"{case.state_name}，已暂停计时"
    if life.closed is not None or life.due is None:
        late = "，超期办结" if life.completed and life.overdue else ""
        return case.state_name + late
    if life.state == "referred":
        return above_words(case)
    if life.overdue:
        return f"{Styles.OVERDUE.mark} {case.state_name}，已超期"
    return f"{case.state_name}，还有{life.remaining}个工作日" if life.remaining else f"{case.state_name}，今天到期"


def _stop_words(case: CaseAt) -> str:
    stop = case.life.clock("stop")
    assert stop is not None
    left = f"，恢复后还有{case.life.remaining}{unit_of(case)}" if case.life.remaining is not None else ""
    return f"{stop.about.partition('，')[0]}（{local(stop.since):%m-%d}起）{left}"


def state_style(case: CaseAt) -> Any:
    """Red where it is late and still runs, yellow on its last day, green when done."""
    life = case.life
    if life.completed is not None:
        return Styles.DONE.style
    if life.due is None or life.closed is not None or life.state == "referred":
        return Styles.PLAIN.style
    if life.overdue:
        return Styles.OVERDUE.style
    return Styles.SOON.style if not life.remaining else Styles.PLAIN.style


def _moment(moment: datetime) -> str:
    return f"{local(moment):%m-%d %H:%M}"


def _materials(view: CaseView, width: int) -> Iterator[Line]:
    yield [("材料", HEAD)]
    lacking = {*view.case.life.missing, *view.case.life.owed}
    for row in view.case.materials:
        style = Styles.SOON.style if row["name"] in lacking else PLAIN
        mark = str(row["mark"])
        room = max(4, width - cells(mark) - 4)
        yield [(f"{row['n']:>2} ", HINT), (fit(row["name"], room), style), (f" {mark}", style)]


def _papers(view: CaseView, width: int) -> Iterator[Line]:
    if not view.papers:
        return
    yield [("单据", HEAD)]
    for at, paper in enumerate(view.papers, 1):
        number = str(paper["number"]).rpartition("〕")[2]
        title = " ".join(filter(None, (paper_title(view.case.hall, paper["kind"]), str(paper["for"]), number)))
        yield [(f"{at:>2} ", HINT), (fit(title, width - 3), PLAIN)]


def _life(view: CaseView, width: int) -> Iterator[Line]:
    room = max(10, width - _WHEN - _WHAT - _WHO)
    for told in condensed(reversed(view.told), (MADE, *PRINTED)):
        late = f"（{local(told.entered):%m-%d %H:%M}补录）" if told.entered else ""
        who, for_whom = _who_and_for(told.who)
        first, *more = wrap(for_whom + told.detail + late, room)
        head = fit(_moment(told.at), _WHEN) + fit(told.what, _WHAT)
        yield [(head, PLAIN), (fit(who, _WHO), PLAIN), (first, PLAIN)]
        for text in more:
            yield [(" " * (_WHEN + _WHAT + _WHO) + text, PLAIN)]


def _who_and_for(who: str) -> tuple[str, str]:
    """Who did it, and for whom they stood in: that stands before what was done where both do not fit."""
    name, stands_in, rest = who.partition("（代")
    return (name, f"{stands_in}{rest}") if stands_in and cells(who) >= _WHO else (who, "")
