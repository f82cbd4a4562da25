"""Rows of A and B: handed over or not, received only, appointments, stand-ins, empty windows."""

from __future__ import annotations

from counter.domain.columns import moment_text
from counter.domain.hall.duty.facts import moment, seconds
from counter.domain.posts.answerable.facts import Answerable, Facts, people, when
from counter.domain.posts.empty import Vacancy, vacancies
from counter.domain.rules import carries


def normal(facts: Facts) -> Answerable:
    """Z01: normal handling: A mainly, B beside."""
    held = facts.held
    seen = (f"办件 {facts.case_.number}",) if facts.case_ is not None else ()
    return Answerable((held.a,), people(held.b), seen, () if seen else ("办件记录",))


@carries("S13.14", by="clock")
def left_without(facts: Facts) -> Answerable:
    """Z02: A left without handing over: A."""
    a, turn = facts.held.a, facts.turn
    where = facts.where(a)
    evidence = [f"{facts.hall.name_of(a)} {when(facts.at)} {where.said}"] if where.said else []
    if turn is None:
        return Answerable((a,), (), (*evidence, "没有交接单"), () if evidence else ("不在岗记录",))
    return Answerable((a,), (), tuple(evidence), (), (f"{when(moment(turn.at))}有交接，按已交接查",))


def _handed(facts: Facts) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Who took over, from whom, what shows it, what is missing."""
    turn = facts.turn
    if turn is None:
        answer = facts.answer
        taker = answer.person if answer.stands_in else facts.held.b or facts.held.a
        return taker, facts.held.a, (), ("交接单",)
    number = next((row[0] for row in facts.rows("SELECT number FROM handover WHERE id = ?", turn.id)), "")
    hall = facts.hall
    said = f"{number} {when(moment(turn.at))} {hall.name_of(turn.giver)}交{hall.name_of(turn.taker)}"
    return turn.taker, turn.giver, (said,), ()


def b_failed(facts: Facts) -> Answerable:
    """Z03: handed over, and who took it failed: who took it."""
    taker, _, evidence, missing = _handed(facts)
    return Answerable((taker,), (), evidence, missing)


def b_acted(facts: Facts) -> Answerable:
    """Z04: handed over, done rightly, and badly ended: who took it, and before that who gave it."""
    taker, giver, evidence, missing = _handed(facts)
    before = facts.held.a if giver == taker else giver
    return Answerable((taker,), people(before), evidence, missing)


def received_only(facts: Facts) -> Answerable:
    """Z05: received in A's place and not done at once: A answers, who received tells."""
    sql = "SELECT number, received_by, owes FROM reception WHERE {} AND received <= ? ORDER BY id DESC LIMIT 1"
    until = moment_text(facts.at)
    rows = facts.rows(sql.format("case_id = ?"), facts.case_.id, until) if facts.case_ else ()
    rows = rows or facts.rows(sql.format("post = ?"), facts.post, until)
    if not rows:
        return Answerable((facts.held.a,), people(facts.held.b), (), ("B岗接待记录",))
    number, received_by, owes = rows[0]
    return Answerable((owes,), people(received_by), (f"B岗接待记录 {number}",))


def appointment(facts: Facts) -> Answerable:
    """A where B was not told; B where A told B: by handing the post over, or by passing the appointment on."""
    sql = "SELECT number, at, receiver FROM appointment WHERE post = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1"
    rows = facts.rows(sql, facts.post, moment_text(facts.at))
    held, turn = facts.held, facts.turn
    number, receiver = (rows[0][0], rows[0][2]) if rows else ("", held.a)
    evidence = (f"预约 {number}",) if number else ()
    directed = turn.taker if turn is not None and turn.taker != held.a else receiver if receiver != held.a else ""
    if not directed:
        return Answerable((held.a,), (), (*evidence, "没有交代B岗的记录"), () if number else ("预约",))
    return Answerable((directed,), (), (*evidence, f"已交代{facts.hall.name_of(directed)}"))


def stand_in_absent(facts: Facts) -> Answerable:
    """Z07: the stand-in for a leave was not there: the stand-in; beside them who asked for the leave."""
    at = seconds(facts.at)
    asked = facts.held.a if not facts.person_ and (facts.post_ or facts.case_ is not None) else facts.person
    spells = facts.hall.standing(facts.day).spells.get(asked, ())
    spell = next((each for each in spells if each.stand_in and each.start <= at < each.until), None)
    if spell is None:
        return Answerable((asked,), (), (), ("约定顶岗人的请假",))
    where = facts.where(spell.stand_in)
    evidence = (f"请假 {spell.label}，顶岗人{facts.hall.name_of(spell.stand_in)}{where.said}",)
    return Answerable((spell.stand_in,), (asked,), evidence, () if where.said else ("缺岗的考勤",))


def empty_window(facts: Facts) -> Answerable:
    """Z30: an empty window: A and B of the post then; the window's head beside."""
    held, window = facts.held, facts.hall.post(facts.post).window
    with facts.hall.look() as connection:
        empty = [each for each in vacancies(facts.hall, connection, facts.day)
                 if each.window == window and each.since <= facts.at]  # fmt: skip
    told = [f"{each.when}无人，{_confirmed(facts, each)}" for each in empty]
    standing, at = facts.hall.standing(facts.day), seconds(facts.at)
    posts = [each.code for each in facts.hall.laid.posts.values() if each.window == window]
    head = standing.holding(posts[0], at).a
    also = (head,) if head not in (held.a, held.b) else ()
    return Answerable(people(held.a, held.b), also, tuple(told), () if told else ("巡查或空岗记录",))


def _confirmed(facts: Facts, found: Vacancy) -> str:
    return f"{facts.hall.name_of(found.confirmed_by)}认定空岗" if found.confirmed_by else "还没有认定"
