"""What answers say together, over the API: each line of docs/api.md, and who is refused."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.browser.answering import lesson_specs, right_answer, wrong_answer
from tests.conftest import LESSON, running, waited_for
from tests.server.test_classes import Asking, Class, saying

PART, SENSITIVE = "starter", "sure"
ALL = ("starter", "sure", "street", "weigh", "card", "ladder", "times", "again", "sure-again")
PATHS = ("spreads", "summary", "snapshots", "counts", "export.csv", "report")


@pytest.fixture
def own(server):
    """A class of this test alone, with every part open."""
    return Class(server, parts=ALL)


def answer(pupil, part, value, *, checked=True):
    status, reply = pupil.api("answers", saying({**value, "checked": checked}, part))
    assert status == 200, reply


def pupils_of(own, count, part=PART, *, wrong=0):
    """Let `count` pupils answer a part, of whom `wrong` have one thing wrong."""
    spec = lesson_specs()[part]
    found = [own.pupil() for _ in range(count)]
    for at, pupil in enumerate(found):
        answer(pupil, part, wrong_answer(spec)[0] if at < wrong else right_answer(spec))
    return found


def staff(own, path, body=None, **how):
    status, reply = own.staff.api(f"classes/{own.code}/{path}", body, **how)
    assert status == 200, reply
    return reply


def spread(own, part=PART, path="spreads", key="spreads"):
    return next(each for each in staff(own, path)[key] if each["part"] == part)


def shown(spread, row):
    """Return what a row shows, by column."""
    cells = next(each for each in spread["rows"] if each["id"] == row)["cells"]
    return {cell["column"]: cell["shown"] for cell in cells}


# -- spreads


def test_the_teacher_sees_a_table_of_every_part_that_has_one(own):
    found = staff(own, "spreads")["spreads"]
    assert [each["part"] for each in found] == list(ALL)
    for each in found:
        columns = {column["id"] for column in each["columns"]}
        assert each["answered"] == {"kind": "exact", "count": 0, "least": 0, "shown": "0"}
        assert all(cell["column"] in columns for row in each["rows"] for cell in row["cells"])
        assert {cell["count"] for row in each["rows"] for cell in row["cells"]} == {0}


def test_a_spread_counts_the_latest_answer_of_each_pupil(own):
    pupils = pupils_of(own, 6, wrong=6)
    assert shown(spread(own), "every-risk") == {"fact": "6", "myth": "0"}
    for pupil in pupils:
        answer(pupil, PART, right_answer(lesson_specs()[PART]))
    found = spread(own)
    assert shown(found, "every-risk") == {"fact": "0", "myth": "6"}
    assert found["answered"]["count"] == 6


def test_small_numbers_and_what_would_give_them_are_hidden(own):
    pupils_of(own, 20, wrong=2)
    found = spread(own)
    assert shown(found, "every-risk") == {"fact": "<5", "myth": "16+"}
    assert shown(found, "luck") == {"fact": "20", "myth": "0"}
    assert '"count": 18' not in json.dumps(found)


def test_a_spread_says_which_answer_is_right_and_of_an_opinion_nothing(own):
    right = {
        each["part"]: {cell["right"] for row in each["rows"] for cell in row["cells"]}
        for each in staff(own, "spreads")["spreads"]
    }
    assert right[PART] == {True, False}
    assert right[SENSITIVE] == right["card"] == {None}


def test_a_spread_comes_in_the_language_asked_for(own):
    pupils_of(own, 6)
    status, _, text = own.staff.ask(f"api/classes/{own.code}/spreads?lang=fa")
    found = next(each for each in json.loads(text)["spreads"] if each["part"] == PART)
    assert status == 200
    assert found["title"] == lesson_specs("fa")[PART]["title"] != spread(own)["title"]


# -- revealed


def revealed(visitor, own):
    return visitor.api(f"classes/{own.code}/revealed")


def test_the_class_sees_what_is_revealed_and_nothing_else(own):
    pupil = pupils_of(own, 6)[0]
    assert revealed(pupil, own) == (200, {"spreads": []})
    own.set(revealed=[PART])
    for visitor in (pupil, Asking(own.server.url), own.staff):
        status, reply = revealed(visitor, own)
        assert (status, [each["part"] for each in reply["spreads"]]) == (200, [PART])
        assert reply["spreads"][0]["revealed"] is True


def test_what_is_revealed_grows_as_answers_come(own):
    pupil = pupils_of(own, 6)[0]
    own.set(revealed=[PART])
    assert shown(revealed(pupil, own)[1]["spreads"][0], "luck")["fact"] == "6"
    pupils_of(own, 1)
    assert shown(revealed(pupil, own)[1]["spreads"][0], "luck")["fact"] == "7"
    staff(own, "counts", {"part": PART, "counts": {"luck": {"fact": 5}}})
    assert shown(revealed(pupil, own)[1]["spreads"][0], "luck")["fact"] == "12"
    own.set(revealed=[])
    assert revealed(pupil, own) == (200, {"spreads": []})


def test_what_is_revealed_follows_a_pupil_who_changes_an_answer(own):
    pupils = pupils_of(own, 6)
    own.set(revealed=[PART])
    assert shown(revealed(pupils[0], own)[1]["spreads"][0], "luck")["fact"] == "6"
    for pupil in pupils:
        answer(pupil, PART, {"answers": {"luck": ["myth"]}})
    assert shown(revealed(pupils[0], own)[1]["spreads"][0], "luck") == {"fact": "0", "myth": "6"}


def test_no_tag_is_in_what_is_revealed_kept_or_reported(own):
    pupils = pupils_of(own, 6)
    own.set(revealed=[PART])
    staff(own, "snapshots", {"part": PART})
    said = json.dumps([revealed(pupils[0], own), staff(own, "snapshots"), staff(own, "spreads")])
    said += own.staff.ask(f"api/classes/{own.code}/report")[2]
    assert not [pupil.tag for pupil in pupils if pupil.tag in said]


def test_nobody_looks_for_classes_through_what_is_revealed(own):
    wrong = "KITE-OTTER" if own.code != "KITE-OTTER" else "OTTER-KITE"
    assert Asking(own.server.url).api(f"classes/{wrong}/revealed")[0] == 404


# -- for the teacher alone


@pytest.mark.parametrize("path", PATHS)
def test_what_is_the_teachers_is_closed_to_pupils_and_visitors(own, path):
    for visitor in (own.pupil(), Asking(own.server.url)):
        assert visitor.api(f"classes/{own.code}/{path}")[0] == 403


@pytest.mark.parametrize("path", ["snapshots", "counts"])
def test_nothing_is_kept_for_whoever_is_not_staff_or_lacks_the_token(own, path):
    body = {"part": PART, **({"counts": {"luck": {"fact": 9}}} if path == "counts" else {})}
    assert own.pupil().api(f"classes/{own.code}/{path}", body)[0] == 403
    assert own.staff.api(f"classes/{own.code}/{path}", body, token=False)[0] == 403
    assert not staff(own, path)[path]


# -- snapshots


def test_a_snapshot_stays_as_it_was(own):
    pupils_of(own, 6)
    number = staff(own, "snapshots", {"part": PART})["id"]
    pupils_of(own, 3)
    kept = spread(own, path="snapshots", key="snapshots")
    assert (kept["id"], shown(kept, "luck")["fact"]) == (number, "6")
    assert shown(spread(own), "luck")["fact"] == "9"


def test_a_snapshot_is_deleted_alone(own):
    first, second = (staff(own, "snapshots", {"part": PART})["id"] for _ in range(2))
    assert staff(own, f"snapshots/{first}", method="DELETE") == {"deleted": True}
    assert [each["id"] for each in staff(own, "snapshots")["snapshots"]] == [second]
    assert own.staff.api(f"classes/{own.code}/snapshots/{first}", method="DELETE")[0] == 404


def test_a_snapshot_of_another_class_is_not_deleted(own, server):
    number = staff(own, "snapshots", {"part": PART})["id"]
    other = Class(server)
    status, _ = other.staff.api(f"classes/{other.code}/snapshots/{number}", method="DELETE")
    assert (status, len(staff(own, "snapshots")["snapshots"])) == (404, 1)


def test_small_numbers_are_hidden_before_a_snapshot_is_stored(own):
    pupils_of(own, 20, wrong=2)
    staff(own, "snapshots", {"part": PART})
    assert shown(spread(own, path="snapshots", key="snapshots"), "every-risk")["fact"] == "<5"


@pytest.mark.parametrize("path", ["snapshots", "counts"])
def test_of_a_sensitive_part_nothing_is_frozen_or_counted_by_hands(own, path):
    body = {"part": SENSITIVE, **({"counts": {}} if path == "counts" else {})}
    status, reply = own.staff.api(f"classes/{own.code}/{path}", body)
    assert status == 400
    assert reply["error"] == "What pupils say in this part is never shown to the class."


@pytest.mark.parametrize("part", ["rules", "no-such-part", ""])
@pytest.mark.parametrize("path", ["snapshots", "counts"])
def test_a_part_without_answers_has_no_spread(own, path, part):
    body = {"part": part, **({"counts": {}} if path == "counts" else {})}
    assert own.staff.api(f"classes/{own.code}/{path}", body)[0] == 400


# -- one screen


def test_counted_hands_enter_the_spread_and_the_latest_counts(own):
    staff(own, "counts", {"part": PART, "counts": {"luck": {"fact": 9, "myth": 9}}})
    staff(own, "counts", {"part": PART, "counts": {"luck": {"fact": 20, "myth": 8}}})
    pupils_of(own, 5)
    found = spread(own)
    assert shown(found, "luck") == {"fact": "25", "myth": "8"}
    assert found["answered"]["count"] == 33
    assert staff(own, "counts") == {"counts": {PART: {"luck": {"fact": 20, "myth": 8}}}}


def test_counted_hands_enter_the_summary_as_a_level_of_the_class(own):
    rows = {"every-risk": {"fact": 3, "myth": 25}, "luck": {"fact": 28, "myth": 0}}
    staff(own, "counts", {"part": "again", "counts": rows})
    levels = {each["id"]: each["hands"] for each in staff(own, "summary")["outcomes"]}
    assert levels == {"hazard": "secure", "weigh": None, "lower": None, "help": None}


@pytest.mark.parametrize(
    "cells",
    [
        {"fact": -1},
        {"fact": 101},
        {"fact": 1.5},
        {"fact": True},
        {"fact": "3"},
        {"fact": 60, "myth": 60},
    ],
)
def test_what_is_no_number_of_hands_is_refused_with_a_sentence(own, cells):
    body = {"part": PART, "counts": {"luck": cells}}
    status, reply = own.staff.api(f"classes/{own.code}/counts", body)
    assert status == 400
    assert reply["error"] == "That is no number of hands. Type whole numbers from 0 to 100."


@pytest.mark.parametrize(
    "counts", [{"no-row": {}}, {"luck": {"no-column": 3}}, {"luck": 3}, None, []]
)
def test_hands_for_what_is_not_in_the_table_are_refused(own, counts):
    body = {"part": PART, "counts": counts}
    assert own.staff.api(f"classes/{own.code}/counts", body)[0] == 400


# -- how it went


def test_the_summary_tells_each_pupils_outcomes_and_the_class_in_numbers(own):
    pupils = pupils_of(own, 6, "times")
    found = staff(own, "summary")
    assert found["joined"] == 6
    assert [each["id"] for each in found["levels"]] == [
        "secure",
        "developing",
        "not-yet",
        "no-evidence",
    ]
    assert {each["tag"] for each in found["pupils"]} == {pupil.tag for pupil in pupils}
    assert {each["outcomes"]["weigh"]["level"] for each in found["pupils"]} == {"secure"}
    weigh = next(each for each in found["outcomes"] if each["id"] == "weigh")
    assert [cell["shown"] for cell in weigh["cells"]] == ["6", "0", "0", "0"]


def test_the_first_checked_answer_counts_and_not_a_mended_one(own):
    spec = lesson_specs()["again"]
    pupil = own.pupil()
    wrong = {"answers": {each["id"]: ["fact"] for each in spec["questions"]}}
    answer(pupil, "again", right_answer(spec), checked=False)
    answer(pupil, "again", wrong)
    answer(pupil, "again", right_answer(spec))
    (found,) = staff(own, "summary")["pupils"]
    assert found["outcomes"]["hazard"] == {"level": "developing", "right": 2, "of": 4}


def test_before_and_after_of_the_same_part_show_the_change(own):
    spec = lesson_specs()[PART]
    for pupil in pupils_of(own, 6, wrong=6):
        answer(pupil, "again", right_answer(spec))
    found = staff(own, "summary")
    assert found["pupils"][0]["changes"] == {
        "again": {"before": {"right": 3, "of": 4}, "after": {"right": 4, "of": 4}}
    }
    (change,) = found["changes"]
    assert (change["part"], change["before"]) == ("again", PART)
    assert [cell["shown"] for cell in change["cells"]] == ["6", "0", "0"]


# -- to take away


def test_the_export_has_a_row_for_each_pupil_part_and_item(own):
    spec = lesson_specs()[PART]
    (pupil,) = pupils_of(own, 1, wrong=1)
    answer(pupil, PART, right_answer(spec), checked=False)
    answer(pupil, "card", right_answer(lesson_specs()["card"]))
    status, headers, text = own.staff.ask(f"api/classes/{own.code}/export.csv")
    assert status == 200
    assert headers["Content-Disposition"] == 'attachment; filename="y6-02-answers.csv"'
    assert all(
        re.fullmatch('("[^"]*(""[^"]*)*",?)+', line)
        for line in text.lstrip("\ufeff").split("\r\n")[:-1]
    )
    head, first, *rest = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert head == ["Tag", "Part", "Item", "Answer", "Right", "Right when first checked"]
    words = spec["questions"][0]["words"]
    assert first == [pupil.tag, spec["title"], words, "Myth", "yes", "no"]
    assert [row[4:] for row in rest[-3:]] == [["", ""]] * 3


def test_the_report_is_one_file_without_script_that_fetches_nothing(own):
    pupils_of(own, 20, wrong=2)
    status, headers, text = own.staff.ask(f"api/classes/{own.code}/report?lang=fa")
    assert status == 200
    assert headers["Content-Disposition"] == 'attachment; filename="y6-02-report.html"'
    assert '<html lang="fa" dir="rtl">' in text
    assert not re.findall(r"<script|<link|\ssrc=|url\(|@import", text)
    assert own.code not in text


def test_the_report_shows_spreads_with_small_numbers_hidden_and_no_sensitive_part(own):
    pupils = pupils_of(own, 20, wrong=2)
    for pupil in pupils:
        answer(pupil, SENSITIVE, right_answer(lesson_specs()[SENSITIVE]))
    text = own.staff.ask(f"api/classes/{own.code}/report")[2]
    specs = lesson_specs()
    assert specs[PART]["title"] in text
    assert "&lt;5" in text
    assert specs[SENSITIVE]["title"] not in text
    assert specs[SENSITIVE]["steps"][0] not in text


def test_a_deleted_class_takes_its_snapshots_and_hands_with_it(own):
    staff(own, "snapshots", {"part": PART})
    staff(own, "counts", {"part": PART, "counts": {"luck": {"fact": 7}}})
    assert own.staff.api(f"classes/{own.code}", method="DELETE")[0] == 200
    assert own.staff.api(f"classes/{own.code}/snapshots")[0] == 404


def test_a_part_that_becomes_sensitive_is_shown_no_more(tmp_path, real_pack):
    with running(tmp_path / "data", f"--content={real_pack}") as server:
        own = Class(server, parts=(PART,))
        pupil = pupils_of(own, 6)[0]
        own.set(revealed=[PART])
        assert len(revealed(pupil, own)[1]["spreads"]) == 1
        lesson = real_pack / "lessons" / LESSON / "lesson.yaml"
        words = lesson.read_text("utf-8")
        lesson.write_text(
            words.replace("    mode: myth\n", "    mode: myth\n    sensitive: true\n"), "utf-8"
        )

        def nothing_is_shown():
            return revealed(pupil, own) == (200, {"spreads": []})

        waited_for(nothing_is_shown)
