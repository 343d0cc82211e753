"""The story: scenes that lead to one another."""

import copy
import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safer_communities.activities.base import HERE, Activity, NotAnAnswer, spec_of, words_of
from safer_communities.activities.story import Story, StoryPart
from safer_communities.activities.story.story import LONGEST
from safer_communities.content import Places
from safer_communities.content.findings import ContentError
from safer_communities.content.reading import check, plain, read_yaml
from safer_communities.language.templates import environment

EXAMPLE = plain(read_yaml(HERE / "story" / "story.example.yaml", "story.example.yaml"))
VALUES = runpy.run_path(str(Path(__file__).with_name("values_story.py")))["values"]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)
SPEC = spec_of(HERE / "story", check(StoryPart, EXAMPLE["part"], "lesson.yaml"), {})
WHYS = [choice["why"] for scene in SPEC["scenes"] for choice in scene["choices"]]


def fault(part):
    """Return the message and the remedy that an author reads of a part's first fault."""
    with pytest.raises(ContentError) as caught:
        check(StoryPart, part, "lesson.yaml")
    finding = caught.value.findings[0]
    return f"{finding.message} | {finding.remedy}"


def paper(*, answers):
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("story/story.paper.html").render(spec=SPEC, answers=answers)
    return html.replace("&#39;", "'").replace("&#34;", '"')


def test_the_example_shows_every_state_and_both_endings():
    assert set(EXAMPLE["states"]) == {"before", "working", "mixed", "right"}
    scenes = {scene["id"]: scene for scene in SPEC["scenes"]}
    ends = set()
    for value in EXAMPLE["states"].values():
        here = scenes[SPEC["start"]]
        for step in Story.clean(SPEC, value).get("way", []):
            leads = {f"{here['id']}.{each['id']}": each["leads"] for each in here["choices"]}
            here = scenes[leads[step]]
        ends.add(here["ending"])
    assert ends == {"", "good", "mixed"}


def test_the_kind_is_known_by_its_name_and_never_marked():
    assert Activity.kinds["story"] is Story
    assert Story.mark(SPEC, {}) == {"of": 0, "right": 0, "items": {}}
    assert "is never scored" in fault({**EXAMPLE["part"], "scored": True})


def test_every_word_the_module_shows_is_in_its_words_and_none_besides():
    module = (HERE / "story" / "story.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bwords\.(\w+)", module))
    assert asked <= set(words_of(Story))
    assert set(Story.interface) <= {*asked, "thanks"}


def refusal(value):
    """Return why `value` cannot be an answer, or None where it can."""
    try:
        Story.clean(SPEC, value)
    except NotAnAnswer as error:
        return str(error)
    return None


@given(JUNK)
def test_whatever_is_sent_is_an_answer_or_is_refused_with_a_reason(value):
    for answer in (value, {"way": value}, {"way": [value]}):
        assert refusal(answer) != ""


@given(VALUES(SPEC))
def test_every_way_a_pupil_can_go_is_taken_as_it_is(value):
    assert Story.clean(SPEC, copy.deepcopy(value)) == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "set of names and values"),
        ({"placed": {}}, "no 'placed'"),
        ({"way": {}}, "'way' cannot be"),
        ({"way": ["bus-stop.fly"]}, "From 'bus-stop' there is no way 'bus-stop.fly'."),
        ({"way": ["beside.say"]}, "From 'bus-stop' there is no way 'beside.say'."),
        ({"way": ["bus-stop.pay", "beside.say"]}, "From 'paid' there is no way"),
        ({"way": [["bus-stop", "pay"]]}, "there is no way"),
        ({"way": ["bus-stop.walk"] * (LONGEST + 1)}, f"{LONGEST} steps at most"),
    ],
)
def test_a_way_that_cannot_be_gone_is_refused_with_the_reason(value, reason):
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        Story.clean(SPEC, value)


def test_a_class_is_counted_by_the_last_choice_at_each_scene():
    loop = copy.deepcopy(EXAMPLE["part"])
    loop["scenes"][1]["choices"][1]["leads"] = "bus-stop"
    spec = spec_of(HERE / "story", check(StoryPart, loop, "lesson.yaml"), {})
    way = ["bus-stop.walk", "beside.quiet", "bus-stop.pay", "paid.driver"]
    held = Story.tally(spec, Story.clean(spec, {"way": way}))
    assert sorted(held) == [
        ("beside", "beside.quiet"),
        ("bus-stop", "bus-stop.pay"),
        ("paid", "paid.driver"),
    ]


def test_the_answer_sheet_gives_every_why_and_the_worksheet_none():
    worksheet, answers = paper(answers=False), paper(answers=True)
    assert not [why for why in WHYS if why in worksheet]
    assert [why for why in WHYS if why in answers] == WHYS


def test_the_worksheet_begins_at_box_1_and_names_the_box_each_choice_leads_to():
    moved = {**SPEC, "scenes": [*SPEC["scenes"][1:], SPEC["scenes"][0]]}
    page = environment("en", Places.found().locale, HERE)
    html = page.get_template("story/story.paper.html").render(spec=moved, answers=False)
    boxes = re.split(r'<div class="paper-card">', html)[1:]
    assert "<strong>1.</strong> Sam, 11, waits" in boxes[0]
    assert re.findall(r"Go to box (\d)\.", boxes[0]) == ["2", "4", "3"]
    assert [len(re.findall("The story ends here", box)) for box in boxes] == [0, 0, 0, 0, 1, 1]


def test_without_its_key_a_story_says_nothing_of_a_choice_and_can_still_be_gone():
    bare = Story.without_key(SPEC)
    assert not [why for why in WHYS if why in str(bare)]
    assert not re.search("why|ending|after", str(sorted(keys(bare))))
    way = EXAMPLE["states"]["right"]["way"]
    assert Story.clean(bare, {"way": way}) == {"way": way}


def keys(value):
    """Return every key anywhere in plain data."""
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def scene(name="bus-stop", **changes):
    """The example with one scene changed."""
    part = copy.deepcopy(EXAMPLE["part"])
    part["scenes"] = [{**s, **changes} if s["id"] == name else s for s in part["scenes"]]
    return part


def choices(*changes, name="bus-stop"):
    """The example with the first choices of a scene changed."""
    own = next(s for s in EXAMPLE["part"]["scenes"] if s["id"] == name)["choices"]
    changed = [{**choice, **change} for choice, change in zip(own, changes, strict=False)]
    return scene(name, choices=[*changed, *own[len(changes) :]])


BUS_STOP = EXAMPLE["part"]["scenes"][0]["choices"]
ROUND = {
    **EXAMPLE["part"],
    "safety": [],
    "start": "one",
    "scenes": [
        {
            "id": name,
            "words": name,
            "choices": [
                {"id": "on", "words": "On", "leads": other, "why": "It goes on."},
                {"id": "out", "words": "Out", "leads": third, "why": "It goes elsewhere."},
            ],
        }
        for name, other, third in (
            ("one", "two", "end"),
            ("two", "three", "three"),
            ("three", "two", "two"),
        )
    ]
    + [{"id": "end", "words": "The end.", "ending": "good"}],
}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({**EXAMPLE["part"], "start": "moon"}, "starts at 'moon', which is no scene here. | Scen"),
        (scene("home", id="told"), "Two scenes are called 'told'. | Give each scene its own id."),
        (choices({"leads": "moon"}), "'walk' of scene 'bus-stop' leads to 'moon', which is no"),
        (choices({"id": "pay"}), "Scene 'bus-stop' has a choice twice. | Give each choice its"),
        (choices({"words": BUS_STOP[1]["words"]}), "has two choices with the same words. | Say"),
        (choices({"why": BUS_STOP[1]["why"]}), "Scene 'bus-stop' says the same why twice. | Say"),
        (scene(choices=BUS_STOP[:1]), "Scene 'bus-stop' has 1 choices. | Give it 2 to 4, or none"),
        (scene(choices=BUS_STOP * 2), "Scene 'bus-stop' has 6 choices. | Give it 2 to 4, or none"),
        (scene(choices=[]), "has no choices, and does not say how it ends. | Add 'choices', or"),
        (scene(ending="good"), "Scene 'bus-stop' is an ending and has choices. | Take one of"),
        (scene("told", ending="bad"), "'ending' cannot be 'bad'"),
        (scene(alt=""), "has a picture without words, or words without a picture. | Give both"),
        (
            choices({"leads": "paid"}, {"leads": "told"}, {"leads": "paid"}),
            "No choice leads to the scene 'beside'. | Lead a choice there, or take the scene out.",
        ),
        (ROUND, "From the scene 'two' no choice ever leads to an ending. | Add an ending, or lead"),
        ({**EXAMPLE["part"], "fewer": ["told"]}, "A part of kind 'story' has no support form. |"),
        ({**EXAMPLE["part"], "safety": ["moon"]}, "'safety' names 'moon', which is not in this"),
    ],
)
def test_a_story_with_a_fault_is_refused_with_what_to_do(part, message):
    assert message in fault(part)
