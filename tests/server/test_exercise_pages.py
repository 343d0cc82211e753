"""The pages of the assembly's exercises: each answers, and each says what it must."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.conftest import FIXTURES, fetched, running
from tests.pack import the_library
from tests.server.conftest import staff_of

LIBRARY = the_library()
EXERCISES = [each.path for each in LIBRARY.exercises]
TINY = "assembly/01-tiny"


def pages_of(exercise):
    return (exercise, f"{exercise}?view=board", f"{exercise}/plan", f"paper/{exercise}")


def plain(text):
    """Return a page's words, without its tags."""
    shown = re.sub(r"<(script|style).*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A pack with one tiny exercise, served."""
    root = tmp_path_factory.mktemp("tiny")
    shutil.copytree(FIXTURES / "lessons" / "_sound", root, dirs_exist_ok=True)
    shutil.copytree(FIXTURES / "exercises" / "_sound", root, dirs_exist_ok=True)
    with running(tmp_path_factory.mktemp("data"), f"--content={root}") as started:
        yield started


@pytest.mark.parametrize("path", pages_of(TINY))
def test_every_page_of_an_exercise_answers(tiny, path):
    status, headers, text = fetched(tiny.url + path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert len(re.findall(r"<h1\b", text)) == 1
    if "paper" not in path and "plan" not in path:
        assert '"step": "At the table"' in text


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_guide_and_every_paper_of_the_pack_answers(server, exercise):
    for path in (f"{exercise}/plan", f"paper/{exercise}"):
        assert fetched(server.url + path)[0] == 200, path


def test_parents_read_the_lessons_and_not_the_assembly(tiny):
    assert fetched(f"{tiny.url}parents/{TINY}")[0] == 404
    assert fetched(f"{tiny.url}parents/y6/01-tiny")[0] == 200
    assert TINY not in fetched(f"{tiny.url}parents")[2]


def test_an_exercise_says_its_aim_its_minutes_and_its_priorities(tiny):
    text = plain(fetched(tiny.url + TINY)[2])
    assert "Aim: The room can link two entries." in text
    assert "25 minutes" in text
    assert "Anti-social behaviour and community harm" in text
    assert "In the room:" in fetched(tiny.url + TINY)[2]


def test_a_part_says_what_the_room_does_and_what_somebody_alone_does(tiny):
    text = fetched(tiny.url + TINY)[2]
    assert "The table talks, and gives one answer." in text
    assert "Give the answer you would argue for." in text
    assert "Each person answers alone, and says how sure they are." in text


def test_the_guide_marks_what_is_not_verified(tiny):
    text = plain(fetched(f"{tiny.url}{TINY}/plan")[2])
    assert "The club is open not stated not verified ." in text
    assert "When the pond club is open. not stated not verified" in text
    assert text.count("not verified") == 3  # and the sentence that says what the mark means
    assert "999 not verified" not in text


def test_the_reference_list_stands_in_the_guide_with_its_status_and_source(tiny):
    text = plain(fetched(f"{tiny.url}{TINY}/plan")[2])
    listed = "Example Act 1998, section 17 check against local procedures"
    assert text.index("Reference list") < text.index(listed) < text.index("Not yet reviewed")
    assert "Everybody must think about crime. An example" in text


def test_the_guide_goes_by_the_clock(tiny):
    text = plain(fetched(f"{tiny.url}{TINY}/plan")[2])
    steps = re.findall(r"(\d+)\u2013(\d+) (Open|Alone|At the table|Compare|Commit):", text)
    assert steps == [
        ("0", "3", "Open"),
        ("3", "7", "Alone"),
        ("7", "19", "At the table"),
        ("19", "23", "Compare"),
        ("23", "25", "Commit"),
    ]


def test_the_table_sheet_has_the_resident_and_says_to_name_nobody(tiny):
    text = plain(fetched(f"{tiny.url}paper/{TINY}")[2])
    assert "I have rung four times. Mrs Rao, 71, who lives above the shop" in text
    assert "Write no real people or places." in text
    assert "use the same sheet again" in text
    assert text.count("A boy aged 15 stands by the bins.") == 2  # its card, and its row for dots


def test_the_start_page_has_the_exercises_with_their_minutes_and_priorities(tiny):
    text = plain(fetched(tiny.url)[2])
    start = text.index("Community Safety Assembly")
    assert "Tiny 25 minutes · Anti-social behaviour A log of two entries." in text[start:]


def test_the_staff_page_leads_to_the_guide_the_board_and_the_paper(tiny):
    _, _, text = staff_of(tiny).ask("staff")
    for path in (f"{TINY}/plan", f"{TINY}?view=board", f"paper/{TINY}"):
        assert f'href="/{path}"' in text.replace("&amp;", "&")


def test_on_a_page_of_another_language_an_exercise_is_marked_as_english(tiny):
    _, _, text = fetched(f"{tiny.url}{TINY}?lang=ur")
    assert '<div class="sc-lesson" lang="en" dir="ltr">' in text
    _, _, start = fetched(f"{tiny.url}?lang=ur")
    assert '<strong lang="en" dir="ltr">Tiny</strong>' in start
