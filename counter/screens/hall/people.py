"""人员: who works here, with roles and posts; PINs given out anew, people come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from counter.domain.hall.laid_down import UnknownStaff
from counter.domain.hall.numbers import phone_or_nothing
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import pins, staff
from counter.domain.hall.rights import ROLE_NAMES, Right, Role
from counter.domain.hall.work import Work
from counter.domain.posts import changing
from counter.domain.refusals import Refusal
from counter.screens.entrance.pin import GivenOut, give_out, slip_screen
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.screens.kit.shell import Shell

NOBODY = "0"
"""Typed where a post has no B."""
_END_HINT = "如 2027-01-01，从这天起不能登录；打 0 为不定"
_ROLES = tuple(Role)
_ROLE_KEYS = "1234567890"
_ROLE_HINT = "打数字，可多选，如 12"
_ROLE_NOTE = (
    "角色：" + " ".join(f"{key}{ROLE_NAMES[role]}" for key, role in zip(_ROLE_KEYS, _ROLES, strict=True)),
    "",
)


class EndUnreadable(Refusal):
    """What was typed is no day."""

    says = "“{typed}”不是日期，请写成 2027-01-01；没有到期日的打 0。"


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, as the list shows them."""

    no: str
    name: str
    roles: str
    posts: str
    active: bool


def rows_of(hall: Hall) -> list[Row]:
    """Everybody, who works here first, then by number."""
    rows = [
        Row(each.no, each.name, "、".join(ROLE_NAMES[Role(role)] for role in each.roles), posts_words(hall, each.no),
            each.active)
        for each in hall.laid.staff.values()
    ]  # fmt: skip
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[bool, int, str]:
    return (not row.active, int(row.no), row.no)


def posts_words(hall: Hall, no: str) -> str:
    """The posts of somebody: 民政A岗、社保B岗."""
    return "、".join(f"{each.name.removesuffix('岗')}{'A' if each.a == no else 'B'}岗" for each in hall.posts_of(no))


def roles_of(typed: str) -> str:
    """Roles by their digits or names, as names separated by 、.

    Raises:
        NoRole: where something else was typed.
    """
    found: list[str] = []
    for part in typed.replace("、", " ").replace("，", " ").replace(",", " ").split():
        found += _roles_in(part)
    if not found:
        raise staff.NoRole(known="、".join(ROLE_NAMES.values()))
    return "、".join(dict.fromkeys(found))


def _roles_in(part: str) -> list[str]:
    if part in ROLE_NAMES.values():
        return [part]
    if part.isascii() and part.isdigit():
        return [ROLE_NAMES[_ROLES[_ROLE_KEYS.index(digit)]] for digit in part]
    raise staff.NoRole(known="、".join(ROLE_NAMES.values()))


def _roles(names: str) -> list[str]:
    by_name = {name: str(role) for role, name in ROLE_NAMES.items()}
    return [by_name[name] for name in names.split("、")]


def _end(typed: str) -> str:
    """A day, or 0 for none."""
    if typed == NOBODY:
        return typed
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError as error:
        raise EndUnreadable(typed=typed) from error


_HANDED = "已按 F4 交接，或没有在手的"
_GONE = {"不能当面交接：已离岗": "left-hall", "不能当面交接：来不了": "gone"}
_HOW = (
    Field("without", "换人时", choices=(_HANDED, *_GONE), default=_HANDED),
    Field("why", "不能交接原因", required=False, hint="当面交接了的不用填", longest=changing.WHY_MOST),
)
"""How a post that goes to another was handed over; without it who left stands on the list of those."""


def _without(answers: Mapping[str, str]) -> changing.Without | None:
    """That it was not handed over, and why; None where it was, or of a new post."""
    ground = _GONE.get(answers.get("without", _HANDED))
    return changing.Without(ground, answers["why"]) if ground else None


COLUMNS = (
    Column[Row]("工号", 6, lambda row: row.no),
    Column[Row]("姓名", 12, lambda row: row.name),
    Column[Row]("角色", 24, lambda row: row.roles, stretch=1),
    Column[Row]("岗位", 22, lambda row: row.posts, stretch=1),
    Column[Row]("", 6, lambda row: "" if row.active else "已离岗"),
)


class PeopleScreen(ListScreen[Row]):
    """The list of people, and what can be done for each."""

    columns = COLUMNS

    def title_words(self) -> str:
        """Its name."""
        return "人员"

    def commands(self) -> Sequence[Command]:
        """What can be done for the person that the list points at."""
        settings = Right.SETTINGS
        return (
            Command("重置密码", "1", "给这个人发一个新的初始密码，只显示一次。", right=Right.RESET_PIN, act=self.reset),
            Command("新增", "2", "新来一个人：工号、姓名、角色。", right=settings, act=self.add),
            Command("修改", "3", "改姓名、角色、职务；实习、借调的人写到期日。", right=settings, act=self.change),
            Command("离岗", "4", "这个人不在这里工作了；已离岗的人返岗。", right=settings, act=self.leave_or_return),
            Command("岗位", "5", "岗位的A岗、B岗换人，或新设岗位。", right=settings, act=self.post),
            Command("新窗口", "6", "新设一个窗口。", right=settings, act=self.window),
            Command("新村", "7", "新增一个村或社区。", right=settings, act=self.village),
            Command("部门", "8", "联办部门、首席代表、审批专用章。", right=settings, act=self.departments),
            Command("进驻名册", "0", "谁派来的、到岗几年、在哪些岗位；哪个岗位还没有B岗。", act=self.postings),
        )

    def source(self) -> Listed[Row]:
        """Everybody, as it is by now."""
        with self.session.look():
            return Listed(rows_of(self.hall), _order)

    def meaning(self, row: Row) -> Meaning:
        """Who works here no longer stands dim."""
        return Styles.PLAIN if row.active else Styles.NOT_MINE

    def opened(self, row: Row) -> None:
        """Enter: change what stands there."""
        self._do(next(each for each in self.commands() if each.key == "3"))

    def postings(self) -> None:
        """Who was sent here, and the posts with their pairs, on paper."""
        from counter.domain.posts.postings import posting_paper

        with self.session.look() as connection:
            paper = posting_paper(self.hall, connection)
        self.show_paper(paper)

    # -- PINs ----------------------------------------------------------------------------------

    def reset(self) -> None:
        """Gives out a new PIN; whose own it is needs others."""
        self._give(give_out, self.row())

    def _give(self, give: Callable[[Hall, str, str, str], GivenOut], row: Row) -> None:
        """Gives a PIN out while keys wait, and shows it."""
        cast("Shell[None]", self.app).save(self._given(give, row))

    async def _given(self, give: Callable[[Hall, str, str, str], GivenOut], row: Row) -> None:
        session = self.session
        try:
            given = await asyncio.to_thread(give, session.hall, session.person.no, session.terminal, row.no)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
            return
        self.refresh_list()
        self._show(given)

    def _show(self, given: GivenOut) -> None:
        self.say(f"已给{given.name}发了初始密码。")
        self.app.push_screen(slip_screen(self.hall, given))

    # -- people --------------------------------------------------------------------------------

    def add(self) -> None:
        """Somebody new, with a PIN given out at once."""
        fields = (
            Field("no", "工号", self._free_number),
            Field("name", "姓名", longest=staff.NAME_MOST),
            Field("roles", "角色", roles_of, hint=_ROLE_HINT),
            Field("title", "职务", required=False, longest=staff.TITLE_MOST),
            Field("phone", "电话", phone_or_nothing, required=False),
        )
        self.app.push_screen(
            AskScreen(
                "新增人员",
                fields,
                self._add,
                self._show,
                above=_ROLE_NOTE,
                keeps=self.session.half_typed(type(self), "新增人员"),
            )
        )

    async def _add(self, answers: dict[str, str]) -> GivenOut:
        return await asyncio.to_thread(_add, self.hall, self.session.person.no, self.session.terminal, answers)

    def change(self) -> None:
        """Name, roles, title, telephone of the person pointed at."""
        row = self.row()
        with self.session.look():
            person, seen = self.hall.person(row.no), staff.revision_of(self.hall, row.no)
        fields = (
            Field("name", "姓名", default=person.name, longest=staff.NAME_MOST),
            Field("roles", "角色", roles_of, default=row.roles, hint=_ROLE_HINT),
            Field("title", "职务", default=person.title, required=False),
            Field(
                "until",
                "到期日",
                _end,
                default=person.until.isoformat() if person.until else "",
                required=False,
                hint=_END_HINT,
            ),
        )

        def act(work: Work, answers: dict[str, str]) -> None:
            staff.row_of(work, row.no, seen)
            until = date.fromisoformat(answers["until"]) if answers["until"] not in ("", NOBODY) else None
            if until != person.until:
                staff.set_end(work, row.no, until)
            staff.change_staff(work, row.no, name=answers["name"], roles=_roles(answers["roles"]),
                                title=answers["title"])  # fmt: skip

        self.ask(f"修改 {row.no} {row.name}", fields, act, f"{row.name}的资料已改。", above=_ROLE_NOTE)

    def leave_or_return(self) -> None:
        """Out, or back with a new PIN."""
        row = self.row()
        if not row.active:
            self._give(_return, row)
            return
        choices = (f"{row.name}离岗，从现在起不能登录", "不办了")
        fields = (Field("sure", "确认", choices=choices),)
        self.try_first(lambda work: changing.leave_staff(work, row.no))

        def act(work: Work, answers: dict[str, str]) -> None:
            if answers["sure"] == choices[0]:
                changing.leave_staff(work, row.no)

        self.ask(f"离岗 {row.no} {row.name}", fields, act, lambda _: self.say(""))

    # -- posts, windows, villages --------------------------------------------------------------

    def post(self) -> None:
        """Another A or B for a post, or a new post."""
        hall = self.hall
        names = [each.name for each in hall.laid.posts.values()]
        fields = (Field("post", "岗位", choices=(*names, "新设岗位")),)

        async def chosen(answers: dict[str, str]) -> str:
            return answers["post"]

        self.app.push_screen(AskScreen("岗位", fields, chosen, self._change_post))

    def _change_post(self, name: str) -> None:
        with self.session.look():
            found = next((each for each in self.hall.laid.posts.values() if each.name == name), None)
            seen = changing.revision_of(self.hall, found.code) if found else None
        windows = self.hall.laid.windows
        new = (
            ()
            if found
            else (Field("code", "岗位编号", self._free_code, hint="字母或数字，如 MZ"), Field("name", "岗位名称"))
        )
        fields = (
            *new,
            Field("window", "窗口", choices=tuple(windows.values()), default=windows[found.window] if found else ""),
            Field("a", "A岗工号", self._known_number, default=found.a if found else ""),
            Field("b", "B岗工号", self._half, default=(found.b if found else "") or NOBODY, hint="没有B岗打 0"),
            Field("serves", "办哪些业务", default=" ".join(found.serves) if found else "", hint="如 民政 残联"),
            *(_HOW if found else ()),
        )

        def act(work: Work, answers: dict[str, str]) -> list[str]:
            code, title = (found.code, found.name) if found else (answers["code"], answers["name"])
            window = next(code for code, each in windows.items() if each == answers["window"])
            b = "" if answers["b"] == NOBODY else answers["b"]
            serves = answers["serves"].split()
            changing.set_post(work, code, title, window, answers["a"], b, serves, without=_without(answers),
                              new=found is None, seen=seen)  # fmt: skip
            offered = {each.window for each in work.hall.laid.items.values()}
            return [each for each in serves if each not in offered]

        def saved(without_items: list[str]) -> None:
            said = "岗位已改。" if found else "岗位已设。"
            if without_items:
                self.say(f"{said}目录里没有业务是“{'、'.join(without_items)}”的事项，写错了请再改。", Styles.LACKING)
            else:
                self.say(said, Styles.DONE)

        self.ask(f"岗位 {name}", fields, act, saved)

    def window(self) -> None:
        """A new window."""
        fields = (
            Field("code", "窗口编号", hint="如 W11", longest=staff.CODE_MOST),
            Field("name", "窗口名称", longest=staff.NAME_MOST),
        )
        self.ask("新窗口", fields, lambda work, answers: staff.add_window(work, **answers), "窗口已设。")

    def village(self) -> None:
        """A new village."""
        fields = (
            Field("code", "村编号", longest=staff.CODE_MOST),
            Field("name", "村或社区名称", longest=staff.NAME_MOST),
        )

        def act(work: Work, answers: dict[str, str]) -> None:
            staff.add_village(work, answers["code"], answers["name"])

        self.ask("新村", fields, act, "已新增。")

    def departments(self) -> None:
        """The departments with their representatives and seals."""
        from counter.screens.hall.departments import DepartmentsScreen

        self.app.push_screen(DepartmentsScreen())

    # -- helpers -------------------------------------------------------------------------------

    def _free_number(self, typed: str) -> str:
        if not staff.number_fits(typed):
            raise staff.NumberWrong()
        if taken := self.hall.laid.staff.get(typed):
            raise staff.NumberTaken(no=typed, name=taken.name)
        return typed

    def _free_code(self, typed: str) -> str:
        changing.refuse_taken(self.hall, typed)
        return typed

    def _known_number(self, typed: str) -> str:
        if typed == NOBODY:
            raise UnknownStaff(no=typed)
        return self.hall.person(typed).no

    def _half(self, typed: str) -> str:
        return typed if typed == NOBODY else self._known_number(typed)


def _add(hall: Hall, actor: str, terminal: str, answers: dict[str, str]) -> GivenOut:
    with hall.act(actor, terminal) as work:
        staff.add_staff(work, answers["no"], answers["name"], _roles(answers["roles"]), title=answers["title"],
                         phone=answers["phone"])  # fmt: skip
    return give_out(hall, actor, terminal, answers["no"])


def _return(hall: Hall, actor: str, terminal: str, no: str) -> GivenOut:
    person = hall.person(no)
    pin = pins.given_out(person, hall.book().security)
    made = pins.Given(pins.hashed(pin, pins.calibrated()))
    with hall.act(actor, terminal) as work:
        staff.return_staff(work, no, made)
    return GivenOut(no, person.name, pin)
