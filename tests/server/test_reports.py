"""What a teacher takes away runs nothing on the computer that opens it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.language import BESIDE
from safer_communities.server.live.reports import FORMULA, as_csv

cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=9)


@pytest.mark.parametrize(
    "begin", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1"]
)
def test_no_cell_begins_as_a_formula(begin):
    ((cell,),) = csv.reader(io.StringIO(as_csv([[begin]]), newline=""))
    assert cell == f"'{begin}"


@given(row=st.lists(cells, min_size=1, max_size=4))
def test_every_cell_is_quoted_and_comes_back_as_it_was(row):
    text = as_csv([row])
    assert text.startswith('"')
    assert text.endswith('"\r\n')
    (back,) = csv.reader(io.StringIO(text, newline=""))
    assert [cell.removeprefix("'") for cell in back] == [
        cell.replace(BESIDE, " ").removeprefix("'") for cell in row
    ]
    assert not [cell for cell in back if cell.startswith(FORMULA)]
