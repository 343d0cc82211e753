"""Data detective: a small log, and what it bears out."""

import copy
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.data import Data, DataPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language import LANGUAGES, speaker
from safer_communities.language.templates import environment
from safer_communities.notebook.drawn import chart, counts

FOLDER = HERE / "data"
EXAMPLE = plain(read_yaml(FOLDER / "data.example.yaml", "data.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_data.py")))["values"]
MAKERS = Path(__file__).parents[1] / "makers"
ROOT = MAKERS.parents[1]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(DataPart, {**EXAMPLE["part"], **changes}, "lesson.yaml")
    return spec_of(FOLDER, part, {})


SPEC = spec()


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("data/data.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Data.mark(SPEC, Data.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["data"] is Data


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "data.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Data))
    assert set(Data.interface) <= asked


def refusal(value):
    try:
        Data.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"filters": value}, {"by": value}, {"claims": {"pond": value}}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_give_is_taken_as_it_is_and_can_be_marked(value):
    assert Data.clean(SPEC, copy.deepcopy(value)) == value
    verdict = Data.mark(SPEC, value)
    assert verdict["of"] == len(verdict["items"])
    for name, item in verdict["items"].items():
        assert bool(item["why"]) == (name in value.get("claims", {}))


@given(VALUES(SPEC))
def test_what_was_looked_at_counts_for_nothing(value):
    looked = {name: each for name, each in value.items() if name not in ("filters", "by")}
    assert Data.mark(SPEC, value) == Data.mark(SPEC, looked)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "set of names and values"),
        ({"chosen": []}, "no 'chosen'"),
        ({"filters": {"moon": "Pond"}}, "no column called 'moon'"),
        ({"filters": {"place": "Moon"}}, "no value called 'Moon'"),
        ({"filters": {"place": 1}}, "no value called '1'"),
        ({"by": "moon"}, "no column called 'moon'"),
        ({"claims": {"moon": "yes"}}, "no claim called 'moon'"),
        ({"claims": {"pond": True}}, "no answer called 'True'"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Data.clean(SPEC, value)


def fault(part):
    with pytest.raises(ContentError) as caught:
        check(DataPart, part, "lesson.yaml").with_files(FOLDER)
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def whys(**changes):
    part = copy.deepcopy(EXAMPLE["part"])
    said = {**part["claims"][0]["why"], **changes}
    part["claims"][0]["why"] = {name: text for name, text in said.items() if text is not None}
    return part


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**EXAMPLE["part"], "chart": "moon"}, "'chart' names 'moon', which is no column here."),
        ({**EXAMPLE["part"], "columns": EXAMPLE["part"]["columns"] * 2}, "has a column twice."),
        ({**EXAMPLE["part"], "claims": [], "fewer": []}, "has no claim. | Add one"),
        ({**EXAMPLE["part"], "claims": EXAMPLE["part"]["claims"] * 2}, "has a claim twice."),
        ({**EXAMPLE["part"], "rows": [[0, 0]]}, "has rows of its own."),
        (whys(no=None), "Claim 'pond' has no why for 'no'. | Say what is"),
        (whys(no="Same", yes="Same"), "says the same why twice."),
        ({**EXAMPLE["part"], "data": "data/moon.csv"}, "This file is not there."),
        ({**EXAMPLE["part"], "data": "../../../moon.csv"}, "This file is not there."),
    ],
)
def test_a_data_detective_with_a_fault_is_refused_with_what_to_do(part, message):
    assert message in fault(part)


def read(tmp_path, text, source="Made up.", **changes):
    """Return the finding about a CSV with this text, or None where there is none."""
    folder = tmp_path / "y6" / "01-tiny"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "log.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    if source:
        (folder / "data" / "SOURCE.md").write_text(source)
    columns = [{"id": "day", "name": "Day"}, {"id": "place", "name": "Place"}]
    part = {**EXAMPLE["part"], "data": "data/log.csv", "columns": columns, **changes}
    try:
        made = check(DataPart, part, "lesson.yaml").with_files(folder)
    except ContentError as error:
        return error.findings[0]
    return made


def test_a_sound_log_becomes_rows_of_places_in_its_columns(tmp_path):
    made = read(tmp_path, "place,day\nPond,Monday\nGate,Friday\nPond,Friday\n")
    assert [column.keys for column in made.columns] == [["Monday", "Friday"], ["Pond", "Gate"]]
    assert made.rows == [[0, 0], [1, 1], [1, 0]]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("day,where\nMonday,Pond\n", 1, "The columns are day, where."),
        ("day\nMonday\n", 1, "The columns are day."),
        ("", 1, "The columns are missing."),
        ("day,place\n", 1, "It has 0 rows."),
        ("day,place\n" + "Monday,Pond\n" * 401, 1, "It has 401 rows."),
        ("day,place\nMonday,Pond\nFriday\n", 3, "This line has 1 values for 2 columns."),
        ("day,place\nMonday,Pond\nFriday,\n", 3, "'' is no value that pupils can count."),
        ("day,place\nMonday, Pond\n", 2, "' Pond' is no value"),
        ("day,place\nMonday,=cmd()\n", 2, "'=cmd()' is no value"),
        ("day,place\nMonday,<b>Pond\n", 2, "'<b>Pond' is no value"),
        ("day,place\nMonday,{phone}\n", 2, "'{phone}' is no value"),
        ('day,place\nMonday,"Po\n', 2, "This is no CSV"),
        (b"day,place\nMonday,\xff\n", 0, "It cannot be read"),
        ("day,place\nMonday,Pond\nMonday,Gate\n", 1, "The column 'day' has 1 different values."),
        (
            "day,place\n" + "".join(f"Day {n},Place {n % 3}\n" for n in range(13)),
            1,
            "The column 'day' has 13 different values.",
        ),
    ],
)
def test_a_log_with_a_fault_is_refused_with_its_line(tmp_path, text, line, message):
    finding = read(tmp_path, text)
    assert finding.message.startswith(message)
    assert (finding.file, finding.line) == ("lessons/y6/01-tiny/data/log.csv", line)
    assert finding.remedy


def test_a_log_without_its_source_is_refused(tmp_path):
    finding = read(tmp_path, "day,place\nMonday,Pond\nFriday,Gate\n", source="")
    assert finding.file == "lessons/y6/01-tiny/data/SOURCE.md"


def test_an_order_that_lacks_a_value_of_the_file_is_refused(tmp_path):
    columns = [{"id": "day", "name": "Day", "order": ["Monday", "Sunday"]}]
    columns += [{"id": "place", "name": "Place"}]
    finding = read(tmp_path, "day,place\nMonday,Pond\nFriday,Gate\n", columns=columns)
    assert "'order' of the column 'day'" in finding.message
    assert "Friday" in finding.remedy


@pytest.mark.parametrize("code", ["en", "fa", "ur", "bn", "ms"])
def test_python_draws_every_value_with_its_number_in_each_language(code):
    voice = speaker(code, Places.found().locale)
    value = {"by": "day", "filters": {"place": "Pond"}}
    assert counts(SPEC, value) == [1, 1, 0, 0, 2, 2]
    svg = chart(SPEC, value, voice)
    assert svg.startswith("<svg") or "<svg" in svg
    for words in [*SPEC["columns"][0]["order"], voice.number(0), voice.number(2)]:
        assert f"\u2068{words}\u2069" in svg
    assert LANGUAGES[code].code == code


def test_where_nothing_fits_python_draws_nothing():
    value = {"filters": {"place": "Swings", "day": "Monday"}}
    assert counts(SPEC, value) == [0, 0, 0]
    assert chart(SPEC, value, speaker("en", Places.found().locale)) == ""


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    whys = [text for claim in SPEC["claims"] for text in claim["why"].values()]
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in whys if why in worksheet]
    assert [why for why in whys if why in answers] == whys


def test_the_worksheet_has_the_whole_log_and_an_empty_chart():
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert worksheet.count("<tr>") == 1 + 10 + 3
    assert "paper-full" not in worksheet
    assert answers.count("paper-full") == 10


@pytest.mark.parametrize("maker", sorted(MAKERS.glob("*.py")), ids=lambda file: file.stem)
def test_what_a_maker_makes_is_what_the_lesson_has(maker):
    made = subprocess.run([sys.executable, maker], capture_output=True, text=True, check=True)
    home = ROOT / runpy.run_path(str(maker))["HOME"]
    waiting = MAKERS / "out" / maker.stem / home.name
    found = [file for file in (home, waiting) if file.is_file()]
    assert found
    for file in found:
        assert file.read_text(encoding="utf-8") == made.stdout
        assert (file.parent / "SOURCE.md").is_file()


@pytest.mark.parametrize("maker", sorted(MAKERS.glob("*.py")), ids=lambda file: file.stem)
def test_what_a_maker_makes_can_be_a_lessons_data(maker, tmp_path):
    home = runpy.run_path(str(maker))
    source = MAKERS / "out" / maker.stem
    if not source.is_dir():
        source = (ROOT / home["HOME"]).parent
    shutil.copytree(source, tmp_path / "data")
    columns = [{"id": name, "name": name.capitalize()} for name in home["COLUMNS"]]
    name = Path(home["HOME"]).name
    part = {
        **EXAMPLE["part"],
        "data": f"data/{name}",
        "columns": columns,
        "chart": columns[0]["id"],
    }
    made = check(DataPart, part, "lesson.yaml").with_files(tmp_path)
    assert len(made.rows) == len(home["rows"]())
