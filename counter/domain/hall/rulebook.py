"""The hall's rules as data: typed values, each with the article it rests on.

A rulebook is a TOML file; every value is `{ value, article, rules, default }`. Five halls differ
(hours, leave tiers, 联办 at two or three departments): the differences are values here and nowhere
in the code. Overrides name a value by its dotted path and hold from a day on, because a case is
reckoned by the rules in force when it was accepted.

What a case's life needs stands under `casework`: who approves what (`extension.needs`, `refusal.needs`,
`special.needs`, roles in the order in which they decide), what a notice and a guide say (`notice.content`,
`guide`), which procedures may stop the clock (`exclusions`, only where the item names them too), for what
a paper may be asked again and what of it is a fault (`ask_more`), how far the agency goes (`agency`), how
somebody is sent on (`transfer`), and what a hall has: a service section, a platform above to enter cases in.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from counter.domain.hall.rights import Role
from counter.domain.reckoning import Cite
from counter.domain.refusals import Refusal
from counter.locate import data_dir

T = TypeVar("T")


class RulebookBroken(Refusal):
    """A rulebook file that cannot be used: which file, which key, what was expected."""

    says = "规则文件 {file} 的“{key}”写得不对：{expected}。请改正这一项后再打开。"


class UnknownRulebook(Refusal):
    """No rulebook of that name ships."""

    says = "没有叫“{name}”的规则。可用的有：{known}。"


class UnknownPath(Refusal):
    """A dotted path that names no value of the rulebook."""

    says = "规则里没有“{path}”这一项。"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ruled(_Model, Generic[T]):
    """One value of a rule, with the article it rests on."""

    value: T
    article: str
    rules: tuple[str, ...] = ()
    default: bool = False
    """True where the sources leave it open and the default of the catalogue fills it."""

    @property
    def cite(self) -> Cite:
        """What an explanation cites for this value."""
        return Cite(self.article, self.rules, self.default)


def _clock_time(value: Any) -> Any:
    return time.fromisoformat(value) if isinstance(value, str) else value


def _in_order(value: tuple[time, time]) -> tuple[time, time]:
    if value[0] >= value[1]:
        raise ValueError("开始时间要早于结束时间")
    return value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Span = Annotated[tuple[ClockTime, ClockTime], AfterValidator(_in_order)]
_MOST = 9999
"""No limit, no threshold and no count of a rule is larger; a slip of the keys that is would stop every clock."""
Positive = Annotated[int, Field(gt=0, le=_MOST)]
Count = Annotated[int, Field(ge=0, le=_MOST)]
Unit = Literal["working", "calendar"]
Wording = dict[str, str]
Kind = Literal["controlled", "joint", "referred", "promised", "instant"]


def _each_once(value: tuple[str, ...]) -> tuple[str, ...]:
    if sorted(value) != sorted(get_args(Kind)):
        raise ValueError("五类各写一次，排出先后")
    return value


def _smaller_first(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError("少的天数写在前")
    return value


Order = Annotated[tuple[Kind, ...], AfterValidator(_each_once)]
Between = Annotated[tuple[Positive, Positive], AfterValidator(_smaller_first)]
Sentence = Annotated[str, Field(min_length=1)]
Roles = tuple[Role, ...]
"""Who decides, in the order in which they do."""
Exclusion = Literal["survey", "hearing", "public-notice", "expert-review", "inspection"]
"""现场踏勘、听证、公示、专家评审、检验检测."""
AskAgain = Literal["changed", "new-requirement", "wrong-content", "not-told"]
"""情况变化、上级新要求、内容有误、漏告知."""
Told = Literal["item", "materials", "procedure", "limit", "fee", "basis", "conditions"]
"""What a one-time notice tells."""
PlatformField = Literal[
    "item-code",
    "item",
    "applicant",
    "id",
    "phone",
    "address",
    "agent",
    "agent-id",
    "channel",
    "received",
    "accepted",
    "due",
    "materials",
    "number",
]
"""What a case is entered with in the platform above."""
GuideField = Literal[
    "item", "basis", "content", "conditions", "procedure", "limit", "fee", "fee-basis", "materials", "sample", "result"
]
"""What a service guide prints."""


class Season(_Model):
    """Hours of a part of the year, from and to as month and day (MM-DD), new year may lie between."""

    since: str = Field(pattern=r"^\d\d-\d\d$")
    until: str = Field(pattern=r"^\d\d-\d\d$")
    am: Span
    pm: Span


class Hours(_Model):
    """When the hall is open."""

    am: Ruled[Span]
    pm: Ruled[Span]
    seasons: Ruled[tuple[Season, ...]]
    market: Ruled[tuple[Span, ...]]
    """The sessions of a market day that falls on a rest day; empty: closed as on any rest day."""


class Market(_Model):
    """Market days (逢场)."""

    basis: Ruled[Literal["solar", "lunar"]]
    digits: Ruled[tuple[int, ...]]
    everybody: Ruled[bool]
    """Whether everybody is at the post on a market day."""


class CalendarRules(_Model):
    """Hours, market days, village days."""

    hours: Hours
    market: Market
    village_days: Ruled[tuple[int, ...]]
    rota: Ruled[bool]
    """Whether windows take turns on the days between markets."""


class Definitions(_Model):
    """What each kind is, in the words of the hall's own document; each explanation says and cites them."""

    instant: Ruled[Sentence]
    promised: Ruled[Sentence]
    referred: Ruled[Sentence]
    controlled: Ruled[Sentence]
    supplement: Ruled[Sentence]
    no_main: Ruled[Sentence]
    """An application without its main paper (主件)."""
    returned: Ruled[Sentence]
    not_accepted: Ruled[Sentence]


class Joint(_Model):
    """联办."""

    threshold: Ruled[Positive]
    lead: Ruled[Literal["main-window", "centre", "responsible-window", "simultaneous"]]
    """Who leads; `simultaneous`: the centre coordinates and every window takes the case in at once."""


class Instant(_Model):
    """即办."""

    minutes: Ruled[Count]
    """Amber after so many minutes; 0 where the hall names no number."""
    until: Ruled[Literal["day", "spot"]]


class Extension(_Model):
    """延期."""

    allowed: Ruled[bool]
    most: Ruled[Count]
    """How many extensions a case may have."""
    needs: Ruled[Roles]


class RefusalRules(_Model):
    """退回, 不予办理."""

    complex: Ruled[Literal["days", "promise", "shorter"]]
    """How long a matter too complex for the spot may be deliberated: so many days, the promise, or what ends first."""
    days: Ruled[Count]
    """Working days for judging a complex matter; 0: within the item's promise."""
    needs: Ruled[Roles]
    """Who decides that an important or unclear matter is refused."""


class Notice(_Model):
    """一次性告知."""

    days: Ruled[Positive]
    unit: Ruled[Unit]
    deemed: Ruled[bool]
    """Whether a notice not given in time makes the case accepted from receipt."""
    slip_from: Ruled[Positive]
    """From how many missing papers on the written slip is printed."""
    content: Ruled[tuple[Told, ...]]
    """What is told beside the papers to bring, in this order."""


class AskMore(_Model):
    """Asking again for a paper that the notice given did not name."""

    grounds: Ruled[tuple[AskAgain, ...]]
    """The reasons that allow it."""
    faults: Ruled[tuple[AskAgain, ...]]
    """Those of them that count as a fault of the hall."""


class Submission(_Model):
    """代理送审: what a leader must decide is carried there by the window."""

    needs: Ruled[Roles]


class Special(_Model):
    """特事特办."""

    needs: Ruled[Roles]


class Agency(_Model):
    """全程代理."""

    scope: Ruled[Literal["referred", "key-projects", "any"]]
    """What is taken as an agency case: matters decided above that need nobody present, key projects, or any."""
    tracks: Ruled[tuple[Literal["act-for", "assist", "do-now"], ...]]
    """代办, 协办, 即办; none where the hall tells none apart."""
    feedback: Ruled[Literal["two", "five"]]
    """How many grades the feedback form has."""


class Limit(_Model):
    """So many days of a unit."""

    days: Count
    unit: Unit


class Reminders(_Model):
    """When the worklist begins to warn."""

    due_soon_days: Ruled[Count]
    supplement_days: Ruled[Positive]
    again_days: Ruled[Positive]
    """How many working days after one telephone call the next is due."""
    duplicate_days: Ruled[Positive]


class CaseworkRules(_Model):
    """Everything a case's path and clocks need."""

    kinds: Ruled[tuple[Literal["instant", "promised", "joint", "referred", "supplement", "returned", "agency"], ...]]
    """The kinds that the hall's own document names, in its order."""
    order: Ruled[Order]
    """Which kind a matter is of that fits several: the first that fits."""
    defined: Definitions
    usual_days: Ruled[Between]
    """The promise that is usual, from and to; a longer or shorter one is told in the explanation."""
    day_one: Ruled[Literal["next-working-day"]]
    unit: Ruled[Unit]
    joint: Joint
    gaps: Ruled[Literal["choose", "wait", "go-on"]]
    supplement_from: Ruled[Literal["completion"]]
    owing_days: Ruled[Count]
    """Working days for papers owed (容缺); 0: until the case's own promise ends."""
    instant: Instant
    extension: Extension
    refusal: RefusalRules
    notice: Notice
    stamp: Ruled[bool]
    seal_size: Ruled[str]
    """The diameter of every approval seal, in centimetres."""
    referred_as: Ruled[Literal["referred", "promised"]]
    """What a matter decided above counts as; `promised` keeps its own notice all the same."""
    regimes: Ruled[Wording]
    """What the way of handling is called, by kind (五制办理); empty where the hall has no such names."""
    exclusions: Ruled[tuple[Exclusion, ...]]
    """The procedures that may stop the clock here, where the item names them too."""
    delivery: Ruled[Limit]
    """From the decision to the result in the applicant's hands."""
    ask_more: AskMore
    submission: Submission
    special: Special
    agency: Agency
    supervision: Ruled[bool]
    """Whether a qualifying case that stays undone is certified and sent to the supervision body."""
    service_section: Ruled[bool]
    """Whether a service section gets photocopies of notices and sums the tables."""
    platform: Ruled[bool]
    """Whether every case must be entered in the provincial system too."""
    publish_names: Ruled[Literal["masked", "whole"]]
    """How an applicant stands in the publication of results (S30.10, A21)."""
    platform_form: Ruled[tuple[PlatformField, ...]]
    """The fields of the form above, in its order, for typing a case again."""
    guide: Ruled[tuple[GuideField, ...]]
    transfer: Ruled[Literal["introduced", "told", "guided"]]
    """How somebody at the wrong window is helped on: to who receives them, by window and telephone, or to the unit."""
    reminders: Reminders
    copies: Ruled[tuple[str, ...]]
    paper_names: Ruled[Wording]


class LeaveTier(_Model):
    """Leave up to so many days (the last tier has none) needs these roles, in order."""

    most_days: float | None = None
    needs: tuple[str, ...]


class LeaveRules(_Model):
    """请假."""

    ahead_days: Ruled[Count]
    stand_in: Ruled[bool]
    tiers: Ruled[tuple[LeaveTier, ...]]
    unregistered: Ruled[Literal["unexcused", "warn"]]


class AttendanceRules(_Model):
    """考勤."""

    sessions: Ruled[Literal[1, 2]]
    grace_minutes: Ruled[Count]
    sign_out: Ruled[bool]
    summary: Ruled[Literal["weekly", "monthly"]]
    study_absence: Ruled[Literal["half-day", "unexcused"]]


class PostRules(_Model):
    """AB岗."""

    empty_minutes: Ruled[Positive]
    b_steps_in: Ruled[bool]


class VoiceRules(_Model):
    """Complaints or petitions."""

    ordinary: Ruled[Limit]
    complex: Ruled[Limit]


class Breach(_Model):
    """违诺处罚, step by step within a period."""

    period: Ruled[Literal["year", "lifetime"]]
    steps: Ruled[tuple[str, ...]]


class Cleaning(_Model):
    """卫生."""

    check: Ruled[Literal["weekly", "monthly"]]
    general: Ruled[str]


class ApprovalRules(_Model):
    """Who decides what beside cases and leave: roles in the order in which they decide."""

    overtime: Ruled[tuple[str, ...]]
    purchase: Ruled[tuple[str, ...]]
    lending: Ruled[tuple[str, ...]]


class ItemRules(_Model):
    """The item catalogue (事项清单)."""

    entry: Ruled[tuple[str, ...]]
    """Who above the hall approves entry and exit of an item, in order; empty: the hall decides itself."""
    covers: Ruled[Wording]
    """The departments that must be there, each with the business under which its items stand."""


class OversightRules(_Model):
    """What is summed up, followed and done at the day's end."""

    summary: Ruled[Literal["weekly", "monthly", "quarterly"]]
    tracked: Ruled[tuple[str, ...]]
    """What is followed to the end (跟踪督办)."""
    leaving: Ruled[tuple[str, ...]]
    """What is done before leaving at the end of the day."""


class Security(_Model):
    """PINs and the lock."""

    pin_digits: Ruled[Positive]
    pin_tries: Ruled[Positive]
    pin_wait_seconds: Ruled[tuple[int, ...]]
    """The wait after the first, second, ... wrong try."""
    resetters: Ruled[Positive]
    """How many other people may reset a PIN together where the director is away."""
    passphrase_signs: Ruled[Positive]
    lock_minutes: Ruled[Positive]


class Rulebook(_Model):
    """All rules of one hall."""

    id: str
    title: str
    source: str
    """The key of the document that it follows (003.1)."""
    also: tuple[str, ...] = ()
    """Further documents that complete it (003.6)."""
    calendar: CalendarRules
    casework: CaseworkRules
    attendance: AttendanceRules
    leave: LeaveRules
    posts: PostRules
    complaints: VoiceRules
    petitions: VoiceRules
    breach: Breach
    cleaning: Cleaning
    approvals: ApprovalRules
    items: ItemRules
    oversight: OversightRules
    security: Security

    @property
    def documents(self) -> tuple[str, ...]:
        """Every document that its values rest on, the one that it follows first."""
        return (self.source, *self.also)


@dataclass(frozen=True, slots=True)
class Override:
    """A value that this hall has set otherwise, from a day on."""

    path: str
    value: Any
    since: date
    article: str
    rules: tuple[str, ...] = ()


def load(path: Path) -> Rulebook:
    """The rulebook of a file.

    Raises:
        RulebookBroken: naming file, key and what was expected.
    """
    return _checked(_read(path), path.name)


@functools.cache
def shipped(name: str) -> Rulebook:
    """A rulebook that ships with the program.

    Raises:
        UnknownRulebook: naming those that ship.
    """
    path = data_dir() / "rulebooks" / f"{name}.toml"
    if not path.is_file():
        known = "、".join(sorted(each.stem for each in path.parent.glob("*.toml")))
        raise UnknownRulebook(name=name, known=known)
    return load(path)


def in_force(book: Rulebook, overrides: Iterable[Override], day: date) -> Rulebook:
    """The rulebook as it holds on a day, with the overrides that have begun by then.

    Raises:
        UnknownPath: for a path that names no value.
        RulebookBroken: for a value that the path cannot take.
    """
    begun = [each for each in overrides if each.since <= day]
    if not begun:
        return book
    data = book.model_dump(mode="json")
    for override in sorted(begun, key=lambda each: each.since):
        _put(data, override)
    return _checked(data, book.id)


def known_path(book: Rulebook, path: str) -> bool:
    """Whether a dotted path names a value of the rulebook."""
    return isinstance(_walk(book, path), Ruled)


def value_at(book: Rulebook, path: str) -> Ruled[Any]:
    """The value that a dotted path names.

    Raises:
        UnknownPath: where it names none.
    """
    found = _walk(book, path)
    if not isinstance(found, Ruled):
        raise UnknownPath(path=path)
    return found


def _walk(book: Rulebook, path: str) -> object:
    found: object = book
    for part in path.split("."):
        found = getattr(found, part, None)
    return found


def _put(data: dict[str, Any], override: Override) -> None:
    place: Any = data
    for part in override.path.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
    if not isinstance(place, dict) or "article" not in place:
        raise UnknownPath(path=override.path)
    place.update(value=override.value, article=override.article, default=False)
    if override.rules:
        place["rules"] = list(override.rules)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookBroken(file=path.name, key="文件", expected=f"能读的 UTF-8 文件（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookBroken(file=path.name, key="格式", expected=f"TOML 格式（{error}）") from error


def _checked(data: Mapping[str, Any], name: str) -> Rulebook:
    try:
        return Rulebook.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RulebookBroken(file=name, key=key, expected=_expected(first)) from error


def _expected(problem: Any) -> str:
    kind, facts = problem["type"], problem.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    given = f"（现为 {problem.get('input')!r}）"
    if kind in ("literal_error", "enum"):
        return f"应为 {str(facts['expected']).replace(' or ', '、').replace(', ', '、')} 之一{given}"
    if kind == "value_error":
        return f"{facts['error']}{given}"
    if kind.startswith(("greater_than", "less_than")):
        return f"数值超出允许范围{given}"
    return f"写法不对{given}"


_EXPECTED: Mapping[str, str] = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这一项，请核对名称",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字，加引号",
    "tuple_type": "应为方括号列表",
    "too_short": "缺了一项",
    "too_long": "多了一项",
}
