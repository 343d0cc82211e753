"""A lesson as a file, opened from the disk with the network cut: all of it works."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import expect
from safer_communities.server.static import FILES

from tests.browser.answering import LESSONS, WRITTEN, kinds_in, lesson_specs, through
from tests.browser.conftest import PATIENT, lines, settled, sideways, swept, violations
from tests.browser.hands import Finger, Keyboard, Mouse
from tests.conftest import LESSON, ROOT

MOST_BYTES = 400_000
ROOM = 0.15
"""What the heaviest file leaves free for words that are not written yet, or not yet translated."""
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
COUNTING = next(
    of for of in LESSONS if any(spec["kind"] == "data" for spec in lesson_specs(of=of).values())
)
PRIVATE = next(of for of in LESSONS if "private" in kinds_in(of))
COMMAND = [sys.executable, "-m", "safer_communities.command", "take-home"]


def taken(folder, lessons, codes):
    """Write lessons as files by the command; return the folder and what it said."""
    languages = [f"--language={code}" for code in codes]
    asked = [*COMMAND, *lessons, *languages, f"--out={folder}", "--json"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return folder, json.loads(done.stdout)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return taken(tmp_path_factory.mktemp("home"), [LESSON, COUNTING], ["en", "ur", "bn"])


@pytest.fixture(scope="module")
def private_file(tmp_path_factory):
    return file_of(taken(tmp_path_factory.mktemp("private"), [PRIVATE], ["en"])[0], PRIVATE)


@pytest.fixture(scope="module")
def every_file(tmp_path_factory):
    return taken(tmp_path_factory.mktemp("all"), [], ["en", "ur", "bn"])


@pytest.fixture
def offline(request, browser):
    """A context without a network, and what was asked of any."""
    context = browser.new_context(reduced_motion="reduce", **getattr(request, "param", {}))
    context.set_default_timeout(PATIENT)
    context.set_offline(True)
    asked, broken = [], []
    context.on("request", lambda request: asked.append(request.url.split(":", 1)[0]))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    yield context
    context.close()
    assert set(asked) <= {"file", "data", "blob"}
    assert broken == []


def file_of(folder, of, code="en"):
    return folder / f"{of.rpartition('/')[2]}.{code}.html"


def opened_file(page, file):
    page.goto(file.as_uri())
    settled(page)
    return page


@pytest.mark.parametrize("code", ["en", "ur"])
def test_a_file_is_done_from_end_to_end_by_keyboard_without_a_network(offline, files, code):
    page = opened_file(offline.new_page(), file_of(files[0], LESSON, code))
    assert page.evaluate("document.body.dir") == ("rtl" if code == "ur" else "ltr")
    page.keyboard.press("Tab")
    ways = through(Keyboard(page), page, code, of=LESSON)
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(
        lesson_specs(code, of=LESSON), "right"
    )


@pytest.mark.sweep
@pytest.mark.parametrize("of", [of for of in LESSONS if of != LESSON])
def test_every_lesson_can_be_done_as_a_file_without_a_network(offline, every_file, of):
    page = opened_file(offline.new_page(), file_of(every_file[0], of))
    ways = through(Mouse(page), page, of=of)
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(
        lesson_specs(of=of), "right"
    )


@pytest.mark.parametrize("offline", [PHONE], indirect=True)
def test_a_file_is_done_on_a_phone_by_tapping_alone(offline, files):
    finger = Finger(opened_file(offline.new_page(), file_of(files[0], COUNTING)))
    ways = through(finger, finger.page, of=COUNTING)
    assert {name: way.states[-1] for name, way in ways.items()} == dict.fromkeys(
        lesson_specs(of=COUNTING), "right"
    )
    assert finger.wide == []


MATCHED = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const all = (rules) => [...rules].flatMap((rule) =>
    rule.selectorText ? [rule.selectorText] : all(rule.cssRules || []));
  const each = all(sheet.cssRules).map((selector) => selector.replace(/::?(before|after)/g, ""));
  return [each.length, each.filter((selector) => document.querySelector(selector))];
}"""


def test_the_styles_that_a_file_leaves_out_would_change_nothing_in_it(offline, files):
    left_out = (FILES / "rooms.css").read_text("utf-8")
    page = offline.new_page()
    for file in [*sorted(files[0].glob("*.en.html")), files[0] / "index.html"]:
        page.goto(file.as_uri())
        settled(page)
        looked_at, found = page.evaluate(MATCHED, left_out)
        assert looked_at > 100
        assert found == [], file.name


@pytest.mark.parametrize("which", ["files", pytest.param("every_file", marks=pytest.mark.sweep)])
def test_a_file_is_small_and_a_zip_for_a_stick_holds_each_with_its_index(which, request):
    folder, told = request.getfixturevalue(which)
    pages = {each["file"]: each["bytes"] for each in told if each["file"].endswith(".html")}
    most = MOST_BYTES * (1 - ROOM)
    assert {name: size for name, size in pages.items() if size > most} == {}
    assert any(name.endswith(".bn.html") for name in pages)
    names = {file.name for file in folder.iterdir()} - {"take-home.zip"}
    with zipfile.ZipFile(folder / "take-home.zip") as packed:
        assert set(packed.namelist()) == names
        assert packed.read("index.html") == (folder / "index.html").read_bytes()
    assert "index.html" in names


@pytest.mark.parametrize("code", swept("en", "ur"))
def test_a_file_is_accessible_and_fits_a_phone(offline, files, code):
    page = offline.new_page()
    wrong = []
    for file in (file_of(files[0], LESSON, code), files[0] / "index.html"):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(file.as_uri())
            if file.name != "index.html":
                settled(page)
            wrong += [f"{file.name} {width}: {each}" for each in violations(page) + sideways(page)]
    assert not wrong, lines(wrong)


def test_the_index_leads_to_each_file(offline, files):
    page = offline.new_page()
    page.goto((files[0] / "index.html").as_uri())
    page.get_by_role("link", name="اردو").first.click()
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "ur"


def first_choice(page):
    return page.locator(".sc-host input[type=radio]").first


def test_work_is_kept_only_once_that_is_asked_for_and_cleared_when_it_is_no_longer(offline, files):
    address = file_of(files[0], LESSON)
    page = opened_file(offline.new_page(), address)
    first_choice(page).check()
    assert page.evaluate("localStorage.length") == 0
    opened_file(page, address)
    expect(first_choice(page)).not_to_be_checked()
    first_choice(page).check()
    keep = page.get_by_role("checkbox", name="Keep my work on this device")
    keep.check()
    opened_file(page, address)
    expect(first_choice(page)).to_be_checked()
    expect(keep).to_be_checked()
    keep.uncheck()
    assert page.evaluate("localStorage.length") == 0
    opened_file(page, address)
    expect(first_choice(page)).not_to_be_checked()


KEPT = """async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href,
  (await indexedDB.databases()).map((each) => each.name),
])"""


def test_a_private_note_is_in_memory_alone_even_where_work_is_kept(offline, private_file):
    page = opened_file(offline.new_page(), private_file)
    page.get_by_role("checkbox", name="Keep my work on this device").check()
    first_choice(page).check()
    part = next(
        name for name, spec in lesson_specs(of=PRIVATE).items() if spec["kind"] == "private"
    )
    note = page.locator(f'[data-sc-activity="{part}"]')
    box = note.get_by_role("textbox").first
    box.fill(WRITTEN)
    note.get_by_role("button", name="I have finished this part").click()
    expect(note).to_have_attribute("data-sc-state", "right")
    kept = page.evaluate(KEPT)
    assert part in kept, "that the part is done is kept"
    assert WRITTEN.split()[0] not in kept
    opened_file(page, private_file)
    expect(first_choice(page)).to_be_checked()
    expect(box).to_have_value("")
    assert WRITTEN.split()[0] not in page.content()


COUNTED = """(part) => [...document.querySelectorAll(
  `[data-sc-activity="${part}"] .sc-data-table tbody tr`)].map((row) => row.innerText)"""


def test_the_data_of_a_file_are_counted_as_they_are_where_python_counts_them(
    offline, files, new_context, server
):
    part = next(name for name, spec in lesson_specs(of=COUNTING).items() if spec["kind"] == "data")
    page = opened_file(offline.new_page(), file_of(files[0], COUNTING))
    alone = page.evaluate(COUNTED, part)
    live = new_context().new_page()
    live.goto(server.url + COUNTING)
    settled(live)
    host = live.locator(f'[data-sc-activity="{part}"]')
    host.scroll_into_view_if_needed()
    expect(host.locator("svg.sc-drawn, .sc-data-chart svg").first).to_be_visible()
    assert len(alone) > 2
    assert live.evaluate(COUNTED, part) == alone


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["02-risk-detective"], "There is no lesson '02-risk-detective'. Did you mean"),
        (["--language", "fr"], "There is no language 'fr'."),
        ([LESSON, "--out", "start.py"], "start.py cannot be written to"),
    ],
)
def test_what_cannot_be_written_is_said_in_words_and_by_the_exit_code(asked, said):
    done = subprocess.run([*COMMAND, *asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_staff_fetch_a_lesson_and_the_whole_unit_and_nobody_else_does(new_context, server):
    page = new_context().new_page()
    for address in (f"staff/take-home/{LESSON}", "staff/take-home/y6"):
        assert page.request.get(server.url + address).status == 403
    page.goto(server.staff_url)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("File ?: Risk detectives")).click()
    assert download.value.suggested_filename == f"{LESSON.rpartition('/')[2]}.en.html"
