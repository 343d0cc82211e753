"""Markdown of plans and parents' pages, as HTML that is safe to show."""

import re

import pytest
from safer_communities.content import Places
from safer_communities.language import speaker
from safer_communities.paper.markdown import markdown

TABLE = "\n\n|a|b|\n|-|-|\n|1|2|\n\n"
FACTS = {"emergency-number": "999"}


@pytest.fixture
def voice():
    return speaker("en", Places.found().locale, "interface")


def regions(text, voice):
    return re.findall('role="region" aria-label="([^"]*)"', markdown(text, FACTS, voice))


def test_a_table_is_a_region_named_after_its_heading(voice):
    first, second = regions(f"## What to do{TABLE}## Ring {{emergency-number}}{TABLE}", voice)
    assert first.startswith("What to do. ")
    assert second.startswith("Ring 999. ")


def test_no_two_tables_have_one_name(voice):
    assert len(set(regions(f"## Here{TABLE}and{TABLE}and{TABLE}", voice))) == 3


def test_a_tables_name_cannot_leave_its_attribute(voice):
    (name,) = regions(f'## "quoted" & <b>bold</b>{TABLE}', voice)
    assert name.startswith("&#34;quoted&#34; &amp; ")
    assert "<" not in name


def test_html_in_a_plan_is_text(voice):
    assert "<script" not in markdown("<script>alert(1)</script>", {}, voice)
    assert "&lt;script" in markdown("<script>alert(1)</script>", {}, voice)


def test_a_fact_stands_left_to_right_and_is_escaped(voice):
    assert markdown("Ring {a}.", {"a": "<1>"}, voice) == (
        '<p>Ring <bdi dir="ltr">&lt;1&gt;</bdi>.</p>\n'
    )


def test_a_fact_that_is_not_verified_is_marked_so_and_another_is_not(voice):
    text = "Ring {emergency-number}, at {hours}."
    said = markdown(text, {**FACTS, "hours": "nine"}, voice, unverified={"hours"})
    assert said.count("not verified") == 1
    assert re.search(r"nine</bdi> <small[^>]*>not verified</small>", said)
    assert "not verified" not in markdown(text, {**FACTS, "hours": "nine"}, voice)
