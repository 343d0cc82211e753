"""What staff are told of sharing: the address, whether anybody came by it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safer_communities.language import N_
from safer_communities.server.handling import StaffHandler

from .asking import InClass, Refused, StaffApi
from .qr import qr_picture

if TYPE_CHECKING:
    from markupsafe import Markup

NOT_OURS = N_("This computer has no such address.")


class ShareApi(StaffApi):
    """GET api/share: how it stands. POST api/share {address}: tell this one from now on."""

    def get(self) -> None:
        self.finish(self.told())

    def post(self) -> None:
        try:
            self.surroundings.sharing.choose(self.asked(address=str).get("address", ""))
        except ValueError:
            raise Refused(400, NOT_OURS) from None
        self.finish(self.told())

    def told(self) -> dict[str, Any]:
        return {**self.surroundings.sharing.told(), "join": self.address() + self.link("join")}


class SharingPage(InClass, StaffHandler):
    """`/staff/sharing`: what a teacher does when a tablet does not find this computer."""

    def get(self) -> None:
        self.language()
        _ = self.xsrf_token
        self.show("sharing.html", sharing=self.surroundings.sharing, **self.to_join())

    def to_join(self) -> dict[str, str | Markup]:
        """Return the address of the join page, and its picture."""
        address = self.address() + self.link("join")
        port = self.request.host.rpartition(":")[2]
        return {
            "address": address,
            "picture": qr_picture(address),
            "port": port if port.isdigit() else "80",
        }
