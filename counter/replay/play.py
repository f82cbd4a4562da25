"""Playing a scenario: acts and expectations in the order of the file, each failure one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from counter.domain.approvals.acts import Signed, approve, reject, take_back
from counter.domain.approvals.standing import Approval
from counter.domain.casework import cases
from counter.domain.casework.acts import platform, publishing
from counter.domain.casework.acts.agency import GRADES, SATISFIED_FROM, feedback
from counter.domain.casework.acts.chasing import chase
from counter.domain.casework.acts.clockwork import COMPLEX
from counter.domain.casework.acts.consulting import consult, mark_unclear
from counter.domain.casework.acts.corrections import correct, void
from counter.domain.casework.acts.doubting import Doubt, take_doubtful
from counter.domain.casework.acts.rebooking import UNSAID, rebook
from counter.domain.casework.acts.reminding import remind
from counter.domain.casework.acts.switching import switch_item
from counter.domain.casework.acts.transferring import transfer
from counter.domain.casework.acts.weighing import judge
from counter.domain.casework.asking import enquiries
from counter.domain.casework.asking.enquiries import (
    Asked,
    Passed,
    call_back,
    enquire,
)
from counter.domain.casework.asking.guiding import Guide
from counter.domain.casework.booking import appointments
from counter.domain.casework.booking.appointments import Booking, book
from counter.domain.casework.case.decision import Brought, Overrule
from counter.domain.casework.case.recount import lay_down, load_calendar
from counter.domain.casework.cases import Application, Money
from counter.domain.casework.till.money import fen_of
from counter.domain.clock import ZONE
from counter.domain.hall import item_changes
from counter.domain.hall.calendar import CalendarPaper
from counter.domain.hall.citizens import Who
from counter.domain.hall.items import item_from
from counter.domain.hall.opened import Work
from counter.domain.journal import head
from counter.domain.refusals import Refusal
from counter.replay.hold import held
from counter.replay.joint import JOINT_VERBS
from counter.replay.script import Part, Script
from counter.replay.stage import OVERRIDE, Stage, set_stage
from counter.replay.till import TILL_VERBS
from counter.replay.words import ITEM_FIELDS


@dataclass
class Outcome:
    """What came of a scenario."""

    acts: int = 0
    expectations: int = 0
    failures: list[str] = field(default_factory=list)
    digest: str = ""
    """The journal's head: the same file twice gives the same one."""
    stage: Stage | None = None

    @property
    def last_line(self) -> str:
        """The sum, as the last line of a replay."""
        return f"scenario: {self.acts} acts, {self.expectations} expectations, {len(self.failures)} failed"


def play(script: Script, database: Path) -> Outcome:
    """Plays a scenario into a new training hall.

    Raises:
        ScriptWrong: where the hall, a post or an item of the file cannot be; nothing was played then.
    """
    stage = set_stage(script, database)
    outcome = Outcome(stage=stage)
    for part in script.steps:
        if part.kind == "act":
            outcome.acts += 1
            _act(stage, script, part, outcome)
        else:
            outcome.expectations += 1
            outcome.failures.extend(f"第{part.line}行：{each}" for each in _expect(stage, part))
    with stage.hall.look() as connection:
        outcome.digest = head(connection).digest
    return outcome


def _act(stage: Stage, script: Script, part: Part, outcome: Outcome) -> None:
    data = part.data
    stage.clock.moment = _moment(data["at"])
    refused = data.get("refused", False)
    outcome.expectations += bool(refused)
    happened = _moment(data["happened"]) if "happened" in data else None
    try:
        with stage.hall.act(data["by"], data.get("terminal", ""), happened=happened) as work:
            if happened is not None and data["do"] != "accept":
                cases.check_late(work, data.get("source", ""), data.get("checked_by", ""))
            made = VERBS[data["do"]](stage, work, data)
        _remember(stage, data, made)
    except Refusal as refusal:
        if not refused:
            outcome.failures.append(f"第{part.line}行：{data['do']} 应当办成，却被拒绝：{refusal.sentence}")
        elif isinstance(refused, str) and refused not in refusal.rules:
            broken = "、".join(sorted(refusal.rules)) or "无"
            outcome.failures.append(f"第{part.line}行：应因 {refused} 被拒绝，实际依据 {broken}：{refusal.sentence}")
        return
    if refused:
        outcome.failures.append(f"第{part.line}行：{data['do']} 应当被拒绝，却办成了")


def _remember(stage: Stage, data: Mapping[str, Any], made: Any) -> None:
    if data["do"] == "accept" and "case" in data:
        stage.taken[data["case"]] = made
        stage.cases[data["case"]] = made.case_id
    if data["do"] in ("book", "move-appointment"):
        stage.appointments[data["label"]] = made.id
    if data["do"] == "enquire" and "label" in data:
        stage.enquiries[data["label"]] = made
    if data["do"] == "propose-item":
        stage.item_changes[data["label"]] = made
    if isinstance(made, Approval) and "label" in data:
        stage.approvals[data["label"]] = made.id


def _expect(stage: Stage, part: Part) -> Iterable[str]:
    data = dict(part.data)
    at = _moment(data.pop("at")) if "at" in data else stage.clock.moment
    try:
        return list(held(stage, data, at))
    except Refusal as refusal:
        return [refusal.sentence]


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _who(data: Mapping[str, Any] | None) -> Who | None:
    if data is None:
        return None
    return Who(
        str(data.get("name", "")), str(data.get("id", "")), str(data.get("phone", "")), str(data.get("village", "")),
        str(data.get("group", "")), str(data.get("household", "")), str(data.get("relation", "")),
        str(data.get("authority", "")),
    )  # fmt: skip


def _brought(data: Mapping[str, Any]) -> Brought:
    have = tuple(data["have"]) if "have" in data else None
    return Brought(have, tuple(data.get("forgot", ())), tuple(data.get("promised_later", ())),
                   tuple(data.get("applies", ())))  # fmt: skip


# -- the verbs -----------------------------------------------------------------------------------

Play = Callable[[Stage, Work, Mapping[str, Any]], Any]


def _accept(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    overrule = Overrule(data["as"], data.get("reason", "")) if "as" in data else None
    application = Application(
        item=data.get("item", ""), applicant=_who(data.get("applicant")) or Who(""), brought=_brought(data),
        subject=_who(data.get("subject")), agent=_who(data.get("agent")), gaps=data.get("gaps"),
        overrule=overrule, channel=data.get("channel", "counter"), source=data.get("source", ""),
        checked_by=data.get("checked_by", ""), unexamined=data.get("unexamined", False),
        agency=data.get("agency", ""), weigh=data.get("weigh", ""),
    )  # fmt: skip
    if "doubt" not in data:
        return cases.accept(work, application)
    taken, asked = take_doubtful(
        work, application, Doubt(data["doubt"], data.get("reason", ""), data.get("improve", ""))
    )
    if asked is not None and "label" in data:
        stage.approvals[data["label"]] = asked.id
    return taken


def _supplement(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.supplement(work, _case(stage, data), data.get("brings"))


def _examine(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    seen = ("have", "forgot", "promised_later", "applies")
    brought = _brought(data) if any(name in data for name in seen) else None
    return cases.examine(work, _case(stage, data), brought, gaps=data.get("gaps"), returning=data.get("reason", ""),
                         weigh=data.get("weigh", ""))  # fmt: skip


def _stop(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.stop(work, _case(stage, data), data["ground"], data.get("paper", ""), int(data.get("days", 0)))


def _convert(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.convert(work, _case(stage, data), data.get("reason", COMPLEX))


def _ask_more(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.ask_more(work, _case(stage, data), data["asks"], data["ground"], data.get("reason", ""))


def _follow_up(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    said = {"said": data["said"]} if "said" in data else {}
    return cases.follow_up(work, _case(stage, data), **said)


def _publish(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    last = _day(data["to"]) if "to" in data else work.today
    return publishing.publish(work, _day(data["from"]) if "from" in data else last, last)


def _give_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.give_back(work, _case(stage, data), data.get("names", ()), data.get("to", "本人"))


def _decide(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.decide(work, _case(stage, data), data.get("granted", True), data.get("reason", ""))


def _collect(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.collect(work, _case(stage, data), Money(fen_of(str(data.get("amount", 0))), own_fee=True))


def _with_reason(function: Callable[[Work, int, str], Any]) -> Play:
    return lambda stage, work, data: function(work, _case(stage, data), data.get("reason", ""))


def _to_whom(function: Callable[[Work, int, str], Any]) -> Play:
    return lambda stage, work, data: function(work, _case(stage, data), data.get("to", "本人"))


def _withdraw(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.withdraw(work, _case(stage, data), data.get("reason", "申请人撤回"))


def _rebook(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return rebook(work, _case(stage, data), _moment(data["to"]), data.get("reason", UNSAID))


def _book(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    home = data.get("channel") == "home" or "place" in data
    way = data.get("channel", "counter")
    booking = Booking(
        data["item"], _who(data["applicant"]) or Who(""), _moment(data["to"]), home, data.get("place", ""),
        data.get("why", ""), "counter" if way in ("home", "appointment") else way, reason=data.get("reason", ""),
    )  # fmt: skip
    return book(work, booking)


def _on_appointment(function: Callable[[Work, int, Mapping[str, Any]], Any]) -> Play:
    return lambda stage, work, data: function(work, stage.appointments.get(data["label"], 0), data)


def _feedback(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    good = data.get("satisfied", data.get("level", SATISFIED_FROM) >= SATISFIED_FROM)
    five = work.book.casework.agency.feedback.value == "five" and "level" in data
    grade = GRADES.get(data["level"], "") if five else GRADES[4] if good else GRADES[2]
    return feedback(work, _case(stage, data), grade, confirmed=data.get("confirmed", True),
                    words=data.get("words", ""))  # fmt: skip


def _enquire(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    phone, way = str(data.get("phone", "")), data.get("way", "")
    to, person = data.get("to", ""), data.get("person", "")
    asked = Asked(
        data.get("item", ""), data.get("matter", ""), data.get("name", ""), phone,
        way == "call-back" or (not way and bool(phone)),
        channel=data.get("channel", ""), answer=data.get("answer", ""), complaint=way == "complaint",
        guide=Guide(to, person, data.get("unit", ""), data.get("told", "")) if way == "guide" else None,
        passed=_passed(data, absent=way == "absent") if way in ("transfer", "absent") else None,
    )  # fmt: skip
    return enquire(work, asked)


def _passed(data: Mapping[str, Any], *, absent: bool) -> Passed:
    return Passed(data.get("to", ""), _moment(data["until"]) if "until" in data else None, absent)


def _answer_enquiry(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.answer(work, stage.enquiries[data["label"]], data["answer"])


def _chase_enquiry(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.press(work, stage.enquiries[data["label"]], data["reason"])


def _change_first_asked(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.change_first_asked(work, stage.enquiries[data["label"]], data["to"], data.get("reason", ""))


def _enquiry_applied(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return enquiries.applied(work, stage.enquiries[data["label"]], _case(stage, data))


def _call_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return call_back(work, stage.enquiries[data["label"]], data.get("answer", ""))


def _chase(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return chase(work, _case(stage, data), data.get("reason", ""), data.get("ground", ""))


def _transfer(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    if "label" in data:
        passed = _passed(data, absent=False)
        return enquiries.pass_on(work, stage.enquiries[data["label"]], passed, data.get("reason", ""))
    return transfer(work, _case(stage, data), data["to"], data.get("reason", ""))


def _remind(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return remind(work, _case(stage, data), data["outcome"], data.get("reason", ""))


def _correct(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return correct(work, _case(stage, data), data.get("fields", {}), data.get("reason", ""), data.get("agreed_by", ""))


def _switch_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return switch_item(work, _case(stage, data), data["item"], _brought(data), data.get("reason", ""),
                       data.get("agreed_by", ""), gaps=data.get("gaps"))  # fmt: skip


def _void(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return void(work, _case(stage, data), data.get("reason", ""), data.get("agreed_by", ""))


def _load_calendar(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    published = data.get("published")
    title = data.get("paper", "") or f"{data['year']}年放假安排"
    off = data.get("off", ())
    named = dict(off) if isinstance(off, Mapping) else dict.fromkeys(map(str, off), "放假")
    paper = CalendarPaper(
        data["year"], title, _day(published) if published else None, work.today,
        {_day(day): name for day, name in named.items()}, frozenset(_day(day) for day in data.get("work", ())),
    )  # fmt: skip
    return load_calendar(work, paper)


def _change_rule(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since = _day(data["from"]) if "from" in data else work.today
    path, value, article = data["path"], data["value"], data.get("reason", "") or OVERRIDE
    return lay_down(work, path, value, since, article)


def _since(data: Mapping[str, Any]) -> date | None:
    return _day(data["from"]) if "from" in data else None


def _why(data: Mapping[str, Any]) -> str:
    return str(data.get("reason", "")) or OVERRIDE


def _approved(data: Mapping[str, Any]) -> item_changes.Approved | None:
    paper = data.get("approved")
    if not paper:
        return None
    return item_changes.Approved(str(paper.get("by", "")), _day(paper.get("on", date.min)), str(paper.get("slip", "")))


def _add_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    item = item_from(data["fields"], file="演练")
    return item_changes.add_item(work, item, _since(data), _why(data), _approved(data))


def _propose_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    since, why, who = _since(data), _why(data), data.get("department", "")
    match data["what"]:
        case "enter":
            wanted = item_changes.to_enter(work, item_from(data.get("fields", {}), file="演练"), since, why, who)
        case "change":
            wanted = item_changes.to_change(work, data["item"], _changes(data), since, why, who)
        case "delegate":
            wanted = item_changes.to_end(work, data["item"], "delegated", data.get("to", ""), since, why, who)
        case _:
            instead = data.get("instead", "")
            wanted = item_changes.to_end(work, data["item"], "cancelled", instead, since, why, who)
    return item_changes.propose_item(work, wanted)


def _check_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    key = stage.item_changes.get(data["label"], 0)
    return item_changes.check_item(work, key, data.get("granted", True), data.get("reason", ""))


def _approve_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    key = stage.item_changes.get(data["label"], 0)
    return item_changes.approve_item(work, key, _approved(data), data.get("reason", ""))


def _changes(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of an item is otherwise: said directly, or under `fields`."""
    return {**data.get("fields", {}), **{name: data[name] for name in ITEM_FIELDS.split() if name in data}}


def _change_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return item_changes.change_item(work, data["item"], _changes(data), _since(data), _why(data), _approved(data))


def _cancel_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    instead = data.get("instead", "")
    return item_changes.cancel_item(work, data["item"], _since(data), _why(data), instead, _approved(data))


def _delegate_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return item_changes.delegate_item(work, data["item"], data["to"], _since(data), _why(data), _approved(data))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _case(stage: Stage, data: Mapping[str, Any]) -> int:
    return stage.cases.get(data.get("case", ""), 0)


def _refuse(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.refuse(work, _case(stage, data), data.get("reason", ""), improve=data.get("improve", ""))


def _decline(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.decline(work, _case(stage, data), data.get("reason", ""), important=data.get("important", False),
                         improve=data.get("improve", ""))  # fmt: skip


def _consult(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return consult(work, _case(stage, data), data.get("whom", ""), data.get("said", ""))


def _extend(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.extend(work, _case(stage, data), int(data["days"]), data.get("reason", ""))


def _special(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.special(work, _case(stage, data), data.get("reason", ""), data.get("ground", "urgent"))


def _approve(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return approve(work, stage.approvals.get(data["label"], 0), signed=_signed(data))


def _reject(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return reject(work, stage.approvals.get(data["label"], 0), data.get("reason", ""), signed=_signed(data))


def _take_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return take_back(work, stage.approvals.get(data["label"], 0), data.get("reason", ""))


def _signed(data: Mapping[str, Any]) -> Signed | None:
    paper = data.get("on_paper")
    if paper is None:
        return None
    on = paper.get("on", _moment(data["at"]).date())
    on = _moment(on) if isinstance(on, datetime) or "T" in str(on) else _day(on)
    return Signed(str(paper.get("by", "")), on, str(paper.get("slip", "")))


VERBS: dict[str, Play] = {
    **JOINT_VERBS,
    **TILL_VERBS,
    "accept": _accept,
    "supplement": _supplement,
    "examine": _examine,
    "stop": _stop,
    "resume": lambda stage, work, data: cases.resume(work, _case(stage, data)),
    "convert": _convert,
    "ask-more": _ask_more,
    "judge": _with_reason(judge),
    "decide": _decide,
    "tell": lambda stage, work, data: cases.tell(work, _case(stage, data), data.get("said", "")),
    "review": lambda stage, work, data: cases.review(work, _case(stage, data), data["level"], data.get("said", "")),
    "follow-up": _follow_up,
    "publish": _publish,
    "archive": lambda stage, work, data: cases.archive(work, _case(stage, data)),
    "give-back": _give_back,
    "enter-above": lambda stage, work, data: platform.enter_above(work, _case(stage, data), data["number"]),
    "stamp": lambda stage, work, data: cases.stamp(work, _case(stage, data)),
    "collect-fee": _collect,
    "deliver": _to_whom(cases.deliver),
    "finish": _to_whom(cases.finish),
    "return": _with_reason(cases.return_),
    "refuse": _refuse,
    "decline": _decline,
    "mark-unclear": _with_reason(mark_unclear),
    "consult": _consult,
    "extend": _extend,
    "submit": _with_reason(cases.submit),
    "special": _special,
    "approve": _approve,
    "reject": _reject,
    "take-back-approval": _take_back,
    "withdraw": _withdraw,
    "lapse": _with_reason(cases.lapse),
    "correct": _correct,
    "switch-item": _switch_item,
    "void": _void,
    "rebook": _rebook,
    "book": _book,
    "move-appointment": _on_appointment(
        lambda work, key, data: appointments.move(work, key, _moment(data["to"]), data.get("reason", ""))
    ),
    "cancel-appointment": _on_appointment(
        lambda work, key, data: appointments.cancel(work, key, data.get("reason", ""))
    ),
    "miss-appointment": _on_appointment(
        lambda work, key, data: appointments.miss(
            work, key, by_hall=data.get("by_hall", False), reason=data.get("reason", "")
        )
    ),
    "pass-on-appointment": _on_appointment(
        lambda work, key, data: appointments.pass_on(work, key, data.get("to", ""), data.get("reason", ""))
    ),
    "feedback": _feedback,
    "enquire": _enquire,
    "call-back": _call_back,
    "answer-enquiry": _answer_enquiry,
    "chase-enquiry": _chase_enquiry,
    "change-first-asked": _change_first_asked,
    "enquiry-applied": _enquiry_applied,
    "chase": _chase,
    "transfer": _transfer,
    "remind": _remind,
    "load-calendar": _load_calendar,
    "change-rule": _change_rule,
    "add-item": _add_item,
    "change-item": _change_item,
    "cancel-item": _cancel_item,
    "delegate-item": _delegate_item,
    "propose-item": _propose_item,
    "check-item": _check_item,
    "approve-item": _approve_item,
}
