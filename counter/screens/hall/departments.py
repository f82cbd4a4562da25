"""部门: the departments of joint cases with their chief representatives and approval seals; named and filed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter.domain.casework.acts import approval_seals
from counter.domain.hall.laid_down import DepartmentOf
from counter.domain.hall.opened import Hall
from counter.domain.hall.people import departments
from counter.domain.hall.people.departments import STANDINGS, Naming
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

NONE_NAMED = "未派首席代表"
_WITHOUT_POST = "不在大厅设岗"


class NoSeal(Refusal):
    """A change of a seal where the department has none in use."""

    says = "{department}没有在用的审批专用章。"


@dataclass(frozen=True, slots=True)
class Row:
    """A department as the list shows it."""

    name: str
    post: str
    representative: str
    since: str
    seal: str
    seal_id: int


def rows_of(hall: Hall, seals: dict[str, tuple[int, str]]) -> list[Row]:
    """Every department, in the order of its registration."""
    return [_row(hall, each, seals.get(each.name, (0, ""))) for each in hall.laid.departments.values()]


def _row(hall: Hall, each: DepartmentOf, seal: tuple[int, str]) -> Row:
    named = each.representative
    who = f"{named.name} {named.phone}".rstrip() if named else NONE_NAMED
    post = hall.post(each.post).name if each.post else ""
    return Row(each.name, post, who, f"{named.since:%Y-%m-%d}" if named else "", seal[1], seal[0])


def _name(row: Row) -> str:
    return row.name


COLUMNS = (
    Column[Row]("部门", 14, _name, stretch=1),
    Column[Row]("岗位", 10, lambda row: row.post),
    Column[Row]("首席代表", 20, lambda row: row.representative),
    Column[Row]("任命", 10, lambda row: row.since),
    Column[Row]("审批专用章", 18, lambda row: row.seal, stretch=1),
)


class DepartmentsScreen(ListScreen[Row]):
    """The departments, and what the centre does about their representatives and seals."""

    columns = COLUMNS
    empty = "还没有登记部门，请先按 2 登记。"

    def title_words(self) -> str:
        """Its name."""
        return "部门"

    def commands(self) -> Sequence[Command]:
        """What can be done for the department that the list points at."""
        settings = Right.SETTINGS
        return (
            Command("任命首席代表", "1", "凭任命文件任命，原来的自动换下。", right=settings, act=self.represent),
            Command("新增部门", "2", "登记一个联办部门，名称与事项里的一致。", right=settings, act=self.add),
            Command("启用印章", "3", "审批专用章启用，中心确认、备案。", right=settings, act=self.open_seal),
            Command("更换印章", "4", "换一枚新的，出备案表。", right=settings, act=self.change_seal),
            Command("停用印章", "5", "停用以后不能再盖，出备案表。", right=settings, act=self.cancel_seal),
            Command("返回", "escape", "回到人员。", act=self.leave),
        )

    def source(self) -> Listed[Row]:
        """Every department, with its seal in use."""
        with self.session.look() as connection:
            seals = {
                str(row["department"]): (int(row["id"]), str(row["name"]))
                for row in approval_seals.in_use(connection)
            }  # fmt: skip
            return Listed(rows_of(self.hall, seals), _name)

    def meaning(self, row: Row) -> Meaning:
        """Nobody named is a lack."""
        return Styles.LACKING if row.representative == NONE_NAMED else Styles.PLAIN

    def opened(self, row: Row) -> None:
        """Enter: names a representative."""
        self._do(self.commands()[0])

    # -- representatives -----------------------------------------------------------------------

    def add(self) -> None:
        """A department."""
        posts = {post.name: post.code for post in self.hall.laid.posts.values()}
        fields = (
            Field("name", "部门名称", hint="与事项里写的一致，如 派出所"),
            Field("post", "岗位", choices=(*posts, _WITHOUT_POST)),
            Field("phone", "电话", required=False),
        )

        def act(work: Work, answers: dict[str, str]) -> None:
            departments.add_department(work, answers["name"], posts.get(answers["post"], ""), answers["phone"])

        self.ask("新增部门", fields, act, "部门已登记。")

    def represent(self) -> None:
        """Names the chief representative of the department pointed at."""
        row = self.row()
        fields = (
            Field("who", "工号或姓名", self._someone, hint="本大厅的人输工号，外单位的输姓名"),
            Field("phone", "电话", required=False),
            Field("standing", "身份", choices=STANDINGS),
            Field("paper", "任命文件", hint="文号，如 县委任〔2026〕8号"),
        )

        def act(work: Work, answers: dict[str, str]) -> None:
            staff, name = _staff_or_name(answers["who"])
            naming = Naming(row.name, staff, name, answers["phone"], answers["standing"], answers["paper"])
            departments.name_representative(work, naming)

        self.ask(f"首席代表 {row.name}", fields, act, f"{row.name}的首席代表已任命。")

    def _someone(self, typed: str) -> str:
        """Somebody of the hall as number and name, by either; anybody else by name.

        Raises:
            UnknownStaff: a number that nobody has.
        """
        said = typed.strip()
        if said.isascii() and said.isdigit():
            return f"{said} {self.hall.person(said).name}"
        own = [each for each in self.hall.laid.staff.values() if each.active and each.name == said]
        return f"{own[0].no} {own[0].name}" if len(own) == 1 else said

    # -- seals ---------------------------------------------------------------------------------

    def open_seal(self) -> None:
        """Files a new seal of the department pointed at."""
        row = self.row()
        posts = {post.name: post.code for post in self.hall.laid.posts.values()}
        fields = (
            Field("post", "使用岗位", choices=tuple(posts)),
            Field("size", "直径（厘米）", default=self.hall.book().casework.seal_size.value),
        )

        def act(work: Work, answers: dict[str, str]) -> int:
            return approval_seals.open_seal(work, row.name, posts[answers["post"]], answers["size"])

        self._filed(f"启用印章 {row.name}", fields, act, "已启用、备案。")

    def change_seal(self) -> None:
        """Files that the seal of the department pointed at was replaced."""
        row = self._sealed()
        fields = (
            Field("size", "新章直径（厘米）", default=self.hall.book().casework.seal_size.value),
            Field("reason", "更换原因"),
        )

        def act(work: Work, answers: dict[str, str]) -> int:
            return approval_seals.change_seal(work, row.seal_id, answers["size"], answers["reason"])

        self._filed(f"更换印章 {row.name}", fields, act, "已更换、备案。")

    def cancel_seal(self) -> None:
        """Files that the seal of the department pointed at is no longer used."""
        row = self._sealed()

        def act(work: Work, answers: dict[str, str]) -> int:
            return approval_seals.cancel_seal(work, row.seal_id, answers["reason"])

        self._filed(f"停用印章 {row.name}", (Field("reason", "停用原因"),), act, "已停用、备案。")

    # -- helpers -------------------------------------------------------------------------------

    def _sealed(self) -> Row:
        """The department pointed at, which has a seal in use."""
        row = self.row()
        if not row.seal_id:
            raise NoSeal(department=row.name)
        return row

    def _filed(
        self, title: str, fields: Sequence[Field], act: Callable[[Work, dict[str, str]], int], said: str
    ) -> None:
        """Asks and acts; the paper that came of it is shown."""

        def done(paper: int) -> None:
            self.say(said, Styles.DONE)
            self.show_kept(paper)

        self.ask(title, fields, act, done)


def _staff_or_name(answer: str) -> tuple[str, str]:
    """The staff number of somebody of the hall, or the name of somebody else."""
    number = answer.partition(" ")[0]
    return (number, "") if number.isascii() and number.isdigit() else ("", answer)
