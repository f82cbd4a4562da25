"""The scenario language: mistakes named by their line before anything is played, failures one line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from counter.cli import run
from counter.domain.oversight.audit import verify
from counter.replay import Outcome, play, read_script
from counter.replay.script import ScriptWrong
from counter.storage import FileThere
from tests.damage import raw

HEAD = """\
hall = "qiujia"
start = 2026-11-20T08:00:00

[[item]]
code = "X-001"
name = "试验事项"
window = "民政"
kind = "promised"
promised_days = 5
statutory_days = 20
materials = [{ name = "申请表", key = true }, { name = "证明" }, { name = "照片", deferrable = true }]
"""
ACCEPT = """
[[act]]
at = 2026-11-20T09:12:00
by = "07"
do = "accept"
case = "a"
item = "X-001"
applicant = { name = "李国强", phone = "15400010001" }
"""
FINISH = """
[[act]]
at = 2026-11-20T10:00:00
by = "07"
do = "finish"
case = "a"
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "day.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def played(path: Path, database: str = "practice.db") -> Outcome:
    outcome = play(read_script(path), path.parent / database)
    if outcome.stage is not None:
        outcome.stage.hall.storage.close()
    return outcome


def expect(**fields: str) -> str:
    return "\n[[expect]]\n" + "".join(f"{name} = {value}\n" for name, value in fields.items())


# -- mistakes ----------------------------------------------------------------------------------

_ENDS = 'do = "finish"\ncase = "a"'
_MISTAKES = [
    ('do = "finish"', 'do = "fly"', "不认识的动词“fly”", "fly"),
    ('do = "finish"', "do = 7", "不认识的动词", "do = 7"),
    ('do = "finish"', 'do = "inspect"', "本版还不能演练", "inspect"),
    ('do = "finish"', 'do = "finish"\ncolour = "red"', "没有“colour”这一项", "colour"),
    ('do = "finish"', 'do = "finish"\nbrings = ["证明"]', "没有“brings”这一项", "brings"),
    ('do = "finish"\ncase = "a"', 'do = "finish"', "缺“case”", "[[act]]\nat = 2026-11-20T10"),
    ('do = "finish"\ncase = "a"', 'do = "finish"\ncase = "b"', "“b”还没有出现过", 'case = "b"'),
    ('at = 2026-11-20T10:00:00\nby = "07"', "at = 2026-11-20T10:00:00", "缺“by”", "[[act]]\nat = 2026-11-20T10"),
    ('at = 2026-11-20T10:00:00\nby = "07"', "at = 2026-11-20T10:00:00\nby = 7", "“by”要写成工号", "by = 7"),
    ("at = 2026-11-20T10:00:00", "at = 2026-11-20T09:00:00", "不能倒着走", "T09:00:00"),
    ("at = 2026-11-20T09:12:00", "at = 2026-11-20T07:59:59", "不能倒着走", "T07:59:59"),
    ("at = 2026-11-20T10:00:00", "at = 2026-11-20", "要写到时分", "at = 2026-11-20"),
    ("at = 2026-11-20T10:00:00", 'at = "noon"', "时间“noon”写得不对", "noon"),
    ('name = "李国强", phone', 'called = "李国强", phone', "“applicant”里没有“called”", "called"),
    ('{ name = "李国强", phone = "15400010001" }', '"李国强"', "“applicant”要写成", "李国强"),
    ('item = "X-001"\napplicant', 'item = "X-001"\nhave = "申请表"\napplicant', "“have”要写成清单", "have ="),
    ('case = "a"\nitem', 'case = "a"\nrefused = 3\nitem', "“refused”要写成", "refused"),
    (_ENDS, 'do = "arrive"\ncases = ["x"]', "“x”还没有出现过", "cases ="),
    (_ENDS, 'do = "arrive"\ncases = "a"', "“cases”要写成清单", "cases ="),
    (_ENDS, 'do = "take-batch"\nlines = "a"', "“lines”要写成清单", "lines ="),
    (_ENDS, 'do = "take-batch"\nlines = [{ item = "X-001" }]', "“lines”里缺“applicant”", "lines ="),
    (_ENDS, 'do = "take-batch"\nlines = [{ item = "X-001", colour = 3 }]', "“lines”里没有“colour”", "lines ="),
    (_ENDS, 'do = "take-batch"\nlines = [{ item = 3, applicant = { name = "李" } }]', "“item”要写成文字", "lines ="),
    (_ENDS, 'do = "take-batch"\nlines = [{ item = "X-001", applicant = { called = "李" } }]', "“called”", "lines ="),
    (_ENDS, 'do = "enroll"\ncase = "a"\napplicants = ["李"]', "“applicants”要写成清单", "applicants ="),
    (_ENDS, 'do = "enroll"\ncase = "a"\napplicants = [{ called = "李" }]', "“called”", "applicants ="),
]


@pytest.mark.parametrize(("good", "bad", "said", "mark"), _MISTAKES, ids=[bad[:30] for _, bad, _, _ in _MISTAKES])
def test_a_mistake_names_its_line_and_nothing_is_played(
    write: Write, capsys: pytest.CaptureFixture[str], good: str, bad: str, said: str, mark: str
) -> None:
    text = (HEAD + ACCEPT + FINISH).replace(good, bad, 1)
    at = text[: text.rindex(mark)].count("\n") + 1
    path = write(text)
    assert run(["replay", str(path), "--keep", str(path.parent / "kept.db")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"day.toml 第{at}行：") and said in told.err
    assert [each.name for each in path.parent.iterdir()] == ["day.toml"]


_OTHER_MISTAKES = [
    ('hall = "nowhere"\nstart = 2026-11-20T08:00:00\n', "没有叫“nowhere”的大厅", 1),
    ('hall = "qiujia"\n', "缺 hall 或 start", 1),
    (HEAD + "[[wish]]\nx = 1\n", "不认识“wish”", 12),
    (HEAD + '\n[rules]\n"casework.joint.treshold" = 3\n', "规则里没有“casework.joint.treshold”", 14),
    (HEAD + '\n[rules]\n"casework.joint.threshold" = 3\n"leave.x" = 3\n', "规则里没有“leave.x”", 15),
    ("rules = 3\n" + HEAD, "[rules] 写法不对", 1),
    (HEAD.replace('kind = "promised"', 'kind = "slow"'), "kind", 4),
    (HEAD + '\n[[staff]]\nno = "7a"\nname = "张丽"\nroles = ["clerk"]\n', "“no”没有写或写得不对", 14),
    (HEAD + '\n[[staff]]\nno = "07"\nroles = ["clerk"]\n', "“name”没有写或写得不对", 13),
    (HEAD + '\n[[post]]\ncode = "MZ"\n', "没有写或写得不对", 13),
    (HEAD + ACCEPT + expect(case='"b"', state='"accepted"'), "“b”还没有出现过", 22),
    (HEAD + ACCEPT + expect(case='"a"', colour='"red"'), "“case”没有“colour”", 23),
    (HEAD + ACCEPT + expect(state='"accepted"'), "没有说期望的是什么", 21),
    (HEAD + ACCEPT + expect(faults='"07"', count="1"), "本版还不能检查", 22),
    ('act = [{ do = "finish" }]\n' + HEAD, "写在自己的 [[act]] 下面", 1),
    (HEAD + '\n[["act"]]\nat = 1\n', "写在自己的 [[act]] 下面", None),
    (HEAD + "\n[[act]\n", "不是 TOML 格式", 13),
    (
        HEAD + '\n[[act]]\nat = 2026-11-20T09:00:00\nby = "01"\ndo = "change-rule"\npath = "a.b"\nvalue = 1\n',
        "规则里没有“a.b”",
        17,
    ),
]


@pytest.mark.parametrize(("text", "said", "line"), _OTHER_MISTAKES)
def test_a_file_that_cannot_be_played(
    write: Write, capsys: pytest.CaptureFixture[str], text: str, said: str, line: int | None
) -> None:
    path = write(text)
    assert run(["replay", str(path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    if line is not None:
        assert told.startswith(f"day.toml 第{line}行：")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", str(tmp_path / "no.toml")]) == 2
    assert capsys.readouterr().err == "no.toml 第1行：没有这个文件\n"
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe")
    assert run(["replay", str(tmp_path / "noise.toml")]) == 2
    assert "UTF-8" in capsys.readouterr().err


# -- playing -----------------------------------------------------------------------------------


def test_the_last_line_counts_acts_expectations_and_failures(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + ACCEPT + expect(case='"a"', state='"accepted"') + FINISH + expect(case='"a"', state='"lapsed"')
    assert run(["replay", str(write(text))]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "scenario: 2 acts, 2 expectations, 1 failed"
    assert out[-2].startswith("journal: ")
    at = text[: text.rindex("[[expect]]")].count("\n") + 1
    assert out[0].startswith(f"第{at}行：a 的 state 应为 lapsed，实为 delivered")
    assert run(["replay", str(write(text.replace('"lapsed"', '"delivered"')))]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "scenario: 2 acts, 2 expectations, 0 failed"


@pytest.mark.parametrize(
    ("have", "refused", "failed"),
    [
        ('["证明"]', "", 0),
        ('["证明"]', "refused = true", 1),
        ('["证书"]', "", 1),
        ('["证书"]', "refused = true", 0),
        ('["证书"]', 'refused = "S09.4"', 1),
        ('["证明"]\ngaps = "go-on"', "refused = true", 0),
        ('["证明"]\ngaps = "go-on"', 'refused = "S09.4"', 0),
        ('["证明"]\ngaps = "go-on"', 'refused = "S19.2"', 1),
        ('["证明"]\ngaps = "go-on"', "refused = false", 1),
        ('["证明"]\ngaps = "go-on"', "", 1),
    ],
)
def test_a_refusal_counts_both_ways(write: Write, have: str, refused: str, failed: int) -> None:
    path = write(HEAD + ACCEPT.replace('item = "X-001"', f'item = "X-001"\nhave = {have}\n{refused}'))
    outcome = played(path)
    assert (outcome.acts, len(outcome.failures)) == (1, failed)
    assert outcome.expectations == (1 if refused and "false" not in refused else 0)
    assert all("第13行：" in each for each in outcome.failures)


def test_play_goes_on_after_a_failure_and_a_refused_act_leaves_no_row(write: Write) -> None:
    refused = ACCEPT.replace('"a"', '"z"').replace("X-001", "X-999")
    path = write(HEAD + refused + ACCEPT + FINISH)
    outcome = played(path)
    assert [outcome.acts, len(outcome.failures)] == [3, 1]
    with raw(path.with_name("practice.db")) as plain:
        assert plain.execute("SELECT number FROM cases").fetchall() == [("QJ-20261120-0001",)]
        assert plain.execute("SELECT count(*) FROM journal").fetchone() == (3,)


def test_a_case_that_was_refused_is_not_there_later(write: Write) -> None:
    outcome = played(write(HEAD + ACCEPT.replace("X-001", "X-999") + FINISH))
    assert [each.partition("：")[2].partition(" ")[0] for each in outcome.failures] == ["accept", "finish"]


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with raw(path) as plain:
        return plain.execute(sql).fetchall()


def test_the_same_file_twice_gives_the_same_journal_and_the_same_papers(write: Write) -> None:
    path = write(HEAD + ACCEPT + FINISH)
    first, second = played(path, "one.db"), played(path, "two.db")
    assert first.digest == second.digest
    for sql in ("SELECT * FROM paper", "SELECT * FROM journal", "SELECT * FROM case_event"):
        assert _rows(path.with_name("one.db"), sql) == _rows(path.with_name("two.db"), sql) != []


def test_another_act_gives_another_journal(write: Write) -> None:
    one = played(write(HEAD + ACCEPT + FINISH), "one.db").digest
    assert played(write(HEAD + ACCEPT + FINISH.replace("10:00", "10:01")), "two.db").digest != one


def test_the_hall_that_is_kept_is_a_training_hall_and_sound(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(HEAD + ACCEPT)
    kept = path.parent / "kept.db"
    assert run(["replay", str(path), "--keep", str(kept)]) == 0
    assert "演练" in str(_rows(kept, "SELECT body FROM journal WHERE seq = 1")[0][0])
    assert run(["--db", str(kept), "verify"]) == 0
    assert run(["replay", str(path), "--keep", str(kept)]) == 2
    assert "已经有了" in capsys.readouterr().err


# -- moments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-11-20T09:11:59", "examining"),
        ("2026-11-20T09:12:00", "accepted"),
        ("2026-11-20T09:59:59", "accepted"),
        ("2026-11-20T10:00:00", "delivered"),
        ("2027-01-01T00:00:00", "delivered"),
    ],
)
def test_an_expectation_asks_about_its_own_moment(write: Write, at: str, state: str) -> None:
    assert played(write(HEAD + ACCEPT + FINISH + expect(case='"a"', at=at, state=f'"{state}"'))).failures == []


def test_an_expectation_without_a_moment_asks_when_it_is_reached(write: Write) -> None:
    text = HEAD + ACCEPT + expect(case='"a"', state='"accepted"') + FINISH + expect(case='"a"', state='"delivered"')
    assert played(write(text)).failures == []


def test_asking_writes_nothing(write: Write) -> None:
    plain = played(write(HEAD + ACCEPT), "one.db")
    asked = played(write(HEAD + ACCEPT + expect(case='"a"', at="2030-01-01T00:00:00", overdue="true")), "two.db")
    assert asked.failures == []
    assert plain.digest == asked.digest


_LATE = """
[[act]]
at = 2026-11-20T09:30:00
happened = 2026-11-19T16:00:00
source = "停电登记本第3页"
checked_by = "12"
by = "07"
do = "accept"
case = "late"
item = "X-001"
applicant = { name = "王小梅", phone = "15400010002" }
"""


def test_what_happened_earlier_counts_from_then(write: Write) -> None:
    text = HEAD + _LATE + expect(case='"late"', flags='["late-entry"]', due="2026-11-26", state='"accepted"')
    outcome = played(write(text))
    assert outcome.failures == []
    assert _rows(Path(write(text)).with_name("practice.db"), "SELECT day, happened FROM journal WHERE seq = 2") == [
        ("2026-11-20", "2026-11-19T08:00:00Z")
    ]


_WITHOUT_PROOF = [
    ('checked_by = "12"\n', ""),
    ('checked_by = "12"', 'checked_by = "07"'),
    ('source = "停电登记本第3页"\n', ""),
]


@pytest.mark.parametrize("change", _WITHOUT_PROOF)
def test_a_late_entry_needs_its_paper_and_a_second_pair_of_eyes(write: Write, change: tuple[str, str]) -> None:
    outcome = played(write(HEAD + _LATE.replace(*change)))
    assert len(outcome.failures) == 1 and "补录要写明依据" in outcome.failures[0]


def test_the_hall_of_a_play_verifies(write: Write) -> None:
    path = write(HEAD + ACCEPT + FINISH + _LATE.replace("09:30", "10:30"))
    outcome = play(read_script(path), path.with_name("practice.db"))
    assert outcome.stage is not None
    assert verify(outcome.stage.hall).sound
    outcome.stage.hall.storage.close()


def test_a_scenario_never_plays_into_a_hall_that_is_there(write: Write) -> None:
    path = write(HEAD + ACCEPT)
    played(path)
    with pytest.raises(FileThere, match="没有改动"):
        played(path)


@pytest.mark.parametrize(
    ("act_", "line"),
    [
        ('do = "load-calendar"\nyear = 2027\noff = ["zz"]', "off"),
        ('do = "load-calendar"\nyear = 2027.5\noff = ["2027-01-01"]', "year"),
        ('do = "extend"\ncase = "a"\ndays = 1.5', "days"),
        ('do = "notify-departments"\ncase = "a"\nuntil = "x"', "until"),
        ('do = "notify-departments"\ncase = "a"\nuntil = { "派出所" = "x" }', "until"),
        ('do = "hold-review"\ncase = "a"\nrequirements = 5', "requirements"),
        ('do = "correct"\ncase = "a"\nfields = "phone"', "fields"),
        ('do = "change-rule"\npath = "casework.stamp"\nvalue = true\nfrom = "soon"', "from"),
    ],
)
def test_a_value_that_is_none_names_its_line(write: Write, act_: str, line: str) -> None:
    head = '[[act]]\nat = 2026-11-20T10:00:00\nby = "07"\n'
    with pytest.raises(ScriptWrong, match=f"“{line}”"):
        read_script(write(HEAD + ACCEPT + head + act_ + "\n"))


def test_an_expected_date_that_is_none_names_its_line(write: Write) -> None:
    with pytest.raises(ScriptWrong, match="“due”"):
        read_script(write(HEAD + ACCEPT + '[[expect]]\ncase = "a"\ndue = "soon"\n'))
