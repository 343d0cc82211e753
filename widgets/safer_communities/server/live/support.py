"""How a pupil's page helps, switched by the teacher for a tag; nobody else hears of it."""

from __future__ import annotations

from safer_communities.classroom import SUPPORT

from .asking import NOT_ASKED, Refused, StaffApi


class Support(StaffApi):
    """POST api/classes/CODE/support {tag, forms}: these forms of help are on, the others off."""

    def post(self, typed: str) -> None:
        live = self.class_called(typed)
        asked = self.asked(tag=str, forms=list)
        forms = asked.get("forms")
        if forms is None or any(form not in SUPPORT for form in forms):
            raise Refused(400, NOT_ASKED)
        pupil = self.pupil_called(live, asked.get("tag", ""))
        on = tuple(form for form in SUPPORT if form in forms)
        self.surroundings.classroom.give_support(live, pupil, on)
        self.finish({"tag": asked["tag"], "forms": list(on)})
