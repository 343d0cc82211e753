"""A pupil would like help: said to the desk, quietly. The projector's page never hears of it."""

from __future__ import annotations

from .asking import NOT_ASKED, PupilApi, Refused, StaffApi


class Help(PupilApi):
    """POST api/help {wants}: I would like help, or no longer."""

    def post(self) -> None:
        live, pupil = self.me()
        wants = self.asked(wants=bool).get("wants")
        if wants is None:
            raise Refused(400, NOT_ASKED)
        self.surroundings.classroom.want_help(live, pupil, wants=wants)
        self.finish({"help": wants})


class Helped(StaffApi):
    """POST api/classes/CODE/help {tag}: the teacher has been there."""

    def post(self, typed: str) -> None:
        live = self.class_called(typed)
        tag = self.asked(tag=str).get("tag", "")
        pupil = self.pupil_called(live, tag)
        self.surroundings.classroom.want_help(live, pupil, wants=False)
        self.finish({"tag": tag})
