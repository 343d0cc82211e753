"""Whole lessons in a class: a teacher, six pupils, three languages, one by keyboard alone."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.answering import (
    LESSONS,
    WRITTEN,
    interface,
    kinds_in,
    lesson_specs,
    make,
    through_part,
)
from tests.browser.conftest import desk_of, join, row
from tests.browser.hands import Keyboard, Mouse
from tests.browser.varied import answer_of
from tests.pack import the_library

PUPILS = (
    ("en", Keyboard),
    ("en", Mouse),
    ("en", Mouse),
    ("ur", Mouse),
    ("ur", Mouse),
    ("bn", Mouse),
)


@pytest.mark.sweep
def test_six_pupils_in_three_languages_do_the_whole_lesson_with_their_teacher(
    new_context, server, desk
):
    pupils = [
        (code, hand(page), page)
        for code, hand in PUPILS
        for page in [join(new_context().new_page(), server, desk.code, code)]
    ]
    names = desk.locator("[data-sc-grid] th > span:first-child")
    expect(names).to_have_count(len(PUPILS))
    tags = names.all_inner_texts()
    assert len(set(tags)) == len(PUPILS)
    for place, name in enumerate(lesson_specs()):
        switch = desk.locator(f'[data-sc-open="{name}"]')
        switch.check()
        for code, hand, page in pupils:
            page.bring_to_front()  # a page behind others may not move on
            part = page.locator(f'[data-sc-activity="{name}"]')
            expect(part).not_to_have_attribute("data-sc-state", "locked")
            way = through_part(hand, page, name, code)
            assert way.states[-1] == "right"
            expect(part).to_have_attribute("data-sc-saved", "1")
        for tag in tags:
            expect(row(desk, tag).locator("td").nth(place)).to_have_attribute("data-now", "done")
        desk.get_by_role("button", name="Eyes up: pause everybody").click()
        for _, _, page in pupils:
            expect(page.locator(f'[data-sc-activity="{name}"]')).to_have_attribute(
                "data-sc-state", "locked"
            )
        desk.get_by_role("button", name="Go on: end the pause").click()
        switch.uncheck()
    assert [hand.lost for _, hand, _ in pupils if isinstance(hand, Keyboard)] == [[]]
    desk.get_by_role("button", name="End the class").click()
    desk.get_by_role("button", name="End it", exact=True).click()
    for _, _, page in pupils:
        expect(page.locator("[data-sc-told]").first).not_to_be_empty()
    answers = desk.request.get(f"{server.url}api/classes/{desk.code}/answers").json()["answers"]
    assert len({each["tag"] for each in answers}) == len(PUPILS)
    assert {each["part"] for each in answers} == set(lesson_specs())


IN_CLASS = [
    of
    for of in LESSONS
    if the_library().lessons[of].id in ("y6-03", "y6-09", "y6-10", "y6-12")
    or "private" in kinds_in(of)
]
"""The lessons with most to lose in a class, and those in which something private is written."""


class Member:
    """A pupil in a class, who answers in their own way."""

    def __init__(self, at, page, code, hand, of):
        self.at, self.page, self.code, self.of = at, page, code, of
        self.hand = hand(page)
        self.out = []
        page.on("request", lambda asked: self.out.append(f"{asked.url} {asked.post_data or ''}"))

    def part(self, name):
        return self.page.locator(f'[data-sc-activity="{name}"]')

    def revealed(self, name):
        return self.page.locator(f'[data-sc-revealed-part="{name}"]')

    def answer(self, name):
        self.page.bring_to_front()  # a page behind others may not move on
        spec = lesson_specs(self.code, self.of)[name]
        expect(self.part(name)).not_to_have_attribute("data-sc-state", "locked")
        make(self.hand, self.part(name), spec, answer_of(spec, self.at), code=self.code)
        if spec["kind"] != "private":
            expect(self.part(name)).to_have_attribute("data-sc-saved", "1")
        words = interface(spec["kind"], self.code)["check" if spec["scored"] else "finish"]
        self.hand.press(self.part(name).get_by_role("button", name=words, exact=True))
        expect(self.part(name)).to_have_attribute("data-sc-state", re.compile("again|right"))
        if spec["kind"] != "private":
            expect(self.part(name)).to_have_attribute("data-sc-saved", "1")


def revealed_to(desk, members, spec):
    """Show a part's spread to the class and take it back; or see that it cannot be shown."""
    name = spec["id"]
    box = desk.locator(f'[data-sc-spread="{name}"]')
    box.locator("summary").click()
    if spec["sensitive"]:
        expect(box.get_by_role("table")).to_be_visible()
        expect(box.get_by_role("button")).to_have_count(0)
        return
    box.get_by_role("button", name="Show to the class").click()
    for member in members:
        member.page.bring_to_front()
        expect(member.revealed(name).get_by_role("table")).to_be_visible()
    expect(members[0].revealed(name).locator("caption")).to_contain_text(f"Answered: {len(PUPILS)}")
    box.get_by_role("button", name="Stop showing").click()
    for member in members:
        expect(member.revealed(name)).to_have_count(0)


@pytest.mark.sweep
@pytest.mark.parametrize("of", IN_CLASS)
def test_six_pupils_who_answer_in_six_ways_do_a_lesson_with_their_teacher(new_context, server, of):
    specs = lesson_specs(of=of)
    desk = desk_of(new_context().new_page(), server, the_library().lessons[of].title)
    members = [
        Member(at, join(new_context().new_page(), server, desk.code, code), code, hand, of)
        for at, (code, hand) in enumerate(PUPILS)
    ]
    names = desk.locator("[data-sc-grid] th > span:first-child")
    expect(names).to_have_count(len(PUPILS))
    tags = names.all_inner_texts()
    for name, spec in specs.items():
        if spec["kind"] == "private":
            for member in members:
                member.answer(name)
            expect(desk.locator(f'[data-sc-spread="{name}"]')).to_have_count(0)
            continue
        switch = desk.locator(f'[data-sc-open="{name}"]')
        switch.check()
        for member in members:
            member.answer(name)
        desk.get_by_role("button", name="Eyes up: pause everybody").click()
        for member in members:
            expect(member.part(name)).to_have_attribute("data-sc-state", "locked")
        revealed_to(desk, members, spec)
        desk.get_by_role("button", name="Go on: end the pause").click()
        switch.uncheck()
    assert [each.hand.lost for each in members if isinstance(each.hand, Keyboard)] == [[]]

    said = desk.request.get(f"{server.url}api/classes/{desk.code}/answers").json()["answers"]
    stored = {(each["tag"], each["part"]): each["value"] for each in said}
    kept = {name: spec for name, spec in specs.items() if spec["kind"] != "private"}
    assert {part for _, part in stored} == set(kept)
    for member, tag in zip(members, tags, strict=True):
        for name, spec in kept.items():
            meant = answer_of(spec, member.at)
            assert {each: stored[tag, name][each] for each in meant} == meant

    with desk.expect_download() as loading:
        desk.get_by_role("link", name="Download the report").click()
    report = html.unescape(Path(loading.value.path()).read_text(encoding="utf-8"))
    for spec in kept.values():
        assert (spec["title"] in report) != spec["sensitive"], spec["title"]
    assert [tag for tag in tags if tag in report] == []
    assert WRITTEN not in report + desk.content() + str(said)

    desk.get_by_role("button", name="End the class").click()
    desk.get_by_role("button", name="End it", exact=True).click()
    for member in members:
        expect(member.page.locator("[data-sc-told]").first).not_to_be_empty()
    assert [line for member in members for line in member.out if WRITTEN.split()[0] in line] == []
    files = [file for file in Path(server.data).rglob("*") if file.is_file()]
    assert [file for file in files if WRITTEN.encode() in file.read_bytes()] == []
