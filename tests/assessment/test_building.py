"""What is made of a check's questions: nbgrader's notebook, GIFT and QTI 2.1, papers."""

import datetime as dt
import io
import json
import random
import re
import subprocess
import sys
import zipfile
from html import unescape
from xml.etree import ElementTree as ET

import nbformat
import pytest
import safer_communities  # noqa: F401 (registers every kind)
from safer_communities.assessment import credit, full_spec, pupil_spec
from safer_communities.assessment.building import build, gift, packed, qti, source
from safer_communities.assessment.building.gift import escaped
from safer_communities.assessment.course import Course
from safer_communities.assessment.papers import PAPERS, document_of, paper_of
from safer_communities.content import Memory, Places

from tests.assessment.qti_rules import NS, faults, score_of
from tests.pack import the_checks, the_library

PLACES = Places.found()
CHECKS = the_checks()
REFERENCES = the_library().references
FACTS = REFERENCES.for_pupils
NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)

each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)


# -- nbgrader's source


@each_check
def test_a_notebook_has_a_locked_test_for_each_item_that_marks_itself(check):
    cells = {cell.id: cell for cell in source(check, check.windows[0], FACTS).cells}
    graded = {name: cell for name, cell in cells.items() if cell.metadata.nbgrader.grade}
    assert set(graded) == {item.id for item in check.items if item.marks}
    for item in check.items:
        told = cells[item.id].metadata.nbgrader if item.marks else None
        if item.is_marked_itself:
            assert cells[item.id].cell_type == "code"
            assert (told.locked, told.solution, told.points) == (True, False, item.marks)
            *_, last, end = cells[item.id].source.splitlines()
            assert last.startswith(f"points({item.id!r}, ")
            assert end == "### END HIDDEN TESTS"
        elif item.is_read:
            assert cells[item.id].cell_type == "markdown"
            assert (told.locked, told.solution, told.task) == (False, True, False)


@each_check
def test_a_notebook_is_the_same_each_time_and_has_no_outputs(check):
    window = check.windows[0]
    made = nbformat.writes(source(check, window, FACTS))
    assert made == nbformat.writes(source(check, window, FACTS))
    notebook = nbformat.reads(made, nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    assert "data:image" not in made


@pytest.mark.parametrize("name", ["y6-02-quick", "y6-unit-endpoint"])
def test_a_check_that_is_built_is_marked_as_its_questions_say(tmp_path, name):
    from safer_communities.assessment.collecting import collect  # noqa: PLC0415 (loads nbgrader)
    from safer_communities.assessment.handing_in import hand_in  # noqa: PLC0415
    from safer_communities.assessment.marking import mark  # noqa: PLC0415
    from safer_communities.assessment.roster import OnRoster, Roster  # noqa: PLC0415

    course = Course.of(tmp_path, PLACES, Memory())
    check, _ = course.check(name)
    build(course, [check.id])
    release = (course.release(name) / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "points(" not in release
    Roster({"p01": OnRoster("p01", "KITE-OTTER-LAMP", "6B")}).keep(course.roster_file)
    specs = course.specs(name)
    answers = {item.id: some_answer(item, random.Random(item.id)) for item in check.items}
    hand_in(course.handins, assignment=name, pupil="p01", language="bn", answers=answers, now=NOW)
    collect(course, name, NOW)
    marked = mark(course, name, lambda *_: None)
    worth = {
        item.id: credit(item, specs[item.id][1], answers[item.id]).points
        for item in check.items
        if item.is_marked_itself
    }
    points = {item: each for _, item, each, *_ in marked.rows if item in worth}
    assert points == pytest.approx(worth)
    assert 0 < sum(worth.values()) < check.marks
    assert marked.needs_reading == [("p01", item.id) for item in check.items if item.is_read]
    build(course, [check.id])  # made again, the same check keeps what was marked
    assert mark(course, name, lambda *_: None).rows == marked.rows


# -- GIFT


def parsed(text):
    """Return each question of a GIFT text as (name, words, answers), its backslashes undone."""
    text = re.sub(r"^//.*$", "", text, flags=re.MULTILINE)
    found = []
    for block in re.split(r"\n\s*\n", text):
        plain = re.sub(r"\\(.)", lambda match: chr(0xE000 + ord(match.group(1))), block.strip())
        if not plain or plain.startswith("$CATEGORY"):
            continue
        match = re.fullmatch(r"::(.*?)::(.*?)\{(.*)\}", plain, flags=re.DOTALL)
        assert match, block
        name, words, held = match.groups()
        answers = re.findall(r"([=~])([^=~#{}]*)(?:#([^=~#{}]*))?", held)
        found.append(
            (
                undone(name),
                undone(words),
                held.strip(),
                [tuple(map(undone, each)) for each in answers],
            )
        )
    return found


def undone(text):
    return re.sub(r"[\ue000-\uf8ff]", lambda match: chr(ord(match.group()) - 0xE000), text).strip()


def test_gift_keeps_every_sign_of_its_own_in_words():
    assert escaped("a=b ~c #d {e}: \\f") == r"a\=b \~c \#d \{e\}\: \\f"
    assert escaped("one\ntwo") == r"one\ntwo"


@each_check
def test_gift_has_each_item_or_says_why_not(check):
    text, left = gift(check, FACTS)
    names = {name.split(".")[0] for name, *_ in parsed(text)}
    missing = {each.item for each in left if each.what == "left-out"}
    assert names | missing == {item.id for item in check.items}
    assert not names & missing
    assert {item.kind for item in check.items if item.id in missing} <= {"hotspots", "scale"}


@each_check
def test_whoever_opens_the_gift_file_reads_what_is_not_in_it(check):
    text, left = gift(check, FACTS)
    head = text.partition("$CATEGORY")[0]
    for each in left:
        how = "Left out" if each.what == "left-out" else "Not quite the same"
        assert f"// {how}: '{check.item(each.item).part.title}' ({each.item}). {each.why}\n" in head
    assert head.count("\n// ") == len(left)


def test_gift_gives_each_place_of_a_grid_what_our_own_marking_gives_it():
    check = CHECKS["y6-02-quick"]
    item = check.item("weigh-two")
    spec = full_spec(check, item, FACTS)
    held = {name: held for name, _, held, _ in parsed(gift(check, FACTS)[0])}
    for card in spec["cards"]:
        worth = []
        for likely in (1, 2, 3):
            for serious in (1, 2, 3):
                put = {card["id"]: {"likely": likely, "serious": serious}}
                found = credit(item, {**spec, "cards": [card]}, {"placed": put})
                worth.append(found.points / found.of)
        signs = re.findall(r"^\s*(=|~%50%|~)", held[f"weigh-two.{card['id']}"], re.MULTILINE)
        assert [{"=": 1, "~%50%": 0.5, "~": 0}[sign] for sign in signs] == worth
        assert {0, 0.5, 1} == set(worth)


@each_check
def test_gift_marks_the_right_options_and_says_why_of_each(check):
    found = {name: answers for name, _, _, answers in parsed(gift(check, FACTS)[0])}
    for item in check.items:
        if item.kind != "choice" or item.part.mode == "many":
            continue
        (question,) = full_spec(check, item, FACTS)["questions"]
        strip = str.maketrans("", "", "\u2066\u2068\u2069")
        wanted = [
            (
                "=" if option["id"] in question["answer"] else "~",
                option["words"].translate(strip),
                option["why"].translate(strip),
            )
            for option in question["options"]
        ]
        assert found[item.id] == wanted


def test_gift_shares_the_mark_among_several_right_options():
    (held,) = [
        held
        for name, _, held, _ in parsed(gift(CHECKS["y6-02-quick"], FACTS)[0])
        if name == "walk-home"
    ]
    assert [float(each) for each in re.findall(r"~%(-?[\d.]+)%", held)] == [50, 50, -100, -100]


def test_gift_matches_each_step_with_its_place():
    (answers,) = [
        a for name, _, _, a in parsed(gift(CHECKS["y6-unit"], FACTS)[0]) if name == "fire-steps"
    ]
    places = [words.rpartition("->")[2].strip() for _, words, _ in answers]
    assert places == ["first", "second", "third", "fourth", "fifth"]
    assert answers[3][1].startswith("Ring 999 from outside")


def test_gift_takes_a_guess_that_is_near():
    (held,) = [
        held for name, _, held, _ in parsed(gift(CHECKS["y6-unit"], FACTS)[0]) if name == "how-many"
    ]
    assert re.match(r"#\s*=9:6 #You are close", held)


# -- QTI 2.1


@each_check
def test_a_qti_package_stands_as_the_standard_has_it(check):
    files, _ = qti(check, FACTS)
    for name, data in files.items():
        if name.endswith(".xml") and name != "imsmanifest.xml":
            assert faults(data) == [], name


def test_the_rules_find_what_does_not_stand_so():
    files, _ = qti(CHECKS["y6-02-quick"], FACTS)
    sound = files["items/hazard-or-risk.xml"].decode()
    for old, new in (
        ('shuffle="true"', 'shuffel="true"'),
        ("<itemBody>", "<itemBody><b/>"),
        (' title="Hazard or risk?"', ""),
        ('<correct identifier="RESPONSE" />', ""),
    ):
        assert sound.count(old) == 1
        assert faults(sound.replace(old, new)), new


@each_check
def test_a_qti_package_holds_every_file_that_it_names(check):
    files, _ = qti(check, FACTS)
    with zipfile.ZipFile(io.BytesIO(packed(files))) as package:
        names = package.namelist()
        # The time of day is in a zip, so without this the same check would give other bytes.
        assert {each.date_time for each in package.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        manifest = ET.fromstring(package.read("imsmanifest.xml"))  # noqa: S314 (our own)
    assert names[0] == "imsmanifest.xml"
    space = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
    named = {each.get("href") for each in manifest.iter(f"{space}file")}
    assert named | {"imsmanifest.xml"} == set(names)
    ids = {each.get("identifier") for each in manifest.iter(f"{space}resource")}
    assert {each.get("identifierref") for each in manifest.iter(f"{space}dependency")} <= ids
    test = ET.fromstring(files["test.xml"])  # noqa: S314 (our own)
    assert {each.get("href") for each in test.iter(f"{NS}assessmentItemRef")} <= named
    assert packed(files) == packed(qti(check, FACTS)[0])


def some_answer(item, lot):  # noqa: PLR0911 (one for each kind)
    """Return an answer that a pupil could give to `item`, right in some things or in none."""
    part = item.part
    match item.kind:
        case "choice":
            most = 3 if part.mode == "many" else 1
            return {
                "answers": {
                    each.id: lot.sample([o.id for o in each.options], lot.randint(1, most))
                    for each in part.questions
                }
            }
        case "sorting":
            groups = [group.id for group in part.groups]
            return {"placed": {card.id: lot.choice(groups) for card in part.cards}}
        case "matching":
            answers = [answer.id for answer in part.answers]
            return {"matched": {each.id: lot.choice(answers) for each in part.items}}
        case "ordering":
            names = [each.id for each in part.items]
            return {"order": lot.sample(names, len(names))}
        case "hotspots":
            names = [spot.id for spot in part.spots]
            return {"chosen": lot.sample(names, lot.randint(1, len(names)))}
        case "grid":
            return {
                "placed": {
                    card.id: {"likely": lot.randint(1, 3), "serious": lot.randint(1, 3)}
                    for card in part.cards
                }
            }
        case "estimate":
            return {
                "guesses": {
                    each.id: lot.randrange(each.low, each.high + 1, each.step)
                    for each in part.guesses
                }
            }
        case "scale":
            return {"answers": {each.id: lot.randint(1, 4) for each in part.statements}}
    return {"text": "Leo could tell his gran."}


def response_of(item, value):  # noqa: PLR0911 (one for each kind)
    """Return an answer as a question of QTI has it."""
    match item.kind:
        case "choice":
            (chosen,) = value["answers"].values()
            return chosen if item.part.mode == "many" else chosen[0]
        case "sorting":
            return [f"row.{card} col.{group}" for card, group in value["placed"].items()]
        case "matching":
            return [f"row.{name} col.{answer}" for name, answer in value["matched"].items()]
        case "ordering":
            return value["order"]
        case "hotspots":
            return value["chosen"]
        case "grid":
            return [
                f"row.{card} col.{put['likely']}-{put['serious']}"
                for card, put in value["placed"].items()
            ]
        case "estimate":
            (guess,) = value["guesses"].values()
            return float(guess)
    return None


MARKED = [
    (check, item) for check in CHECKS.values() for item in check.items if item.is_marked_itself
]


@pytest.mark.parametrize(("check", "item"), MARKED, ids=[f"{c.id}.{i.id}" for c, i in MARKED])
def test_another_system_gives_an_answer_the_same_points_as_we_do(check, item):
    document = qti(check, FACTS)[0][f"items/{item.id}.xml"]
    spec = full_spec(check, item, FACTS)
    lot = random.Random(item.id)
    given = set()
    for _ in range(200):
        value = some_answer(item, lot)
        ours = credit(item, spec, value).points
        given.add(round(ours, 6))
        assert score_of(document, response_of(item, value)) == pytest.approx(ours), value
    assert len(given) > 1
    assert score_of(document, None) == 0


def test_a_grid_keeps_its_half_marks_in_another_system():
    document = qti(CHECKS["y6-02-quick"], FACTS)[0]["items/weigh-two.xml"]
    assert score_of(document, ["row.chess col.2-2", "row.river col.2-3"]) == 1.5


# -- paper


def as_read(paper):
    """Return a paper as its words stand in the questions: quotation marks, and numbers unmarked."""
    return re.sub(r"</?bdi[^>]*>", "", unescape(str(paper)))


@each_check
def test_the_pupils_paper_has_no_key(check):
    made = as_read(paper_of(check, "paper", REFERENCES, "en", PLACES.locale))
    for item in check.items:
        assert item.part.title in made
        whys = whys_of(full_spec(check, item, FACTS))
        told = [*item.misconceptions.values(), *whys]
        assert [text for text in told if len(text) > 12 and text in made] == []
    assert "✓" not in made


@each_check
def test_options_stand_on_paper_in_the_order_of_the_screen(check):
    made = as_read(paper_of(check, "paper", REFERENCES, "en", PLACES.locale))
    for item in check.items:
        for question in pupil_spec(check, item, FACTS).get("questions", []):
            places = [made.index(f" {option['words']}</li>") for option in question["options"]]
            assert places == sorted(places)


def whys_of(data, inside=False):
    if isinstance(data, str) and inside:
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            held = key in {"why", "near", "hint", "early", "late", "rubric", "comments"}
            yield from whys_of(value, inside or held)
    elif isinstance(data, list):
        for value in data:
            yield from whys_of(value, inside)


@each_check
def test_the_marking_key_says_what_each_answer_is_worth_and_may_mean(check):
    made = str(paper_of(check, "marking-key", REFERENCES, "en", PLACES.locale))
    assert f"{check.marks} marks in all." in made
    for item in check.items:
        for words in item.misconceptions.values():
            assert words in as_read(made)
        for level in getattr(item.part, "rubric", []):
            assert level.words in made
        for comment in getattr(item.part, "comments", []):
            assert comment in made
    assert not re.search(r"(likely|serious)-(low|high)", made)


def test_a_child_who_writes_is_told_who_reads_it_and_where_help_is():
    made = str(paper_of(CHECKS["y6-unit"], "paper", REFERENCES, "en", PLACES.locale))
    before, _, after = made.partition("It cannot be kept secret.")
    assert "Your teacher reads what you write here" in before
    assert "paper-line" in after
    assert '<bdi dir="ltr">0800 1111</bdi>' in after  # whole in one line


@pytest.mark.parametrize("name", PAPERS)
@each_check
def test_a_paper_prints_by_itself(check, name):
    made = document_of(check, name, REFERENCES, "en", PLACES.locale)
    assert not re.search(r'(?:src|href)="(?!data:|#)', made)
    assert "{" not in re.sub(r"<style>.*?</style>", "", made, flags=re.DOTALL)


def test_a_paper_turns_with_its_language():
    check = CHECKS["y6-02-quick"]
    made = document_of(check, "paper", REFERENCES, "ur", PLACES.locale)
    assert '<html lang="ur" dir="rtl">' in made


def test_there_is_no_other_paper():
    with pytest.raises(KeyError, match="marking-key"):
        paper_of(CHECKS["y6-unit"], "answers", REFERENCES, "en", PLACES.locale)


# -- the command


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "safer_communities.command", "assessments", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_writes_every_file_of_a_check_and_says_what_is_not_the_same(tmp_path):
    done = command("build", "y6-02-quick", "--out", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    (built,) = json.loads(done.stdout)["built"]
    found = {
        each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*.*") if each.is_file()
    }
    assert found == {
        "source/y6-02-quick/y6-02-quick.ipynb",
        "y6-02-quick.gift.txt",
        "y6-02-quick.qti.zip",
        *(f"y6-02-quick.{name}.html" for name in PAPERS),
    }
    assert {each["item"] for each in built["left"]["gift"] if each["what"] == "left-out"} == {
        "kitchen"
    }


def test_the_command_says_which_check_was_meant(tmp_path):
    done = command("build", "y6-unitt", "--out", tmp_path)
    assert done.returncode == 2
    assert "Did you mean 'y6-unit'?" in done.stderr
    assert not list(tmp_path.iterdir())


def test_making_papers_and_exports_does_not_load_nbgrader():
    code = (
        "import sys, safer_communities.assessment.building, safer_communities.assessment.papers; "
        "print('nbgrader' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("name", "line"),
    [("asm-hidden-harm", "surrey-domestic-abuse-line"), ("y6-unit", "childline-number")],
)
def test_a_paper_says_where_help_is_for_those_who_do_it(name, line):
    made = str(paper_of(CHECKS[name], "paper", REFERENCES, "en", PLACES.locale))
    said = {
        each for each in ("surrey-domestic-abuse-line", "childline-number") if FACTS[each] in made
    }
    assert said == {line}
