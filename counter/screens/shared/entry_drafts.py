"""没存的行: a list that is being typed is kept beside the database after each line, and taken up again after a kill.

It waits as forms do (挂单), for one clerk at one terminal. Its save's mark is kept with it, so that lines which were
saved just before the program ended are not stored a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from counter.domain.casework.intake.drafts import Draft, Drafts, new_key
from counter.domain.clock import local
from counter.domain.refusals import Refusal
from counter.screens.kit.ask import Field
from counter.screens.kit.lines import Styles
from counter.screens.shared.asking import AskScreen
from counter.screens.shared.session import DeskScreen, Session, new_token

V = TypeVar("V")
_RESUME, _OTHER, _DROP = "接着录", "先录别的", "都不要了"


class LinesKept(Generic[V]):
    """Keeps the lines of one list as a draft."""

    def __init__(
        self,
        session: Session,
        room: str,
        title: str,
        plain: Callable[[V], Any],
        facts: Mapping[str, Any] | None = None,
        taken_up: Draft | None = None,
    ) -> None:
        """Takes what list it is and how a line is written down.

        Args:
            session: Who types it, and where.
            room: Which kind of list: those of one kind are offered together.
            title: What it is about, as people call it.
            plain: From a line to what JSON can hold.
            facts: What else is needed to go on with it.
            taken_up: The draft that is gone on with.
        """
        self._session, self._title, self._plain = session, title, plain
        self._clerk = session.person.no
        self._facts = dict(facts or {})
        self._drafts = drafts_of(session, room)
        self._key = taken_up.key if taken_up else new_key()
        self.token: str = str(taken_up.form["token"]) if taken_up else new_token()

    def keep(self, texts: Sequence[str], values: Sequence[V]) -> bool:
        """Writes what stands there now; False where the disk does not take it."""
        if not values:
            self.drop()
            return True
        rows = [[text, self._plain(value)] for text, value in zip(texts, values, strict=True)]
        form = {"token": self.token, "rows": rows, "facts": self._facts}
        now = self._session.hall.clock().moment
        return self._drafts.keep(Draft(self._key, self._title, "", f"{len(rows)}行", now, self._clerk, False, form))

    def drop(self) -> None:
        """The list is saved, or not wanted."""
        self._drafts.drop(self._key)


def drafts_of(session: Session, room: str) -> Drafts:
    """Where lists of a kind wait at this terminal."""
    return Drafts(session.hall.storage.path, session.terminal, room)


def unfinished(session: Session, room: str) -> Draft | None:
    """The latest list of a kind that this person typed here and did not save."""
    return next((each for each in drafts_of(session, room).all() if each.clerk == session.person.no), None)


def resume_first(screen: DeskScreen, room: str, resume: Callable[[Draft], None], other: Callable[[], None]) -> None:
    """Where a list waits, asks whether to go on with it; otherwise begins another at once.

    Args:
        screen: From where.
        room: Which kind of list.
        resume: Goes on with the draft; one that cannot be read is set aside, and said.
        other: Begins another list.
    """
    draft = unfinished(screen.session, room)
    if draft is None:
        other()
        return

    async def pick(answers: dict[str, str]) -> str:
        return answers["way"]

    def chosen(way: str) -> None:
        if way == _OTHER:
            other()
        elif way == _DROP:
            drafts_of(screen.session, room).drop(draft.key)
            screen.say(f"已丢掉：{draft.who} {draft.far}。")
        else:
            _taken_up(screen, room, draft, resume)

    label = f"{draft.who}  {draft.far}没有保存，{local(draft.written):%m-%d %H:%M}录的。"
    field = Field("way", "怎么办", choices=(_RESUME, _OTHER, _DROP), confirmed=True)
    screen.app.push_screen(AskScreen("上次没存的", (field,), pick, chosen, above=(label, "")))


def _taken_up(screen: DeskScreen, room: str, draft: Draft, resume: Callable[[Draft], None]) -> None:
    try:
        resume(draft)
    except (KeyError, TypeError, ValueError, Refusal):
        drafts_of(screen.session, room).set_aside(draft.key)
        screen.say("没存的这些行读不出来了，已另存在一边，请重新录。", Styles.PROBLEM)
