"""How a pupil reaches an activity: with a mouse, a keyboard alone, or a finger that only taps."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import sideways

FAR = 200
"""More presses of Tab than any way on the page takes."""


class Keyboard:
    """A pupil's keyboard. It knows only what has the focus, and never loses it."""

    def __init__(self, page):
        self.page = page
        self.lost = []
        self.done_steps = []
        self._keys = ("Enter", "Space")

    def key(self, name):
        self.page.keyboard.press(name)
        if self.page.evaluate("() => document.activeElement === document.body"):
            self.lost.append(f"after {name}")

    def tab_until(self, target, there):
        """Press Tab, or Shift and Tab where the target lies before, until `there` is true of it."""
        element = target.element_handle()
        name = ""
        for _ in range(FAR):
            # One question for each press: a lesson takes hundreds.
            here, lost, ahead = element.evaluate(
                f"""(target) => {{
                  const now = document.activeElement;
                  const lost = now === document.body;
                  return [{there}, lost, lost || Boolean(now.compareDocumentPosition(target) & 4)];
                }}"""
            )
            if name and lost:
                self.lost.append(f"after {name}")
            if here:
                return element
            name = "Tab" if ahead else "Shift+Tab"
            self.page.keyboard.press(name)
        raise AssertionError(f"Tab never comes to {target}")

    def press(self, control):
        self.tab_until(control, "now === target")
        self._keys = self._keys[::-1]
        self.key(self._keys[0])

    def choose(self, radio):
        element = self.tab_until(radio, "now.type === 'radio' && now.name === target.name")
        if element.evaluate("(target) => document.activeElement === target"):
            self.key("Space")
        for _ in range(8):
            if element.evaluate("(target) => document.activeElement === target"):
                break
            self.key("ArrowDown")
        expect(radio).to_be_checked()

    def tick(self, box):
        self.tab_until(box, "now === target")
        self.key("Space")

    def enter(self, box, text):
        self.tab_until(box, "now === target")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        expect(box).to_have_value(text)

    def date(self, box, day):
        """Type a day in the order in which this browser asks for it."""
        self.tab_until(box, "now === target")
        year, month, of_month = day.split("-")
        self.page.keyboard.type(f"{month}{of_month}{year}")
        expect(box).to_have_value(day)

    def done(self, part):
        step = self.page.locator(f'[data-sc-step="{part}"]')
        self.done_steps.append((part, step.get_by_role("link").text_content()))


class Mouse:
    """A hand with a mouse."""

    def __init__(self, page=None):
        self.page = page

    def press(self, control):
        control.click()

    def choose(self, radio):
        radio.check()

    def tick(self, box):
        box.click()

    def enter(self, box, text):
        box.click()
        box.fill(text)

    def date(self, box, day):
        box.fill(day)

    def done(self, part):
        """Nothing more is looked at."""


class Finger:
    """A pupil's finger: it taps, and does nothing else."""

    def __init__(self, page):
        self.page = page
        self.wide = []

    def press(self, control):
        control.tap()

    def choose(self, radio):
        radio.locator("xpath=ancestor::label").tap()
        expect(radio).to_be_checked()

    def tick(self, box):
        box.locator("xpath=ancestor::label").tap()

    def enter(self, box, text):
        box.tap()
        box.fill(text)

    def date(self, box, day):
        box.fill(day)

    def done(self, part):
        self.wide += [f"{part}: {line}" for line in sideways(self.page)]
