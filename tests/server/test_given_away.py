"""What no page gives away: answers on pupils' paper, a check's key to parents, a false address."""

from __future__ import annotations

import re

import pytest

from tests.conftest import FIXTURES, fetched, running
from tests.pack import the_checks, the_library
from tests.server.conftest import staff_of
from tests.server.test_classes import Asking

PACK = FIXTURES / "packs" / "telling"
FOR_ADULTS = re.compile(r'<div class="sheet (?:answer-sheet|marking-key)">')
TOLD = ("paper-right", "paper-why", "✓", "(right answer)")
"""What a paper twin marks an answer with."""


def texts(content, *names):
    """Return every text anywhere in a lesson or a check, or those under one of `names`."""
    found = []
    if isinstance(content, str):
        return [] if names else [content]
    if isinstance(content, dict):
        for name, value in content.items():
            found += texts(value) if name in names else texts(value, *names)
    elif isinstance(content, list):
        for value in content:
            found += texts(value, *names)
    return found


def dumped(content):
    return content.model_dump(mode="json", serialize_as_any=True)


@pytest.mark.parametrize("path", sorted(the_library().lessons))
def test_no_sheet_of_a_lesson_gives_an_answer_away(server, path):
    status, _, page = fetched(f"{server.url}paper/{path}")
    assert status == 200
    sheets = page.partition("<main")[2]
    pupils, *adults = FOR_ADULTS.split(sheets)
    assert [mark for mark in TOLD if mark in pupils] == []
    assert len(pupils) > 3_000
    if path.startswith("y6/"):
        assert [mark for mark in TOLD if mark in "".join(adults)] != []


@pytest.mark.parametrize("name", sorted(the_checks()))
def test_no_sheet_of_a_check_gives_an_answer_away(server, name):
    staff = staff_of(server)
    page, answers = (staff.ask(f"check/{name}/{what}")[2] for what in ("paper", "answer-sheet"))
    assert [mark for mark in TOLD if mark in page.partition("<main")[2]] == []
    assert [mark for mark in TOLD if mark in answers] != []


def test_what_parents_read_holds_nothing_of_a_checks_key(server):
    """Parents see each lesson whole; what a check asks is seen when its window has closed."""
    pages = [fetched(f"{server.url}parents")[2]]
    pages += [
        fetched(f"{server.url}parents/{path}")[2]
        for path in sorted(the_library().lessons)
        if path.startswith("y6/")
    ]
    whole = "\n".join(texts([dumped(each) for each in the_library().lessons.values()]))
    said = texts([dumped(each) for each in the_checks().values()], "why", "misconceptions")
    kept = {each for each in said if len(each) > 20 and each not in whole}
    assert len(kept) > 200
    assert [each for each in kept if any(each in page for page in pages)] == []


TRUSTING = "--SaferCommunities.trust_xheaders=True"


@pytest.mark.parametrize(("arguments", "last"), [([], 429), ([TRUSTING], 404)])
def test_a_visitor_says_where_they_are_only_to_a_server_that_trusts_its_proxy(
    tmp_path, arguments, last
):
    """Else whoever guesses codes would be somebody new at each guess."""
    with running(tmp_path, f"--content={PACK}", *arguments) as server:
        guesser = Asking(server.url)
        statuses = [
            guesser.api(
                "join",
                {"code": "KITE-OTTER"},
                headers={"X-Real-IP": f"10.1.1.{each}", "X-Forwarded-For": f"10.1.2.{each}"},
            )[0]
            for each in range(1, 36)
        ]
    assert statuses[0] == 404
    assert statuses[-1] == last, statuses
