"""The roster: ids, codes, groups; no names."""

import pytest
from safer_communities.assessment.roster import BadRoster, OnRoster, Roster
from safer_communities.content import Places
from safer_communities.content.reading import read_yaml

WORDS = [
    str(each) for each in read_yaml(Places.found().lessons / "tags.yaml", "tags.yaml")["codes"]
]


def roster(count=3):
    made = Roster()
    made.add(count, WORDS, group="6B")
    return made


def test_each_new_pupil_has_an_id_and_three_words_of_their_own():
    made = roster(40)
    codes = [each.code for each in made.pupils.values()]
    assert list(made.pupils)[:2] == ["p01", "p02"]
    assert len(set(codes)) == 40
    assert {len(code.split("-")) for code in codes} == {3}
    assert all(len(set(code.split("-"))) == 3 for code in codes)


def test_ids_go_on_where_a_pupil_has_left():
    made = roster(3)
    del made.pupils["p02"]
    made.add(1, WORDS)
    assert list(made.pupils) == ["p01", "p03", "p04"]


def test_a_code_is_found_however_it_is_typed_and_nobody_elses():
    made = roster()
    code = made.pupils["p02"].code
    for typed in (code, code.lower(), code.replace("-", "  "), f" {code.replace('-', '_')} "):
        assert made.by_code(typed).id == "p02"
    assert made.by_code("") is None
    assert made.by_code(code + "-OTTER") is None


def test_what_is_not_three_listed_words_is_no_guess():
    made = roster()
    assert made.could_be_a_code("otter kite apple", WORDS)
    assert not made.could_be_a_code("otter kite", WORDS)
    assert not made.could_be_a_code("otter kite xyzzy", WORDS)


def test_a_roster_comes_back_from_its_file_as_it_was(tmp_path):
    made = roster()
    made.keep(tmp_path / "roster.csv")
    assert Roster.read(tmp_path / "roster.csv") == made
    assert Roster.read(tmp_path / "none.csv") == Roster()


def test_a_spreadsheet_is_brought_in_and_those_who_are_there_keep_their_codes():
    made = roster(2)
    before = made.pupils["p01"].code
    new = made.bring_in("\ufeffid;group\r\np01;6C\r\nnew-1;6C\r\n\r\n".encode(), WORDS)
    assert new == 1
    assert made.pupils["p01"] == OnRoster("p01", before, "6C")
    assert len(made.pupils["new-1"].code.split("-")) == 3


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("id,name\np01,Ada Smith\n", "Names of children stay on paper"),
        ("id\np*1\n", "Line 2"),
        ("id\n../evil\n", "Line 2"),
        ("id\nP01\n", "Line 2"),
        ("id\np01\np01\n", "Line 3 names 'p01' a second time"),
        ("id,code\np01,OTTER\n", "a code is three words"),
        ("id,code\np01,A-B-C\np02,A-B-C\n", "another pupil has"),
        ("id,group\np01,=HYPERLINK(1)\n", "group"),
        ("group\n6B\n", "'id' among them"),
        ("id\np01,x,y\n", "more cells"),
        ("", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_roster_that_cannot_be_used_says_where_and_changes_nothing(data, says):
    made = roster(2)
    before = dict(made.pupils)
    with pytest.raises(BadRoster, match=says.replace("'", ".").replace("*", ".")):
        made.bring_in(data if isinstance(data, bytes) else data.encode(), WORDS)
    assert made.pupils == before
