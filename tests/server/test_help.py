"""Would like help: said by a pupil, seen by the desk alone, gone with the class."""

from __future__ import annotations

import json
import urllib.request
from contextlib import contextmanager

import pytest

from tests.server.test_classes import Asking, Class


@pytest.fixture
def own(server):
    return Class(server)


@contextmanager
def first_news(visitor, code, tail=""):
    """Yield the first news that a page of this class is told: (event, news)."""
    asked = urllib.request.Request(
        f"{visitor.url}api/classes/{code}/live{tail}", headers={"Cookie": visitor.header}
    )
    with urllib.request.urlopen(asked, timeout=30) as line:
        event = line.readline().decode().removeprefix("event: ").strip()
        yield event, json.loads(line.readline().decode().removeprefix("data: "))


def waiting(own):
    with first_news(own.staff, own.code) as (_, news):
        return news["help"]


def test_a_pupil_says_that_they_would_like_help_and_takes_it_back(own):
    one, two = own.pupil(), own.pupil()
    assert waiting(own) == []
    assert two.api("help", {"wants": True}) == (200, {"help": True})
    one.api("help", {"wants": True})
    two.api("help", {"wants": True})
    assert waiting(own) == [two.tag, one.tag], "whoever waits longest comes first"
    assert two.api("me")[1]["state"]["help"] is True
    assert two.api("help", {"wants": False}) == (200, {"help": False})
    assert waiting(own) == [one.tag]
    assert two.api("me")[1]["state"]["help"] is False


def test_the_teacher_has_been_there_and_the_pupil_is_told(own):
    pupil = own.pupil()
    pupil.api("help", {"wants": True})
    with first_news(pupil, own.code) as (event, news):
        assert (event, news["help"]) == ("state", True)
    path = f"classes/{own.code}/help"
    assert own.staff.api(path, {"tag": pupil.tag}) == (200, {"tag": pupil.tag})
    assert waiting(own) == []
    with first_news(pupil, own.code) as (_, news):
        assert news["help"] is False


def test_in_another_language_the_tag_is_that_languages(own):
    pupil = own.pupil()
    pupil.api("help", {"wants": True})
    with first_news(own.staff, own.code, "?lang=fa") as (_, news):
        (tag,) = news["help"]
    assert tag != pupil.tag
    assert own.staff.api(f"classes/{own.code}/help", {"tag": tag})[0] == 404
    assert own.staff.api(f"classes/{own.code}/help?lang=fa", {"tag": tag})[0] == 200
    assert waiting(own) == []


@pytest.mark.parametrize("tail", ["", "?as=board"])
def test_neither_the_projector_nor_another_pupil_hears_who_would_like_help(own, tail):
    one, two = own.pupil(), own.pupil()
    one.api("help", {"wants": True})
    visitors = [own.staff] if tail else [two, Asking(own.server.url)]
    for visitor in visitors:
        with first_news(visitor, own.code, tail) as (_, news):
            assert one.tag not in json.dumps(news)
            assert news.get("help", False) is False


def test_only_staff_say_that_they_have_been_there(own):
    one, two = own.pupil(), own.pupil()
    one.api("help", {"wants": True})
    assert two.api(f"classes/{own.code}/help", {"tag": one.tag})[0] == 403
    assert waiting(own) == [one.tag]


def test_the_end_of_the_class_takes_every_wish_back(own):
    pupil = own.pupil()
    pupil.api("help", {"wants": True})
    own.set(ended=True)
    assert waiting(own) == []
    assert pupil.api("help", {"wants": True})[0] == 410


@pytest.mark.parametrize("asked", [{}, {"wants": 1}, {"wants": "yes"}, {"wants": True, "tag": "A"}])
def test_what_is_no_wish_is_refused_in_words(own, asked):
    status, reply = own.pupil().api("help", asked)
    assert (status, list(reply)) == (400, ["error"])


def test_nobody_but_a_pupil_of_a_class_can_want_help(own):
    assert Asking(own.server.url).api("help", {"wants": True})[0] == 401
    assert own.staff.api(f"classes/{own.code}/help", {"tag": "Nobody 9"})[0] == 404


def test_the_kernel_of_the_desk_is_for_staff_alone(own):
    # A visit begins with a page that computes: the desk's own sets its cookie.
    assert own.staff.ask(f"staff/class-desk?class={own.code}")[0] == 200
    status, _, text = own.staff.ask_for_kernel(lesson="staff/class-desk")
    assert status == 200, text
    pupil = own.pupil()
    pupil.jar.set_cookie(next(each for each in own.staff.jar if "visit" in each.name))
    assert pupil.ask_for_kernel(lesson="staff/class-desk")[0] == 404
    assert own.staff.ask_for_kernel(lesson="staff/../y6/02-risk-detectives")[0] == 404
    kernel = json.loads(text)["kernel"]
    assert own.staff.ask(f"api/kernels/{kernel}", method="DELETE")[0] == 204


def forms_of(own, pupil):
    with first_news(pupil, own.code, "?as=pupil") as (_, news):
        return news.get("support")


def test_the_teacher_switches_how_a_page_helps_for_one_tag_alone(own):
    one, two = own.pupil(), own.pupil()
    path = f"classes/{own.code}/support"
    assert forms_of(own, one) is None
    sent = {"tag": one.tag, "forms": ["symbols", "fewer"]}
    assert own.staff.api(path, sent) == (200, {"tag": one.tag, "forms": ["fewer", "symbols"]})
    assert (forms_of(own, one), forms_of(own, two)) == (["fewer", "symbols"], None)
    with first_news(own.staff, own.code) as (_, news):
        told = {pupil["tag"]: pupil["support"] for pupil in news["pupils"]}
    assert told == {one.tag: ["fewer", "symbols"], two.tag: []}
    with first_news(own.staff, own.code, "?as=board") as (_, news):
        assert "support" not in json.dumps(news)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"forms": ["louder"]}, 400),
        ({"forms": "fewer"}, 400),
        ({}, 400),
        ({"forms": ["fewer"], "tag": "Nobody 1"}, 404),
    ],
)
def test_help_in_another_form_or_for_a_tag_nobody_has_is_refused(own, sent, status):
    pupil = own.pupil()
    path = f"classes/{own.code}/support"
    assert own.staff.api(path, {"tag": pupil.tag, **sent})[0] == status
    assert pupil.api(path, {"tag": pupil.tag, "forms": ["fewer"]})[0] == 403
    assert forms_of(own, pupil) is None
