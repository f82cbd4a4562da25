"""What follows cases up in an invented month: calls to people for whom something waits, more time asked for, a change.

Extensions are asked for near the end of a promise and mostly agreed to the next day; some still lie with the leader.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from counter.domain.casework import cases
from counter.domain.casework.acts.reminding import Reminders, remind
from counter.domain.casework.case.events import CaseAt
from counter.domain.clock import local_day
from counter.domain.hall.item_versions.proposals import propose_item
from counter.domain.hall.item_versions.wanted import to_change
from counter.domain.hall.people.departments import Naming, name_representative
from counter.domain.hall.rights import Right
from counter.domain.refusals import Refusal

if TYPE_CHECKING:
    from counter.demo.history import History

_OUTCOMES = {"told": 0.55, "coming": 0.25, "no-answer": 0.15, "wrong-number": 0.05}
_WHY_MORE = ("实地核查受雨天影响，还要两天", "邻里有异议，需要再次公示", "相关部门的核对结果还没有回来")
_CHANGE = "带户口簿原件，可由同户家庭成员代交"


@dataclass
class Followed:
    """Puts down what follows cases up; it has a luck of its own."""

    history: History
    chance: random.Random
    agree: Callable[[int], None]
    """Lets whoever of the hall decides an approval agree."""
    done: Counter[str] = field(default_factory=Counter)
    _days: int = 0

    def day(self, day: date) -> None:
        """What a day brings: some calls, and once a change of an item that somebody proposes."""
        luck = random.Random(f"{self.chance.random()} {day}")
        self._days += 1
        self.history.put(self.history.busy.moment(day, luck), self._calls)
        if self._days == 1:
            self.history.put(self.history.busy.moment(day, luck), self._names_representatives)
        if self._days == self.history.volumes.invented.change_on_day:
            self.history.put(self.history.busy.moment(day, luck), self._proposes)

    def left_open(self, case: CaseAt) -> None:
        """A case that lies on the desk until its last days: for some of them more time is asked for."""
        due = case.life.due
        if due is None or self.chance.random() >= self.history.volumes.invented.more_time:
            return
        day = self.history.open_before(local_day(due))
        if day >= self.history.today:
            self.history.put(self.history.busy.moment(day, self.chance), partial(self._asks_for_more, case))

    def _asks_for_more(self, case: CaseAt) -> None:
        """Where the hall's rules allow it, and it is not due yet."""
        with suppress(Refusal), self.history.by_post(case) as work:
            asked = cases.extend(work, case.id, 2, self.chance.choice(_WHY_MORE))
            self.done["more time"] += 1
            tomorrow = self.history.busy.moment(self.history.after(1), self.chance)
            self.history.put(tomorrow, partial(self.agree, asked.id))

    def _calls(self) -> None:
        """The first of every post's list, each by its outcome."""
        history = self.history
        for post in history.hall.laid.posts.values():
            rows = list(Reminders(history.hall, (post.code,)).first(history.volumes.invented.calls_a_day))
            clerk = history.clerk(post)
            for row in rows:
                if row.phone and row.last is None:
                    outcome = self.chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
                    with history.hall.act(clerk, post.window) as work:
                        remind(work, row.id, outcome)
                    self.done["calls"] += 1

    def _names_representatives(self) -> None:
        """Every department but the last has its chief representative, who signs for it in joint cases.

        Where the hall stamps, who represents a department keeps its seal, so that there it is somebody from outside.
        """
        history, hall = self.history, self.history.hall
        director = next(each.no for each in hall.laid.staff.values() if each.may(Right.SETTINGS))
        stamps = hall.book().casework.stamp.value
        for number, department in enumerate(list(hall.laid.departments.values())[:-1], start=1):
            post = hall.laid.posts.get(department.post)
            staff = post.a if post is not None and not stamps else ""
            person = self.chance.choice(history.crowd.grown)
            naming = Naming(department.name, staff, "" if staff else person.name, paper=f"任命文件（示例）第{number}号")
            with hall.act(director) as work:
                name_representative(work, naming)

    def _proposes(self) -> None:
        """A window wants its item told more plainly; the centre has not looked at it yet."""
        history = self.history
        item = history.busy.item(history.today, self.chance)
        post = history.hall.post_for(item)
        with suppress(Refusal), history.hall.act(history.clerk(post), post.window) as work:
            propose_item(work, to_change(work, item.code, {"note": _CHANGE}, None, "群众常问，写清楚"))
