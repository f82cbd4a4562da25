"""受理: the person first, one form, one Enter after another; the last one saves.

The machine decides, this screen draws it, saves, offers the papers and keeps the drafts. While a save is
under way keys wait, so that a reader's burst of whole records loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from textual.widget import Widget

from counter.domain.casework.intake.drafts import Draft
from counter.domain.casework.intake.keys import Moved
from counter.domain.casework.intake.lookup import HallLookup
from counter.domain.casework.intake.machine import Intake
from counter.domain.casework.intake.sheet import Sheet
from counter.domain.hall.items.item import Item
from counter.domain.journal import AlreadySaved
from counter.domain.refusals import Refusal
from counter.screens.intake.drafts import DraftsScreen, Keeper, losing, weakly
from counter.screens.intake.menu import commands_at
from counter.screens.intake.page import IntakePage
from counter.screens.intake.papers import hand_out, hand_out_paper
from counter.screens.intake.saving import Saved, count_enquiry, owed_enquiries, save, tell_departments
from counter.screens.kit.commands import Command
from counter.screens.kit.edit import Edit
from counter.screens.kit.lines import Styles
from counter.screens.kit.shell import Shell
from counter.screens.shared.session import DeskScreen, Session, new_token
from counter.storage import StorageFault


class IntakeScreen(DeskScreen):
    """The desk's own screen."""

    menu_rows = 2

    def __init__(self, start: Sheet | None = None) -> None:
        """Takes what is filled in already, as for somebody who comes by appointment."""
        super().__init__()
        self._start = start
        self.page: IntakePage | None = None
        self._here: Session | None = None
        self.saved: Saved | None = None
        """What was saved last, as long as its papers are on offer or it can be opened again."""
        self.offered = False
        self.resumable: Draft | None = None
        self.parked: Draft | None = None
        """What was put aside last, as long as one key can throw it away."""
        self._dropping: Draft | None = None
        """What the next key throws away, if it says so."""
        self._token = new_token()
        self._step = ""
        self._keeper: Keeper | None = None
        self._lookup: HallLookup | None = None

    # -- the screen ----------------------------------------------------------------------------

    def title_words(self) -> str:
        """受理."""
        return "受理"

    def body(self) -> Iterable[Widget]:
        """The form."""
        self._here = self.session
        self._keeper = Keeper(self.session)
        self.page = IntakePage(self._new() if self._start is None else Intake(self.lookup, Edit.of, self._start))
        yield self.page

    def commands(self) -> Sequence[Command]:
        """What the keys mean at the field in hand."""
        return commands_at(self.machine) if self.page is not None else ()

    @property
    def here(self) -> Session:
        """Who sat here when the screen was opened: its drafts stay theirs, whoever signs on next."""
        assert self._here is not None
        return self._here

    @property
    def machine(self) -> Intake:
        """The form's machine."""
        assert self.page is not None
        return self.page.intake

    @property
    def keeper(self) -> Keeper:
        """Where the drafts of this terminal are kept."""
        assert self._keeper is not None
        return self._keeper

    @property
    def shell(self) -> Shell[Any]:
        """The App as far as it holds keys."""
        return cast("Shell[Any]", self.app)

    def on_mount(self) -> None:
        """Shows what was left unfinished here."""
        self.shell.last_words.add(weakly(self.keep))
        self.resumable = self.keeper.unfinished() if self._start is None else None
        if self.resumable is not None:
            self.say(f"上次没填完的：{self.resumable.title}。Enter 接着填，Esc 挂着，退格 不要了。")
        self._count()

    def on_unmount(self) -> None:
        """Leaving the screen keeps what was typed."""
        self.keep()

    def on_screen_resume(self) -> None:
        """Coming back: what was done elsewhere meanwhile stands on the form."""
        if self.page is not None:
            self.machine.refresh()

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
        dropping, self._dropping = self._dropping, None
        match moved.wants:
            case "save":
                self.shell.save(self._save())
            case "park":
                self._park()
            case "next-person":
                self._next_person(moved.typed)
            case "enquiry" if dropping is not None:
                self._drop(dropping)
            case "enquiry":
                self.say(count_enquiry(self.here))
            case "asked-about":
                said = count_enquiry(self.here, self.machine.form.item)
                self._begin(self._new())
                self.say(said)
            case "drop":
                self._ask_to_drop()
            case "enter":
                self._enter()
            case "leave":
                self._leave()
            case "reopen":
                self._reopen()
            case "notify":
                self._notify()
            case "drafts":
                self._show_drafts()
            case "case":
                self._open_case(moved.case)

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
            self.saved = await asyncio.to_thread(save, self.here, machine, token)
        except AlreadySaved:
            self._begin(self._new())
            self.say("这一笔刚才已经保存，没有重复登记。到“办件”里可以看到。")
            return
        except (Refusal, StorageFault) as error:
            self.fail(error)
            return
        self.offered = bool(self.saved.number)
        parked = machine.form.sheet.enquiry and self._put_aside(machine)
        self.parked = self.parked if parked else None
        self._begin(machine.following(self.saved.person, self.saved.visit))
        self.say(f"{self.saved.said}填的单已挂单，下 取单，退格 不要了。" if parked else self.saved.said)

    def _put_aside(self, machine: Intake) -> bool:
        """After an enquiry the form that was filled in waits, in case it is wanted after all."""
        machine.form.sheet.enquiry = False
        self.parked = self.keeper.park(machine)
        return self.parked is not None

    def _begin(self, machine: Intake, key: str = "") -> None:
        """Another form on the page; the old one's draft is done with."""
        assert self.page is not None
        self.keeper.begin(key)
        self._token, self._step = new_token(), machine.step
        self.page.show(machine)
        self._count()
        self.menu.show(self.commands())

    def _new(self) -> Intake:
        return Intake(self.lookup, Edit.of)

    @property
    def lookup(self) -> HallLookup:
        """What the form asks of the hall; kept, because it counts the commonest items once a day."""
        if self._lookup is None:
            session = self.here
            posts = [post.code for post in session.posts]
            self._lookup = HallLookup(session.hall, session.person.no, session.terminal, posts)
        return self._lookup

    # -- the keys of the empty form ------------------------------------------------------------

    def _enter(self) -> None:
        """Prints what was just saved, or takes up what was left."""
        if self.offered and self.saved is not None:
            self.offered = False
            self.shell.save(self._print(self.saved))
        elif self.saved is not None and self.saved.guide is not None:
            self._show_guide(self.saved.guide)
        elif self.resumable is not None:
            self.resume(self.resumable)

    def _show_guide(self, item: Item) -> None:
        """The guide of what was asked about, to be printed from there."""
        from counter.screens.hall.item import show_guide

        assert self.saved is not None
        self.saved = replace(self.saved, guide=None)
        try:
            show_guide(self, item)
        except Refusal as refusal:
            self.fail(refusal)

    async def _print(self, saved: Saved) -> None:
        self.say("正在交给打印机……")
        try:
            if saved.visit:
                said = await asyncio.to_thread(hand_out, self.here, saved.visit)
            else:
                said = await asyncio.to_thread(hand_out_paper, self.here, saved.papers[0])
        except (Refusal, StorageFault) as error:
            self.offered = saved is self.saved  # Enter tries again
            kept = f"{saved.number} 已经存好，单没有打出来。"
            self.say(f"{kept}{error.sentence}按 Enter 再打，或以后到“办件”里按 0 补打。", Styles.PROBLEM)
            return
        self.say(said)

    def _leave(self) -> None:
        if self.offered:
            self.offered = False
            self.say("没有打印；以后可以到“办件”里按 0 补打。")
        elif self.resumable is not None:
            self.keeper.leave_parked(self.resumable)
            self.parked, self.resumable = self.resumable, None
            self._count()
            self.say(f"已挂单：{self.parked.title}。下 取单，退格 不要了。")
        elif self._start is None:
            self.desk_app.go("desk")
        else:
            self.leave()

    def _reopen(self) -> None:
        if self.saved is None or not self.saved.case_id:
            self.say("还没有刚办好的件。", Styles.PROBLEM)
            return
        self._open_case(self.saved.case_id)

    def _notify(self) -> None:
        """Tells the departments of the joint case that was just saved, by the days that its item plans."""
        if self.saved is None or not self.saved.untold:
            self.say("刚办好的不是要通知部门的联办件。", Styles.PROBLEM)
            return
        self.shell.save(self._tell_departments(self.saved))

    async def _tell_departments(self, saved: Saved) -> None:
        try:
            said = await asyncio.to_thread(tell_departments, self.here, saved)
        except (Refusal, StorageFault) as error:
            self.fail(error)
            return
        self.saved, self.offered = replace(saved, untold=False), True
        self.say(said)

    def _open_case(self, case_id: int) -> None:
        """A case as it stands; coming back, the form is as it was."""
        from counter.screens.case.screen import CaseScreen

        self.app.push_screen(CaseScreen(case_id))

    # -- drafts --------------------------------------------------------------------------------

    def keep(self) -> None:
        """Writes the form as a draft where something was begun."""
        if self.page is not None and not self.keeper.keep(self.machine):
            self.say("草稿没能写到磁盘上，请尽快收件。", Styles.PROBLEM)

    def _park(self) -> None:
        """挂单: puts the form aside and stands ready for the next."""
        self.parked = self.keeper.park(self.machine)
        if self.parked is None:
            self.say("磁盘写不进去，挂不了单。请先收件，或腾出磁盘空间。", Styles.PROBLEM)
            return
        self._begin(self._new())
        self.say(f"已挂单：{self.parked.title}。下 取单，退格 不要了。")

    def _ask_to_drop(self) -> None:
        """Says what would be lost; the second key of everywhere loses it."""
        found = self.resumable or self.parked
        if found is None:
            self.say("没有刚挂的单。别的挂单：按 下 键看，在那里按 7 不要。")
            return
        self._dropping = found
        self.say(losing(found), Styles.SOON)

    def _drop(self, draft: Draft) -> None:
        self.keeper.drafts.drop(draft.key)
        self.resumable = self.parked = None
        self._count()
        self.say(f"已丢掉：{draft.title}。")

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
        found = self.keeper.drafts.all()
        if not found:
            self.say("没有挂着的单。")
            return
        staff = self.here.hall.laid.staff
        named = {no: person.name for no, person in staff.items()}
        self.app.push_screen(DraftsScreen(self.keeper.drafts, found, lambda no: named.get(no, no)), self._picked)

    def _picked(self, draft: Draft | None) -> None:
        if draft is not None:
            self.resume(draft)
        self._count()

    def resume(self, draft: Draft) -> None:
        """Takes up a draft; one that cannot be read any more is set aside."""
        self.resumable = self.parked = None
        try:
            machine = Intake.of(draft.form, self.lookup, Edit.of)
        except (KeyError, TypeError, ValueError, Refusal):
            self.keeper.drafts.set_aside(draft.key)
            self.say("这张单读不出来了，已另存在一边，请重新填。", Styles.PROBLEM)
            return
        self._begin(machine, draft.key)
        self.keep()
        self.say(f"接着填：{draft.title}")

    def _count(self) -> None:
        """How many forms wait, and how many enquiries this person must answer or see through, in the header."""
        waiting, owed = self.keeper.parked(), owed_enquiries(self.here)
        said = (f"首问 {owed}" if owed else "", f"挂单 {waiting}" if waiting else "")
        self.header.show(counts="  ".join(filter(None, said)))
