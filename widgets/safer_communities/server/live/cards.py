"""Cards: the teacher moves a tag to another device, and the old device is that tag no more."""

from __future__ import annotations

import datetime as dt

from tornado import web

from safer_communities.classroom import Over
from safer_communities.server.handling import StaffHandler

from .asking import Api, InClass, StaffApi
from .qr import qr_picture


class NewCard(StaffApi):
    """POST api/classes/CODE/cards {tag}: a card for another device."""

    async def post(self, typed: str) -> None:
        live = self.class_called(typed)
        tag = self.asked(tag=str).get("tag", "")
        pupil = self.pupil_called(live, tag)
        if self.surroundings.classroom.is_over(live):
            raise Over
        card = self.surroundings.cards.new(live.id, pupil.id)
        self.finish({"card": card.number, "expires": card.expires})


class UseCard(Api):
    """POST api/card {code, card}: the tag of the card, and the cookie that goes with it."""

    async def post(self) -> None:
        asked = self.asked(code=str, card=str)
        live, pupil = await self.by_card(asked.get("code", ""), asked.get("card", ""))
        self.finish({"tag": self.tag_of(pupil), "code": live.code})


class CardPage(InClass, StaffHandler):
    """`/staff/cards/CODE/NUMBER`: one card, to show or to print."""

    def get(self, typed: str, number: str) -> None:
        self.language()
        live = self.class_called(typed)
        card = self.surroundings.cards.find(live.id, number)
        if card is None:
            raise web.HTTPError(404)
        self.show(
            "card.html",
            code=live.code,
            tag=self.tag_of(live.pupils[card.pupil]),
            card=f"{card.number[:3]} {card.number[3:]}",
            until=dt.datetime.fromtimestamp(card.expires).astimezone(),
            address=self.address() + self.link("join"),
            picture=qr_picture(self.address() + self.link(f"join/{live.code}", card=number)),
        )
