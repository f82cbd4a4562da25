"""预约: who is expected when, at the hall or at home, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework.batches.batch_lines import item_meant
from counter.domain.casework.booking import appointments, entrusting
from counter.domain.casework.booking.appointment_lists import AppointmentRow, Appointments, day_list
from counter.domain.casework.booking.appointments import HOME_REASONS, Booked, Booking
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.casework.intake.sheet import Sheet, Somebody
from counter.domain.hall.residents import citizens
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.rights import Right
from counter.domain.text import mask_phone
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column
from counter.screens.shared.colleague import colleague
from counter.screens.shared.listing import ListScreen
from counter.screens.shared.someone import HINT as WHO_HINT
from counter.screens.shared.someone import said, someone, telephone

if TYPE_CHECKING:
    from counter.domain.hall.work import Work

TABS = {"coming": "等着来的", "today": "今天", "home": "上门", "all": "全部"}
_WHEN = "明天 9:30、周三 14:30、11-23 9:30"


COLUMNS = (
    Column[AppointmentRow]("时间", 11, lambda row: row.when),
    Column[AppointmentRow]("姓名", 8, lambda row: row.name),
    Column[AppointmentRow]("电话", 11, lambda row: mask_phone(row.phone) if row.phone else ""),
    Column[AppointmentRow]("地点", 9, lambda row: row.place, stretch=1),
    Column[AppointmentRow]("事项", 12, lambda row: row.item, stretch=1),
    Column[AppointmentRow]("接待", 6, lambda row: row.receiver),
    Column[AppointmentRow]("情况", 12, lambda row: f"{'上门 ' if row.home else ''}{row.said}"),
)


class AppointmentsScreen(ListScreen[AppointmentRow]):
    """The appointments, and what can be done with one."""

    menu_rows = 2
    columns = COLUMNS
    empty = "没有预约。按 1 新约，按 7 约上门。"
    lists = TABS

    def title_words(self) -> str:
        """Its name."""
        return "预约"

    def commands(self) -> Sequence[Command]:
        """What can be done with the appointment that the list points at."""
        intake = Right.INTAKE
        return (
            Command("来了，办理", "enter", "人来了：打开受理，人和事项已经填好；收件后自动记为已来办。"),
            Command("新约", "1", "约一个时间，出预约单。", right=intake, act=self.book),
            Command("改约", "2", "商量好另一个时间，出新的预约单。", right=intake, act=self.move),
            Command("转接待", "3", "接待人有急事：转给同岗的另一人（或指定的人）接待，不能失约。", right=intake,
                    act=self.pass_on),
            Command("没来", "4", "约的时间过了，人没有来。", right=intake, act=self.missed),
            Command("已来", "5", "来过了，没有办成件（问清楚了、当场办了）。", right=intake, act=self.came),
            Command("取消", "6", "申请人不来了。", right=intake, act=self.cancel),
            Command("约上门", "7", "老弱病残不能来的，约时间上门。", right=intake, act=self.visit),
            Command("名单", "8", "打印一天的预约名单或上门服务单。", act=self.print_list),
            Command("公示", "9", "预约办理公示，非常驻窗口委托本厅办理的公告。", act=self.announcement),
            Command("预约单", "0", "补打这个预约的单子。", act=self.slip),
        )  # fmt: skip

    def source(self) -> Appointments:
        """What the current list shows."""
        match self.which:
            case "today":
                return Appointments(self.hall, waiting=False, day=self.hall.today)
            case "home":
                return Appointments(self.hall, home=True)
            case "all":
                return Appointments(self.hall, waiting=False)
        return Appointments(self.hall)

    def meaning(self, row: AppointmentRow) -> Meaning:
        """Missed by the hall or late, soon, or settled."""
        if row.prevented or row.late:
            return Styles.OVERDUE
        if row.state != "booked":
            return Styles.NOT_MINE if row.state in ("moved", "cancelled") else Styles.PLAIN
        return Styles.SOON if row.soon else Styles.PLAIN

    # -- they are here ---------------------------------------------------------------------------

    def opened(self, row: AppointmentRow) -> None:
        """Opens intake with person and item; or the case that came of it."""
        if row.case_id is not None:
            from counter.screens.case.screen import CaseScreen

            self.app.push_screen(CaseScreen(row.case_id))
            return
        if row.state != "booked":
            self.say(f"这个预约已经是“{appointments.STATE_NAMES[row.state]}”。")
            return
        from counter.screens.intake.screen import IntakeScreen

        with self.session.look() as connection:
            person = citizens.by_id(connection, row.citizen_id)
        channel = "home" if row.home else "appointment"
        sheet = Sheet(
            came=Somebody.of(person), item=row.item_code, channel=channel, appointment=row.id, done=["came", "item"]
        )  # fmt: skip
        self.app.push_screen(IntakeScreen(start=sheet))

    # -- agreeing --------------------------------------------------------------------------------

    def book(self) -> None:
        """Who, for what, when."""
        self._book("新约", home=False)

    def visit(self) -> None:
        """Who, for what, when, where, and why they cannot come."""
        self._book("约上门", home=True)

    def _book(self, title: str, *, home: bool) -> None:
        people: dict[str, Who] = {}

        def person(typed: str) -> str:
            found = people.get(typed) or someone(self.hall, typed)
            people[said(found)] = found
            return said(found)

        fields = [
            Field("who", "谁", person, hint=WHO_HINT),
            Field("phone", "电话", telephone, required=False, hint="名册里有的可空着"),
            Field("item", "事项", self._item, hint="编号、首字母、汉字或俗称"),
            Field("at", "时间", self._moment, hint=_WHEN),
        ]  # fmt: skip
        if home:
            own = self.session.person.no
            fields += [
                Field("place", "上门地点", longest=60), Field("why", "为什么不能来", choices=HOME_REASONS),
                Field("receiver", "谁去", self._colleague, default=own, hint="工号或姓名"),
            ]  # fmt: skip
        else:
            fields.append(Field("way", "怎么约的", choices=tuple(appointments.WAYS.values()), default="当面"))

        def act(work: Work, answers: dict[str, str]) -> Booked:
            found = people[answers["who"]]
            who_ = Who(
                found.name,
                found.id_no,
                answers["phone"] or found.phone,
                found.village,
                found.group,
                citizen=found.citizen,
            )
            way = next((key for key, name in appointments.WAYS.items() if name == answers.get("way")), "counter")
            return appointments.book(work, Booking(
                answers["item"].partition(" ")[0], who_, coming_moment(answers["at"], work.entered), home,
                answers.get("place", ""), answers.get("why", ""), way, answers.get("receiver", "").partition(" ")[0],
            ))  # fmt: skip

        self.ask(title, fields, act, self._told)

    def move(self) -> None:
        """Another time for the appointment pointed at."""
        row = self._waiting()
        fields = (Field("at", "改到", self._moment, hint=_WHEN), Field("reason", "原因", required=False))

        def act(work: Work, answers: dict[str, str]) -> Booked:
            return appointments.move(work, row.id, coming_moment(answers["at"], work.entered), answers["reason"])

        self.ask(f"改约 {row.name} {row.when}", fields, act, self._told)

    def pass_on(self) -> None:
        """The other half of the post receives, or whom one names."""
        row = self._waiting()
        fields = (
            Field("to", "转给", self._colleague, required=False, hint="工号或姓名；空着按回车＝同岗的另一人"),
            Field("reason", "原因", required=False),
        )

        def act(work: Work, answers: dict[str, str]) -> str:
            return appointments.pass_on(work, row.id, answers["to"].partition(" ")[0], answers["reason"])

        def done(no: str) -> None:
            self.say(f"已转给{self.hall.person(no).name}接待，请当面告诉他。")

        self.ask(f"转接待 {row.name} {row.when}", fields, act, done)

    def missed(self) -> None:
        """Nobody came; or nobody of the hall was there."""
        row = self._waiting()
        self.try_first(lambda work: appointments.miss(work, row.id))
        ways = ("申请人没有来", "大厅没有人接待（失约）")
        fields = (Field("whose", "怎么回事", choices=ways, confirmed=True), Field("reason", "说明", required=False))

        def act(work: Work, answers: dict[str, str]) -> None:
            appointments.miss(work, row.id, by_hall=answers["whose"] == ways[1], reason=answers["reason"])

        self.ask(f"没来 {row.name} {row.when}", fields, act, "已登记。")

    def came(self) -> None:
        """They came, and no case came of it."""
        row = self._waiting()
        fields = (Field("reason", "办了什么", hint="如 问清楚了、当场办了"),)

        def act(work: Work, answers: dict[str, str]) -> None:
            appointments.keep_appointment(work, row.id, answers["reason"])

        self.ask(f"已来 {row.name} {row.when}", fields, act, "已登记。")

    def cancel(self) -> None:
        """The applicant does not come."""
        row = self._waiting()
        fields = (Field("reason", "原因", default="申请人不来了"),)

        def act(work: Work, answers: dict[str, str]) -> None:
            appointments.cancel(work, row.id, answers["reason"])

        self.ask(f"取消 {row.name} {row.when}", fields, act, "已取消。")

    # -- papers ----------------------------------------------------------------------------------

    def slip(self) -> None:
        """The slip of the appointment pointed at, once more."""
        row = self.row()
        if row.paper_id is not None:
            self.show_kept(row.paper_id)

    def print_list(self) -> None:
        """A day's list; of the tab 上门 the list of homes."""
        home = self.which == "home"
        names = [self.hall.today + timedelta(days=n) for n in range(7)]
        days = {f"{day:%m-%d}": day for day in names}

        def show(day: date) -> None:
            with self.session.look() as connection:
                paper = day_list(self.hall, connection, day, home=home)
            self.show_paper(paper)

        self.choose("上门服务单" if home else "预约名单", "哪一天", days, show)

    def announcement(self) -> None:
        """What is put up: how one agrees a time here, and the announcements by which the hall is entrusted."""
        today = self.hall.today
        with self.session.look():
            found = entrusting.announcements(self.hall, today)
        papers = {"预约办理公示": partial(entrusting.appointment_notice, self.hall, today)}
        papers |= {f"委托公告 {organ} {paper}": partial(entrusting.announcement_paper, self.hall, items, today)
                   for (organ, paper), items in found.items()}  # fmt: skip

        self.choose("公示", "哪一份", papers, lambda make: self.show_paper(make()))

    # -- helpers ---------------------------------------------------------------------------------

    def _waiting(self) -> AppointmentRow:
        """The appointment pointed at, where it still waits.

        Raises:
            AppointmentOver: it is settled; nothing is asked about it.
        """
        row = self.row()
        self.try_first(lambda work: appointments.cancel(work, row.id))
        return row

    def _item(self, typed: str) -> str:
        found = item_meant(self.hall, typed.partition(" ")[0] if " " in typed else typed)
        return f"{found.code} {found.name}"

    def _moment(self, typed: str) -> str:
        return f"{coming_moment(typed, self.hall.clock().moment):%Y-%m-%d %H:%M}"

    def _colleague(self, typed: str) -> str:
        return colleague(self.hall, typed)

    def _told(self, made: Booked) -> None:
        self.say(f"约好了：{made.number}。")
        self.show_kept(made.paper)
