"""The command line: Chinese throughout, one sentence on stderr where it fails, and an exit code to rely on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from counter import doctor
from counter.cli import WRONG
from counter.domain import catalogue
from counter.domain.hall.people.pins import LEAST_N
from counter.papers import printer
from tests.damage import as_text, numbered, raw
from tests.halls import make_hall, took
from tests.said import Say


@pytest.fixture
def db(tmp_path: Path) -> str:
    hall = make_hall(tmp_path)
    took(hall)
    hall.storage.close()
    return str(hall.storage.path)


def one_sentence(err: str) -> bool:
    return err.count("\n") == 1 and bool(re.search(r"[\u4e00-\u9fff]", err)) and "Traceback" not in err


# -- commands that are written wrongly ---------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fly", "没有命令“fly”"),
        ("--fly", "没有选项“--fly”"),
        ("verify --fly", "没有选项“--fly”"),
        ("report fly", "没有命令“fly”"),
        ("report", "还要写明做什么：day"),
        ("import", "还要写明做什么：residents、items"),
        ("verify now", "多写了“now”"),
        ("due", "缺少“--hall”"),
        ("due --hall qiujia --item MZ-005", "缺少“--accepted”"),
        ("replay", "缺少“文件”"),
        ("why", "缺少“办件号”"),
        ("backup", "缺少“文件”"),
        ("restore", "缺少“文件”"),
        ("verify --db", "没有选项“--db”"),
        ("--db", "“--db”后面要写一个值"),
        ("rules --json=3", "“--json”后面不写值"),
        ("demo --days many", "“--days”写得不对，应为整数"),
        ("demo --days 0", "“--days”写得不对，应不小于1"),
        ("demo --days 999", "“--days”写得不对，应不大于366"),
        ("init", "二者选一"),
        ("init --hall qiujia --from x", "二者选一"),
        ("report day --date soon", "日期“soon”写得不对"),
        ("report day --text --print", "只能写一个"),
        ("report attendance --week --month", "只能写一个"),
        ("report attendance --month --pdf a.pdf --print", "只能写一个"),
        ("report attendance --xlsx a.xlsx", "要和 --month 一起写"),
        ("due --hall qiujia --item MZ-005 --accepted soon", "时间“soon”写得不对"),
        ("replay x.toml --report week", "没有“week”这种报表"),
    ],
)
def test_a_command_written_wrongly(say: Say, db: str, line: str, said: str) -> None:
    arguments = line.split() if line.startswith("--") else ["--db", db, *line.split()]
    code, out, err = say(*arguments)
    assert (code, out) == (2, "")
    assert said in err and one_sentence(err), err


# -- halls that cannot be opened ---------------------------------------------------------------

_ON_A_HALL = ["verify", "backup copy.db", "why 1120-0001", "report day"]


@pytest.mark.parametrize("line", _ON_A_HALL)
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "还没有大厅数据"),
        (as_text, "文件损坏或不是本程序的数据"),
        (numbered(9), "请先升级本程序"),
        (numbered(0), "不会从这一版升级"),
    ],
)
def test_a_hall_that_cannot_be_opened(say: Say, db: str, line: str, spoil: Callable[[Path], None], said: str) -> None:
    spoil(Path(db))
    code, out, err = say("--db", db, *line.split())
    assert (code, out) == (1, "")
    assert said in err and one_sentence(err)


def test_a_server_is_refused(say: Say) -> None:
    code, out, err = say("--db", "postgresql://hall", "verify")
    assert (code, out) == (1, "")
    assert err == "认不出的数据库地址 postgresql://hall。请写成 sqlite:///文件路径。\n"


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_the_hall_is_named_before_the_command_or_by_the_setting(
    say: Say, db: str, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    assert say("--db", form.format(db), "verify")[0] == 0
    assert say("verify")[0] == 1
    monkeypatch.setenv("COUNTER_DB", form.format(db))
    assert say("verify")[0] == 0
    assert say("--db", "elsewhere.db", "verify")[0] == 1


# -- the commands ------------------------------------------------------------------------------


def test_due_tells_the_moment_alone_on_its_first_line(say: Say) -> None:
    code, out, err = say("due", "--hall", "qiujia", "--item", "MZ-005", "--accepted", "2026-11-20T09:12")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "2026-11-27T18:00:00"
    why = say("due", "--hall", "qiujia", "--item", "MZ-005", "--accepted", "2026-11-20T09:12", "--why")[1]
    assert why.startswith(out)
    assert "11-21 周六" in why


@pytest.mark.parametrize(
    ("hall", "item", "said"),
    [("nowhere", "MZ-005", "没有叫“nowhere”的大厅"), ("qiujia", "ZZ-9", "没有编号为 ZZ-9 的事项")],
)
def test_due_of_what_is_not_there(say: Say, hall: str, item: str, said: str) -> None:
    code, out, err = say("due", "--hall", hall, "--item", item, "--accepted", "2026-11-20T09:12")
    assert (code, out) == (1, "")
    assert said in err and one_sentence(err)


def test_why_explains_a_case_by_its_short_or_full_number(say: Say, db: str) -> None:
    code, out, err = say("--db", db, "why", "QJ-20261120-0001")
    assert (code, err) == (0, "")
    assert "11-20" in out
    again = say("--db", db, "why", "1120-0001")[1]
    assert again.splitlines()[:-1] == out.splitlines()[:-1]  # the last line says the minute up to which it holds
    code, out, err = say("--db", db, "why", "1120-0099")
    assert (code, out) == (1, "")
    assert one_sentence(err)


def test_rules_as_json_name_source_and_carrier(say: Say) -> None:
    code, out, err = say("rules", "--json")
    assert (code, err) == (0, "")
    lines = json.loads(out)
    assert {"id", "title", "source", "carried"} <= set(lines[0])
    assert {line["id"] for line in lines} == set(catalogue.catalogue())
    carried = [line for line in lines if line["carried"]]
    assert carried
    assert all(isinstance(each, str) for line in carried for each in line["carried"])


def test_rules_of_one_hall_are_fewer_and_counted(say: Say) -> None:
    every = say("rules")[1].splitlines()
    some = say("rules", "--hall", "qiujia")[1].splitlines()
    assert len(some) < len(every)
    assert some[-1].startswith(f"共{len(some) - 1}条，已落实")
    assert say("rules", "--hall", "nowhere")[0] == 1


def test_verify_of_a_sound_hall(say: Say, db: str) -> None:
    code, out, err = say("--db", db, "verify")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("日志2条，")
    assert re.search(r"校验码 ([0-9A-F]{4} ?){4}$", out.splitlines()[0])
    assert out.splitlines()[-1] == "查验通过。"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET clerk = '07'",
        "UPDATE cases SET state = 'void'",
        "DELETE FROM case_event",
        "DROP TRIGGER journal_no_delete",
    ],
)
def test_verify_of_a_hall_that_was_tampered_with(say: Say, db: str, statement: str) -> None:
    with raw(Path(db)) as other:
        other.execute(statement)
    code, out, err = say("--db", db, "verify")
    assert (code, err) == (1, "")
    assert "处不符" in out
    assert out.splitlines()[-1].startswith("查验不通过")


def test_init_backup_restore_round_trip(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counter.domain.hall.people.givenpins.calibrated", lambda: LEAST_N)
    place, copy = tmp_path / "new" / "hall.db", tmp_path / "copy.db"
    code, out, err = say("--db", place, "init", "--hall", "qiujia")
    assert (code, err) == (0, "")
    given = re.findall(r"工号 (\d+)  (\S+)  (\S+)", out)
    assert len(given) == len({pin for _, _, pin in given}) > 10
    assert say("--db", place, "init", "--hall", "qiujia")[0] == 1
    assert say("--db", place, "backup", copy)[0] == 0
    place.unlink()
    code, out, _ = say("--db", place, "restore", copy)
    assert code == 0 and out.startswith(f"已从 {copy} 恢复：日志1条")
    assert say("--db", place, "verify")[1].startswith("日志2条")
    code, out, _ = say("--db", place, "restore", copy)
    assert "原来的文件留在" in out and "第2至2条不在了" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hall", "nowhere"], "没有叫“nowhere”的大厅"),
        (["--from", "{folder}"], "没有 hall.toml"),
    ],
)
def test_init_that_fails_leaves_nothing(say: Say, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    place = tmp_path / "new" / "hall.db"
    code, out, err = say("--db", place, "init", *(each.format(folder=tmp_path / "empty") for each in arguments))
    assert (code, out) == (1, "")
    assert said in err and one_sentence(err)
    assert not place.exists()


def test_init_from_a_folder_with_a_wrong_file(say: Say, tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text("id = 3", encoding="utf-8")
    code, out, err = say("--db", tmp_path / "hall.db", "init", "--from", tmp_path)
    assert (code, out) == (1, "")
    assert one_sentence(err)
    assert not (tmp_path / "hall.db").exists()


def test_a_file_that_is_no_hall_is_not_overwritten_by_init(say: Say, tmp_path: Path) -> None:
    as_text(tmp_path / "hall.db")
    before = (tmp_path / "hall.db").read_bytes()
    assert say("--db", tmp_path / "hall.db", "init", "--hall", "qiujia")[0] == 1
    assert (tmp_path / "hall.db").read_bytes() == before


_IMPOSSIBLE = [
    ("backup {db}", "就是正在用的数据库"),
    ("restore {db}", "就是正在用的数据库"),
    ("restore no.db", "没有找到备份文件"),
    ("restore text.db", "文件损坏或不是本程序的备份"),
    ("backup text.db/copy.db", "备份没有成功"),
]


@pytest.mark.parametrize(("line", "said"), _IMPOSSIBLE)
def test_backup_and_restore_that_cannot_be(
    say: Say, db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    as_text(tmp_path / "text.db")
    code, out, err = say("--db", db, *line.format(db=db).split())
    assert (code, out) == (1, "")
    assert said in err and one_sentence(err)
    assert say("--db", db, "verify")[0] == 0


@pytest.mark.parametrize("line", ["", "open"])
def test_the_screens_need_a_terminal(say: Say, db: str, line: str) -> None:
    code, out, err = say("--db", db, *line.split())
    assert (code, out) == (1, "")
    assert "终端" in err and one_sentence(err)


def test_a_demonstration_hall_is_made_once(say: Say, tmp_path: Path) -> None:
    code, out, err = say("demo", "--dir", tmp_path / "demo", "--days", "1", "--no-open")
    assert (code, err) == (0, "")
    assert "日报" in out
    code, out, err = say("demo", "--dir", tmp_path / "demo", "--days", "1", "--no-open")
    assert (code, out) == (1, "")
    assert "没有改动它" in err and one_sentence(err)
    assert say("--db", tmp_path / "demo" / "hall.db", "verify")[0] == 0


def test_a_demonstration_hall_that_is_there_is_opened_as_it_is(say: Say, tmp_path: Path) -> None:
    made = say("demo", "--dir", tmp_path, "--days", "1", "--no-open")[1]
    before = say("--db", tmp_path / "hall.db", "verify")[1]
    code, out, err = say("demo", "--dir", tmp_path, "--no-open")
    assert (code, err) == (0, "")
    assert "已经有了" in out
    staff = [line for line in made.splitlines() if re.match(r"\d\d ", line)]
    assert staff and set(staff) <= set(out.splitlines())
    assert say("--db", tmp_path / "hall.db", "verify")[1] == before


def test_a_hall_in_earnest_is_no_demonstration(say: Say, db: str) -> None:
    code, out, err = say("demo", "--dir", Path(db).parent, "--no-open")
    assert (code, out) == (1, "") and "没有改动它" in err


def test_the_good_rows_of_a_list_are_taken_in_when_asked_for(say: Say, db: str, tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("证号,姓名\n511923197201019979,李国强\n511923197201019978,王秀芳\n", encoding="utf-8")
    code, out, _ = say("--db", db, "import", "residents", sheet)
    assert code == 1 and "--good-only" in out
    code, out, _ = say("--db", db, "import", "residents", sheet, "--good-only")
    assert code == 0 and "有问题的1处没有导入" in out


def test_the_catalogue_goes_out_and_comes_in_whole_or_not_at_all(say: Say, db: str, tmp_path: Path) -> None:
    sheet, made = tmp_path / "事项.csv", tmp_path / "事项.xlsx"
    code, out, err = say("--db", db, "export", "items", sheet)
    assert (code, err) == (0, "") and out.startswith("已导出98项")
    assert say("--db", db, "export", "items", sheet)[0] == 1
    assert say("--db", db, "export", "items", made, "--template")[:2] == (0, f"模板已存成 {made}。\n")
    text = sheet.read_text(encoding="utf-8-sig").replace("急难型临时救助（先行救助）", "急难型临时救助", 1)
    sheet.write_text(text, encoding="utf-8")
    code, out, _ = say("--db", db, "import", "items", sheet, "--dry-run")
    assert code == 0 and "变更1项" in out and "没有导入" in out
    sheet.write_text(text.replace("MZ-007,", ",", 1), encoding="utf-8")
    code, out, _ = say("--db", db, "import", "items", sheet)
    assert code == 1 and "A列 事项编号" in out and "没有导入任何一项" in out
    sheet.write_text(text, encoding="utf-8")
    assert say("--db", db, "import", "items", sheet, "--slip", "8号")[0] == WRONG
    code, out, _ = say("--db", db, "import", "items", sheet, "--reason", "规范名称")
    assert code == 0 and out.endswith("已导入。\n")


def test_the_sheets_of_attendance(say: Say, db: str, tmp_path: Path) -> None:
    on = ("--db", db, "report", "attendance", "--date", "2026-11-20")
    for more, title in (((), "考勤登记表"), (("--week",), "考勤公示"), (("--month",), "考勤汇总表"),
                        (("--study",), "学习登记簿"), (("--year", "07"), "个人全年考勤"),
                        (("--why", "07"), "张丽 2026-11-20")):  # fmt: skip
        code, out, err = say(*on, *more)
        assert (code, err) == (0, "") and title in out
    to = tmp_path / "month.xlsx"
    assert say(*on, "--month", "--xlsx", to)[0] == 0 and to.exists()
    code, _, err = say(*on, "--month", "--payroll", "公益岗")
    assert code == 1 and "没有“公益岗”的人员" in err


def test_the_report_of_a_day_as_text_and_as_pdf(say: Say, db: str, tmp_path: Path) -> None:
    code, out, err = say("--db", db, "report", "day", "--date", "2026-11-20")
    assert (code, err) == (0, "")
    assert "日报" in out and "2026年11月20日" in out
    assert say("--db", db, "report", "day", "--date", "2026-11-20", "--text")[1] == out
    code, out, err = say("--db", db, "report", "day", "--date", "2026-11-20", "--pdf", tmp_path / "day.pdf")
    assert (code, out, err) == (0, f"已存成 {tmp_path / 'day.pdf'}。\n", "")
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")


def test_a_report_that_goes_out_is_stored_and_noted_and_a_look_is_not(say: Say, db: str, tmp_path: Path) -> None:
    def kept() -> tuple[int, int]:
        with raw(Path(db)) as file:
            sheets = file.execute("SELECT count(*) FROM paper WHERE kind = 'daily-summary'").fetchone()[0]
            return sheets, file.execute("SELECT count(*) FROM print").fetchone()[0]

    report = ("--db", db, "report", "day", "--date", "2026-11-20")
    say(*report, "--text")
    assert kept() == (0, 0)
    for name in ("first.txt", "again.txt"):
        assert say(*report, "--pdf", tmp_path / name)[0] == 0
    assert kept() == (1, 2)
    assert "补打" not in (tmp_path / "first.txt").read_text() and "补打" in (tmp_path / "again.txt").read_text()
    assert say("--db", db, "verify")[0] == 0


def test_a_report_without_a_printer_is_one_sentence_and_not_noted(
    say: Say, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(what: bytes, **more: object) -> printer.Job:
        raise printer.NoPrinter(named="")

    monkeypatch.setattr(printer, "submit", none)
    code, out, err = say("--db", db, "report", "day", "--date", "2026-11-20", "--print")
    assert (code, out) == (1, "") and "打印机" in err and one_sentence(err)
    with raw(Path(db)) as file:
        assert file.execute("SELECT count(*) FROM print").fetchone()[0] == 0


# -- the check-up ------------------------------------------------------------------------------


def _checked(out: str) -> dict[str, str]:
    return {line[2:].split("：")[0]: line[0] for line in out.splitlines()}


def test_the_check_up_without_a_printer_goes_through_everything(
    say: Say, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counter.papers.printer.queues", list)
    code, out, err = say("--db", db, "doctor")
    assert (code, err) == (1, "")
    found = _checked(out)
    assert list(found) == ["终端", "字符编码", "中文字体", "打印机", "时钟", "磁盘", "数据库", "锚点"]
    assert (found["打印机"], found["数据库"], found["磁盘"]) == ("！", "√", "√")
    assert "没有装打印机" in out


@pytest.mark.parametrize("spoil", [as_text, numbered(9), lambda path: path.unlink()])
def test_the_check_up_of_a_hall_that_cannot_be_opened(say: Say, db: str, spoil: Callable[[Path], None]) -> None:
    spoil(Path(db))
    _, out, err = say("--db", db, "doctor")
    assert err == ""
    assert "数据库" in _checked(out)


def test_a_check_that_fails_itself_is_a_finding(say: Say, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> doctor.Finding:
        raise ZeroDivisionError

    monkeypatch.setattr(doctor, "_fonts", fails)
    code, out, err = say("--db", db, "doctor")
    assert (code, err) == (1, "")
    assert "！ 中文字体：检查不了，已记入日志" in out
    assert "数据库" in _checked(out)


def test_the_check_up_of_a_damaged_hall(say: Say, db: str) -> None:
    with Path(db).open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    code, out, err = say("--db", db, "doctor")
    assert (code, err) == (1, "")
    assert _checked(out)["数据库"] == "！"


def test_a_cut_tail_is_told_by_verifying_and_by_the_check_up(
    say: Say, db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert "锚点：这台电脑还没有记过" in say("--db", db, "verify")[1]
    say("--db", db, "report", "day", "--date", "2026-11-20", "--pdf", tmp_path / "day.txt")
    code, out, _ = say("--db", db, "verify")
    assert code == 0 and "锚点：与日志相符" in out
    with raw(Path(db)) as file:
        file.execute("DROP TRIGGER journal_no_delete")
        file.execute("DELETE FROM journal WHERE seq > 1")
    code, out, _ = say("--db", db, "verify")
    assert code == 1 and "条不见了" in out
    assert "！ 锚点：日志只到第1条" in say("--db", db, "doctor")[1]


# -- the rest ----------------------------------------------------------------------------------


def test_what_nobody_expected_is_logged_and_said(
    say: Say, db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("李国强")

    monkeypatch.setenv("COUNTER_LOG", str(tmp_path / "counter.log"))
    monkeypatch.setattr("counter.domain.oversight.audit.verified", fails)
    code, out, err = say("--db", db, "verify")
    assert (code, out) == (1, "")
    assert "程序出错" in err and one_sentence(err)


def test_an_interrupted_command(say: Say, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("counter.domain.oversight.audit.verified", stops)
    assert say("--db", db, "verify") == (130, "", "已中止。\n")


def test_a_reader_that_goes_away_is_no_error(db: str) -> None:
    command = f"{sys.executable} -c 'from counter.cli import main; main()' rules | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stderr == ""
    assert done.stdout.startswith("S01.1")


def test_the_default_place_is_the_users_data_folder(say: Say) -> None:
    code, _, err = say("verify")
    assert code == 1
    assert err.startswith(str(Path.home()))
