"""受理: the person first, one form, one Enter after another; the last one saves.

The machine decides, this screen draws it, saves, offers the papers and keeps the drafts. While a save is
under way keys wait, so that a reader's burst of whole records loses nothing.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from textual.widget import Widget

from counter.domain.casework import enquiries
from counter.domain.casework.drafts import Draft, Drafts, new_key
from counter.domain.casework.intake import Intake
from counter.domain.casework.intake_keys import Moved
from counter.domain.casework.intake_sheet import Sheet
from counter.domain.casework.lookup import HallLookup
from counter.domain.journal import AlreadySaved
from counter.domain.refusals import Refusal
from counter.screens.intake_drafts import DraftsScreen
from counter.screens.intake_menu import commands_at
from counter.screens.intake_page import IntakePage
from counter.screens.intake_papers import hand_out
from counter.screens.intake_saving import Saved, save
from counter.screens.kit.commands import Command
from counter.screens.kit.edit import Edit
from counter.screens.kit.lines import Styles
from counter.screens.kit.shell import Shell
from counter.screens.session import DeskScreen, new_token
from counter.storage import StorageFault


class IntakeScreen(DeskScreen):
    """The desk's own screen."""

    menu_rows = 2

    def __init__(self) -> None:
        super().__init__()
        self.page: IntakePage | None = None
        self.saved: Saved | None = None
        """What was saved last, as long as its papers are on offer or it can be opened again."""
        self.offered = False
        self.resumable: Draft | None = None
        self._key = new_key()
        self._token = new_token()
        self._step = ""
        self._kept: dict[str, Any] = {}
        self._lookup: HallLookup | None = None

    # -- the screen ----------------------------------------------------------------------------

    def title_words(self) -> str:
        """受理."""
        return "受理"

    def body(self) -> Iterable[Widget]:
        """The form."""
        self.page = IntakePage(self._new())
        yield self.page

    def commands(self) -> Sequence[Command]:
        """What the keys mean at the field in hand."""
        return commands_at(self.machine) if self.page is not None else ()

    @property
    def machine(self) -> Intake:
        """The form's machine."""
        assert self.page is not None
        return self.page.intake

    @property
    def drafts(self) -> Drafts:
        """The drafts of this terminal."""
        return Drafts(self.session.hall.storage.path, self.session.terminal)

    @property
    def shell(self) -> Shell[Any]:
        """The App as far as it holds keys."""
        return cast("Shell[Any]", self.app)

    def on_mount(self) -> None:
        """Shows what was left unfinished here."""
        super().on_mount()
        self.shell.last_words.add(_weakly(self.keep))
        mine = [each for each in self.drafts.all() if each.clerk == self.session.person.no]
        self.resumable = next((each for each in mine if not each.parked), None)
        if self.resumable is not None:
            self.say(f"上次没填完的：{self.resumable.title}。Enter 接着填，Esc 挂着。")
        self._count()

    def on_unmount(self) -> None:
        """Leaving the screen keeps what was typed."""
        self.keep()

    def on_screen_suspend(self) -> None:
        """So does another screen over it, the lock's too."""
        self.keep()

    # -- what a key came to --------------------------------------------------------------------

    def on_intake_page_went(self, message: IntakePage.Went) -> None:
        """After each key: do what the form wants, keep the draft when a field ended."""
        message.stop()
        try:
            self._want(message.moved)
        except (Refusal, StorageFault) as error:
            self.fail(error)
        if self.machine.step != self._step:
            self._step = self.machine.step
            self.keep()
        self.menu.show(self.commands())

    def _want(self, moved: Moved) -> None:
        match moved.wants:
            case "save":
                self.shell.save(self._save())
            case "park":
                self._park()
            case "next-person":
                self._next_person(moved.typed)
            case "enquiry":
                self._count_enquiry()
            case "enter":
                self._enter()
            case "leave":
                self._leave()
            case "reopen":
                self._reopen()
            case "drafts":
                self._show_drafts()

    def fail(self, error: Refusal | StorageFault) -> None:
        """Says why something could not be done; F9 shows the articles."""
        if isinstance(error, Refusal):
            assert self.page is not None
            self.page.refused(error)
            return
        self.say(error.sentence, Styles.PROBLEM)

    # -- saving --------------------------------------------------------------------------------

    async def _save(self) -> None:
        machine, token = self.machine, self._token
        try:
            self.saved = await asyncio.to_thread(save, self.session, machine, token)
        except AlreadySaved:
            self._begin(self._new())
            self.say("这一笔刚才已经保存，没有重复登记。到“办件”里可以看到。")
            return
        except (Refusal, StorageFault) as error:
            self.fail(error)
            return
        self.offered = bool(self.saved.number)
        self._begin(machine.following(self.saved.person, self.saved.visit))
        self.say(self.saved.said)

    def _begin(self, machine: Intake, key: str = "") -> None:
        """Another form on the page; the old one's draft is done with."""
        assert self.page is not None
        self.drafts.drop(self._key)
        self._key, self._token, self._step, self._kept = key or new_key(), new_token(), machine.step, {}
        self.page.show(machine)
        self._count()
        self.menu.show(self.commands())

    def _new(self, sheet: Sheet | None = None) -> Intake:
        return Intake(self.lookup, Edit.of, sheet)

    @property
    def lookup(self) -> HallLookup:
        """What the form asks of the hall; kept, because it counts the commonest items once a day."""
        if self._lookup is None:
            session, posts = self.session, [post.code for post in self.session.posts]
            self._lookup = HallLookup(session.hall, session.person.no, session.terminal, posts)
        return self._lookup

    # -- the keys of the empty form ------------------------------------------------------------

    def _enter(self) -> None:
        """Prints what was just saved, or takes up what was left."""
        if self.offered and self.saved is not None:
            self.offered = False
            self.shell.save(self._print(self.saved))
        elif self.resumable is not None:
            self.resume(self.resumable)

    async def _print(self, saved: Saved) -> None:
        self.say("正在交给打印机……")
        try:
            said = await asyncio.to_thread(hand_out, self.session, saved)
        except (Refusal, StorageFault) as error:
            self.fail(error)
            return
        self.say(said)

    def _leave(self) -> None:
        if self.offered:
            self.offered = False
            self.say("没有打印；以后可以到“办件”里按 0 补打。")
        elif self.resumable is not None:
            self.drafts.keep(_parked(self.resumable))
            self.resumable = None
            self._count()
            self.say("已挂单，按 下 键可以取出来。")
        else:
            self.desk_app.go("desk")

    def _reopen(self) -> None:
        if self.saved is None or not self.saved.case_id:
            self.say("还没有刚办好的件。", Styles.PROBLEM)
            return
        show = getattr(self.app, "open_case", None)
        if show is None:
            self.say(f"刚办的是 {self.saved.number}，请按 F3 到“办件”里打开。")
            return
        show(self.saved.case_id)

    def _count_enquiry(self) -> None:
        posts = self.session.posts
        with self.session.act(token=new_token()) as work:
            enquiries.enquire(work, enquiries.Asked(post=posts[0].code if posts else ""))
        with self.session.look() as connection:
            today = enquiries.counted(connection, self.session.hall.today)
        self.say(f"已记一次咨询，今天全厅第 {today} 次。")

    # -- drafts --------------------------------------------------------------------------------

    def keep(self) -> None:
        """Writes the form as a draft where something was begun; takes the draft away where nothing was."""
        if self.page is None:
            return
        plain = self.machine.plain()
        if not self.machine.begun:
            self.drafts.drop(self._key)
        elif plain != self._kept and not self.drafts.keep(self._draft(plain)):
            self.say("草稿没能写到磁盘上，请尽快收件。", Styles.PROBLEM)
        self._kept = plain

    def _draft(self, plain: dict[str, Any], *, parked: bool = False) -> Draft:
        now = self.session.hall.clock().moment
        return Draft(self._key, self.machine.title, now, self.session.person.no, parked, plain)

    def _park(self) -> None:
        """挂单: puts the form aside and stands ready for the next."""
        title = self.machine.title
        if not self.drafts.keep(self._draft(self.machine.plain(), parked=True)):
            self.say("磁盘写不进去，挂不了单。请先收件，或腾出磁盘空间。", Styles.PROBLEM)
            return
        self._key = new_key()
        self._begin(self._new())
        self.say(f"已挂单：{title}。按 下 键取单。")

    def _next_person(self, number: str) -> None:
        """A card was read over another form: that form is put aside, the card begins the next."""
        title = self.machine.title
        if self.machine.begun:
            self._park()
        for sign in number:
            moved = self.machine.advance(sign, sign)
        self._step = ""
        assert self.page is not None
        self.page.redraw()
        told = f"刚才的“{title}”没有保存，已挂单。"
        self.say(f"{moved.says}  {told}" if moved.says else told, Styles.SOON)

    def _show_drafts(self) -> None:
        found = self.drafts.all()
        if not found:
            self.say("没有挂着的单。")
            return
        self.app.push_screen(DraftsScreen(self.drafts, found), self._picked)

    def _picked(self, draft: Draft | None) -> None:
        if draft is not None:
            self.resume(draft)
        self._count()

    def resume(self, draft: Draft) -> None:
        """Takes up a draft; one that cannot be read any more is set aside."""
        self.resumable = None
        try:
            machine = Intake.of(draft.form, self.lookup, Edit.of)
        except (KeyError, TypeError, ValueError, Refusal):
            self.drafts.set_aside(draft.key)
            self.say("这张单读不出来了，已另存在一边，请重新填。", Styles.PROBLEM)
            return
        self._begin(machine, draft.key)
        self.keep()
        self.say(f"接着填：{draft.title}")

    def _count(self) -> None:
        """How many forms wait, in the header."""
        waiting = len([each for each in self.drafts.all() if each.parked])
        self.header.show(counts=f"挂单 {waiting}" if waiting else "")


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """The method as long as its screen lives: the App does not keep every screen of the day."""
    found = weakref.WeakMethod(method)

    def call() -> None:
        if (alive := found()) is not None:
            alive()

    return call


def _parked(draft: Draft) -> Draft:
    return Draft(draft.key, draft.title, draft.written, draft.clerk, True, draft.form)
