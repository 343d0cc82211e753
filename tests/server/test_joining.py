"""Joining: alone or as a pair, and by a card that moves a tag to another device."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from safer_communities.classroom import CARD_SECONDS, Cards, read_card

from tests.conftest import running
from tests.server.test_classes import Asking, Class, Stream, saying

NO_CARD = {"error": "This card cannot be used. Ask your teacher for a new one."}
MOVED = {"error": "This tag is on another device now. Join again to go on here."}


@pytest.fixture
def own(server):
    return Class(server)


@pytest.fixture
def alone(tmp_path):
    """A class on a server of its own: wrong numbers are counted by address."""
    with running(tmp_path / "data") as server:
        yield Class(server)


def card_of(going, pupil):
    status, reply = going.staff.api(f"classes/{going.code}/cards", {"tag": pupil.tag})
    assert status == 200, reply
    return reply["card"]


def wrong(card):
    """Return a number that is not the card's."""
    return f"{(int(card) + 1) % 10**6:06}"


def using(going, card):
    visitor = Asking(going.server.url)
    return visitor, *visitor.api("card", {"code": going.code, "card": card})


# -- a card


def test_a_card_moves_a_tag_with_its_answers_to_another_device(own):
    old = own.pupil()
    old.api("answers", saying())
    new, status, reply = using(own, card_of(own, old))
    assert (status, reply) == (200, {"tag": old.tag, "code": own.code})
    assert list(new.api("me")[1]["answers"].values()) == [{"chosen": ["van"]}]
    assert new.api("answers", saying({"chosen": []}))[0] == 200
    assert {each["tag"] for each in own.answers()} == {old.tag}


def test_the_old_device_is_that_tag_no_more(own):
    old = own.pupil()
    using(own, card_of(own, old))
    assert old.api("me") == (401, MOVED)
    assert old.api("answers", saying()) == (401, MOVED)
    assert own.answers() == []
    assert old.ask(f"class/{own.code}")[0] == 303, "it is asked to join again"
    assert "Are you still" not in old.ask(f"join/{own.code}")[2]
    assert old.api("join", {"code": own.code})[1]["tag"] != old.tag


def test_the_old_device_hears_at_once_that_its_tag_has_moved(own):
    old = own.pupil()
    stream = Stream(old, f"{own.code}/live?as=pupil")
    assert "moved" not in stream.hear()[1]
    using(own, card_of(own, old))
    assert old.api("me")[0] == 401
    assert stream.until(lambda news: news.get("moved"))
    stream.close()
    later = Stream(old, f"{own.code}/live?as=pupil")
    assert later.hear()[1]["moved"] is True, "a tablet that slept through it"
    later.close()


def test_a_card_says_when_it_ends_two_minutes_on(own):
    pupil = own.pupil()
    _, reply = own.staff.api(f"classes/{own.code}/cards", {"tag": pupil.tag})
    assert re.fullmatch("[0-9]{6}", reply["card"])
    assert abs(reply["expires"] - time.time() - 120) < 30


def test_a_card_works_once_even_for_many_at_once(own):
    card = card_of(own, own.pupil())
    visitors = [Asking(own.server.url) for _ in range(5)]
    asked = {"code": own.code, "card": card}
    with ThreadPoolExecutor(5) as many:
        replies = list(many.map(lambda each: each.api("card", asked), visitors))
    assert sorted(status for status, _ in replies) == [200, 404, 404, 404, 404]
    assert using(own, card)[1:] == (404, NO_CARD)


def test_a_card_ends_after_two_minutes():
    now = [1000.0]
    cards = Cards(lambda: now[0])
    late, early = cards.new("c", "one").number, cards.new("c", "two").number
    now[0] += CARD_SECONDS - 1
    assert cards.use("c", early) == "two"
    now[0] += 1
    assert cards.use("c", late) is None


def test_a_card_is_void_after_five_wrong_numbers(own):
    pupil = own.pupil()
    card = card_of(own, pupil)
    for _ in range(4):
        assert using(own, wrong(card))[1:] == (404, NO_CARD)
    own.staff.api("slowed", method="DELETE")
    assert using(own, card)[1] == 200, "four are forgiven"
    card = card_of(own, pupil)
    for _ in range(5):
        using(own, wrong(card))
    own.staff.api("slowed", method="DELETE")
    assert using(own, card)[1:] == (404, NO_CARD)
    assert using(own, card_of(own, pupil))[1] == 200, "a new one works"


def test_wrong_numbers_in_one_class_void_no_card_of_another():
    cards = Cards(time.time)
    number = cards.new("one", "pupil").number
    for _ in range(9):
        assert cards.use("other", number) is None
    assert cards.use("one", number) == "pupil"


def test_a_new_card_makes_the_old_one_of_that_tag_void(own):
    pupil = own.pupil()
    first, second = card_of(own, pupil), card_of(own, pupil)
    assert using(own, first)[1] == 404
    assert using(own, second)[1] == 200


def test_whoever_guesses_cards_is_slowed_in_the_class_or_not(alone):
    pupil, other = alone.pupil(), alone.pupil()
    statuses = []
    while 429 not in statuses and len(statuses) < 40:
        card = card_of(alone, other)  # always a card to be guessed
        statuses.append(pupil.api("card", {"code": alone.code, "card": wrong(card)})[0])
    assert statuses == [404] * 30 + [429]
    assert using(alone, card)[1] == 429, "a guess that is right is one too"
    assert alone.staff.api("slowed", method="DELETE")[0] == 200
    assert using(alone, card)[1] == 200


def test_a_flood_of_what_can_be_no_card_is_slowed(alone):
    visitor = Asking(alone.server.url)
    asked = {"code": alone.code, "card": "x"}
    with ThreadPoolExecutor(8) as many:
        statuses = list(many.map(lambda _: visitor.api("card", asked)[0], range(200)))
    assert statuses.count(404) == 120
    assert statuses.count(429) == 80


@pytest.mark.parametrize(
    ("typed", "read"),
    [("483 192", "483192"), ("۴۸۳۱۹۲", "483192"), ("৪৮৩-১৯২", "483192"), (" 483192 ", "483192"),
     ("48319", None), ("4831922", None), ("48319x", None), ("²²²²²²", None), ("", None)],
)  # fmt: skip
def test_a_card_is_read_in_any_languages_digits(typed, read):
    assert read_card(typed) == read


def test_a_card_is_of_its_class_alone(own, server):
    other = Class(server)
    card = card_of(own, own.pupil())
    status, reply = Asking(server.url).api("card", {"code": other.code, "card": card})
    assert (status, reply) == (404, NO_CARD)
    own.staff.api("slowed", method="DELETE")


def test_no_card_is_given_or_taken_after_the_end(own):
    pupil = own.pupil()
    card = card_of(own, pupil)
    own.set(ended=True)
    assert using(own, card)[1] == 410
    assert own.staff.api(f"classes/{own.code}/cards", {"tag": pupil.tag})[0] == 410


@pytest.mark.parametrize("body", [{}, {"tag": "Amber Otter 700"}, {"tag": ""}])
def test_there_is_no_card_for_a_tag_that_nobody_has(own, body):
    own.pupil()
    assert own.staff.api(f"classes/{own.code}/cards", body)[0] == 404


def test_only_staff_give_out_cards_and_see_their_page(own):
    pupil, other = own.pupil(), own.pupil()
    for visitor in (pupil, other, Asking(own.server.url)):
        assert visitor.api(f"classes/{own.code}/cards", {"tag": pupil.tag})[0] == 403
        assert visitor.ask(f"staff/cards/{own.code}/{card_of(own, pupil)}")[0] == 403
    assert own.staff.api(f"classes/{own.code}/cards", {"tag": pupil.tag}, token=False)[0] == 403


def test_the_page_of_a_card_shows_tag_code_number_and_picture_while_it_can_be_used(own):
    pupil = own.pupil()
    card = card_of(own, pupil)
    status, headers, text = own.staff.ask(f"staff/cards/{own.code}/{card}")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    for shown in (pupil.tag, own.code, f"{card[:3]} {card[3:]}", 'role="img"', "<svg"):
        assert shown in text
    assert using(own, card)[1] == 200
    assert own.staff.ask(f"staff/cards/{own.code}/{card}")[0] == 404


def test_a_card_is_taken_without_javascript(own):
    pupil = own.pupil()
    visitor = Asking(own.server.url)
    card = card_of(own, pupil)
    assert f'value="{card}"' in visitor.ask(f"join/{own.code}?card={card}")[2]
    token = quote(visitor.cookies["_xsrf"])
    form = f"code={own.code}&card={card}&_xsrf={token}".encode()
    assert visitor.ask("join", method="POST", data=form, token=False)[0] == 303
    assert visitor.api("me")[1]["tag"] == pupil.tag
    status, _, text = visitor.ask("join", method="POST", data=form, token=False)
    assert (status, NO_CARD["error"] in text) == (200, True)
    own.staff.api("slowed", method="DELETE")


def test_a_moved_tag_stays_moved_after_a_new_start(tmp_path):
    with running(tmp_path / "data") as server:
        going = Class(server)
        old = going.pupil()
        new, _, _ = using(going, card_of(going, old))
        port = server.url.rsplit(":", 1)[1].strip("/")
        server.process.kill()
        server.process.wait()
    with running(tmp_path / "data", f"--port={port}"):
        assert new.api("me")[0] == 200
        assert old.api("me") == (401, MOVED)


def test_no_number_of_a_card_goes_into_the_log(tmp_path):
    said = tmp_path / "said"
    with said.open("w") as file, running(tmp_path / "data", said=file) as server:
        going = Class(server)
        pupil = going.pupil()
        card = card_of(going, pupil)
        going.staff.ask(f"staff/cards/{going.code}/{card}")
        using(going, card)
        using(going, card)
    text = said.read_text()
    assert card not in text
    assert pupil.tag not in text


# -- pairs


def paired(going):
    pupil = Asking(going.server.url)
    status, reply = pupil.api("join", {"code": going.code, "pair": True})
    assert (status, reply["pair"]) == (200, True)
    pupil.tag = reply["tag"]
    return pupil


def test_a_pair_is_two_children_with_one_tag_and_one_set_of_answers(own):
    pair = paired(own)
    assert pair.api("me")[1]["pair"] is True
    assert pair.api("answers", saying())[0] == 200
    assert len(own.answers()) == 1
    assert f"You two are {pair.tag}." in pair.ask(f"class/{own.code}")[2]


def test_screens_and_children_are_counted_and_said(own):
    board = Stream(Asking(own.server.url), f"{own.code}/live")
    assert board.hear()[1]["said"] == "Joined: 0"
    own.pupil()
    assert board.until(lambda news: news["joined"] == 1)[1]["said"] == "Joined: 1"
    for _ in range(2):
        paired(own)
    news = board.until(lambda news: news["joined"] == 3)[1]
    assert (news["people"], news["said"]) == (5, "3 screens, 5 pupils")
    desk = Stream(own.staff, f"{own.code}/live")
    assert [each["pair"] for each in desk.hear()[1]["pupils"]] == [False, True, True]
    assert "3 screens, 5 pupils" in Asking(own.server.url).ask(f"class/{own.code}/board")[2]
    for stream in (board, desk):
        stream.close()


def test_one_pair_is_one_screen_with_two_pupils(own):
    paired(own)
    stream = Stream(own.staff, f"{own.code}/live")
    assert stream.hear()[1]["said"] == "1 screen, 2 pupils"
    stream.close()


@pytest.mark.parametrize("pair", [1, "yes", None])
def test_a_pair_is_said_with_true_or_false(own, pair):
    assert Asking(own.server.url).api("join", {"code": own.code, "pair": pair})[0] == 400


def test_a_pair_joins_without_javascript_and_stays_one_after_a_card(own):
    visitor = Asking(own.server.url)
    token = quote(visitor.cookies["_xsrf"])
    form = f"code={own.code}&pair=yes&_xsrf={token}".encode()
    assert visitor.ask("join", method="POST", data=form, token=False)[0] == 303
    me = visitor.api("me")[1]
    assert me["pair"] is True
    visitor.tag = me["tag"]
    new, _, _ = using(own, card_of(own, visitor))
    assert new.api("me")[1]["pair"] is True
