"""The decision at intake: what becomes of an application, from its papers and the hall's rules alone.

Pure: facts and rules in, a reckoning out. In this order: an item that was ended (S29.10), a controlled matter,
judged on the spot or weighed where it is too complex (S06.4, S06.8), a main paper that is not there (S06.1,
S05.9), papers to come (S05.1) or owed (S09.1), what is not accepted for now (S10.7), then the kind: joint from so
many departments on, referred, promised, instant, in the hall's order. Every step is said in the words of the
hall's own document and cites it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from counter.domain.hall.items.item import KIND_NAMES, Item, Material, refuse_ended
from counter.domain.hall.rulebook import Rulebook
from counter.domain.hall.ruled.casework import Kind
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

Outcome = Literal["accepted", "awaiting-materials", "not-accepted", "returned", "deliberating", "enquiry", "examining"]
Gaps = Literal["wait", "go-on"]
Standing = Literal["had", "forgot", "promised", "missing"]
KINDS: tuple[str, ...] = ("instant", "promised", "joint", "referred", "controlled")

OUTCOME_NAMES: dict[str, str] = {
    "accepted": "受理",
    "awaiting-materials": "补办（等材料）",
    "not-accepted": "暂不予受理",
    "returned": "退回",
    "deliberating": "审议（太复杂，不能当场判断）",
    "enquiry": "咨询",
    "examining": "收件待审",
}
_COMPLETE = Cite("材料齐全即受理", ("S61.4",))
_REGIMES: Mapping[str, str] = {
    "instant": "S08.1", "promised": "S08.2", "joint": "S08.3", "referred": "S08.4", "controlled": "S08.5",
}  # fmt: skip
_LEADS: Mapping[str, str] = {
    "main-window": "主办窗口{lead}受理并牵头",
    "centre": "中心根据事项性质，确定由{lead}牵头",
    "responsible-window": "由责任窗口{lead}协调",
    "simultaneous": "由中心统一协调，{all}同时受理",
}
CENTRE = "中心"
"""Who leads where every window takes a joint case in at once."""


class UnknownMaterial(Refusal):
    """A paper that the item does not ask for."""

    says = "事项“{item}”的材料里没有“{name}”，请从材料清单里选。"


class MainPaperOwed(Refusal):
    """A main paper can never follow later."""

    says = "缺主件“{name}”，主件不能容缺。请改为补办（主件有、未带）或退回。"


class OverruleNeedsReason(Refusal):
    """The clerk overrules the rules' kind without saying why."""

    says = "改变系统认定的办件类型要写明理由。"


class UnknownKind(Refusal):
    """No such kind of case."""

    says = "没有“{kind}”这种办件类型。"


class NoKindOfItsOwn(Refusal):
    """A hall where what goes up is no kind of its own."""

    says = "本大厅不单列上报件，要上报的事项按承诺件办理、另开上报件通知书。请改按承诺件。"


class TooFewDepartments(Refusal):
    """A joint case without the departments for it."""

    says = "事项“{item}”本级只涉及{bodies}个部门，不足{threshold}个，不能按联办件办理。"


@dataclass(frozen=True, slots=True)
class Brought:
    """What the person brought, has but forgot, and promises to bring; names of the item's materials.

    `have` None means everything that applies. What stands in no list is missing.
    """

    have: tuple[str, ...] | None = None
    forgot: tuple[str, ...] = ()
    promised_later: tuple[str, ...] = ()
    applies: tuple[str, ...] = ()
    """Cases (`when`) or material names that apply to this person."""

    @property
    def nothing_asked(self) -> bool:
        """Whether nothing was handed over and nothing asked for."""
        return self.have == () and not (self.forgot or self.promised_later)

    def named(self) -> frozenset[str]:
        """Every material that stands in some list."""
        return frozenset((*(self.have or ()), *self.forgot, *self.promised_later))

    def standing(self, name: str) -> Standing:
        """How one material stands."""
        if name in self.forgot:
            return "forgot"
        if name in self.promised_later:
            return "promised"
        return "had" if self.have is None or name in self.have else "missing"


@dataclass(frozen=True, slots=True)
class Overrule:
    """The clerk takes the case as another kind than the rules say, with a reason."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an application."""

    outcome: Outcome
    kind: str
    """The kind it has, or will have once its papers are complete; empty where it ends here."""
    missing: tuple[str, ...] = ()
    """What must be brought, told once."""
    owed: tuple[str, ...] = ()
    """What may follow while the case runs (容缺)."""
    reason: str = ""
    """Why it ends here, as the paper says it."""
    ruled_kind: str = ""
    """The kind by the rules, where the clerk overruled it."""
    lead: str = ""
    """Who leads a joint case."""

    @property
    def supplement(self) -> bool:
        """Whether it waits for papers."""
        return self.outcome == "awaiting-materials"


@dataclass(frozen=True, slots=True)
class _Papers:
    standing: dict[str, Standing]
    materials: dict[str, Material] = field(default_factory=dict)

    def such(self, *standings: Standing) -> tuple[Material, ...]:
        return tuple(self.materials[name] for name, found in self.standing.items() if found in standings)


def applicable(item: Item, brought: Brought) -> tuple[Material, ...]:
    """The materials that this application needs: those without a case, and those whose case applies.

    Raises:
        UnknownMaterial: where a list names a paper that the item does not ask for.
    """
    known = {material.name for material in item.materials}
    for name in brought.named():
        if name not in known:
            raise UnknownMaterial(item=item.name, name=name)
    wanted = set(brought.applies) | brought.named()
    return tuple(
        material
        for material in item.materials
        if not material.when or material.name in wanted or material.when in wanted
    )


@carries("S01.7", "S02.8", "S04.15", "S05.1", "S05.2", "S05.3", "S05.9", "S05.10", "S06.1", "S06.16", "S09.1",
         "S09.3", "S09.4", "S10.7", "S10.11", "S29.10", by="check")  # fmt: skip
def decide_intake(
    item: Item,
    brought: Brought,
    book: Rulebook,
    gaps: Gaps | None = None,
    overrule: Overrule | None = None,
    weigh: str = "",
) -> Reckoning[Decision]:
    """What becomes of an application, and why.

    What is asked for is the item's list and nothing else: no paper more can be demanded, and none that decides be
    waived (S06.16). A matter that needs only an answer has no papers, and is done at once (S02.8).

    Args:
        item: The version of the item in force.
        brought: How its papers stand.
        book: The rules in force.
        gaps: What the clerk chose where only deferrable papers are missing.
        overrule: Another kind, with its reason.
        weigh: Why it cannot be judged on the spot whether it must be refused; empty where it can.

    Raises:
        ItemCancelled, ItemDelegated, UnknownMaterial, MainPaperOwed, OverruleNeedsReason, UnknownKind,
        NoKindOfItsOwn, TooFewDepartments: as they say.
    """
    refuse_ended(item)
    ruled = kind_of(item, book)
    kind = ruled if overrule is None else _overruled(ruled, overrule, item, book)
    ruled_kind = "" if overrule is None else ruled.value
    if brought.nothing_asked and item.materials:
        return Reckoning(Decision("enquiry", ""), (Step("没有交材料，也没有要求办理，记为咨询"),))
    if kind.value == "controlled":
        return _weighed(kind, book, weigh) if weigh.strip() else _controlled(kind, book)
    needed = applicable(item, brought)
    papers = _Papers({each.name: brought.standing(each.name) for each in needed},
                     {each.name: each for each in needed})  # fmt: skip
    decided = _by_papers(papers, kind, book, gaps, ruled_kind)
    if weigh.strip() and decided.value.outcome == "accepted":
        return _weighed(kind, book, weigh, decided.value)
    return decided if decided.value.kind != "joint" else _led(decided, item, book)


@carries("S06.2", "S06.4", "S06.8", by="check")
def _controlled(kind: Reckoning[str], book: Rulebook) -> Reckoning[Decision]:
    """A controlled matter is judged on the spot and returned with its reason, whatever papers came."""
    defined = book.casework.defined
    said = Step("控制事项当场作出判断，退回并写明理由", (defined.controlled.cite, defined.returned.cite))
    reason = f"属于控制事项：{defined.controlled.value}"
    return Reckoning(Decision("returned", "", reason=reason), (*kind.steps, said))


@carries("S03.19", "S06.9", "S06.10", "S19.2", "S19.6", by="check")
def _weighed(kind: Reckoning[str], book: Rulebook, weigh: str, as_accepted: Decision | None = None
             ) -> Reckoning[Decision]:  # fmt: skip
    """What is too complex for the spot is weighed with others; nobody at the window vetoes it alone."""
    rules = book.casework.refusal
    after = as_accepted or Decision("deliberating", "promised", ruled_kind=kind.value)
    steps = (
        Step(f"不能当场判断，会同有关人员审议：{weigh}", (rules.complex.cite,)),
        Step("重大或疑难的，窗口不自行否决，报领导决定", (rules.needs.cite,)),
    )
    what = Decision("deliberating", after.kind, owed=after.owed, reason=weigh, ruled_kind=after.ruled_kind)
    return Reckoning(what, (*kind.steps, *steps))


# -- the kind ------------------------------------------------------------------------------------


@carries("S01.1", "S01.2", "S01.4", "S01.5", "S01.6", "S02.1", "S02.2", "S03.1", "S03.2", "S03.3", "S04.1", "S04.2",
         "S07.1", "S07.5", by="check")  # fmt: skip
@carries("S08.1", "S08.2", "S08.3", "S08.4", "S08.5", "S08.6", by="check")
def kind_of(item: Item, book: Rulebook) -> Reckoning[str]:
    """The kind of a complete application: the first of the hall's order that fits."""
    fits = tuple(kind for kind in book.casework.order.value if _fits(kind, item, book))
    kind = fits[0]
    steps = _steps_of(kind, item, book)
    if len(fits) > 1:
        both = "、".join(KIND_NAMES[each] for each in fits)
        steps = (*steps, Step(f"同时够得上{both}，按次序取{KIND_NAMES[kind]}", (book.casework.order.cite,)))
    if kind == "referred" and book.casework.referred_as.value == "promised":
        return Reckoning(
            "promised", (*steps, Step("要上报的算承诺件，另开上报件通知书", (book.casework.referred_as.cite,)))
        )
    return Reckoning(kind, steps)


def _fits(kind: Kind, item: Item, book: Rulebook) -> bool:
    """Whether a matter can be of a kind; one declared joint with too few departments is a promised one."""
    if kind == "joint":
        return len(item.departments) >= book.casework.joint.threshold.value
    if kind == "promised":
        return item.kind in ("promised", "joint")
    return item.kind == kind


def _steps_of(kind: Kind, item: Item, book: Rulebook) -> tuple[Step, ...]:
    if kind == "joint":
        return _joint_steps(item, book)
    if kind == "promised" and item.kind == "joint":
        return _under_threshold(item, book)
    defined = getattr(book.casework.defined, kind)
    return (_way(kind, f"{defined.value}，按{KIND_NAMES[kind]}", book, book.casework.kinds.cite, defined.cite),)


def _joint_steps(item: Item, book: Rulebook) -> tuple[Step, ...]:
    threshold = book.casework.joint.threshold
    bodies = f"涉及本级{len(item.departments)}个部门（{'、'.join(item.departments)}）"
    return (_way("joint", f"{bodies}，达到{threshold.value}个，按联办件", book, threshold.cite),)


def _under_threshold(item: Item, book: Rulebook) -> tuple[Step, ...]:
    threshold = book.casework.joint.threshold
    said = f"目录定为联办，但本级只涉及{len(item.departments)}个部门，不足{threshold.value}个，按承诺件"
    return (_way("promised", said, book, threshold.cite),)


def _way(kind: str, said: str, book: Rulebook, *cites: Cite) -> Step:
    """A step of the kind, with what the hall calls its way of handling (五制办理), where it has such names."""
    regimes = book.casework.regimes
    name = regimes.value.get(kind)
    if not name:
        return Step(said, cites)
    rules = tuple(rule for rule in regimes.rules if rule == _REGIMES[kind] or not rule.startswith("S08"))
    return Step(f"{said}（{name}）", (*cites, Cite(regimes.article, rules, regimes.default)))


def _overruled(ruled: Reckoning[str], overrule: Overrule, item: Item, book: Rulebook) -> Reckoning[str]:
    if overrule.kind not in KINDS:
        raise UnknownKind(kind=overrule.kind)
    if not overrule.reason.strip():
        raise OverruleNeedsReason()
    if overrule.kind == "referred" and book.casework.referred_as.value == "promised":
        raise NoKindOfItsOwn(cites=(book.casework.referred_as.cite,))
    threshold = book.casework.joint.threshold
    if overrule.kind == "joint" and len(item.departments) < threshold.value:
        raise TooFewDepartments(item=item.name, bodies=len(item.departments), threshold=threshold.value,
                                cites=(threshold.cite,))  # fmt: skip
    said = f"窗口改按{KIND_NAMES[overrule.kind]}，理由：{overrule.reason}"
    return ruled.then(overrule.kind, (Step(said),))


@carries("S01.3", "S14.14", by="check")
def kind_said(kind: str, flags: Collection[str], book: Rulebook) -> str:
    """A kind as this hall counts it: where agency cases are a kind of their own, an agency case is told as one."""
    name = KIND_NAMES.get(kind, "")
    if "agency" not in flags or "agency" not in book.casework.kinds.value:
        return name
    return f"代理件（{name}）" if name else "代理件"


# -- who leads a joint case -----------------------------------------------------------------------


@carries("S04.3", "S04.4", "S04.5", "S04.6", by="check")
def lead_of(item: Item, book: Rulebook) -> Reckoning[str]:
    """Who leads a joint case of the item, by the hall's own way."""
    how = book.casework.joint.lead
    lead = CENTRE if how.value == "simultaneous" else item.lead or item.window
    said = _LEADS[how.value].format(lead=lead, all="、".join(item.departments))
    return Reckoning(lead, (Step(said, (how.cite,)),))


def _led(decided: Reckoning[Decision], item: Item, book: Rulebook) -> Reckoning[Decision]:
    lead = lead_of(item, book)
    return decided.then(replace(decided.value, lead=lead.value), lead.steps)


# -- the papers ----------------------------------------------------------------------------------


def _by_papers(
    papers: _Papers,
    kind: Reckoning[str],
    book: Rulebook,
    gaps: Gaps | None,
    ruled: str,
) -> Reckoning[Decision]:
    main = [each.name for each in papers.such("missing", "promised") if each.key]
    _refuse_main_owed(papers, gaps)
    if main:
        reason = f"缺主件：{'、'.join(main)}"
        said = Step(f"{reason}，退回", (book.casework.defined.no_main.cite,))
        return Reckoning(Decision("returned", "", tuple(main), reason=reason), (said,))
    absent = [each.name for each in papers.such("missing") if not each.deferrable]
    if absent:
        return _not_accepted(absent, papers, book)
    waiting = [each.name for each in (*papers.such("forgot"), *papers.such("promised"))
               if not each.deferrable or papers.standing[each.name] == "forgot"]  # fmt: skip
    deferrable = [each.name for each in papers.such("missing", "promised") if each.deferrable]
    if waiting:
        return _waits(kind, (*waiting, *deferrable), ruled, book)
    if deferrable:
        return _deferrable_only(kind, tuple(deferrable), book, gaps, ruled)
    done = Step("材料齐全，予以受理", (_COMPLETE,))
    return _decided(kind, Decision("accepted", kind.value, ruled_kind=ruled), done)


def _refuse_main_owed(papers: _Papers, gaps: Gaps | None) -> None:
    lacking = [each.name for each in papers.such("missing", "promised", "forgot") if each.key]
    if gaps == "go-on" and lacking:
        raise MainPaperOwed(name=lacking[0], cites=(Cite("主件不能容缺", ("S09.4",)),))


def _not_accepted(absent: Sequence[str], papers: _Papers, book: Rulebook) -> Reckoning[Decision]:
    every = tuple(each.name for each in papers.such("missing", "forgot", "promised"))
    reason = f"缺少{'、'.join(absent)}，且没有承诺补齐"
    said = Step(f"{reason}，暂不予受理", (book.casework.defined.not_accepted.cite,))
    return Reckoning(Decision("not-accepted", "", every, reason=reason), (said,))


def _waits(kind: Reckoning[str], missing: Collection[str], ruled: str, book: Rulebook) -> Reckoning[Decision]:
    names = tuple(missing)
    cites = (book.casework.defined.supplement.cite, book.casework.supplement_from.cite)
    said = Step(f"先收件，待补：{'、'.join(names)}；材料齐全之日起算", cites)
    return _decided(kind, Decision("awaiting-materials", kind.value, names, ruled_kind=ruled), said)


def _deferrable_only(
    kind: Reckoning[str], names: tuple[str, ...], book: Rulebook, gaps: Gaps | None, ruled: str
) -> Reckoning[Decision]:
    policy = book.casework.gaps
    chosen = policy.value if policy.value != "choose" else gaps or "wait"
    if chosen == "wait":
        return _waits(kind, names, ruled, book)
    said = Step(f"容缺受理，后补：{'、'.join(names)}；附件不影响办理", (policy.cite,))
    return _decided(kind, Decision("accepted", kind.value, owed=names, ruled_kind=ruled), said)


def _decided(kind: Reckoning[str], decision: Decision, step: Step) -> Reckoning[Decision]:
    return Reckoning(decision, (*kind.steps, step))
