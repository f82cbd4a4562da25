"""The verbs of a case's life, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
from counter.domain.casework.case.decision import Overrule
from counter.domain.casework.cases import Application, Money
from counter.domain.casework.till.money import fen_of
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import Play, brought, case_of, day, moment, who
from counter.replay.verbs.enquiries import passed
from counter.replay.words import Verb, verb


def _accept(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    overrule = Overrule(data["as"], data.get("reason", "")) if "as" in data else None
    application = Application(
        item=data.get("item", ""), applicant=who(data.get("applicant")) or Who(""), brought=brought(data),
        subject=who(data.get("subject")), agent=who(data.get("agent")), gaps=data.get("gaps"),
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
        stage.name("approval", data["label"], asked.id)
    return taken


def _supplement(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.supplement(work, case_of(stage, data), data.get("brings"))


def _examine(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    seen = ("have", "forgot", "promised_later", "applies")
    again = brought(data) if any(name in data for name in seen) else None
    return cases.examine(work, case_of(stage, data), again, gaps=data.get("gaps"), returning=data.get("reason", ""),
                         weigh=data.get("weigh", ""))  # fmt: skip


def _resume(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.resume(work, case_of(stage, data), data.get("result", ""))


def _stop(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.stop(work, case_of(stage, data), data["ground"], data.get("paper", ""), int(data.get("days", 0)))


def _convert(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.convert(work, case_of(stage, data), data.get("reason", COMPLEX))


def _ask_more(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.ask_more(work, case_of(stage, data), data["asks"], data["ground"], data.get("reason", ""))


def _follow_up(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    said = {"said": data["said"]} if "said" in data else {}
    return cases.follow_up(work, case_of(stage, data), **said)


def _publish(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    last = day(data["to"]) if "to" in data else work.today
    return publishing.publish(work, day(data["from"]) if "from" in data else last, last)


def _give_back(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.give_back(work, case_of(stage, data), data.get("names", ()), data.get("to", "本人"))


def _decide(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.decide(work, case_of(stage, data), data.get("granted", True), data.get("reason", ""))


def _collect(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.collect(work, case_of(stage, data), Money(fen_of(str(data.get("amount", 0))), own_fee=True))


def _with_reason(function: Callable[[Work, int, str], Any]) -> Play:
    return lambda stage, work, data: function(work, case_of(stage, data), data.get("reason", ""))


def _to_whom(function: Callable[[Work, int, str], Any]) -> Play:
    return lambda stage, work, data: function(work, case_of(stage, data), data.get("to", "本人"))


def _withdraw(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.withdraw(work, case_of(stage, data), data.get("reason", "申请人撤回"))


def _rebook(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return rebook(work, case_of(stage, data), moment(data["to"]), data.get("reason", UNSAID))


def _feedback(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    good = data.get("satisfied", data.get("level", SATISFIED_FROM) >= SATISFIED_FROM)
    five = work.book.casework.agency.feedback.value == "five" and "level" in data
    grade = GRADES.get(data["level"], "") if five else GRADES[4] if good else GRADES[2]
    return feedback(work, case_of(stage, data), grade, confirmed=data.get("confirmed", True),
                    words=data.get("words", ""))  # fmt: skip


def _chase(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return chase(work, case_of(stage, data), data.get("reason", ""), data.get("ground", ""))


def _transfer(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    if "label" in data:
        return enquiries.pass_on(work, stage.key("enquiry", data), passed(data, absent=False), data.get("reason", ""))
    return transfer(work, case_of(stage, data), data["to"], data.get("reason", ""))


def _remind(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return remind(work, case_of(stage, data), data["outcome"], data.get("reason", ""))


def _correct(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return correct(
        work, case_of(stage, data), data.get("fields", {}), data.get("reason", ""), data.get("agreed_by", "")
    )


def _switch_item(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return switch_item(work, case_of(stage, data), data["item"], brought(data), data.get("reason", ""),
                       data.get("agreed_by", ""), gaps=data.get("gaps"))  # fmt: skip


def _void(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return void(work, case_of(stage, data), data.get("reason", ""), data.get("agreed_by", ""))


def _refuse(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.refuse(work, case_of(stage, data), data.get("reason", ""), improve=data.get("improve", ""))


def _decline(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.decline(work, case_of(stage, data), data.get("reason", ""), important=data.get("important", False),
                         improve=data.get("improve", ""))  # fmt: skip


def _consult(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return consult(work, case_of(stage, data), data.get("whom", ""), data.get("said", ""))


def _extend(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.extend(work, case_of(stage, data), int(data["days"]), data.get("reason", ""))


def _special(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    return cases.special(work, case_of(stage, data), data.get("reason", ""), data.get("ground", "urgent"))


VERBS: dict[str, Verb] = {
    "accept": verb(
        _accept,
        "item applicant subject agent have forgot promised_later applies gaps channel as reason unexamined agency "
        "weigh doubt improve",
        needs="",
        people="applicant subject agent",
        makes="case",
        labels="approval",
    ),
    "supplement": verb(_supplement, "brings"),
    "examine": verb(_examine, "have forgot promised_later applies gaps reason weigh"),
    "stop": verb(_stop, "ground paper days", needs="case ground"),
    "resume": verb(
        lambda stage, work, data: cases.resume(work, case_of(stage, data), data.get("result", "")), "result"
    ),
    "convert": verb(_convert, "reason"),
    "ask-more": verb(_ask_more, "asks ground reason", needs="case asks ground"),
    "judge": verb(_with_reason(judge), "reason"),
    "decide": verb(_decide, "granted reason"),
    "tell": verb(lambda stage, work, data: cases.tell(work, case_of(stage, data), data.get("said", "")), "said"),
    "review": verb(
        lambda stage, work, data: cases.review(work, case_of(stage, data), data["level"], data.get("said", "")),
        "level said",
        needs="case level",
    ),
    "follow-up": verb(_follow_up, "said"),
    "archive": verb(lambda stage, work, data: cases.archive(work, case_of(stage, data))),
    "give-back": verb(_give_back, "names to"),
    "publish": verb(_publish, "from to", needs=""),
    "enter-above": verb(
        lambda stage, work, data: platform.enter_above(work, case_of(stage, data), data["number"]),
        "number",
        needs="case number",
    ),
    "stamp": verb(lambda stage, work, data: cases.stamp(work, case_of(stage, data))),
    "collect-fee": verb(_collect, "amount"),
    "deliver": verb(_to_whom(cases.deliver), "to"),
    "finish": verb(_to_whom(cases.finish), "to"),
    "return": verb(_with_reason(cases.return_), "reason"),
    "refuse": verb(_refuse, "reason improve"),
    "decline": verb(_decline, "reason important improve", makes="label", labels="approval"),
    "mark-unclear": verb(_with_reason(mark_unclear), "reason"),
    "consult": verb(_consult, "whom said"),
    "extend": verb(_extend, "days reason", needs="case days", makes="label", labels="approval"),
    "submit": verb(_with_reason(cases.submit), "reason", makes="label", labels="approval"),
    "special": verb(_special, "reason ground", makes="label", labels="approval"),
    "withdraw": verb(_withdraw, "reason"),
    "lapse": verb(_with_reason(cases.lapse), "reason"),
    "correct": verb(_correct, "fields reason agreed_by", needs="case fields"),
    "switch-item": verb(
        _switch_item, "item reason agreed_by have forgot promised_later applies gaps", needs="case item"
    ),
    "void": verb(_void, "reason agreed_by"),
    "rebook": verb(_rebook, "to reason", needs="case to", moments="to"),
    "feedback": verb(_feedback, "level satisfied confirmed words"),
    "chase": verb(_chase, "reason ground"),
    "transfer": verb(_transfer, "to reason until", needs="to", labels="enquiry", moments="until"),
    "remind": verb(_remind, "outcome reason", needs="case outcome"),
}
