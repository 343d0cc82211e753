"""A live class, by its clock: it ends by itself, it vanishes, and it forgets nothing before."""

from __future__ import annotations

import asyncio

import pytest
from safer_communities.classroom import (
    LIFE_SECONDS,
    Classroom,
    Codes,
    Full,
    NotOpen,
    Over,
    Paused,
    TagWords,
)
from safer_communities.classroom.classes import KEPT_SECONDS, MOST_PUPILS, how_far
from safer_communities.content import Places

from tests.classroom.conftest import lived

WORDS = TagWords.of(Places.found())


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def open_again(place, clock):
    """Return a function that opens the classroom, as a start of the server does."""
    stores = []

    def opened():
        while stores:
            stores.pop().close()
        stores.append(place.open())
        return Classroom(store=stores[0], codes=Codes(WORDS.codes), words=WORDS, clock=clock)

    yield opened
    while stores:
        stores.pop().close()


def say(live, room, pupil, at=1, part="street"):
    return room.answer(live, pupil, answer_id=f"answer-{at}", part=part, value={"chosen": ["van"]})


def test_a_class_begins_in_the_lobby_where_no_part_is_open(open_again):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        pupil = await room.join(live)
        assert live.told() == {
            "open": [],
            "paused": False,
            "revealed": [],
            "questions": False,
            "ended": False,
        }
        with pytest.raises(NotOpen):
            await say(live, room, pupil)

    lived(story)


def test_a_replayed_answer_is_told_its_number_whatever_the_state_is_now(open_again):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        pupil = await room.join(live)
        await room.set_state(live, open=("street",))
        seq = await say(live, room, pupil)
        await room.set_state(live, paused=True)
        assert await say(live, room, pupil) == seq
        with pytest.raises(Paused):
            await say(live, room, pupil, at=2)
        await room.set_state(live, open=(), paused=False)
        assert await say(live, room, pupil) == seq
        await room.set_state(live, end=True)
        assert await say(live, room, pupil) == seq
        with pytest.raises(Over):
            await say(live, room, pupil, at=3)

    lived(story)


def test_a_class_is_as_it_was_after_the_server_starts_again(open_again):
    async def before():
        room = open_again()
        live = await room.start("y6-02")
        pupil = await room.join(live)
        await room.set_state(live, open=("street", "weigh"))
        await say(live, room, pupil)
        await room.set_state(live, paused=True, revealed=("street",))
        return live, pupil

    async def after(live, pupil):
        room = open_again()
        again = room.by_code(live.code)
        assert again.told() == live.told()
        assert again.pupils == live.pupils
        assert [parts for _, parts in again.progress()] == [{"street": "working"}]
        assert await room.latest_of(again, again.pupils[pupil.id]) == {
            "street": {"chosen": ["van"]}
        }

    lived(after, *lived(before))


def test_a_class_nobody_ended_ends_by_itself_after_a_school_day(open_again, clock):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        begun = clock.now
        clock.now += LIFE_SECONDS - 1
        await room.join(live)
        clock.now += 2
        with pytest.raises(Over):
            await room.join(live)
        await room.tidy()
        assert live.ended == begun + LIFE_SECONDS
        assert open_again().by_code(live.code).ended == live.ended

    lived(story)


def test_a_class_vanishes_thirty_days_after_its_end_and_not_before(open_again, clock, place):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        pupil = await room.join(live)
        await room.set_state(live, open=("street",))
        await say(live, room, pupil)
        await room.set_state(live, end=True)
        clock.now += KEPT_SECONDS - 1
        await room.tidy()
        assert room.by_code(live.code)
        clock.now += 2
        await room.tidy()
        assert room.by_code(live.code) is None
        assert live.gone

    lived(story)
    assert b"chosen" not in place.bytes()


def test_a_class_that_goes_on_never_vanishes_for_its_age(open_again, clock):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        clock.now += LIFE_SECONDS - 1
        await room.tidy()
        assert room.by_code(live.code)
        assert live.ended is None

    lived(story)


def test_forty_join_at_once_and_each_has_a_tag_of_their_own(open_again):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        pupils = await asyncio.gather(*[room.join(live) for _ in range(40)])
        assert len({pupil.tag for pupil in pupils}) == 40
        assert len({pupil.id for pupil in pupils}) == 40

    lived(story)


def test_a_class_takes_no_more_than_a_year_group(open_again):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        await asyncio.gather(*[room.join(live) for _ in range(MOST_PUPILS)])
        with pytest.raises(Full):
            await room.join(live)

    lived(story)


def test_a_tag_the_store_may_hold_already_is_not_given_again_and_the_next_pupil_comes_in(
    open_again, place
):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        # As after a commit whose confirmation was lost: the store has it, the class does not.
        place.tell(
            "INSERT INTO pupils (id, class_id, key, colour, animal, number, pair)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *("p" * 24, live.id, "k" * 24, "Amber", "Otter", 1, False),
        )
        assert (await room.join(live)).tag.number == 2

    lived(story)


def test_a_deleted_class_takes_nothing_more(open_again):
    async def story():
        room = open_again()
        live = await room.start("y6-02")
        pupil = await room.join(live)
        await room.set_state(live, open=("street",))
        await room.delete(live)
        assert live.told()["ended"] is True
        with pytest.raises(Over):
            await say(live, room, pupil)
        with pytest.raises(Over):
            await room.join(live)

    lived(story)


@pytest.mark.parametrize(
    ("value", "far"),
    [
        ({}, ""),
        ({"fewer": True}, ""),
        ({"answers": {}}, ""),
        ({"answers": {"q": []}, "checked": False}, ""),
        ({"answers": {"q": ["a"]}}, "working"),
        ({"placed": {"ice": {"likely": 1}}}, "working"),
        ({"answers": {"q": ["a"]}, "checked": True}, "done"),
    ],
)
def test_how_far_an_answer_is_shows_in_its_value(value, far):
    assert how_far(value) == far
