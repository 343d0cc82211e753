"""The story strip: exits, who could have acted, and what a record calls somebody."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.strip import Strip, StripPart
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "strip" / "strip.example.yaml", "strip.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_strip.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def spec(**changes):
    part = check(StripPart, {**copy.deepcopy(EXAMPLE["part"]), **changes}, "exercise.yaml")
    return spec_of(HERE / "strip", part, {})


SPEC = spec()
SCENES = {scene["id"]: scene for scene in SPEC["scenes"]}
RIGHT = EXAMPLE["states"]["right"]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(StripPart, part, "exercise.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Strip.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


def wrong(value, of=SPEC):
    """Return the scenes that were not seen rightly."""
    return [name for name, item in Strip.mark(of, value)["items"].items() if not item["right"]]


def test_the_example_shows_every_state_by_its_name():
    assert set(EXAMPLE["states"]) == {"before", "working", "again", "right"}
    for value in EXAMPLE["states"].values():
        assert Strip.clean(SPEC, copy.deepcopy(value)) == value
    assert Strip.mark(SPEC, RIGHT)["right"] == len(SCENES)
    assert Strip.mark(SPEC, EXAMPLE["states"]["again"])["right"] < len(SCENES)


def test_the_kind_is_known_by_its_name():
    assert Activity.kinds["strip"] is Strip


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "strip" / "strip.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Strip))
    assert set(Strip.interface) <= asked


@given(VALUES(SPEC))
def test_every_strip_a_table_can_mark_is_taken_as_it_is(value):
    assert Strip.clean(SPEC, copy.deepcopy(value)) == value


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    tried = (value, {"exits": value}, {"exits": {"taxi": value}}, {"language": value})
    for answer in tried:
        assert refusal(answer) != ""


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "An answer is a set of names and values."),
        ({"way": []}, "An answer to this activity has no 'way'."),
        ({"exits": []}, "'exits' cannot be"),
        ({"exits": {"moon": []}}, "There is no scene called 'moon' here."),
        ({"exits": {"taxi": "police"}}, "What was chosen is not a list of names: 'police'."),
        ({"exits": {"taxi": ["moon"]}}, "There is no agency called 'moon' here."),
        ({"exits": {"taxi": ["police", "police"]}}, "The same agency was chosen twice."),
        ({"language": ["taxi"]}, "There is no phrase called 'taxi' here."),
        ({"language": ["clinic", "clinic"]}, "The same phrase was chosen twice."),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(value, reason):
    assert refusal(value).startswith(reason)


def test_an_exit_that_was_not_marked_is_no_fault_once_enough_are_found():
    found = {"trainers": ["school"], "taxi": ["police"]}
    language = RIGHT["language"]
    two = {"exits": found, "language": language}
    three = {"exits": {**found, "away": ["school"]}, "language": language}
    assert wrong(two) == ["away", "clinic", "record"]
    assert wrong(three) == []


def test_an_exit_needs_somebody_who_could_act_there_and_nobody_who_could_not():
    def left(*who):
        return "taxi" in wrong({**RIGHT, "exits": {**RIGHT["exits"], "taxi": list(who)}})

    assert [
        left("police"),
        left("transport"),
        left("health"),
        left("police", "health"),
        left(),
    ] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_scene_that_is_no_exit_is_not_marked():
    assert wrong({**RIGHT, "exits": {**RIGHT["exits"], "letter": ["school"]}}) == ["letter"]


def test_a_phrase_that_blames_is_marked_and_one_that_does_not_is_not():
    assert wrong({**RIGHT, "language": ["clinic"]}) == ["record"]
    assert wrong({**RIGHT, "language": [*RIGHT["language"], "letter"]}) == ["letter"]


def test_why_is_not_said_of_a_scene_that_is_marked_before_it_is_said_who():
    items = Strip.mark(SPEC, {"exits": {"taxi": []}})["items"]
    assert items["taxi"] == {"right": False, "why": ""}
    assert items["away"]["why"] == SCENES["away"]["why"]


def test_in_the_support_form_no_more_exits_are_to_be_found_than_it_has():
    few = spec(fewer=["trainers", "weekend"])
    value = {"exits": {"trainers": ["school"]}, "fewer": True}
    assert Strip.mark(few, value)["right"] == Strip.mark(few, value)["of"] == 2


def test_the_room_counts_scenes_and_phrases_apart():
    rows = [row.id for row in Strip.table(SPEC).rows]
    assert rows[-4:] == ["record", "record.language", "letter", "letter.language"]
    held = dict(Strip.tally(SPEC, RIGHT))
    assert [held[name] for name in rows[-4:]] == ["chosen", "chosen", "left", "left"]


def test_on_paper_every_scene_has_a_box_and_the_answer_sheet_says_who_and_why():
    page = environment("en", Places.found().locale, HERE)
    template = page.get_template("strip/strip.paper.html")

    def sheet(*, answers):
        html = template.render(spec=SPEC, answers=answers)
        return html.replace("&#39;", "'").replace("&#34;", '"')

    told = [scene["why"] for scene in SPEC["scenes"]]
    told += [scene["better"] for scene in SPEC["scenes"] if scene["better"]]
    phrases = [scene for scene in SPEC["scenes"] if scene["language"]]
    assert sheet(answers=False).count("paper-box") == len(SCENES) + len(phrases)
    assert not [text for text in told if text in sheet(answers=False)]
    assert [text for text in told if text in sheet(answers=True)] == told


def part(**changes):
    return {**copy.deepcopy(EXAMPLE["part"]), **changes}


def scene(**changes):
    """The example with its first scene changed."""
    broken = part(fewer=[])
    broken["scenes"][0] = {**broken["scenes"][0], **changes}
    return broken


MANY = [{**EXAMPLE["part"]["scenes"][0], "id": f"scene-{at}"} for at in range(17)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (part(scenes=MANY[:3], fewer=[]), "This strip has 3 scenes. | Name 4 to 16."),
        (part(scenes=MANY, fewer=[]), "This strip has 17 scenes. | Name 4 to 16."),
        (scene(id="taxi"), "The scene 'taxi' stands here twice. | Give each scene its own id."),
        (
            part(agencies=[*EXAMPLE["part"]["agencies"]] * 2),
            "The agency 'school' stands here twice",
        ),
        (scene(who=[]), "Scene 'trainers' is an exit, and nobody acts in it. | Name at least one"),
        (scene(exit=False), "Scene 'trainers' is no exit, and names who could act. | Say 'exit"),
        (scene(who=["moon"]), "In scene 'trainers' acts 'moon', which is no agency here. | Agenc"),
        (scene(better="Kindly."), "Scene 'trainers' says a phrase better that it does not have. |"),
        (part(least=6), "6 exits are to be found, and there are 5. | Lower 'least', or add exits."),
        (part(fewer=["moon"]), "'fewer' names 'moon', which is not in this part."),
    ],
)
def test_a_strip_with_a_fault_is_refused_with_what_to_do(broken, message):
    assert message in fault(broken)
