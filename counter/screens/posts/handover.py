"""AB岗交接 (F4): everything open for a post, handed over with both PINs, taken back, stepped into, called in by phone.

Who is asked for something about a post (its confirmation, its list) finds that post first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.widget import Widget

from counter.domain.attendance.leave.reading import report_by
from counter.domain.clock import local
from counter.domain.hall.duty.answering import BECAUSE
from counter.domain.hall.rights import Right
from counter.domain.hall.work import Work
from counter.domain.posts import reading, receptions
from counter.domain.posts.giving_back import give_back
from counter.domain.posts.listing import COUNTED, NAMES, Line, OpenWork
from counter.domain.posts.reading import PostSeen
from counter.domain.posts.turns import GROUND_NAMES, KIND_NAMES, UNHANDED, names_of
from counter.domain.posts.unhanded import unhanded_paper
from counter.domain.reckoning import Reckoning
from counter.domain.refusals import Refusal
from counter.domain.text import mask_phone
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import CURRENT, HEAD, HINT, PLAIN, Meaning, Styles, cells, wrap
from counter.screens.kit.lines import Line as Shown
from counter.screens.kit.page import Board
from counter.screens.kit.paged import Column
from counter.screens.kit.tabs import Tabs
from counter.screens.posts.handover_forms import HandoverForms
from counter.screens.shared.shortlist import Listed

PLACE = "handover"
_NUMBER, _NAME = 11, 24
OPEN, CAME, STILL, OWED, COUNT, DONE = "在手", "新来", "未完", "A岗答复", "清点", "已了"


class NoPostHere(Refusal):
    """There is no post to hand over."""

    says = "大厅还没有设岗位，请先在“人员”里设岗位。"


class NoSheetYet(Refusal):
    """A post that was never handed over has no sheet."""

    says = "{post}还没有交接过，没有交接单可打。"


class NotAReception(Refusal):
    """An answer to something else than what B noted."""

    says = "请先移到一条“B岗记录”上，再登记答复。"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list, with what part of it it is."""

    part: str
    line: Line
    key: str
    reception: int = 0
    """The key of what B noted, where it is that."""


def _said(line: Line) -> str:
    """Its number or name, and what it is; the same cells for the numbers of cases, and for what is counted."""
    room = _NAME if line.kind in COUNTED else _NUMBER
    return (line.ref + " " * max(2, room - cells(line.ref)) + line.says).rstrip()


COLUMNS: tuple[Column[Row], ...] = (
    Column("情况", 7, lambda row: row.part),
    Column("类别", 12, lambda row: NAMES[row.line.kind]),
    Column("编号、名称  内容", 44, lambda row: _said(row.line), stretch=1),
    Column("时限", 11, lambda row: row.line.due),
)
_HEAD_LINES = 4


class PostTabs(Tabs):
    """The post in hand, its window, and which of how many it is."""

    def __init__(self, names: Mapping[str, str], windows: Mapping[str, str]) -> None:
        super().__init__(names)
        self.windows = windows

    def lines(self) -> list[Shown]:
        """Its name and number."""
        keys = list(self.names)
        which = f"  {self.windows[self.current]}  {keys.index(self.current) + 1}/{len(keys)}"
        more = f"{which}  左右键换岗位" if len(keys) > 1 else which
        return [[(self.names[self.current], CURRENT), (more, HINT)]]


class HandoverHead(Board):
    """Whose the post is, who answers now and why, how much is open, what is to be done about it."""

    def __init__(self) -> None:
        super().__init__(height=_HEAD_LINES)
        self.told: tuple[tuple[str, bool], ...] = ()

    def show(self, told: Sequence[tuple[str, bool]]) -> None:
        """Sentences, each with whether it asks for something."""
        self.told = tuple(told)
        self.redraw()

    def lines(self) -> list[Shown]:
        """A sentence a line; a long one on several, broken between its parts."""
        found: list[Shown] = []
        for at, (text, asks) in enumerate(self.told):
            style = HEAD if at == 0 else Styles.SOON.style if asks else PLAIN
            found += [[(line, style)] for line in _parts_in(text, max(10, self.size.width))]
        return found[:_HEAD_LINES]


def _parts_in(text: str, width: int) -> list[str]:
    """A text of parts with two spaces between them, on lines of a width."""
    found = [""]
    for part in text.split("  "):
        joined = f"{found[-1]}  {part}" if found[-1] else part
        if cells(joined) <= width:
            found[-1] = joined
        else:
            found += wrap(part, width)
    return [line for line in found if line]


class HandoverScreen(HandoverForms[Row]):
    """One post after another: handed over, taken back, and what belongs to it."""

    menu_rows = 2
    columns = COLUMNS
    empty = "这个岗位现在没有在手的事。"

    def __init__(self) -> None:
        super().__init__()
        self._been_away = False
        self.typed = {}
        self.head = HandoverHead()
        self.seen: PostSeen | None = None
        self.work: OpenWork | None = None

    def title_words(self) -> str:
        """Its name."""
        return "交接"

    def body(self) -> Iterable[Widget]:
        """Which post, how it stands, the list."""
        posts = self._posts()
        if posts:
            self.tabs = PostTabs(posts, self._windows())
            return (self.tabs, self.head, self.list)
        return (self.head, self.list)

    def commands(self) -> Sequence[Command]:
        """What can be done with the post in hand."""
        return (
            Command(self._enter_name(), "enter", "把清单当面交给接岗的人，两人各输密码；或确认别人交给您的。",
                    act=self.enter),
            Command("返岗收回", "1", "A岗回来：列出新来的、没办完的，清点印章物品，两人确认。", act=self.take_back),
            Command("电话请假代录", "2", "A岗来电话请假：由综合窗口代录，B岗当即负责，A岗回来再确认清单。",
                    right=Right.INTAKE, act=self.by_phone),
            Command("短时离开", "3", "离开几分钟：B岗当即负责，不用他的密码；回来再按一次。", act=self.short),
            Command("主动顶岗", "4", "A岗忙不过来或不在，B岗自己顶上，写一句原因。", right=Right.OWN_CASES,
                    act=self.step_in),
            Command("B岗记录", "5", "顶岗时不能当场办的：记下来人、电话、事由，由A岗答复；移到记录上再按，登记答复。",
                    act=self.reception),
            Command("印章", "6", "印章在谁手里，借出、归还、指定代管、带出。", act=self.seals),
            Command("物品", "7", "UKey、账号、钥匙、空白票据，只记名称和数量。", act=self.things),
            Command("指定顶岗", "8", "A岗B岗都不在，由主任指定第三人。", act=self.third),
            Command("未交接登记", "9", "本月没有交接就离岗的。", right=Right.REPORT, act=self.left_without),
            Command("交接单", "0", "打印这个岗位最近一次的交接单。", act=self.sheet),
            Command("责任怎么算", "f9", "现在由谁负责、为什么，依据哪一条。"),
            Command("返回", "escape", "回到桌面。", act=self.leave),
        )  # fmt: skip

    # -- reading -------------------------------------------------------------------------------

    def source(self) -> Listed[Row]:
        """What is open for the post, or what goes back with it."""
        if not self.which:
            raise NoPostHere()
        with self.session.look() as connection:
            self.seen = reading.post_seen(self.hall, connection, self.which)
            back = give_back(self.hall, connection, self.which)
            noted = receptions.waiting(connection, self.which)
        self.work = back.now
        rest = tuple(line for line in back.now.lines if line.kind != "reception")
        parts: tuple[tuple[str, Sequence[Line]], ...] = ((OWED, back.now.of("reception")), (OPEN, rest))
        if self.seen.lent_to:
            parts = (
                (OWED, back.owed),
                (CAME, back.came),
                (STILL, back.still),
                (COUNT, back.counted),
                (DONE, back.done),
            )
        keys = {str(row["number"]): int(row["id"]) for row in noted}
        rows = [Row(part, line, f"{at}-{line.kind}-{line.ref}", keys.get(line.ref, 0))
                for at, (part, lines) in enumerate(parts) for line in lines]  # fmt: skip
        self.head.show(self._told(self.seen, back.now))
        self.menu.show(self.commands())
        return Listed(rows, lambda row: row.key)

    def meaning(self, row: Row) -> Meaning:
        """What is near, and what is over."""
        return Styles.HINT if row.part == DONE else Styles.SOON if row.line.near else Styles.PLAIN

    def why(self, row: Row) -> Reckoning[Any]:
        """Who answers for the post and why."""
        return self.pointed_at()

    def pointed_at(self) -> Reckoning[Any]:
        """Who answers for the post now, step by step, and who did before."""
        return reading.answered(self.hall, self.which)

    def on_screen_suspend(self) -> None:
        """To another place: what was said here last is no news when one comes back."""
        if self.app.current_mode != PLACE:
            self._been_away = True
            self.say("")

    def on_screen_resume(self) -> None:
        """From another place: a post that waits for this person comes first."""
        if self._been_away and self.tabs is not None and (waits := self._waiting()):
            self.tabs.names = self._posts()
            self.tabs.current = waits[0]
            self.tabs.redraw()
        self._been_away = False

    def _waiting(self) -> list[str]:
        """The posts that wait for this person's confirmation."""
        me, laid = self.session.person.no, self.hall.laid.posts
        with self.session.look() as connection:
            waits = [code for code in laid if reading.post_seen(self.hall, connection, code).awaits == me]
            return waits + [str(row["post"]) for row in reading.lists_to_confirm(self.hall, connection, me)]

    def _posts(self) -> dict[str, str]:
        """The posts: first those that wait for this person, then the own ones, then the others."""
        me = self.session.person
        laid = self.hall.laid.posts
        own = [post.code for post in self.hall.posts_of(me.no)]
        mine = [post.code for post in self.hall.answers_for(me.no)]
        return {code: laid[code].name for code in dict.fromkeys((*self._waiting(), *own, *mine, *laid))}

    def _windows(self) -> dict[str, str]:
        laid = self.hall.laid
        return {post.code: laid.windows.get(post.window, "") for post in laid.posts.values()}

    def _told(self, seen: PostSeen, work: OpenWork) -> list[tuple[str, bool]]:
        b = names_of(self.hall, seen.b) or "未设"
        since = f" {local(seen.since):%m-%d %H:%M}" if seen.since else ""
        because = GROUND_NAMES["short"] if seen.short else BECAUSE[seen.answer.because]
        if seen.lent_to == seen.answer.person and seen.last and seen.last["kind"] == "by-phone":
            because = "电话请假"
        now = f"现在由{names_of(self.hall, seen.answer.person)}负责（{because}{since}）"
        counts = [(kind, work.amount(kind)) for kind in NAMES]
        said = "  ".join(f"{NAMES[kind]} {count}" for kind, count in counts if count)
        near = f"其中临近到期 {work.near}  " if work.near else ""
        return [(f"A岗 {names_of(self.hall, seen.a)}  B岗 {b}  {now}", False), (near + said, False),
                (self._to_do(seen), True)]  # fmt: skip

    def _to_do(self, seen: PostSeen) -> str:
        """What somebody is asked for about this post; nothing where nothing is."""
        hall, me = self.hall, self.session.person.no
        if seen.offered is not None:
            row = seen.offered
            what = f"{KIND_NAMES[row['kind']]}：{names_of(hall, row['giver'])} → {names_of(hall, row['taker'])}"
            doing = "按 Enter 看清单确认" if seen.awaits == me else f"等{names_of(hall, seen.awaits)}确认"
            return f"{what}，{doing}。{row['note']}"
        if (call := self.call_of(seen.post.code)) is not None:
            when = f"{local(call['at']):%m-%d %H:%M}"
            if call["kind"] == UNHANDED:
                return f"{when} {names_of(hall, call['giver'])}没有交接，由您接岗，按 Enter 清点、确认清单。"
            return f"{when} 电话请假时交给{names_of(hall, call['taker'])}，按 Enter 确认清单。"
        for post, no, until in reading.ending(hall):
            if post.code == seen.post.code:
                first = "已交接" if seen.lent_to not in ("", no) else "请先交接，原因选“离岗”"
                return f"{names_of(hall, no)} {until:%m-%d}起离岗，{first}，再请主任在“人员”里换人。"
        if not seen.b:
            return "这个岗位还没有B岗，请主任在“人员”的岗位里明确。"
        leave = seen.leave
        if leave is None or (hall.today < leave.ask_from and leave.start > report_by(hall, hall.clock().moment)):
            if not seen.last or not seen.last["note"]:
                return ""
            return f"{'原因' if seen.last['kind'] == 'step-in' else '留言'}：{seen.last['note']}"
        when = f"{local(leave.start):%m-%d %H:%M}起"
        if leave.start <= hall.clock().moment:
            now = names_of(hall, seen.answer.person)
            return f"{names_of(hall, seen.a)}请假 {leave.number} {when}，没有交接；回来以前由{now}负责。"
        return f"{names_of(hall, seen.a)}已批假 {leave.number} {when}，走之前请交接。"

    def _enter_name(self) -> str:
        seen = self.seen
        if seen is None or (seen.awaits != self.session.person.no and self.call_of(seen.post.code) is None):
            return "交接并出单"
        return "确认"

    # -- what needs no form of its own --------------------------------------------------------------

    def opened(self, row: Row) -> None:
        """Enter on a line is Enter on the screen."""
        self.enter()

    def reception(self) -> None:
        """Notes whom B received; on such a line what A replied."""
        row = self.list.current
        if row is not None and row.reception:
            self._answers(row.reception)
            return
        code = self.which
        fields = (
            Field("name", "来人姓名"), Field("phone", "电话"), Field("matter", "事由", longest=200),
            Field("reason", "没当场办的原因", required=False, longest=200),
        )  # fmt: skip
        above = (f"顶岗时不能当场办的记下来，{names_of(self.hall, self.seen.a) if self.seen else ''}回来联系答复。", "")
        self.try_first(lambda work: receptions.receive(work, code, "试", "15400000000", "试"))

        def act(work: Work, told: dict[str, str]) -> int:
            return receptions.receive(work, code, told["name"], told["phone"], told["matter"], told["reason"])

        self.ask("B岗记录", fields, act, self._noted, above=above)

    def _answers(self, key: int) -> None:
        """Whom to call, with the whole number; and what was replied."""
        self.try_first(lambda work: receptions.answer(work, key, "试"))
        told = self.act_now(lambda work: receptions.reveal_reception(work, key))
        field = Field("answer", "怎么答复的", longest=200)
        above = (f"{told['name']}  电话 {told['phone']}", f"事由：{told['matter']}",
                 f"没当场办的原因：{told['reason'] or '没有写'}", "")  # fmt: skip
        self.ask("答复来人", (field,), lambda work, given: receptions.answer(work, key, given["answer"]),
                 "答复已登记，两人的清单都销了。", above=above)  # fmt: skip

    def _noted(self, key: int) -> None:
        with self.session.look() as connection:
            row = next(each for each in receptions.waiting(connection, self.which) if each["id"] == key)
        self.say(
            f"已记：{row['name']} {mask_phone(row['phone'])}，由{names_of(self.hall, row['owes'])}答复。", Styles.DONE
        )
        self.show_kept(int(row["paper_id"]))

    def seals(self) -> None:
        """The seals of the hall."""
        from counter.screens.posts.keeping import SealsScreen

        self.app.push_screen(SealsScreen())

    def things(self) -> None:
        """What the post keeps."""
        from counter.screens.posts.keeping import ThingsScreen

        self.app.push_screen(ThingsScreen(self.which))

    def left_without(self) -> None:
        """Who left without handing over, this month."""
        last = self.hall.today
        with self.session.look() as connection:
            paper = unhanded_paper(self.hall, connection, last.replace(day=1), last)
        self.show_paper(paper)

    def sheet(self) -> None:
        """The last handover on paper."""
        rows = self.hall.rows(
            "SELECT max(paper_id) FROM handover WHERE post = ? AND paper_id IS NOT NULL", (self.which,)
        )
        if rows[0][0] is None:
            raise NoSheetYet(post=self.hall.post(self.which).name)
        self.show_kept(int(rows[0][0]))
