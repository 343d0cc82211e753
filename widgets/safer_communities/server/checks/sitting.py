"""A pupil at a check: the door, the page, and each answer as it is kept."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from safer_communities.activities import Activity, NotAnAnswer, words_of
from safer_communities.assessment import TEXT, cleaned, pupil_spec
from safer_communities.assessment.handing_in import MOST_HAND_INS, TooMany, hand_in
from safer_communities.language import N_
from safer_communities.server.live.asking import (
    ANSWER_ID,
    NO_ANSWER,
    NOT_ASKED,
    Refused,
)

from .asking import IS_OVER, NONE_OPEN, NOT_YET, AtCheck, CheckApi, Sitter

if TYPE_CHECKING:
    from safer_communities.activities import Spec
    from safer_communities.assessment import Item
    from safer_communities.language import Speaker

    from .drafts import Draft
    from .kept import Sitting

NOTED = N_("Thank you. You can still change it until you hand in.")
NO_ITEM = N_("This check has no such question.")
NO_MORE = N_("This check has been handed in as often as it can be. Your teacher has your answers.")


class Written:
    """The words round the box of a free text, which is known to checks alone."""

    interface: ClassVar[dict[str, str]] = {
        "label": N_("Write here"),
        "room": N_("Room for {number} more letters"),
    }


class Door(AtCheck):
    """`/check`: type the words of a slip. Where one check is open it leads there."""

    def get(self) -> None:
        self.language()
        self.ask()

    async def post(self) -> None:
        self.language()
        typed = self.get_body_argument("code", "")[:80]
        name = self.get_body_argument("check", "")[:80]
        try:
            self.enter(typed, name)
        except Refused as error:
            self.ask(typed, trouble=error.sentence)

    def enter(self, typed: str, name: str) -> None:
        """Let the owner of a slip in, or ask which of several checks they mean."""
        checks = self.surroundings.checks
        open_now = [each for each in checks.sittings() if checks.state(each) == "open"]
        if not open_now:
            raise Refused(409, NONE_OPEN)
        pupil = self.by_slip(typed)
        chosen = [each for each in open_now if each.name == name] or open_now
        if len(chosen) > 1:
            self.ask(typed, choices=chosen)
            return
        self.seat(Sitter(chosen[0], pupil))
        self.redirect(self.link(f"check/{chosen[0].name}") + "#in", status=303)

    def ask(
        self,
        typed: str = "",
        *,
        trouble: str = "",
        sitting: Sitting | None = None,
        choices: list[Sitting] | None = None,
    ) -> None:
        self.show(
            "checks/door.html",
            typed=typed,
            trouble=self.say(trouble),
            sitting=sitting,
            choices=choices or [],
            token=self.xsrf_token.decode(),
        )


class CheckPage(Door):
    """`/check/ID`: the door of one check, and behind it the check."""

    def get(self, name: str) -> None:  # type: ignore[override]
        self.language()
        sitting = self.sitting(name)
        found = self.sitter(sitting)
        state = self.surroundings.checks.state(sitting)
        if state == "open" and found is not None:
            self.answer(found)
        elif state == "open" or self.surroundings.checks.released(sitting):
            self.ask(sitting=sitting)
        else:
            self.ask(sitting=sitting, trouble=IS_OVER if state == "closed" else NOT_YET)

    async def post(self, name: str) -> None:  # type: ignore[override]
        self.language()
        sitting = self.sitting(name)
        typed = self.get_body_argument("code", "")[:80]
        state = self.surroundings.checks.state(sitting)
        released = self.surroundings.checks.released(sitting)
        if state != "open" and not released:
            self.ask(typed, sitting=sitting, trouble=IS_OVER if state == "closed" else NOT_YET)
            return
        try:
            found = Sitter(sitting, self.by_slip(typed))
        except Refused as error:
            self.ask(typed, sitting=sitting, trouble=error.sentence)
            return
        self.seat(found)
        path = f"check/{sitting.name}"
        there = self.link(path) + "#in" if state == "open" else self.link(f"{path}/feedback")
        self.redirect(there, status=303)

    def answer(self, found: Sitter) -> None:
        """Answer with the check, as this pupil sees it."""
        sitting = found.sitting
        voice = self.voice_for(sitting)
        references = self.surroundings.held.library.references
        specs = [self.spec_of(sitting, item) for item in sitting.check.items]
        kinds = sorted({item.kind for item in sitting.check.items})
        self.show(
            "checks/check.html",
            piece=sitting.check.id,
            sitting=sitting,
            check=sitting.check,
            specs=specs,
            kinds=kinds,
            written=TEXT,
            words={kind: self.words_round(kind, voice) for kind in kinds},
            me=self.token_of(sitting, found.pupil)[:8],
            facts=references.for_pupils,
        )

    def words_round(self, kind: str, voice: Speaker) -> dict[str, str]:
        """Return the words of buttons and labels, as they are in a check."""
        words = words_of(Activity.kinds.get(kind, Written), voice)  # type: ignore[arg-type]
        return {**words, "handed": voice.say(NOTED)}

    def spec_of(self, sitting: Sitting, item: Item) -> Spec:
        references = self.surroundings.held.library.references
        return pupil_spec(
            sitting.check,
            item,
            references.for_pupils,
            self.voice_for(sitting),
            safety=references.safety,
        )


class Mine(CheckApi):
    """GET api/checks/ID/mine: what I have answered, and when I handed in."""

    async def get(self, name: str) -> None:
        _ = self.xsrf_token  # a page that sends again after a long sleep needs the cookie
        found = self.me(name)
        checks = self.surroundings.checks
        draft = await asyncio.to_thread(checks.drafts.read, found.sitting.name, found.pupil.id)
        handed = await asyncio.to_thread(checks.handed_in, found.sitting.name, found.pupil.id)
        self.finish(
            {
                "state": checks.state(found.sitting),
                "answers": draft.answers,
                "handed_in": [each.isoformat() for each in handed],
                "left": MOST_HAND_INS - len(handed),
            }
        )


class Answer(CheckApi):
    """POST api/checks/ID/answers {answer_id, item, value}: answered once it is on the disk."""

    async def post(self, name: str) -> None:
        found = self.open_for(name)
        asked = self.asked(answer_id=str, item=str, value=dict)
        if len(asked) < 3 or not ANSWER_ID.fullmatch(asked["answer_id"]):  # noqa: PLR2004 (all three)
            raise Refused(400, NOT_ASKED)
        item = next((i for i in found.sitting.check.items if i.id == asked["item"]), None)
        if item is None:
            raise Refused(400, NO_ITEM)
        try:
            spec = self.surroundings.checks.whole_spec(found.sitting, item)
            value = cleaned(item, spec, asked["value"])
        except NotAnAnswer:
            raise Refused(400, NO_ANSWER) from None
        await self.keep(found, item.id, value, asked["answer_id"])
        self.finish({"saved": True})

    async def keep(self, found: Sitter, item: str, value: dict[str, Any], answer_id: str) -> None:
        drafts = self.surroundings.checks.drafts
        key = (found.sitting.name, found.pupil.id)
        async with drafts.turn(*key):
            self.only_open(found.sitting)  # it may have closed while this waited for its turn
            draft = await asyncio.to_thread(drafts.read, *key)
            if draft.take(item, value, answer_id):
                await asyncio.to_thread(drafts.write, *key, draft)


class HandIn(CheckApi):
    """POST api/checks/ID/hand-in {hand_in_id}: the answers as they stand, kept by themselves."""

    async def post(self, name: str) -> None:
        found = self.open_for(name)
        asked = self.asked(hand_in_id=str)
        if not ANSWER_ID.fullmatch(asked.get("hand_in_id", "")):
            raise Refused(400, NOT_ASKED)
        checks = self.surroundings.checks
        drafts = checks.drafts
        key = (found.sitting.name, found.pupil.id)
        async with drafts.turn(*key):
            self.only_open(found.sitting)
            draft = await asyncio.to_thread(drafts.read, *key)
            before = len(await asyncio.to_thread(checks.handed_in, *key))
            number = draft.hand_ins.get(asked["hand_in_id"], 0)
            if not number:
                number = before + 1
                # The id is kept first: a crash in between leaves a number free, no second hand-in.
                draft.hand_ins[asked["hand_in_id"]] = number
                await asyncio.to_thread(drafts.write, *key, draft)
            if number > before:
                await self.keep(found, draft)
            handed = await asyncio.to_thread(checks.handed_in, *key)
        self.finish(
            {
                "number": number,
                "handed_in": [each.isoformat() for each in handed],
                "left": MOST_HAND_INS - len(handed),
            }
        )

    async def keep(self, found: Sitter, draft: Draft) -> None:
        try:
            await asyncio.to_thread(
                hand_in,
                self.surroundings.checks.folder / "handins",
                assignment=found.sitting.name,
                pupil=found.pupil.id,
                language=self.language().code,
                answers=draft.answers,
                now=dt.datetime.now(dt.UTC),
            )
        except TooMany:
            raise Refused(409, NO_MORE) from None


class Leave(CheckApi):
    """POST api/checks/ID/leave: this device is nobody's now."""

    def post(self, name: str) -> None:
        self.me(name)
        self.forget()
        self.finish({"left": True})
