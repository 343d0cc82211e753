"""Every control of the reference notebook, by keyboard and pointer, and what Python makes of it."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENT, lines, opened, sideways, watched
from tests.conftest import FIXTURES, ROOT, running

LESSON = "y6/90-kernel-parts"
TOLD = """
from ipywidgets.widgets.widget import _instances

told = W.Label("nothing yet")
def tell(change):
    told.value = f"{type(change['owner']).__name__} {change['new']}"
for each in list(_instances.values()):
    if isinstance(each, W.ValueWidget) and not isinstance(each, (W.Label, W.HTML)):
        each.observe(tell, "value")
told
"""
PRINTED = """
shown = W.Output()
printing = W.Button(description="Print")
def show(_):
    with shown:
        print("a line")
        display(pd.DataFrame({"n": [1]}))
        1 / 0
printing.on_click(show)
W.VBox([printing, shown])
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The reference notebook, served as a lesson; a last cell says which value changed."""
    pack = tmp_path_factory.mktemp("reference") / "pack"
    shutil.copytree(FIXTURES / "packs" / "kernel", pack)
    node = nbformat.read(ROOT / "bench" / "stock_lesson.ipynb", as_version=4)
    node.cells += [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in {"printed": PRINTED, "told": TOLD}.items()
    ]
    nbformat.write(node, pack / "notebooks" / f"{LESSON}.ipynb")
    with running(tmp_path_factory.mktemp("data"), f"--content={pack}") as started:
        yield started


def shown(context, url, language="en"):
    """Open the lesson and go to where its widgets are; they are all shown."""
    context.set_default_timeout(PATIENT)
    page = opened(context.new_page(), f"{url}{LESSON}?lang={language}")
    page.locator(".sc-kernel-part").first.scroll_into_view_if_needed()
    expect(page.get_by_text("nothing yet")).to_be_visible()
    expect(page.get_by_role("button", name="spring 1")).to_be_visible()
    page.get_by_role("button", name="Quiz").click()
    return page


@pytest.fixture(scope="module")
def woken(browser, reference):
    """One page for all controls: a kernel for each would take long. Nothing is amiss on it."""
    context = browser.new_context()
    amiss = watched(context)
    yield shown(context, reference.url)
    context.close()
    assert amiss == []


def slider(page, which):
    return page.get_by_role("slider").nth(which)


def compared(page, choice):
    """Return a button of the second tab."""
    page.get_by_role("tab", name="Compare").click()
    return page.get_by_role("button", name=choice)


def pulled(page, which):
    """Press the pointer on the track of a slider, near its end."""
    track = page.locator(".noUi-target").nth(which)
    box = track.bounding_box()
    track.click(position={"x": box["width"] * 0.9, "y": box["height"] / 2})


BY_KEYBOARD = {
    "FloatSlider 2.6": lambda page: slider(page, 0).press("ArrowRight"),
    "IntSlider 3": lambda page: slider(page, 1).press("ArrowLeft"),
    "Dropdown wood": lambda page: page.get_by_role("combobox").press("w"),
    "RadioButtons B": lambda page: page.get_by_role("radio", name="A").press("ArrowDown"),
    "Checkbox True": lambda page: page.get_by_role("checkbox").press("Space"),
    "Text ice": lambda page: page.get_by_role("textbox", name="why").press_sequentially("ice"),
    "Textarea notes!": lambda page: (
        page.locator("textarea").press("End", delay=1)
        or page.locator("textarea").press_sequentially("!")
    ),
    "ToggleButtons after": lambda page: compared(page, "after").press("Enter"),
    "IntText 5": lambda page: (
        page.get_by_role("spinbutton").fill("5") or page.get_by_role("spinbutton").press("Enter")
    ),
    "clicked 6": lambda page: page.get_by_role("button", name="Check").press("Enter"),
}
BY_POINTER = {
    "FloatSlider 4.5": lambda page: pulled(page, 0),
    "IntSlider 9": lambda page: pulled(page, 1),
    "Dropdown rubber": lambda page: page.get_by_role("combobox").select_option("rubber"),
    "RadioButtons C": lambda page: page.get_by_text("C", exact=True).click(),
    "Checkbox False": lambda page: page.get_by_text("sure", exact=True).click(),
    "ToggleButtons before": lambda page: compared(page, "before").click(),
    "clicked 7": lambda page: page.get_by_role("button", name="Check").click(),
}


@pytest.mark.parametrize("said", BY_KEYBOARD)
def test_a_control_moved_by_keyboard_is_heard_by_python(woken, said):
    BY_KEYBOARD[said](woken)
    expect(woken.get_by_text(said, exact=True)).to_be_visible()


@pytest.mark.parametrize("said", BY_POINTER)
def test_a_control_moved_by_pointer_is_heard_by_python(woken, said):
    BY_POINTER[said](woken)
    expect(woken.get_by_text(said, exact=True)).to_be_visible()


def test_what_python_computes_comes_back(woken):
    slider(woken, 0).press("Home")
    expect(woken.get_by_text("extension = 0.0 cm")).to_be_visible()


def test_a_button_moves_a_number_a_bar_and_a_line_of_words(woken):
    number = int(woken.get_by_role("spinbutton").input_value())
    woken.get_by_role("button", name="Check").click()
    expect(woken.get_by_role("spinbutton")).to_have_value(str(number + 1))
    expect(woken.get_by_text(f"clicked {number + 1}", exact=True)).to_be_visible()
    expect(woken.locator(".progress-bar")).to_have_attribute("style", re.compile(f"{number + 1}0%"))


@pytest.mark.parametrize("way", ["keyboard", "pointer"])
def test_a_fold_opens_and_closes_and_says_so(woken, way):
    fold, inside = woken.get_by_role("button", name="Quiz"), woken.get_by_role("radio", name="A")
    for is_open in (True, False):
        expect(inside).to_be_visible(visible=is_open)
        expect(fold).to_have_attribute("aria-expanded", str(is_open).lower())
        fold.press("Enter") if way == "keyboard" else fold.click()
    expect(inside).to_be_visible()


@pytest.mark.parametrize("way", ["keyboard", "pointer"])
def test_a_tab_shows_what_is_behind_it(woken, way):
    for name, shows in (("Compare", False), ("Notes", True)):
        tab = woken.get_by_role("tab", name=name)
        tab.press("Enter") if way == "keyboard" else tab.click()
        expect(woken.locator("textarea")).to_be_visible(visible=shows)
        expect(woken.get_by_role("button", name="after")).to_be_visible(visible=not shows)


@pytest.mark.parametrize("way", ["keyboard", "pointer"])
def test_an_anywidget_answers(woken, way):
    spring = woken.locator("button.spring")
    number = int(spring.inner_text().split()[1])
    spring.press("Enter") if way == "keyboard" else spring.click()
    expect(spring).to_have_text(f"spring {number + 1}")


def test_what_python_prints_is_shown_and_its_error_is_told_kindly(woken):
    woken.get_by_role("button", name="Print", exact=True).click()
    printed = woken.locator(".sc-output").last
    expect(printed.get_by_text("a line")).to_be_visible()
    expect(printed.get_by_role("columnheader", name="n")).to_be_visible()
    expect(printed.locator(".sc-notice")).to_contain_text("This part is not working today.")
    assert "ZeroDivisionError" not in woken.content()
    assert "Traceback" not in woken.content()


TOO_SMALL = """() => [...document.querySelectorAll(
  ".sc-kernel-part :is(button, input, select, textarea, .noUi-handle, [role=tab])")]
  .filter((each) => each.checkVisibility()).filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return width < 24 || height < 24;
  }).map((each) => each.outerHTML.slice(0, 120))"""


def test_every_control_is_large_enough_to_touch_and_shows_where_the_keyboard_is(woken):
    assert woken.evaluate(TOO_SMALL) == []
    for control in (slider(woken, 0), woken.get_by_role("combobox"), woken.get_by_role("checkbox")):
        control.press("Shift")
        width, style = control.evaluate(
            "(each) => { const { outlineWidth, outlineStyle } = getComputedStyle(each);"
            " return [outlineWidth, outlineStyle]; }"
        )
        assert (width, style) == ("3px", "solid")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_widgets_fit_a_phone_in_either_direction(new_context, reference, language):
    context = new_context(viewport={"width": 320, "height": 800})
    page = shown(context, reference.url, language)
    wrong = sideways(page)
    assert not wrong, lines(wrong)
    label = page.locator(".widget-label", has_text="why").bounding_box()
    box = page.get_by_role("textbox", name="why").bounding_box()
    start = (
        (lambda each: -each["x"] - each["width"]) if language == "ur" else lambda each: each["x"]
    )
    assert abs(start(label) - start(box)) < 12


def test_a_slider_of_a_page_that_is_read_from_the_right_follows_the_keyboard(
    new_context, reference
):
    page = shown(new_context(), reference.url, "ur")
    slider(page, 1).press("ArrowRight")
    expect(page.get_by_text("IntSlider 5", exact=True)).to_be_visible()


def test_the_controls_can_be_made_out_in_forced_colours(new_context, reference):
    page = shown(new_context(forced_colors="active"), reference.url)
    edges = page.locator(".noUi-target").first.evaluate(
        "(each) => getComputedStyle(each).borderTopStyle"
    )
    assert edges == "solid"


def test_the_page_with_the_reference_notebook_is_light(new_context, reference):
    context = new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked, size = [], [0]
    session.on("Network.requestWillBeSent", lambda each: asked.append(each["request"]["url"]))
    session.on("Network.webSocketCreated", lambda each: asked.append(each["url"]))
    session.on(
        "Network.loadingFinished",
        lambda each: size.append(each["encodedDataLength"]),
    )
    session.on(
        "Network.webSocketFrameReceived",
        lambda each: size.append(len(each["response"]["payloadData"])),
    )
    page.goto(f"{reference.url}{LESSON}", timeout=PATIENT)
    page.locator(".sc-kernel-part").first.scroll_into_view_if_needed()
    expect(page.get_by_text("nothing yet")).to_be_visible(timeout=PATIENT)
    page.wait_for_load_state("networkidle")
    over_the_wire = [each for each in asked if each.startswith(("http", "ws"))]
    assert len(over_the_wire) <= 20, lines(over_the_wire)
    assert sum(size) <= 500_000
