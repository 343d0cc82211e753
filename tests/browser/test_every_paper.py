"""Everything on paper: A4, black and white, nothing cut, in either direction."""

from __future__ import annotations

import pytest

from tests.browser.conftest import as_staff, lines, looked
from tests.browser.test_views import on_paper, sheets
from tests.pack import the_checks, the_library

PAPERS = [
    "paper/certificate",
    "privacy/assessment",
    *(f"paper/{path}" for path in sorted(the_library().lessons)),
    *(
        f"check/{name}/{what}"
        for name in sorted(the_checks())
        for what in ("paper", "answer-sheet", "marking-key")
    ),
]


@pytest.mark.sweep
@pytest.mark.parametrize("address", PAPERS)
def test_every_sheet_is_a4_in_black_and_white_with_nothing_cut(new_context, server, address):
    page = as_staff(new_context().new_page(), server)
    wrong = []
    for code in ("en", "ur"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(media="null")
        page.goto(f"{server.url}{address}?lang={code}")
        sizes, pages = sheets(page.pdf(prefer_css_page_size=True))
        if sizes != {(595, 842)} or not pages:
            wrong.append(f"{code}: {pages} sheets of {sizes}")
        on_paper(page)
        wrong += [
            f"{code}: {each}" for what in ("cutOff", "coloured") for each in looked(page, what)
        ]
    assert not wrong, lines(wrong)
