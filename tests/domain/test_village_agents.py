"""村级代办点: who serves each village, and the list that is displayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter.domain.hall.numbers import PhoneWrong
from counter.domain.hall.people import village_agents
from counter.domain.hall.people.village_agents import (
    AgentAlready,
    UnknownAgent,
    UnknownAgentKind,
    UnknownVillage,
    display_paper,
    end_agent,
    set_agent,
)
from counter.domain.hall.rights import NotAllowed
from counter.papers import text
from tests.halls import make_hall
from tests.hands import do

PHONE = "15400010001"


@pytest.mark.rule("S18.1", "S18.2", "S18.3", "S18.13", "S18.14")
def test_every_village_is_displayed_with_who_serves_it_or_that_nobody_does(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    do(hall, set_agent, "石桥村", "孙会计", "accountant", PHONE, "村会计", by="01")
    do(hall, set_agent, "石桥村", "周村官", "graduate", "15400010002", by="01")
    with hall.look() as connection:
        printed = "\n".join(text.render(display_paper(hall, connection), 110))
    for said in ("孙会计", "周村官", "大学生村官", PHONE, f"{hall.fact('town')}石桥村便民服务室"):
        assert said in printed
    served = {"双河村", "石桥村"}
    assert printed.count("（未定）") == len(set(hall.laid.villages) - served)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        (("火星村", "孙会计", "accountant", PHONE), UnknownVillage),
        (("石桥村", "孙会计", "mayor", PHONE), UnknownAgentKind),
        (("石桥村", "孙会计", "accountant", "12"), PhoneWrong),
    ],
)
@pytest.mark.rule("S18.2")
def test_what_no_point_can_have_is_refused(tmp_path: Path, values: tuple[str, ...], refusal: type[Exception]) -> None:
    hall = make_hall(tmp_path)
    with pytest.raises(refusal):
        do(hall, set_agent, *values, by="01")
    with pytest.raises(NotAllowed):
        do(hall, set_agent, "石桥村", "孙会计", "accountant", PHONE)


def test_agents_change_and_go_and_what_they_were_stays(tmp_path: Path) -> None:
    hall = make_hall(tmp_path)
    key = do(hall, set_agent, "石桥村", "孙会计", "accountant", PHONE, by="01")
    with pytest.raises(AgentAlready):
        do(hall, set_agent, "石桥村", "孙会计", "accountant", PHONE, by="01")
    do(hall, set_agent, "石桥村", "孙会计", "service-officer", "15400010003", agent_id=key, by="01")
    with hall.look() as connection:
        assert village_agents.agent(connection, key).phone == "15400010003"
    do(hall, end_agent, key, by="01")
    with pytest.raises(UnknownAgent):
        do(hall, end_agent, key, by="01")
    with hall.look() as connection:
        assert village_agents.agents(connection, "石桥村") == []
        assert [each.name for each in village_agents.agents(connection, "石桥村", gone=True)] == ["孙会计"]
