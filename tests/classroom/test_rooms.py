"""An assembly's numbers, by themselves: no small one can be worked out; by its clock it ends."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from safer_communities.activities import Activity, spec_of
from safer_communities.classroom import Classroom, Codes, Full, Over, TagWords
from safer_communities.classroom.assembly import (
    COMMITMENTS,
    MOST_SEATS,
    Item,
    NewAnswer,
    Place,
    Rooms,
    answerable,
    has_numbers,
    moderating,
    record_of,
    rounds_of,
    word_counts,
)
from safer_communities.classroom.assembly.by_agency import OTHERS, merged, rows_of
from safer_communities.classroom.classes import KEPT_SECONDS, LIFE_SECONDS
from safer_communities.classroom.small_numbers import is_small, row_of
from safer_communities.content import Library, Places

from tests.classroom.conftest import lived
from tests.classroom.test_classes import Clock
from tests.conftest import FIXTURES
from tests.pack import the_library

WORDS = TagWords.of(Places.found())


def test_in_every_exercise_of_the_pack_seats_and_tables_can_say_what_they_will_do():
    exercises = the_library().exercises
    for each in exercises:
        who = [rounds_of(part) for part in answerable(each).values() if part.kind == COMMITMENTS]
        assert {"alone", "table"} == {name for rounds in who for name in rounds}, each.path


# -- kinds of organisation side by side


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), min_size=1))
def test_no_group_that_is_compared_is_smaller_than_five_unless_the_room_is(counts):
    groups = merged(counts)
    assert set(groups) == set(counts)
    sizes = {}
    for kind, group in groups.items():
        sizes[group] = sizes.get(group, 0) + counts[kind]
    if sum(counts.values()) >= 5:
        assert min(sizes.values()) >= 5
    assert all(counts[kind] < 5 for kind in groups if counts[kind] < 5 and groups[kind] == OTHERS)


def fits(shown, row, *, total):
    """Say whether a row could be what is shown: `row` has those who did not answer last."""
    if sum(row) != total:
        return False
    allowed = {
        "exact": lambda each, count: count == each.least,
        "small": lambda _, count: 1 <= count <= 4,
        "least": lambda each, count: count >= each.least,
        "hidden": lambda *_: True,
    }
    return all(allowed[each.kind](each, count) for each, count in zip(shown, row, strict=False))


def rows_that_sum_to(total, width):
    for bars in itertools.combinations(range(total + width - 1), width - 1):
        edges = (-1, *bars, total + width - 1)
        yield tuple(high - low - 1 for low, high in itertools.pairwise(edges))


def possible(shown, totals, room_shown, room_total):
    """Return every pair of rows, silent ones last, that agrees with all that is shown."""
    one, two = shown
    width = len(shown[one]) + 1
    for row in rows_that_sum_to(totals[one], width):
        if not fits(shown[one], row, total=totals[one]):
            continue
        for other in rows_that_sum_to(totals[two], width):
            room = [a + b for a, b in zip(row, other, strict=True)]
            if fits(shown[two], other, total=totals[two]) and fits(
                room_shown, room, total=room_total
            ):
                yield row, other


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=2))
def test_whoever_subtracts_finds_no_small_number_of_a_kind(columns):
    groups = {"police": [each[0] for each in columns], "health": [each[1] for each in columns]}
    totals = {name: sum(row) for name, row in groups.items()}
    assume(min(totals.values()) >= 5)  # `merged` makes no smaller group
    shown = rows_of(groups, totals)
    room = [sum(each) for each in columns]
    room_shown = row_of(room, sum(room))
    ways = list(possible(shown, totals, room_shown, sum(room)))
    assert ways, "what is shown must be true"
    for at, name in enumerate(groups):
        for column, count in enumerate(groups[name]):
            if is_small(count):
                assert len({way[at][column] for way in ways}) > 1, (groups, shown)


def test_without_the_second_look_subtraction_would_give_a_small_number():
    groups = {"police": [10, 2], "health": [0, 7], "fire": [5, 0]}
    totals = {name: sum(row) for name, row in groups.items()}
    alone = {name: row_of(row, totals[name]) for name, row in groups.items()}
    assert [each.kind for each in alone["health"]] == ["exact", "exact"]
    assert row_of([15, 9], 24)[1].count == 9  # 9 - 7 - 0 = 2, of the police
    shown = rows_of(groups, totals)
    assert any(each.kind != "exact" for name in ("health", "fire") for each in shown[name])


def test_where_all_numbers_are_large_all_are_shown():
    groups = {"police": [10, 5], "health": [0, 7]}
    shown = rows_of(groups, {"police": 15, "health": 7})
    assert [[each.count for each in row] for row in shown.values()] == [[10, 5], [0, 7]]


# -- words that come twice


def test_a_word_counts_once_a_text_and_common_ones_not_at_all():
    written = ["Lamps, lamps and paths", "The LAMPS are out", "Paths that people use", "x"]
    assert word_counts(written) == [("lamps", 2), ("paths", 2)]


# -- the room by its clock


@pytest.fixture
def open_again(place):
    """Return a function that opens the rooms, as a start of the server does, and their clock."""
    clock, stores = Clock(), []

    def opened():
        while stores:
            stores.pop().close()
        stores.append(place.open())
        codes = Codes(WORDS.codes)
        classroom = Classroom(store=stores[0], codes=codes, words=WORDS, clock=clock)
        return Rooms(store=stores[0], codes=codes, classroom=classroom, clock=clock), clock

    yield opened
    while stores:
        stores.pop().close()


def said(seat, number=1, **more):
    answer = {
        "answer_id": f"answer-{number}",
        "seat": seat.id,
        "table": seat.table,
        "exercise": "asm-91",
        "part": "route",
        "round": "alone",
        "value": {"answers": {}},
    }
    return NewAnswer(**answer | more)


AGENDA = (Item("one", 30, exercise="asm-91"), Item("two", 10, title="A talk"))
OPEN = {"asm-91": {"route": "alone"}}


def test_an_assembly_ends_by_itself_and_vanishes_thirty_days_later(open_again):
    async def story():
        rooms, clock = open_again()
        room = await rooms.start(AGENDA)
        await rooms.join(room, 1, "police")
        clock.now += LIFE_SECONDS + 1
        with pytest.raises(Over):
            await rooms.join(room, 1, "police")
        await rooms.tidy()
        assert room.ended is not None
        clock.now += KEPT_SECONDS - 2
        await rooms.tidy()
        assert rooms.all() == [room]
        clock.now += LIFE_SECONDS
        await rooms.tidy()
        assert rooms.all() == []
        again, _ = open_again()
        assert again.all() == []

    lived(story)


async def begun(open_again):
    """Return the rooms and one of them, in which the first exercise is on and answered alone."""
    rooms, _ = open_again()
    room = await rooms.start(AGENDA)
    await rooms.set_state(room, on="one", open=OPEN)
    return rooms, room


def test_what_is_kept_is_there_after_a_start_as_it_was(open_again):
    async def story():
        rooms, room = await begun(open_again)
        seat = await rooms.join(room, 3, "health")
        await rooms.answer(room, said(seat, confidence=2))
        await rooms.set_state(room, open={"asm-91": {"route": "table"}})
        await rooms.answer(room, said(seat, 2, round="table", value={"answers": {"first": ["x"]}}))
        written = said(seat, 3, round="table", value={}, words={"reason": "A lamp"})
        await rooms.answer(room, written)
        again, _ = open_again()
        (kept,) = again.all()
        assert (kept.state, kept.seats, kept.unread) == (room.state, room.seats, 1)
        assert kept.said == room.said

    lived(story)


def test_an_answer_sent_again_after_a_newer_one_does_not_count_again(open_again):
    async def story():
        rooms, room = await begun(open_again)
        seat = await rooms.join(room, 1, "police")
        first, newer = said(seat, 1, value={"n": 1}), said(seat, 2, value={"n": 2})
        for answer in (first, newer, first):  # the reply to the first was lost, and it came again
            await rooms.answer(room, answer)
        assert room.own_of(seat.id, "asm-91")["route"].value == {"n": 2}

    lived(story)


def test_the_words_of_a_text_are_in_no_answer(open_again):
    async def story():
        rooms, room = await begun(open_again)
        seat = await rooms.join(room, 1, "police")
        await rooms.answer(room, said(seat, value={}, words={"reason": "A lamp"}))
        own = room.own_of(seat.id, "asm-91")
        assert own["route"].value == {}

    lived(story)


def test_two_who_write_alone_at_one_table_do_not_replace_each_other(open_again):
    async def story():
        rooms, room = await begun(open_again)
        one, two = [await rooms.join(room, 1, "police") for _ in range(2)]
        await rooms.answer(room, said(one, 1, value={}, words={"reason": "A lamp"}))
        await rooms.answer(room, said(two, 2, value={}, words={"reason": "A path"}))
        assert room.unread == 2
        await rooms.answer(room, said(one, 3, value={}, words={"reason": "Two lamps"}))
        assert room.unread == 2

    lived(story)


def test_a_room_has_at_most_its_seats(open_again):
    async def story():
        rooms, _ = open_again()
        room = await rooms.start()
        await asyncio.gather(*[rooms.join(room, 1, "police") for _ in range(MOST_SEATS)])
        with pytest.raises(Full):
            await rooms.join(room, 1, "police")

    lived(story)


def test_the_clock_of_the_agenda_knows_when_each_item_was_on(open_again):
    async def story():
        rooms, clock = open_again()
        room = await rooms.start(AGENDA)
        begun = clock.now
        await rooms.set_state(room, on="one")
        clock.now += 600
        await rooms.set_state(room, on="two")
        clock.now += 60
        await rooms.set_state(room, on="one")  # back to it: it began when it first began
        clock.now += 60
        await rooms.set_state(room, end=True)
        one, two = room.state.agenda
        assert (one.began, one.ended) == (begun, begun + 720)
        assert (two.began, two.ended) == (begun + 600, begun + 660)

    lived(story)


# -- the record


PACK = Places.of(FIXTURES / "packs" / "assembly")
PLEDGE = {"level": "table", "what": "Mend the lamp", "owner": "Lighting lead", "by": "2126-01-31"}


def in_english(exercise, part):
    """Return a part as a record takes it: its title, its spec, its table."""
    spec = spec_of(exercise.folder, part, {})
    table = Activity.kinds[part.kind].table(spec) if has_numbers(part.kind) else None
    return part.title, spec, table


def test_the_record_holds_what_the_facilitator_approved_and_nobody(open_again):
    exercises = {each.id: each for each in Library.read(PACK).exercises}

    async def story():
        rooms, clock = open_again()
        store = rooms.store
        room = await rooms.start(AGENDA, Place("Dorking Halls", "mole-valley"))
        both = {"route": "alone", "why": "table", "pledge": "table"}
        await rooms.set_state(room, on="one", open={"asm-91": both})
        officer, nobody = ({"answers": {"first": [each]}} for each in ("officer", "nobody"))
        kinds = ["police"] * 5 + ["health"]
        seats = [await rooms.join(room, 1 + at % 2, kind) for at, kind in enumerate(kinds)]
        for at, seat in enumerate(seats):
            await rooms.answer(room, said(seat, at, value=nobody, confidence=3))
        writes = {"part": "why", "round": "table", "value": {}}
        await rooms.answer(room, said(seats[0], 10, **writes, words={"reason": "Lamp of Smith"}))
        await rooms.answer(room, said(seats[1], 11, **writes, words={"reason": "Left unread"}))
        pledges = {"part": "pledge", "round": "table", "value": {}, "pledges": (PLEDGE,)}
        await rooms.answer(room, said(seats[1], 12, **pledges))
        await rooms.set_state(room, open={"asm-91": {"route": "table"}})
        await rooms.answer(room, said(seats[0], 13, round="table", value=officer))
        wait = asyncio.wrap_future
        theme = await wait(moderating.add_theme(store, room.id, "Light"))
        edited = {"status": "edited", "shown": "The lamp is out", "theme": theme}
        await wait(moderating.judge_text(store, room.id, 1, **edited))
        await wait(moderating.judge_commitment(store, room.id, 1, "approved", None))
        clock.now += 900
        await rooms.set_state(room, end=True)
        return room, await record_of(store, room, exercises, in_english)

    room, record = lived(story)
    assert (record.place.name, record.ended - record.started) == ("Dorking Halls", 900)
    (exercise,) = record.exercises
    assert (exercise.title, exercise.minutes, exercise.priorities) == ("Two rounds", 30, ("asb",))
    parts = {part.id: part for part in exercise.parts}
    shown = parts["route"].shown
    assert shown.alone.rows["first"]["nobody"].count == 6
    assert shown.joint.rows["first"]["officer"].count == 1
    assert shown.moved["first"]["same"].kind == "hidden"  # three people sat with that table
    assert [(text.words, text.box, text.theme) for text in parts["why"].texts] == [
        ("The lamp is out", "What stands behind it?", "Light")
    ]
    assert parts["why"].shown is parts["rate"].shown is None
    assert [(theme.name, theme.texts) for theme in record.themes] == [
        ("Light", ("The lamp is out",))
    ]
    (pledge,) = record.commitments
    assert (pledge.what, pledge.owner, pledge.table) == ("Mend the lamp", "Lighting lead", 2)
    assert (record.unread, record.talks) == (1, ())
    assert {name: each.kind for name, each in record.seats.agencies.items()}["health"] != "exact"
    whole = repr(record)
    for trace in ("Smith", "Left unread", *room.seats):
        assert trace not in whole
