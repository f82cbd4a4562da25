"""What an invented month brings many at once: village agents with many people's papers, cards from above, a roster.

Results go back with the agent who brought the papers, against one signature; people who cannot come are called on at
home, by appointment.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from counter.demo.crowd import Party, who
from counter.domain.casework.batches import arrivals, batch_lines, batches, rosters
from counter.domain.casework.batches.batch_lines import Line
from counter.domain.casework.batches.batches import Brought
from counter.domain.casework.booking.appointments import BookedBefore, Booking, book
from counter.domain.casework.case.events import CaseAt, read
from counter.domain.casework.cases import Application
from counter.domain.hall.items.item import Item
from counter.domain.hall.people import village_agents
from counter.domain.hall.people.village_agents import Agent
from counter.domain.hall.residents.citizens import Who

if TYPE_CHECKING:
    from counter.demo.history import History

_FEW = 2
"""So many results go together; a single one is entered by itself."""
_WAYS = ("村代办员通知", "电话", "村广播、微信群")
_TRIES = 6


@dataclass
class Many:
    """Puts down what comes many at once; it has a luck of its own."""

    history: History
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    _from_above: list[CaseAt] = field(default_factory=list)
    """Granted above; the cards have not been fetched yet."""
    _days: int = 0

    def day(self, day: date) -> None:
        """What a day brings."""
        habits, history = self.history.volumes.invented, self.history
        luck = random.Random(f"{self.chance.random()} {day}")
        self._days += 1
        if luck.random() < habits.bundles:
            history.put(history.busy.moment(day, luck), self._bundle)
        if luck.random() < habits.home_visits:
            history.put(history.busy.moment(day, luck), self._calls)
        if day.isoweekday() in habits.fetched_on:
            history.put(history.busy.moment(day, luck), self._fetched)
        if self._days == habits.roster_on_day:
            history.put(history.busy.moment(day, luck), self._roster)

    def granted_above(self, case: CaseAt) -> None:
        """A case that the body above granted: its card lies there until it is fetched."""
        self._from_above.append(case)

    # -- a village's bundle ----------------------------------------------------------------------

    def _bundle(self) -> None:
        """An agent takes along what is ready for the village, and brings the papers of several."""
        agent = self._who_comes()
        if agent is None:
            return
        self._takes_along(agent)
        lines = self._lines(agent)
        if len(lines) < _FEW:
            return
        clerk = self.history.comprehensive()
        with self.history.hall.act(clerk, self._window_of(clerk)) as work:
            made = batches.take_batch(work, Brought(lines, agent.village, agent.id))
        self.done["bundles"] += 1
        self.history.done["cases"] += len(made.cases)
        for paper in (made.paper, *(each for taken in made.taken for each in taken.papers)):
            self.history.soon(partial(self.history.prints, paper, clerk, self._window_of(clerk)))
        for taken in made.taken:
            if taken.case is not None:
                self.history.goes_on(taken.case)

    def _who_comes(self) -> Agent | None:
        """An agent for whose village the most results are ready, or any of them where nothing is."""
        hall = self.history.hall
        with hall.look() as connection:
            agents = village_agents.agents(connection)
            ready = [len([each for each in batches.waiting(hall, connection, agent.village) if each.brought])
                     for agent in agents]  # fmt: skip
        most = max(ready, default=0)
        wanted = [agent for agent, number in zip(agents, ready, strict=True) if number == most]
        return self.chance.choice(wanted if most >= _FEW else agents) if agents else None

    def _lines(self, agent: Agent) -> tuple[Line, ...]:
        """A line per person of the village; what cannot be brought for somebody is left at home."""
        history, habits = self.history, self.history.volumes.invented
        there = [each for each in history.crowd.grown if each.village == agent.village]
        people = self.chance.sample(there, min(len(there), self.chance.randint(*habits.bundle_people)))
        found: list[Line] = []
        for person in people:
            if (item := self._item()) is not None:
                found.append(Line(len(found) + 1, item.code, who(person), self._left_at_home(item)))
        with history.hall.look() as connection:
            wrong = {each.row for each in batch_lines.problems(history.hall, connection, found)}
        return tuple(each for each in found if each.row not in wrong)

    def _left_at_home(self, item: Item) -> tuple[str, ...]:
        """One of the papers, of as many applications as lack one at the desk."""
        asked = [each.name for each in item.materials if not each.when]
        if not asked or self.chance.random() >= self.history.volumes.correction["other"]:
            return ()
        return (self.chance.choice(asked),)

    def _item(self) -> Item | None:
        """Something that an agent may bring for somebody, and that nobody pays for at the desk."""
        history = self.history
        paid = history.volumes.invented.paid_yuan
        for _ in range(_TRIES):
            item = history.busy.item(history.today, self.chance)
            if (
                item.agent
                and not (item.present or item.fee or item.sits or item.code in paid)
                and "个人" in item.applicant
            ):
                return item
        return None

    def _takes_along(self, agent: Agent) -> None:
        """What every post has ready for the village of what was brought for its people."""
        history = self.history
        for post in history.hall.laid.posts.values():
            with history.hall.look() as connection:
                found = batches.waiting(history.hall, connection, agent.village, [post.code])
            ids = [each.case_id for each in found if each.brought]
            if not ids:
                continue
            clerk = history.clerk(post)
            with history.hall.act(clerk, post.window) as work:
                made = batches.deliver_many(work, ids, agent.name, village=agent.village, agent_id=agent.id)
            self.done["handed out"] += 1
            history.soon(partial(history.prints, made.paper, clerk, post.window))
            for case in ids:
                history.handed_over(self._case(case))

    # -- cards from above ------------------------------------------------------------------------

    def _fetched(self) -> None:
        """What the bodies above granted is fetched: several cards of a post together, a single one by itself."""
        by_post: defaultdict[str, list[CaseAt]] = defaultdict(list)
        for case in self._from_above:
            if self._case(case.id).life.state == "referred":
                by_post[case.row["post"]].append(case)
        self._from_above = []
        for code, found in by_post.items():
            if len(found) < _FEW:
                self.history.answered(found[0])
            else:
                self._arrived(code, [each.id for each in found])

    def _arrived(self, code: str, ids: Sequence[int]) -> None:
        history = self.history
        post = history.hall.post(code)
        clerk = history.clerk(post)
        with history.hall.act(clerk, post.window) as work:
            made = arrivals.arrive(work, ids)
        self.done["arrived"] += 1
        history.soon(partial(history.prints, made.paper, clerk, post.window))
        for case in ids:
            after = self._case(case)
            history.prints_new(after)
            history.ready(after)
        told = history.clock.moment + timedelta(minutes=self.chance.randint(8, 25))
        history.put(told, partial(self._told, made.id, clerk, post.window))

    def _told(self, batch: int, clerk: str, window: str) -> None:
        with self.history.hall.act(clerk, window) as work:
            arrivals.tell_batch(work, batch, self.chance.choice(_WAYS))

    # -- one case for many -----------------------------------------------------------------------

    def _roster(self) -> None:
        """A village hands in one matter for many of its people."""
        history, habits = self.history, self.history.volumes.invented
        item = next((each for each in history.busy.items if each.code == habits.roster_item), None)
        with history.hall.look() as connection:
            agents = village_agents.agents(connection)
        if item is None or not agents:
            return
        agent = self.chance.choice(agents)
        there = [each for each in history.crowd.people if each.village == agent.village]
        people = [who(each) for each in self.chance.sample(there, min(len(there), habits.roster_people))]
        committee = f"{agent.village}{'村' if agent.village.endswith('村') else '居'}民委员会"
        unit = Who(committee, phone=agent.phone, village=agent.village)
        taken = history.accept(item, Application(item.code, unit))
        if taken.case is not None and people:
            history.soon(partial(self._enrolled, taken.case, people))

    def _enrolled(self, case: CaseAt, people: Sequence[Who]) -> None:
        if not self._case(case.id).life.is_open:
            return
        with self.history.by_post(case) as work:
            rosters.enroll(work, case.id, people)
        self.done["rosters"] += 1

    # -- at home ---------------------------------------------------------------------------------

    def _calls(self) -> None:
        """Somebody old is promised a visit, some days on, in the hours of the hall."""
        history = self.history
        person = self.chance.choice(history.crowd.elders)
        item = self._item()
        day = history.after(self.chance.randint(1, 3))
        moment = history.busy.moment(day, self.chance).replace(minute=0, second=0)
        if item is None or not history.hall.hours(day).is_open(moment):
            return
        post = history.hall.post_for(item)
        place = f"{person.village}{person.group}组"
        booking = Booking(item.code, who(person), moment, home=True, place=place, why="高龄，行动不便", way="phone")
        with suppress(BookedBefore), history.hall.act(history.clerk(post), post.window) as work:
            book(work, booking)
            self.done["home visits"] += 1
        history.put(moment, partial(self._at_home, item, who(person)))

    def _at_home(self, item: Item, person: Who) -> None:
        wish = self.history.wishes.made(item, Party(person, channel="home"))
        self.history.accept(item, wish)

    # -- reading ---------------------------------------------------------------------------------

    def _case(self, key: int) -> CaseAt:
        with self.history.hall.look() as connection:
            return read(self.history.hall, connection, key)

    def _window_of(self, no: str) -> str:
        """The window at which somebody sits."""
        posts = self.history.hall.posts_of(no)
        return posts[0].window if posts else next(iter(self.history.hall.laid.windows))
