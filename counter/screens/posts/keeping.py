"""What belongs to a post: where every seal is, and the things it keeps by name and number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counter.domain.casework.booking.coming import coming_moment
from counter.domain.clock import local
from counter.domain.hall.duty.facts import moment, seconds
from counter.domain.hall.duty.seals import MOVE_NAMES, SealHeld, every_seal
from counter.domain.hall.work import Work
from counter.domain.posts import seals, things
from counter.domain.posts.things import THING_NAMES
from counter.domain.reckoning import Reckoning, Step
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.colleague import colleague_field, number
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.shortlist import Listed

FROM_THE_FIRST = "建厅以来"
_WHEN = "如 今天 17:00、明天 9:00"


class NotLent(Refusal):
    """Nothing is to come back."""

    says = "这枚印章在岗位上，没有借出。"


class NoNumber(Refusal):
    """Something else where a number stands."""

    says = "数量要填整数，例如 3；没有了填 0。"


class SealsScreen(ListScreen[SealHeld]):
    """Every seal of the hall and who has it since when."""

    empty = "大厅还没有登记印章，请在“人员”的岗位里写上。"

    def __init__(self) -> None:
        self.columns = (
            Column[SealHeld]("印章", 34, self._which, stretch=1),
            Column[SealHeld]("在谁手里", 8, lambda row: self.hall.person(row.holder).name),
            Column[SealHeld]("怎么来的", 8, lambda row: MOVE_NAMES.get(row.kind, "在岗位")),
            Column[SealHeld]("从何时起", 11, self._since),
            Column[SealHeld]("何时还", 11, lambda row: f"{local(row.back_by):%m-%d %H:%M}" if row.back_by else ""),
        )
        super().__init__()

    def title_words(self) -> str:
        """Its name."""
        return "印章"

    def _which(self, row: SealHeld) -> str:
        """Its name, and its post where another post has one of that name."""
        alike = [each for each in every_seal(self.hall) if each.name == row.name]
        return row.name if len(alike) == 1 else f"{row.name} {self.hall.post(row.post).name}"

    def _since(self, row: SealHeld) -> str:
        """Since when it is there; one that never moved since its keeper has the post."""
        if row.since is not None:
            return f"{local(row.since):%m-%d %H:%M}"
        since = self.hall.standing().holding(row.post, seconds(self.hall.clock().moment)).since
        return f"{local(moment(since)):%Y-%m-%d}" if since else FROM_THE_FIRST

    def commands(self) -> Sequence[Command]:
        """From hand to hand."""
        return (
            Command("借出", "1", "借给别人：从此只有借的人能用。", act=self.lend),
            Command("归还", "2", "还回来，或带出的已带回。", act=self.give_back),
            Command("指定代管", "3", "保管人不在，指定别人代管，责任相同。", act=self.keeper),
            Command("带出", "4", "一般不得带出；确需带出的要领导同意，写明去处、事由、何时带回。", act=self.take_out),
            Command("经过", "f9", "这枚印章现在在谁手里，从谁手里到谁手里，依据哪一条。"),
            Command("返回", "escape", "回到交接。", act=self.leave),
        )

    def source(self) -> Listed[SealHeld]:
        """Every seal, post by post."""
        return Listed(every_seal(self.hall), lambda row: (row.post, row.name))

    def meaning(self, row: SealHeld) -> Meaning:
        """What is not at its post."""
        return Styles.PLAIN if row.at_post else Styles.SOON

    def why(self, row: SealHeld) -> Reckoning[Any]:
        """Where it is and on what that rests."""
        said = f"{row.name}：{seals.said_of(self.hall, row)}"
        went = [Step(each) for each in seals.moves_of(self.hall, row)] or [Step("一直在岗位上，没有借出、交接过。")]
        use = Step("用印要本人在手，谁持有谁用。")
        return Reckoning(row.holder, (Step(said, (seals.KEEPER, seals.BACK)), use, *went))

    def lend(self) -> None:
        """To somebody else."""
        row = self.row()
        fields = (self._to("借给谁"), Field("reason", "事由", required=False, longest=100),
                  Field("back_by", "何时还", self._moment, required=False, hint=_WHEN))  # fmt: skip

        def act(work: Work, told: dict[str, str]) -> int:
            back_by = coming_moment(told["back_by"], work.moment) if told["back_by"] else None
            return seals.lend_seal(work, row.name, number(told["to"]), told["reason"], back_by=back_by, post=row.post)

        self.ask(f"借出 {row.name}", fields, act, "已借出，从此只有借的人能用。")

    def give_back(self) -> None:
        """Back to who gave it."""
        row = self.row()
        if row.at_post:
            raise NotLent(cites=(seals.BACK,))
        self.act_now(lambda work: seals.return_seal(work, row.name, row.move))
        self.say(f"{row.name}已归还。", Styles.DONE)

    def keeper(self) -> None:
        """Another while its keeper is away."""
        row = self.row()
        fields = (self._to("由谁代管"), Field("reason", "原因", required=False, longest=100))

        def act(work: Work, told: dict[str, str]) -> int:
            return seals.name_keeper(work, row.name, number(told["to"]), told["reason"], post=row.post)

        self.ask(f"指定代管 {row.name}", fields, act, "已指定，责任与保管人相同。")

    def take_out(self) -> None:
        """Out of the office."""
        row = self.row()
        fields = (
            Field("place", "带到哪里", longest=100), Field("reason", "事由", longest=100),
            Field("back_by", "何时带回", self._moment, hint=_WHEN), self._to("哪位领导同意", "agreed_by"),
        )  # fmt: skip

        def act(work: Work, told: dict[str, str]) -> int:
            return seals.take_out_seal(work, row.name, told["place"], told["reason"],
                                       coming_moment(told["back_by"], work.moment), number(told["agreed_by"]),
                                       post=row.post)  # fmt: skip

        self.ask(f"带出 {row.name}", fields, act, "已登记带出，带回后按 2。")

    def _to(self, label: str, name: str = "to") -> Field:
        return colleague_field(self.hall, label, name)

    def _moment(self, typed: str) -> str:
        return f"{coming_moment(typed, self.hall.clock().moment):%Y-%m-%d %H:%M}"


Thing = Mapping[str, Any]


class ThingsScreen(ListScreen[Thing]):
    """UKey, accounts, keys and receipts of one post, by name and number only."""

    columns = (
        Column[Thing]("类别", 14, lambda row: THING_NAMES[row["kind"]]),
        Column[Thing]("名称", 30, lambda row: row["name"], stretch=1),
        Column[Thing]("数量", 6, lambda row: str(row["count"]), "r"),
        Column[Thing]("  从何时起", 12, lambda row: f"  {row['since']:%Y-%m-%d}"),
    )
    empty = "这个岗位还没有登记物品，按 1 登记。"

    def __init__(self, post: str) -> None:
        super().__init__()
        self.post = post

    def title_words(self) -> str:
        """Whose things."""
        return "岗位物品"

    def commands(self) -> Sequence[Command]:
        """Note one, change its number."""
        return (
            Command("登记", "1", "登记一项，只写名称和数量，不写密码。", act=self.add),
            Command("改数量", "2", "用掉、增加、交回，写明原因；填 0 销去。", act=self.change),
            Command("返回", "escape", "回到交接。", act=self.leave),
        )

    def source(self) -> Listed[Thing]:
        """What the post keeps now."""
        with self.session.look() as connection:
            return Listed(things.things_of(connection, self.post), lambda row: row["id"])

    def add(self) -> None:
        """One more."""
        kinds = {name: kind for kind, name in THING_NAMES.items()}
        fields = (
            Field("kind", "类别", choices=tuple(kinds)),
            Field("name", "名称", longest=things.NAME_MOST, hint="不写密码"),
            Field("count", "数量", _whole, default="1"),
        )  # fmt: skip
        self.ask(f"登记物品 {self.hall.post(self.post).name}", fields, lambda work, told: things.add_thing(
            work, self.post, kinds[told["kind"]], told["name"], int(told["count"])), "已登记。")  # fmt: skip

    def change(self) -> None:
        """Another number of the current one."""
        row = self.row()
        fields = (Field("count", "现有数量", _whole, hint="没有了填 0"), Field("why", "原因", longest=things.NAME_MOST))
        self.ask(f"改数量 {row['name']}", fields, lambda work, told: things.change_thing(
            work, row["id"], int(told["count"]), told["why"]), "已改。")  # fmt: skip


def _whole(typed: str) -> str:
    text = typed.strip()
    if not (text.isascii() and text.isdigit()):
        raise NoNumber()
    return text
