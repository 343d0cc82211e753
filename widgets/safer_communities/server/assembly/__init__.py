"""An assembly as its pages and their requests meet it; the assembly itself is in `classroom`."""

from .agreements import AgreementFile, AgreementPage
from .answering import AnswersEither, ExerciseOn, JoinEither, MeEither, Scribe
from .comparing import Compare, OneRoomSnapshot, RoomSnapshots, ShownNow
from .moderating import Commitments, OneCommitment, OneText, OneTheme, Texts, Themes
from .pages import FacilitatorDesk, JoinEitherPage, RoomBoardPage, SeatPage
from .reporting import ClosingSlide, Report, ReportTable
from .rooms import Assemblies, OneAssembly, RoomState
from .telling import RoomLive

CODE = "([^/]{1,80})"
NUMBER = "([0-9]{1,15})"
ROOM = f"api/assemblies/{CODE}"

ADDRESSES = [
    ("join", JoinEitherPage),
    (f"join/{CODE}", JoinEitherPage),
    (f"class/{CODE}", SeatPage),
    (f"class/{CODE}/board", RoomBoardPage),
    ("staff/facilitator-desk", FacilitatorDesk),
    ("api/assemblies", Assemblies),
    (ROOM, OneAssembly),
    (f"{ROOM}/state", RoomState),
    (f"{ROOM}/live", RoomLive),
    (f"{ROOM}/exercise", ExerciseOn),
    (f"{ROOM}/scribe", Scribe),
    (f"{ROOM}/compare", Compare),
    (f"{ROOM}/shown", ShownNow),
    (f"{ROOM}/snapshots", RoomSnapshots),
    (f"{ROOM}/snapshots/{NUMBER}", OneRoomSnapshot),
    (f"{ROOM}/texts", Texts),
    (f"{ROOM}/texts/{NUMBER}", OneText),
    (f"{ROOM}/themes", Themes),
    (f"{ROOM}/themes/{NUMBER}", OneTheme),
    (f"{ROOM}/commitments", Commitments),
    (f"{ROOM}/commitments/{NUMBER}", OneCommitment),
    (f"{ROOM}/report", Report),
    (f"{ROOM}/report.csv", ReportTable),
    (f"{ROOM}/agreement.json", AgreementFile),
    ("staff/agreement", AgreementPage),
    (f"staff/facilitator-desk/{CODE}/closing", ClosingSlide),
    ("api/join", JoinEither),
    ("api/answers", AnswersEither),
    ("api/me", MeEither),
]
"""Each address, under `base_url`, and what answers there; some leave what is a class's to it."""

__all__ = ["ADDRESSES"]
