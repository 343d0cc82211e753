"""Widgets that were made before the fork, in the kernels that came of it."""

from __future__ import annotations

import pytest

from tests.kernels.conftest import warm

MADE = """
import ipywidgets, matplotlib.pyplot as plt
from IPython.display import display, clear_output
slider, label, out = ipywidgets.IntSlider(3), ipywidgets.Label(), ipywidgets.Output()
slider.observe(lambda change: setattr(label, 'value', f"now {change['new']}"), 'value')
"""
CATCHES = """
with out:
    print('caught')
    display('too')
print('not caught')
"""
INTERACTS = """
@ipywidgets.interact(x=(0, 5))
def double(x=2):
    print('twice', 2 * x)
"""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def lesson(parents, tmp_path_factory):
    cells = (MADE, CATCHES, INTERACTS, "ipywidgets.VBox([slider, label, out])")
    return warm(parents, *cells, folder=tmp_path_factory.mktemp("widgets"))


def states(kernel):
    """Return what a front end is told of the widgets when it opens the page: {id: state}."""
    name = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}
    kernel.ask("comm_open", name, version="1.0.0")
    asked = {"comm_id": "control", "data": {"method": "request_states"}}
    _, shown = kernel.ask("comm_msg", asked)
    (answer,) = [each["content"]["data"] for each in shown if each["msg_type"] == "comm_msg"]
    return {name: each["state"] for name, each in answer["states"].items()}


def moved(kernel, name, value):
    """Move a widget as a page does; return the states that the kernel sent back."""
    state = {"method": "update", "state": {"value": value}, "buffer_paths": []}
    _, shown = kernel.ask("comm_msg", {"comm_id": name, "data": state})
    return [each["content"] for each in shown]


def test_a_page_finds_in_every_kernel_the_widgets_that_it_shows(lesson, kernel):
    views = [
        output.data[VIEW]["model_id"]
        for cell in lesson[1].executed.cells
        for output in cell.outputs
        if VIEW in output.get("data", {})
    ]
    assert len(views) == 2
    for made in (kernel(lesson[0]), kernel(lesson[0])):
        reply, _ = made.ask("comm_info_request", {"target_name": "jupyter.widget"})
        assert set(views) <= set(reply["comms"])
        assert set(views) <= set(states(made))


def test_a_moved_slider_moves_what_watches_it_and_only_in_its_own_kernel(lesson, kernel):
    first, second = kernel(lesson[0]), kernel(lesson[0])
    slider, label = (first.run(f"{each}.model_id").strip("'") for each in ("slider", "label"))
    said = {each["comm_id"]: each["data"]["state"] for each in moved(first, slider, 5)}
    assert said[label]["value"] == "now 5"
    assert states(first)[label]["value"] == "now 5"
    assert (states(second)[label]["value"], states(second)[slider]["value"]) == ("", 3)


def test_what_an_output_widget_caught_in_the_lesson_is_in_it_and_not_in_the_cell(lesson, kernel):
    cell = lesson[1].executed.cells[1]
    assert [output.text for output in cell.outputs] == ["not caught\n"]
    made = kernel(lesson[0])
    held = states(made)[made.run("out.model_id").strip("'")]["outputs"]
    assert [each.get("text") or each["data"]["text/plain"] for each in held] == [
        "caught\n",
        "'too'",
    ]


def test_what_interact_showed_in_the_lesson_is_in_its_output_widget(lesson, kernel):
    caught = [
        output["text"]
        for state in states(kernel(lesson[0])).values()
        for output in state.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    assert sorted(caught) == ["caught\n", "twice 4\n"]


def test_an_output_widget_catches_in_a_kernel(lesson, kernel):
    made = kernel(lesson[0])
    name = made.run("out.model_id").strip("'")
    shown = made.shown("with out:\n    print('later')")
    said = [
        (each["msg_type"], each["content"].get("text") or each["content"]["data"]["state"])
        for each in shown
    ]
    kinds = [kind for kind, _ in said]
    assert kinds == ["comm_msg", "stream", "comm_msg"]
    assert said[1][1] == "later\n"
    assert said[0][1]["msg_id"] == shown[1]["parent_header"]["msg_id"]
    assert shown[0]["content"]["comm_id"] == name


def test_a_chart_drawn_by_a_moved_slider_is_shown_inline(lesson, kernel):
    made = kernel(lesson[0])
    made.run("_ = slider.observe(lambda _: (plt.plot([1, 2]), plt.show()), 'value')")
    name = made.run("slider.model_id").strip("'")
    pictures = [each for each in moved(made, name, 1) if "image/png" in each.get("data", {})]
    assert len(pictures) == 1


COUNTS = """
import ipywidgets
class Counting(ipywidgets.IntSlider):
    asked = 0
    def get_state(self, *given, **named):
        Counting.asked += 1
        return super().get_state(*given, **named)
slider, picture = Counting(3), ipywidgets.Image(value=b"a picture")
"""
CANNOT_SAY = """
import ipywidgets, os
class Shy(ipywidgets.IntSlider):
    shy = False
    def get_state(self, *given, **named):
        if self.shy and os.getpid() == parent:
            raise RuntimeError("not here")
        return super().get_state(*given, **named)
slider, parent = Shy(3), os.getpid()
slider.shy = True
"""


@pytest.fixture(scope="module")
def counting(parents, tmp_path_factory):
    return warm(parents, COUNTS, folder=tmp_path_factory.mktemp("counting"))[0]


def test_widgets_are_asked_for_their_states_once_for_all_kernels(counting, kernel):
    asked, other = kernel(counting), kernel(counting)
    assert len(states(asked)) > 2
    assert asked.run("Counting.asked") == other.run("Counting.asked")


def test_what_a_kernel_says_of_its_widgets_unasked_is_what_they_say(counting, kernel):
    fresh, told = kernel(counting), kernel(counting)
    told.run("None")
    before = int(told.run("Counting.asked"))
    assert states(fresh) == states(told)
    assert int(told.run("Counting.asked")) > before


def test_what_widgets_say_is_of_now_once_a_kernel_was_told_anything(counting, kernel):
    made = kernel(counting)
    made.run("slider.value = 7")
    assert 7 in [state.get("value") for state in states(made).values()]


def test_a_widget_that_a_page_made_is_among_those_that_a_kernel_speaks_of(counting, kernel):
    made = kernel(counting)
    like = next(each for each in states(made).values() if each["_model_name"] == "IntSliderModel")
    opened = {"comm_id": "new", "target_name": "jupyter.widget", "data": {"state": like}}
    made.ask("comm_open", opened, version="2.1.0")
    assert "new" in states(made)


def test_a_widget_that_cannot_say_in_a_parent_is_asked_in_each_kernel(parents, kernel, tmp_path):
    made = kernel(warm(parents, CANNOT_SAY, folder=tmp_path)[0])
    assert made.forked
    assert 3 in [state.get("value") for state in states(made).values()]
