"""The verbs of appointments, mapped to the domain's acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counter.domain.casework.booking import appointments
from counter.domain.casework.booking.appointments import Booking, book
from counter.domain.hall.residents.citizens import Who
from counter.domain.hall.work import Work
from counter.replay.stage import Stage
from counter.replay.values import Play, moment, who
from counter.replay.words import Verb, verb


def _book(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    home = data.get("channel") == "home" or "place" in data
    way = data.get("channel", "counter")
    booking = Booking(
        data["item"], who(data["applicant"]) or Who(""), moment(data["to"]), home, data.get("place", ""),
        data.get("why", ""), "counter" if way in ("home", "appointment") else way, reason=data.get("reason", ""),
    )  # fmt: skip
    return book(work, booking)


def _on_appointment(function: Callable[[Work, int, Mapping[str, Any]], Any]) -> Play:
    return lambda stage, work, data: function(work, stage.key("appointment", data), data)


def _move(stage: Stage, work: Work, data: Mapping[str, Any]) -> Any:
    """The label stands for the new appointment from then on."""
    made = appointments.move(work, stage.key("appointment", data), moment(data["to"]), data.get("reason", ""))
    stage.name("appointment", data["label"], made.id)
    return made


VERBS: dict[str, Verb] = {
    "book": verb(
        _book,
        "item applicant to place why channel reason",
        needs="item applicant to",
        people="applicant",
        makes="label",
        labels="appointment",
        moments="to",
    ),
    "move-appointment": verb(_move, "to reason", needs="label to", labels="appointment", moments="to"),
    "cancel-appointment": verb(
        _on_appointment(lambda work, key, data: appointments.cancel(work, key, data.get("reason", ""))),
        "reason",
        needs="label",
        labels="appointment",
    ),
    "miss-appointment": verb(
        _on_appointment(
            lambda work, key, data: appointments.miss(
                work, key, by_hall=data.get("by_hall", False), reason=data.get("reason", "")
            )
        ),
        "by_hall reason",
        needs="label",
        labels="appointment",
    ),
    "pass-on-appointment": verb(
        _on_appointment(
            lambda work, key, data: appointments.pass_on(work, key, data.get("to", ""), data.get("reason", ""))
        ),
        "to reason",
        needs="label",
        labels="appointment",
    ),
}
