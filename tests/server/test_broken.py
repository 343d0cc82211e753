"""What breaks while it is served: the rest goes on, staff see what and where, pupils no trace."""

from __future__ import annotations

import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from tests.conftest import LESSON, running, waited_for
from tests.server.conftest import COMPUTING, KERNEL_PACK, Visitor, staff_of, written

TRACE = re.compile(r"Traceback|ZeroDivisionError|JSONDecodeError|\.py\b|, line \d+")
FILE = f"lessons/{LESSON}/lesson.yaml"


@pytest.fixture
def serving(tmp_path):
    """Start a server of a pack; it ends with the test."""
    open_ones = []

    def start(pack, *arguments):
        manager = running(tmp_path / "data", f"--content={pack}", *arguments)
        open_ones.append(manager)
        return manager.__enter__()

    yield start
    for manager in open_ones:
        manager.__exit__(None, None, None)


def told_staff(server):
    """The part of the staff page that says what needs mending, as text."""
    page = staff_of(server).ask("staff")[2]
    found = re.search(r'<section class="card broken".*?</section>', page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", found.group())) if found else ""


def changed(file, old, new):
    """Change a file as an editor does; return the line of the change."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def seen_by_staff(server, *said):
    """Wait until the staff page says all of `said` under what needs mending."""

    def so():
        page = told_staff(server)
        return all(each in page for each in said)

    waited_for(so)


def another_lesson(pack, name):
    """Add another whole lesson to a small pack; return its notebook."""
    old, new = (pack / "lessons" / "y6" / each for each in ("90-kernel-parts", name))
    new.mkdir()
    text = (old / "lesson.yaml").read_text()
    (new / "lesson.yaml").write_text(text.replace("id: y6-90", f"id: y6-{name[:2]}"))
    notebook = pack / "notebooks" / "y6" / f"{name}.ipynb"
    text = (pack / "notebooks" / f"{COMPUTING}.ipynb").read_text()
    notebook.write_text(text.replace(COMPUTING, f"y6/{name}"))
    return notebook


def test_one_broken_lesson_does_not_stop_the_rest(serving, small_pack):
    another_lesson(small_pack, "91-another")
    lesson = small_pack / "lessons" / COMPUTING / "lesson.yaml"
    line = changed(lesson, "theme: safe", "theme: dangerous")
    server = serving(small_pack)
    visitor = Visitor(server.url)
    status, _, page = visitor.ask(COMPUTING)
    assert status == 503
    assert "This page is being mended." in page
    assert not TRACE.search(page)
    assert visitor.ask("y6/91-another")[0] == 200
    assert "y6/91-another" in visitor.ask("")[2]
    assert COMPUTING not in visitor.ask("")[2]
    told = told_staff(server)
    assert f"lessons/{COMPUTING}/lesson.yaml:{line}" in told
    assert "'dangerous'" in told


def test_a_lesson_that_breaks_while_served_stays_as_it_was(serving, real_pack):
    server = serving(real_pack)
    visitor = Visitor(server.url)
    pages = (LESSON, f"{LESSON}?view=board", f"paper/{LESSON}", f"parents/{LESSON}", "")
    before = {page: visitor.ask(page)[::2] for page in pages}
    line = changed(real_pack / FILE, "theme:", "thme:")
    seen_by_staff(server, f"{FILE}:{line}", "Did you mean 'theme'?")
    assert {page: visitor.ask(page)[::2] for page in pages} == before
    assert before[LESSON][0] == 200


def test_a_broken_lesson_not_yet_seen_in_a_language_is_being_mended_there(serving, real_pack):
    server = serving(real_pack)
    visitor = Visitor(server.url)
    assert visitor.ask(LESSON)[0] == 200
    line = changed(real_pack / FILE, "theme:", "thme:")
    seen_by_staff(server, f"{FILE}:{line}")
    status, _, page = visitor.ask(f"{LESSON}?lang=fa")
    assert status == 503
    assert not TRACE.search(page)


def test_a_lesson_mended_while_served_is_shown_as_it_is_now(serving, real_pack):
    server = serving(real_pack)
    visitor = Visitor(server.url)
    visitor.ask(LESSON)
    line = changed(real_pack / FILE, "theme:", "thme:")
    seen_by_staff(server, f"{FILE}:{line}")
    changed(real_pack / FILE, "thme:", "theme:")
    title = re.search(r"^title: (.*)$", (real_pack / FILE).read_text(), re.MULTILINE).group(1)
    changed(real_pack / FILE, f"title: {title}", "title: Danger spotters")
    waited_for(lambda: "Danger spotters" in visitor.ask(LESSON)[2])
    assert told_staff(server) == ""


def test_a_number_to_ring_stays_when_the_facts_break_while_served(serving, real_pack):
    server = serving(real_pack)
    visitor = Visitor(server.url)
    pages = (LESSON, f"paper/{LESSON}", f"parents/{LESSON}", f"{LESSON}/plan")
    before = {page: visitor.ask(page)[::2] for page in pages}
    facts = real_pack / "lessons" / "facts.yaml"
    line = changed(facts, "  kind: phone", "  knd: phone")
    seen_by_staff(server, f"facts.yaml:{line}")
    assert {page: visitor.ask(page)[::2] for page in pages} == before


def test_with_broken_facts_no_lesson_is_shown_with_a_hole_in_it(serving, small_pack):
    facts = small_pack / "lessons" / "facts.yaml"
    facts.write_text("- not a table\n")
    server = serving(small_pack)
    visitor = Visitor(server.url)
    assert visitor.ask(COMPUTING)[0] == 503
    assert visitor.ask(f"paper/{COMPUTING}")[0] == 503
    assert visitor.ask("y6/99-no-such-lesson")[0] == 404
    assert visitor.ask("")[0] == 200
    assert "facts.yaml:1" in told_staff(server)


NONSENSE = {
    "an empty file": "",
    "not json": "{ a notebook",
    "a list": "[]",
    "no cells": "{}",
    "a cell without text": json.dumps(
        {"cells": [{"cell_type": "code"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ),
    "a cell whose text is a number": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "id": "number",
                    "source": 5,
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                }
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ),
    "cells that are none": json.dumps(
        {"cells": [1, "x"], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ),
    "a format of the future": json.dumps(
        {"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 0}
    ),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A server whose first notebook is edited while it is served; the others never were whole."""
    pack = tmp_path_factory.mktemp("edited") / "pack"
    shutil.copytree(KERNEL_PACK, pack)
    for number, nonsense in enumerate(NONSENSE):
        another_lesson(pack, f"1{number}-nonsense").write_text(NONSENSE[nonsense])
    notebook = pack / "notebooks" / f"{COMPUTING}.ipynb"
    written(notebook, "print('a page that is whole')")
    with running(tmp_path_factory.mktemp("data"), f"--content={pack}") as server:
        whole = Visitor(server.url).ask(COMPUTING)[::2]
        assert "a page that is whole" in whole[1]
        yield server, notebook, whole


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_notebook_edited_into_nonsense_stays_as_it_was(edited, nonsense):
    server, notebook, whole = edited
    notebook.write_text(NONSENSE[nonsense])
    assert Visitor(server.url).ask(COMPUTING)[::2] == whole
    told = told_staff(server)
    assert "The notebook cannot be read" in told[told.index(f"{COMPUTING}.ipynb") :]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_notebook_that_is_nonsense_from_the_start_gets_a_kind_page(edited, nonsense):
    server, _, _ = edited
    name = f"y6/1{list(NONSENSE).index(nonsense)}-nonsense"
    status, _, page = Visitor(server.url).ask(name)
    assert status == 503
    assert "This page is being mended." in page
    assert not TRACE.search(page)
    told = told_staff(server)
    assert "The notebook cannot be read" in told[told.index(f"{name}.ipynb") :]


def test_a_cell_that_fails_is_a_sentence_to_pupils_and_the_error_to_staff(computing):
    status, _, page = Visitor(computing.url).ask(COMPUTING)
    assert status == 200
    assert page.count('role="note">This part is not working today.') == 1
    assert not TRACE.search(page)
    assert "cell 'broken': ZeroDivisionError: division by zero" in told_staff(computing)


def test_a_cell_that_ends_its_kernel_gets_a_kind_page_and_staff_are_told(serving, small_pack):
    cell = "import os\nos._exit(1)"
    written(small_pack / "notebooks" / f"{COMPUTING}.ipynb", cell)
    server = serving(small_pack)
    status, _, page = Visitor(server.url).ask(COMPUTING)
    assert status == 503
    assert not TRACE.search(page)
    assert "The notebook did not run to its end" in told_staff(server)


def test_a_notebook_runs_once_for_each_language_however_many_open_it(serving, small_pack, tmp_path):
    runs = tmp_path / "runs"
    cell = (
        "import os\n"
        f"with open({str(runs)!r}, 'a') as file:\n"
        "    file.write(os.environ['SAFER_LANGUAGE'] + '\\n')"
    )
    written(small_pack / "notebooks" / f"{COMPUTING}.ipynb", cell)
    server = serving(small_pack, "--SaferCommunities.warm=False")
    for visitor in [Visitor(server.url) for _ in range(3)]:
        for page in (COMPUTING, f"{COMPUTING}?view=board", f"{COMPUTING}?lang=fa"):
            assert visitor.ask(page)[0] == 200
    assert sorted(runs.read_text().split()) == ["en", "fa"]


def test_pages_opened_at_the_same_moment_run_their_notebook_once(serving, small_pack, tmp_path):
    runs = tmp_path / "runs"
    cell = f"import time\ntime.sleep(1)\nopen({str(runs)!r}, 'a').write('once ')"
    written(small_pack / "notebooks" / f"{COMPUTING}.ipynb", cell)
    server = serving(small_pack, "--SaferCommunities.warm=False")
    with ThreadPoolExecutor(8) as visitors:
        found = list(visitors.map(lambda _: Visitor(server.url).ask(COMPUTING)[0], range(8)))
    assert found == [200] * 8
    assert runs.read_text() == "once "


def test_a_changed_notebook_runs_again(serving, small_pack):
    notebook = small_pack / "notebooks" / f"{COMPUTING}.ipynb"
    written(notebook, "print('as it was')")
    server = serving(small_pack)
    visitor = Visitor(server.url)
    assert "as it was" in visitor.ask(COMPUTING)[2]
    time.sleep(0.01)
    written(notebook, "print('as it is now')")
    waited_for(lambda: "as it is now" in visitor.ask(COMPUTING)[2])
