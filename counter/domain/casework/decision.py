"""The decision at intake: what becomes of an application, from its papers and the hall's rules alone.

Pure: facts and rules in, a reckoning out. Keeps the order of the intake decision (controlled, main
paper, joint, referred, promised, instant), the three cases of a supplement (S05.1), handling with
papers owed (S09.1) and the written slip of what is not accepted for now (S10.7).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from counter.domain.hall.items import KIND_NAMES, Item, Material
from counter.domain.hall.rulebook import Rulebook
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.domain.rules import carries

Outcome = Literal["accepted", "awaiting-materials", "not-accepted", "returned", "enquiry"]
Gaps = Literal["wait", "go-on"]
Standing = Literal["had", "forgot", "promised", "missing"]
KINDS: tuple[str, ...] = ("instant", "promised", "joint", "referred", "controlled")

OUTCOME_NAMES: dict[str, str] = {
    "accepted": "受理",
    "awaiting-materials": "补办（等材料）",
    "not-accepted": "暂不予受理",
    "returned": "退回",
    "enquiry": "咨询",
}
_ORDER = Cite("办件类型认定次序", ("S01.1",), default=True)
_MAIN = Cite("六件管理 退回件：缺主件", ("S06.1", "S05.9"))
_CONTROLLED = Cite("五制办理 控制事项", ("S06.4", "S06.8"))
_THREE = Cite("六件管理 补办件的三种情形", ("S05.1",))
_SLIP = Cite("一次性告知：暂不能受理的讲清缺什么、为什么", ("S10.7", "S10.8"))


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


@carries("S01.1", "S01.7", "S05.1", "S05.9", "S05.10", "S06.1", "S09.1", "S09.3", "S09.4", "S10.7", by="check")
def decide_intake(
    item: Item,
    brought: Brought,
    book: Rulebook,
    gaps: Gaps | None = None,
    overrule: Overrule | None = None,
) -> Reckoning[Decision]:
    """What becomes of an application, and why.

    Args:
        item: The version of the item in force.
        brought: How its papers stand.
        book: The rules in force.
        gaps: What the clerk chose where only deferrable papers are missing.
        overrule: Another kind, with its reason.

    Raises:
        UnknownMaterial, MainPaperOwed, OverruleNeedsReason, UnknownKind: as they say.
    """
    ruled = kind_of(item, book)
    kind = ruled if overrule is None else _overruled(ruled, overrule)
    ruled_kind = "" if overrule is None else ruled.value
    if brought.nothing_asked and item.materials:
        return Reckoning(Decision("enquiry", ""), (Step("没有交材料，也没有要求办理，记为咨询"),))
    if kind.value == "controlled":
        return _controlled(kind)
    needed = applicable(item, brought)
    papers = _Papers({each.name: brought.standing(each.name) for each in needed},
                     {each.name: each for each in needed})  # fmt: skip
    return _by_papers(papers, kind, book, gaps, ruled_kind)


@carries("S06.2", "S06.4", "S06.8", by="check")
def _controlled(kind: Reckoning[str]) -> Reckoning[Decision]:
    """A controlled matter is judged on the spot and returned with its reason, whatever papers came."""
    reason = "属于控制事项：国家明令禁止，或不符合国家、省、市政策和本地规划"
    said = Step("控制事项当场作出判断，退回并写明理由", (_CONTROLLED,))
    return Reckoning(Decision("returned", "", reason=reason), (*kind.steps, said))


@carries("S02.1", "S03.1", "S04.1", "S04.2", "S07.1", by="check")
def kind_of(item: Item, book: Rulebook) -> Reckoning[str]:
    """The kind of a complete application: controlled, joint, referred, promised, instant, in this order."""
    threshold = book.casework.joint.threshold
    bodies = len(item.departments)
    if item.kind == "controlled":
        return Reckoning("controlled", (Step("国家明令禁止或不符合政策规划的控制事项", (_ORDER,)),))
    if bodies >= threshold.value:
        said = f"涉及本级{bodies}个部门（{'、'.join(item.departments)}），达到{threshold.value}个，按联办件"
        return Reckoning("joint", (Step(said, (threshold.cite,)),))
    if item.kind == "joint":
        said = f"目录定为联办，但本级只涉及{bodies}个部门，不足{threshold.value}个，按承诺件"
        return Reckoning("promised", (Step(said, (threshold.cite,)),))
    return Reckoning(item.kind, (Step(_WHY[item.kind], (_ORDER, _KIND_CITES[item.kind])),))


_WHY = {
    "instant": "程序简单、材料齐全、能当场或当天办结，按即办件",
    "promised": "需要审核、踏勘或公示，按承诺件",
    "referred": "审批权在县级及以上，按上报件",
}
_KIND_CITES = {
    "instant": Cite("六件管理 即办件", ("S02.1",)),
    "promised": Cite("六件管理 承诺件", ("S03.1",)),
    "referred": Cite("六件管理 上报件", ("S07.1",)),
}


def _overruled(ruled: Reckoning[str], overrule: Overrule) -> Reckoning[str]:
    if overrule.kind not in KINDS:
        raise UnknownKind(kind=overrule.kind)
    if not overrule.reason.strip():
        raise OverruleNeedsReason()
    said = f"窗口改按{KIND_NAMES[overrule.kind]}，理由：{overrule.reason}"
    return ruled.then(overrule.kind, (Step(said),))


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
        said = Step(f"{reason}，退回", (_MAIN,))
        return Reckoning(Decision("returned", "", tuple(main), reason=reason), (said,))
    absent = [each.name for each in papers.such("missing") if not each.deferrable]
    if absent:
        return _not_accepted(absent, papers)
    waiting = [each.name for each in (*papers.such("forgot"), *papers.such("promised"))
               if not each.deferrable or papers.standing[each.name] == "forgot"]  # fmt: skip
    deferrable = [each.name for each in papers.such("missing", "promised") if each.deferrable]
    if waiting:
        return _waits(kind, (*waiting, *deferrable), ruled)
    if deferrable:
        return _deferrable_only(kind, tuple(deferrable), book, gaps, ruled)
    done = Step("材料齐全，予以受理", (Cite("材料齐全即受理", ("S61.4",)),))
    return _decided(kind, Decision("accepted", kind.value, ruled_kind=ruled), done)


def _refuse_main_owed(papers: _Papers, gaps: Gaps | None) -> None:
    lacking = [each.name for each in papers.such("missing", "promised", "forgot") if each.key]
    if gaps == "go-on" and lacking:
        raise MainPaperOwed(name=lacking[0], cites=(Cite("主件不能容缺", ("S09.4",)),))


def _not_accepted(absent: Sequence[str], papers: _Papers) -> Reckoning[Decision]:
    every = tuple(each.name for each in papers.such("missing", "forgot", "promised"))
    reason = f"缺少{'、'.join(absent)}，且没有承诺补齐"
    said = Step(f"{reason}，暂不予受理", (_SLIP,))
    return Reckoning(Decision("not-accepted", "", every, reason=reason), (said,))


def _waits(kind: Reckoning[str], missing: Collection[str], ruled: str) -> Reckoning[Decision]:
    names = tuple(missing)
    said = Step(f"先收件，待补：{'、'.join(names)}；材料齐全之日起算", (_THREE, Cite("六件管理 补办件", ("S05.6",))))
    return _decided(kind, Decision("awaiting-materials", kind.value, names, ruled_kind=ruled), said)


def _deferrable_only(
    kind: Reckoning[str], names: tuple[str, ...], book: Rulebook, gaps: Gaps | None, ruled: str
) -> Reckoning[Decision]:
    policy = book.casework.gaps
    chosen = policy.value if policy.value != "choose" else gaps or "wait"
    if chosen == "wait":
        return _waits(kind, names, ruled)
    said = Step(f"容缺受理，后补：{'、'.join(names)}；附件不影响办理", (policy.cite,))
    return _decided(kind, Decision("accepted", kind.value, owed=names, ruled_kind=ruled), said)


def _decided(kind: Reckoning[str], decision: Decision, step: Step) -> Reckoning[Decision]:
    return Reckoning(decision, (*kind.steps, step))
