"""Hotspots: the hazards in a drawn scene."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.hotspots import Hotspots, HotspotsPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

FOLDER = HERE / "hotspots"
EXAMPLE = plain(read_yaml(FOLDER / "hotspots.example.yaml", "hotspots.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_hotspots.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(FOLDER, check(HotspotsPart, EXAMPLE["part"], "lesson.yaml"), {})
SPOTS = {spot["id"]: spot for spot in SPEC["spots"]}


def changed(name=None, /, **changes):
    """Return the example part with changes to the spot `name`, or to the part itself."""
    part = copy.deepcopy(EXAMPLE["part"])
    target = next((spot for spot in part["spots"] if spot["id"] == name), part)
    target.update(changes)
    return part


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(HotspotsPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("hotspots/hotspots.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'")


def test_the_example_shows_every_state_by_its_name():
    worth = {}
    for name, value in EXAMPLE["states"].items():
        verdict = Hotspots.mark(SPEC, Hotspots.clean(SPEC, value))
        worth[name] = (bool(value.get("checked")), verdict["right"] == verdict["of"])
    assert worth == {
        "before": (False, False),
        "working": (False, False),
        "again": (True, False),
        "right": (True, True),
    }
    assert EXAMPLE["states"]["before"] == {}


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["hotspots"] is Hotspots


def test_the_picture_travels_inside_the_spec():
    assert SPEC["picture"].startswith("data:image/svg+xml,")


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (FOLDER / "hotspots.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Hotspots))
    assert set(Hotspots.interface) <= asked


def test_the_module_is_small_enough_to_be_sent_with_each_activity():
    assert (FOLDER / "hotspots.js").stat().st_size < 8 * 1024


def test_a_hazard_that_was_found_says_why_it_is_one():
    item = Hotspots.mark(SPEC, {"chosen": ["ball"]})["items"]["ball"]
    assert item == {"right": True, "why": SPOTS["ball"]["why"]}


def test_a_hazard_that_was_missed_says_where_to_look():
    item = Hotspots.mark(SPEC, {"chosen": ["ball"]})["items"]["glass"]
    assert item == {"right": False, "why": SPOTS["glass"]["hint"]}


def test_a_safe_thing_that_was_chosen_says_why_it_makes_the_street_safer():
    item = Hotspots.mark(SPEC, {"chosen": ["light"]})["items"]["light"]
    assert item == {"right": False, "why": SPOTS["light"]["why"]}


def test_a_safe_thing_that_was_left_is_right_and_says_nothing():
    item = Hotspots.mark(SPEC, {"chosen": ["ball"]})["items"]["light"]
    assert item == {"right": True, "why": ""}


def test_each_spot_counts_one():
    verdict = Hotspots.mark(SPEC, {"chosen": ["ball", "light"]})
    assert (verdict["right"], verdict["of"]) == (2, 4)


def test_choosing_everything_without_looking_is_not_right():
    verdict = Hotspots.mark(SPEC, {"chosen": list(SPOTS)})
    assert verdict["right"] == sum(spot["hazard"] for spot in SPEC["spots"]) < verdict["of"]


def test_the_support_form_marks_only_its_own_spots():
    verdict = Hotspots.mark(SPEC, {"chosen": ["ball", "light"], "fewer": True})
    assert set(verdict["items"]) == {"ball", "crossing"}
    assert (verdict["right"], verdict["of"]) == (2, 2)


@given(VALUES(SPEC))
def test_every_answer_a_pupil_can_have_is_kept_as_it_is_and_marked(value):
    assert Hotspots.clean(SPEC, value) == value
    verdict = Hotspots.mark(SPEC, value)
    assert verdict["right"] == sum(item["right"] for item in verdict["items"].values())
    assert all(item["why"] for item in verdict["items"].values() if not item["right"])


@given(JUNK | st.fixed_dictionaries({"chosen": JUNK | st.lists(JUNK)}))
def test_what_cannot_be_an_answer_is_refused_with_a_sentence_and_nothing_else(junk):
    try:
        kept = Hotspots.clean(SPEC, junk)
    except NotAnAnswer as error:
        kept, said = None, str(error)
    assert kept == junk if kept is not None else said.endswith(".")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "An answer is a set of names and values."),
        ({"found": ["ball"]}, "An answer to this activity has no 'found'."),
        ({"chosen": {"ball": True}}, "'chosen' cannot be"),
        ({"chosen": ["pond"]}, "There is no spot called 'pond' here."),
        ({"chosen": [["ball"]]}, "There is no spot called \"['ball']\" here."),
        ({"chosen": ["ball", "ball"]}, "A spot is chosen twice."),
        ({"chosen": [], "checked": 1}, "'checked' cannot be '1'."),
    ],
)
def test_the_refusal_of_an_answer_says_what_is_wrong_with_it(value, sentence):
    with pytest.raises(NotAnAnswer, match=f"^{re.escape(sentence)}"):
        Hotspots.clean(SPEC, value)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (
            changed("ball", at=[1.2, 0.5]),
            "Spot 'ball' lies outside the picture. | Give 'at' as two numbers from 0 to 1",
        ),
        (changed("ball", at=[0.5, -0.1]), "Spot 'ball' lies outside the picture."),
        (changed("ball", at=[float("nan"), 0.5]), "Spot 'ball' lies outside the picture."),
        (changed("ball", why=" "), "Spot 'ball' has no 'why'. | Say why it is a hazard"),
        (changed("ball", hint=""), "The hazard 'ball' has no 'hint'. | Say where to look"),
        (
            changed("ball", at=[0.37, 0.7]),
            "Spots 'ball' and 'glass' are too close together to be touched apart. | Move one",
        ),
        (
            changed("ball", name="The street light"),
            "Spots 'ball' and 'light' have the same name. | Name what is special",
        ),
        (
            changed("ball", why=SPOTS["glass"]["why"]),
            "Spots 'ball' and 'glass' say the same thing. | Say in each",
        ),
        (
            changed("ball", hint=SPOTS["glass"]["hint"]),
            "Spots 'ball' and 'glass' say the same thing.",
        ),
        (
            changed("ball", hint=SPOTS["light"]["why"]),
            "Spots 'ball' and 'light' say the same thing.",
        ),
        (
            {**changed("light", id="glass"), "fewer": []},
            "Two spots are called 'glass'. | Give each spot its own id.",
        ),
        (
            changed(fewer=["ball", "glass"]),
            "The support form has no spot that is safe. | Add one with 'hazard: false'",
        ),
        (
            changed(fewer=["light"]),
            "The support form has no hazard to find. | Add a spot with 'hazard: true'.",
        ),
        (changed(fewer=["pond"]), "'fewer' names 'pond', which is not in this part."),
        (changed(alt=""), "The picture has no 'alt'. | Say what it shows"),
    ],
)
def test_a_fault_in_a_scene_is_refused_and_says_how_to_mend_it(part, message):
    assert fault(part).startswith(message)


def test_a_scene_of_hazards_only_is_refused():
    spots = [spot for spot in EXAMPLE["part"]["spots"] if spot["hazard"]]
    assert fault(changed(spots=spots, fewer=[])).startswith("This scene has no spot that is safe.")


def test_a_scene_without_hazards_is_refused():
    spots = [spot for spot in EXAMPLE["part"]["spots"] if not spot["hazard"]]
    assert fault(changed(spots=spots, fewer=[])).startswith("This scene has no hazard to find.")


def test_spots_just_far_enough_apart_are_allowed():
    part = changed("ball", at=[0.31, 0.69])
    assert check(HotspotsPart, part, "lesson.yaml").spots[0].at == (0.31, 0.69)


def test_the_worksheet_shows_the_picture_and_every_name_and_tells_nothing():
    sheet = paper(answers=False)
    assert SPEC["alt"] in sheet
    for spot in SPEC["spots"]:
        assert spot["name"] in sheet
        assert spot["why"] not in sheet
    assert "✓" not in sheet


def test_the_worksheet_does_not_list_the_hazards_first():
    sheet = paper(answers=False)
    listed = sorted(SPEC["spots"], key=lambda spot: sheet.index(f"{spot['name']}</li>"))
    kinds = [spot["hazard"] for spot in listed]
    assert kinds != sorted(kinds, reverse=True)


def test_the_answer_sheet_ticks_the_hazards_and_says_every_why():
    sheet = paper(answers=True)
    assert sheet.count("✓") == sum(spot["hazard"] for spot in SPEC["spots"])
    for spot in SPEC["spots"]:
        assert spot["why"] in sheet
