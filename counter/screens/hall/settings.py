"""设置: the rulebook's values with their articles, changing one, loading a year's holiday paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from counter.domain.attendance.leave.choices import TIERS, choices, choose_tiers
from counter.domain.casework.case import recount
from counter.domain.hall import settings
from counter.domain.hall.days.calendar import CalendarPaper
from counter.domain.hall.rulebook import Override, in_force, value_at
from counter.domain.hall.settings import RuleLine
from counter.domain.reckoning import Cite, Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.hall.rule_words import FORMS, choices_of, name_of, parsed, shown
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

_MONTH_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})")
_RUN = re.compile(r"[~～至]|——?")
_MOST_NAMED = 12
"""Cases named one by one before the paper is loaded; the rest are counted."""
YES = "导入"


class DayUnreadable(Refusal):
    """A date that is none."""

    says = "“{typed}”不是日期，请写成 1-1 或 2027-01-01。"


class NoHolidayName(Refusal):
    """Days off without the name of the holiday."""

    says = "“{typed}”前面要写节日名称，例如 元旦 1-1至1-3。"


def day_of(typed: str, year: int) -> date:
    """A date, in the paper's own year where no year is typed.

    Raises:
        DayUnreadable: where it is none.
    """
    found = _MONTH_DAY.fullmatch(typed.strip())
    try:
        if found is None:
            raise ValueError(typed)
        return date(int(found[1] or year), int(found[2]), int(found[3]))
    except ValueError as error:
        raise DayUnreadable(typed=typed) from error


def days_of(typed: str, year: int) -> list[date]:
    """Dates and stretches of dates: `1-4 2-14`, `2-6至2-12`.

    Raises:
        DayUnreadable: where one is none.
    """
    days: list[date] = []
    for part in re.split(r"[\s，、,]+", typed.strip()):
        first, *last = (day_of(each, year) for each in _RUN.split(part))
        until = last[0] if last else first
        days += [date.fromordinal(at) for at in range(first.toordinal(), until.toordinal() + 1)]
    return days


def days_off_of(typed: str, year: int) -> dict[date, str]:
    """Holidays with their names: `元旦 1-1至1-3；春节 2-6至2-12`.

    Raises:
        DayUnreadable, NoHolidayName: as they say.
    """
    off: dict[date, str] = {}
    for part in filter(None, (each.strip() for each in re.split("[；;]", typed))):
        name, _, days = part.partition(" ")
        if not days or name[0].isdigit():
            raise NoHolidayName(typed=part)
        off |= dict.fromkeys(days_of(days, year), name)
    return off


def _path(line: RuleLine) -> str:
    return line.path


_BY_HAND = "都不是，自己写"
COLUMNS: tuple[Column[RuleLine], ...] = (
    Column("制度项", 30, lambda line: name_of(line.path)),
    Column("现在的值", 18, lambda line: shown(line.value), stretch=1),
    Column("", 4, lambda line: "默认" if line.default else "自定" if line.changed else ""),
    Column("依据", 22, lambda line: line.article, stretch=2),
)


class SettingsScreen(ListScreen[RuleLine]):
    """Every value that this hall is reckoned by."""

    columns = COLUMNS

    def title_words(self) -> str:
        """Its name."""
        return "设置"

    def commands(self) -> Sequence[Command]:
        """Change the value pointed at; load a holiday paper."""
        return (
            Command("修改", "enter", "改这一项，从今天或以后的某天起。"),
            Command("放假安排", "1", "录入国务院办公厅的放假通知，看哪些办件的期限会变。", act=self.holidays),
            Command("说明", "f9", "这一项的全文、依据。", act=self.explain),
        )

    def source(self) -> Listed[RuleLine]:
        """The values as they hold today."""
        hall = self.hall
        with self.session.look():
            return Listed(settings.rule_lines(hall.book(), hall.laid.overrides, hall.today), _path)

    def meaning(self, row: RuleLine) -> Meaning:
        """What the documents leave open stands dim."""
        return Styles.HINT if row.default else Styles.PLAIN

    def why(self, row: RuleLine) -> Reckoning[object]:
        """Path, value and article of a line."""
        since = f"，自{row.changed.isoformat()}起" if row.changed else ""
        cite = Cite(row.article, row.rules, row.default)
        steps = (Step(f"{name_of(row.path)}：{shown(row.value)}{since}", (cite,)), Step(f"项目代号 {row.path}"))
        return Reckoning(row.value, steps)

    def opened(self, row: RuleLine) -> None:
        """Enter: change this value."""
        if row.path == TIERS:
            self.choose_tiers(row)
        else:
            self.change(row)

    # -- who approves leave --------------------------------------------------------------------

    def choose_tiers(self, line: RuleLine) -> None:
        """Another document's way of approving leave, article and all; or one written by hand."""
        names = {f"{each.id} {each.name}": each.id for each in choices()}
        fields = (
            Field("choice", "照哪个制度", choices=(*names, _BY_HAND)),
            Field("since", "从哪天起", self._day, default=self.session.hall.today.isoformat()),
        )

        async def do(answers: dict[str, str]) -> bool:
            if answers["choice"] == _BY_HAND:
                return False
            with self.session.act() as work:
                choose_tiers(work, names[answers["choice"]], date.fromisoformat(answers["since"]))
            return True

        def done(taken: bool) -> None:
            self.refresh_list()
            if taken:
                self.say("已改，请假条和登记处一并按这个制度。")
            else:
                self.change(line)

        self.app.push_screen(AskScreen("请假谁批", fields, do, done, above=_now(line)))

    # -- one value -----------------------------------------------------------------------------

    def change(self, line: RuleLine) -> None:
        """Asks value, day and article."""
        hall = self.session.hall
        book = hall.book()
        choices = choices_of(book, line.path, line.value)

        def value(typed: str) -> str:
            self._possible(line, typed)
            return typed

        fields = (
            Field(
                "value",
                "改为",
                value,
                default=shown(line.value),
                choices=choices,
                longest=2000,
                hint=FORMS.get(line.path, ""),
            ),
            Field("since", "从哪天起", self._day, default=hall.today.isoformat()),
            Field("article", "依据", hint="哪个文件、会议，或为什么改"),
        )

        def act(work: Work, answers: dict[str, str]) -> tuple[recount.Moved, ...]:
            since = date.fromisoformat(answers["since"])
            return recount.lay_down(work, line.path, parsed(answers["value"], line.value), since, answers["article"])

        self.ask("修改制度项", fields, act, self._changed, above=_now(line))

    def _possible(self, line: RuleLine, typed: str) -> None:
        """Refuses at the field what the rulebook cannot take."""
        laid, today = self.session.hall.laid, self.session.hall.today
        override = Override(line.path, parsed(typed, line.value), today, line.article)
        value_at(in_force(laid.base, (*laid.overrides, override), today), line.path)

    def _day(self, typed: str) -> str:
        return day_of(typed, self.session.hall.today.year).isoformat()

    def _changed(self, moved: Sequence[recount.Moved]) -> None:
        self.say(f"已改。{_moved_words(moved)}")

    # -- holidays ------------------------------------------------------------------------------

    def holidays(self) -> None:
        """Asks what the paper says."""
        fields = (
            Field("year", "哪一年", _year, length=4),
            Field("title", "通知名称文号", hint="如 国办发明电〔2026〕8号"),
            Field("published", "发布日期", self._day, default=self.session.hall.today.isoformat()),
            Field("off", "放假", hint="如 元旦 1-1至1-3；春节 2-6至2-12", longest=1000),
            Field("work", "调休上班", hint="如 1-4 2-14；没有就回车", required=False, longest=500),
        )

        async def read(answers: dict[str, str]) -> tuple[CalendarPaper, tuple[recount.Moved, ...]]:
            paper = _paper(answers)
            with self.session.look() as connection:
                return paper, recount.foreseen(self.session.hall, connection, paper)

        above = ("照通知逐项录入。上一年12月的日子要写年份，如 2026-12-31。", "")
        self.app.push_screen(AskScreen("放假安排", fields, read, self._confirm, above=above))

    def _confirm(self, found: tuple[CalendarPaper, tuple[recount.Moved, ...]]) -> None:
        paper, moved = found
        named = [str(each) for each in moved[:_MOST_NAMED]]
        rest = [f"…… 另有{len(moved) - _MOST_NAMED}件"] if len(moved) > _MOST_NAMED else []
        worked = f"，上班{len(paper.work)}天" if paper.work else ""
        above = (f"{paper.year}年：放假{len(paper.off)}天{worked}。{_moved_words(moved)}", *named, *rest, "")

        async def do(answers: dict[str, str]) -> tuple[recount.Moved, ...] | None:
            if answers["sure"] != YES:
                return None
            with self.session.act() as work:
                return recount.load_calendar(work, paper)

        fields = (Field("sure", "确认", choices=(YES, "不导入")),)
        self.app.push_screen(AskScreen("放假安排", fields, do, self._loaded, above=above))

    def _loaded(self, moved: Sequence[recount.Moved] | None) -> None:
        self.say("没有导入。" if moved is None else f"放假安排已导入。{_moved_words(moved)}")


def _now(line: RuleLine) -> tuple[str, ...]:
    """What stands over a form: the value as it is."""
    return (f"{name_of(line.path)}，现在是 {shown(line.value)}（{line.article}）", "")


def _paper(answers: dict[str, str]) -> CalendarPaper:
    year = int(answers["year"])
    work = days_of(answers["work"], year) if answers["work"].strip() else []
    return CalendarPaper(year, answers["title"], date.fromisoformat(answers["published"]), None,
                         days_off_of(answers["off"], year), frozenset(work))  # fmt: skip


def _year(typed: str) -> str:
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise DayUnreadable(typed=typed)
    return typed


def _moved_words(moved: Sequence[recount.Moved]) -> str:
    count = sum(each.open for each in moved)
    return f"{count}件在办的期限随之改变。" if count else "没有在办件的期限改变。"
