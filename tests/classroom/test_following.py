"""Two servers on one store: what one is told, the other knows a moment later."""

from __future__ import annotations

import asyncio

import pytest
from safer_communities.classroom import Classroom, Codes, Following, Questions, TagWords
from safer_communities.content import Places

from tests.classroom.conftest import lived

WORDS = TagWords.of(Places.found())


class Server:
    """One server's classroom, and what follows the store for it."""

    def __init__(self, store):
        self.room = Classroom(store=store, codes=Codes(WORDS.codes), words=WORDS)
        self.questions = Questions(store, self.room)
        self.following = Following(store, self.room, self.questions)

    def of(self, live):
        return self.room.by_id(live.id)


@pytest.fixture
def two(place):
    stores = [place.open(), place.open()]
    yield [Server(store) for store in stores]
    for store in stores:
        store.close()


def test_a_class_its_pupils_and_their_answers_are_known_to_the_other_server(two):
    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await here.room.set_state(live, open=("street",))
        pupil = await here.room.join(live)
        await there.following.look()
        watcher = there.room.watch(there.of(live), everything=True)
        seq = await here.room.answer(
            live, pupil, answer_id="answer-1", part="street", value={"chosen": ["van"]}
        )
        await there.following.look()
        assert watcher.changed.is_set()
        assert there.of(live).pupils == live.pupils
        assert there.of(live).state == live.state
        assert there.of(live).latest == seq

    lived(live)


def test_a_pause_on_one_server_holds_on_the_other(two):
    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await there.following.look()
        watcher = there.room.watch(there.of(live), everything=False)
        await here.room.set_state(live, paused=True)
        await there.following.look()
        assert there.of(live).state.paused
        assert watcher.changed.is_set()

    lived(live)


def test_pupils_who_join_at_two_servers_at_once_have_tags_of_their_own(two):
    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await there.following.look()
        pupils = await asyncio.gather(
            *(server.room.join(server.of(live)) for server in two for _ in range(12))
        )
        assert len({pupil.tag.number for pupil in pupils}) == 24
        for server in two:
            await server.following.look()
            assert {each.id for each in pupils} == set(server.of(live).pupils)

    lived(live)


def test_a_class_that_one_server_deleted_is_gone_from_the_other(two):
    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await there.following.look()
        known = there.of(live)
        await here.room.delete(live)
        await there.following.look()
        assert there.of(live) is None
        assert known.gone

    lived(live)


def test_a_message_to_the_teacher_is_unread_at_both_until_either_has_read_it(two):
    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await here.room.set_state(live, questions=True)
        pupil = await here.room.join(live)
        number = await here.questions.ask(live, pupil, question_id="question-1", words="May I?")
        await there.following.look()
        assert there.questions.unread(there.of(live)) == 1
        await there.questions.note(there.of(live), number, read=True)
        await here.following.look()
        assert here.questions.unread(live) == 0

    lived(live)


def test_an_answer_that_is_committed_late_with_a_lower_number_is_not_missed(two):
    """The look reaches back some seconds, in which every number has been committed."""

    async def live():
        here, there = two
        live = await here.room.start("y6-02")
        await here.room.set_state(live, open=("street", "weigh"))
        pupil = await here.room.join(live)
        await there.following.look()
        for name in ("street", "weigh"):
            await here.room.answer(
                live, pupil, answer_id=f"answer-{name}", part=name, value={"chosen": ["van"]}
            )
        there.of(live).note(pupil.id, "weigh", 2, {"chosen": ["van"]})  # the later one came first
        await there.following.look()
        assert set(there.of(live).done[pupil.id]) == {"street", "weigh"}

    lived(live)
