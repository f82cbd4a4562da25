"""What every screen with a list is: rows by page, digits that act on the current one, forms that ask, papers shown.

A list screen says its title, its columns and where its rows come from, and names its commands; keys, readers that
send digits, refusals, coming back, an act behind a form and its sheet are done here, once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, final

from textual import events
from textual.widget import Widget

from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.commands import Command, find
from counter.screens.kit.lines import Meaning, Styles
from counter.screens.kit.paged import Column, PagedList, Source
from counter.screens.kit.tabs import STEPS, Tabs
from counter.screens.kit.words import Words
from counter.screens.shared.asking import AskScreen, say_refusal
from counter.screens.shared.scanned import Scanned
from counter.screens.shared.session import DeskScreen, new_token
from counter.screens.shared.shortlist import Listed
from counter.storage import StorageFault

if TYPE_CHECKING:
    from counter.domain.hall.opened import Hall
    from counter.domain.hall.work import Work
    from counter.domain.paper import Paper
    from counter.domain.reckoning import Reckoning

R = TypeVar("R")
T = TypeVar("T")
Act = Callable[["Work", dict[str, str]], T]
"""What a form does with its answers, inside one act."""


class NothingPointedAt(Refusal):
    """A command for the current row of an empty list."""

    says = "{empty}"


class _List(PagedList[R]):
    """The list of a list screen; F9 asks the screen what its rows rest on."""

    why_of: Callable[[R], Reckoning[Any] | None]

    def why(self) -> Reckoning[Any] | None:
        """What lies behind the current row."""
        return self.why_of(self.current) if self.current is not None else None


class ListScreen(Scanned, DeskScreen, Generic[R]):
    """A list and what can be done with it.

    A subclass gives `title_words`, `columns`, `empty`, `source` and `commands`; where several lists share the screen,
    their names in `lists` (`which` is the current one, `source` reads it). A command on a digit acts on the current
    row, which it has from `self.row()`; on an empty list that refuses with what the list says. Enter does the command
    on `enter`, where that has an act, or what `opened` says.
    """

    columns: Sequence[Column[R]] = ()
    empty = "这里现在没有内容。"
    """What an empty list says: that nothing is there, and what to do."""
    lists: Mapping[str, str] = {}
    """The lists that left and right turn, by key, each with its Chinese name; none: there is one list."""
    whole_lines = 0
    """Lines under the list for what `row_whole` says of the current row; nought: none."""

    def __init__(self, which: str = "") -> None:
        """Takes the list to begin with, where the screen has several."""
        super().__init__()
        self.tabs = Tabs(self.lists, current=which) if self.lists else None
        self.list = _List[R](Listed([], id), self.columns, meaning=self.meaning, empty=self.empty)
        self.list.why_of = self.why
        self._whole = Words(self.whole_lines)

    # -- what a subclass gives -------------------------------------------------------------------

    def source(self) -> Source[R]:
        """The rows as they are now: a paged source of the domain, or `Listed` for a few; may refuse."""
        raise NotImplementedError

    def meaning(self, row: R) -> Meaning:
        """What the colour of a row says."""
        return Styles.PLAIN

    def why(self, row: R) -> Reckoning[Any] | None:
        """What F9 explains of a row; None: nothing."""
        return None

    def begins_at(self) -> object:
        """The key of the row at which the list begins; None: its first."""
        return None

    def row_whole(self, row: R) -> str:
        """What the columns have no room for, said under the list of the current row."""
        return ""

    def opened(self, row: R) -> None:
        """Enter on a row."""
        command = find(self.commands(), "enter")
        if command is not None:
            self._do(command)

    def said_empty(self) -> str:
        """What the list says where it is empty; otherwise for each of several lists, where they differ."""
        return self.empty

    # -- what a subclass uses --------------------------------------------------------------------

    @property
    @final
    def hall(self) -> Hall:
        """The hall."""
        return self.session.hall

    @property
    @final
    def which(self) -> str:
        """The key of the current list."""
        return self.tabs.current if self.tabs is not None else ""

    @final
    def row(self) -> R:
        """The current row.

        Raises:
            NothingPointedAt: the list is empty.
        """
        if self.list.current is None:
            raise NothingPointedAt(empty=self.list.empty)
        return self.list.current

    def refresh_list(self) -> None:
        """Reads the list anew; the current row stays so, or the one that took its place."""
        try:
            anew = not self.list.rows
            self.list.empty = self.said_empty()
            self.list.renew(self.source())
            if anew and (key := self.begins_at()) is not None:
                self.list.point_at(key)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)
        self.show_current()

    @final
    def ask(
        self,
        title: str,
        fields: Sequence[Field],
        act: Act[T],
        done: Callable[[T], None] | str = "",
        *,
        above: Sequence[str] = (),
        happened: datetime | None = None,
    ) -> None:
        """Asks, does one act with the answers, reads the list anew.

        Args:
            title: What the form is called.
            fields: What is asked.
            act: The act; what it refuses is said under the form, which stays.
            done: What follows, given what the act returned; or the sentence that then stands in the status line.
            above: Sentences over the form.
            happened: When it took place, for a late entry.

        Raises:
            Refusal: whatever would be answered, so that nothing is asked in vain.
        """
        if happened is None and not any(each.choices or each.masked for each in fields):
            usual = {each.name: each.default for each in fields}
            with contextlib.suppress(ValueError, LookupError):  # of answers that only stand for those to come
                self.try_first(lambda work: act(work, usual))
        token = new_token()

        async def do(answers: dict[str, str]) -> T:
            with self.session.act(token=token, happened=happened) as work:
                return act(work, answers)

        def after(made: T) -> None:
            self.refresh_list()
            if isinstance(done, str):
                self.say(done, Styles.DONE)
            else:
                done(made)

        at = self.list.source.key(self.list.current) if self.list.current is not None else None
        kept = self.session.half_typed(type(self), self.which, at, title)
        self.app.push_screen(AskScreen(title, fields, do, after, above=above, keeps=kept))

    @final
    def try_first(self, act: Callable[[Work], object]) -> None:
        """Tries what a form is to do before anything is asked, with answers that stand for those to come.

        Raises:
            Refusal: no other answer would mend it (`Refusal.standing`), so that nothing is asked in vain.
        """
        try:
            self.session.tried(act)
        except Refusal as refusal:
            if refusal.standing:
                raise

    @final
    def act_now(self, act: Callable[[Work], T]) -> T:
        """One act of the person without a form, as on one key; the list is read anew.

        Raises:
            Refusal, StorageFault: nothing was saved; a command's are said by the screen.
        """
        with self.session.act(token=new_token()) as work:
            made = act(work)
        self.refresh_list()
        return made

    @final
    def choose(self, title: str, label: str, choices: Mapping[str, T], then: Callable[[T], None]) -> None:
        """Asks which of several, and goes on with it.

        Args:
            title: What the form is called.
            label: What is asked.
            choices: Each as it is shown, with what it means.
            then: What follows.
        """

        async def pick(answers: dict[str, str]) -> T:
            return choices[answers["which"]]

        field = Field("which", label, choices=tuple(choices))
        self.app.push_screen(AskScreen(title, (field,), pick, partial(self._try, then)))

    @final
    def show_kept(self, key: int) -> None:
        """A paper that an act made, as a sheet to be printed."""
        from counter.domain.casework.case import visits

        with self.session.look() as connection:
            paper = visits.paper(connection, key)
        self.show_paper(paper, lambda work: key)

    @final
    def show_paper(self, paper: Paper, keep: Callable[[Work], int] | None = None, *, name: str = "") -> None:
        """A paper as a sheet to be printed; stored when it first goes out.

        Args:
            paper: The paper.
            keep: Stores it inside an act; None: as a paper of the day.
            name: The name of its files; empty: its title and number.
        """
        from counter.screens.shared.sheet import SheetScreen

        name = name or f"{paper.title}-{paper.number}".rstrip("-")
        self.app.push_screen(SheetScreen(paper, keep or partial(_of_today, paper), name=name))

    # -- keys ------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The names of the lists, where there are several, the list, and its current row whole where that is said."""
        return (self.tabs, self.list, *self.below) if self.tabs is not None else (self.list, *self.below)

    @property
    def below(self) -> Sequence[Widget]:
        """What stands under the list."""
        return (self._whole,) if self.whole_lines else ()

    def keys_go_to(self) -> Widget:
        """What takes the keys first."""
        return self.list

    def on_mount(self) -> None:
        """Keys go to the list, or to what stands before it."""
        self.keys_go_to().focus()

    def on_screen_resume(self) -> None:
        """At first and coming back: the list as it is by now."""
        self.refresh_list()

    def on_paged_list_opened(self, message: PagedList.Opened[R]) -> None:
        """Enter."""
        message.stop()
        self._try(self.opened, message.row)

    def on_paged_list_moved(self, message: PagedList.Moved[R]) -> None:
        """Another row is current."""
        message.stop()
        self.show_current()

    def show_current(self) -> None:
        """What stands beside the list follows the current row: its words whole, where they are said."""
        if self.whole_lines:
            self._whole.show(self.row_whole(self.list.current) if self.list.current is not None else "")

    def on_paged_list_acted(self, message: PagedList.Acted[R]) -> None:
        """A digit; a number from a reader goes to the cases."""
        message.stop()
        digit = str(message.digit)
        self.by_hand(digit, partial(self._digit, digit))

    def on_key(self, event: events.Key) -> None:
        """Left and right turn the lists; every other key goes to the handlers of the classes below without a call."""
        if self.tabs is not None and event.key in STEPS:
            event.stop()
            event.prevent_default()
            self.turn(STEPS[event.key])

    def turn(self, by: int) -> None:
        """Another list, from its beginning."""
        if self.tabs is None:
            return
        self.tabs.turn(by)
        self.say("")
        self.list.show(Listed([], id))
        self.refresh_list()

    @final
    def _digit(self, digit: str) -> None:
        command = find(self.commands(), digit)
        if command is None:
            self.say(f"{digit} 在这里没有用处。", Styles.PROBLEM)
        else:
            self._do(command)

    @final
    def _do(self, command: Command) -> None:
        self._try(super()._do, command)

    @final
    def _try(self, do: Callable[[T], None], what: T) -> None:
        """Does something; where it is refused, says so and why."""
        try:
            do(what)
        except (Refusal, StorageFault) as error:
            say_refusal(self, error)


def _of_today(paper: Paper, work: Work) -> int:
    from counter.domain.casework.case import visits

    return visits.keep_again(work, paper, work.today)
