"""A live class as its pages and their requests meet it; the class itself is in `classroom`."""

from .cards import CardPage, NewCard, UseCard
from .classes import Answers, ClassAnswers, Classes, ClassState, Join, Me, OneClass, Slowed
from .help import Help, Helped
from .pages import BoardPage, ClassPage, DeskPage, JoinPage
from .questions import AskTeacher, ClassQuestions, OneQuestion, PassedPage
from .reports import Export, Report
from .share import ShareApi, SharingPage
from .spreads import Hands, OneSnapshot, Revealed, Snapshots, Spreads, Summary
from .support import Support
from .telling import Live

CODE = "([^/]{1,80})"
NUMBER = "([0-9]{1,15})"

ADDRESSES = [
    ("join", JoinPage),
    (f"join/{CODE}", JoinPage),
    (f"class/{CODE}", ClassPage),
    (f"class/{CODE}/board", BoardPage),
    ("staff/class-desk", DeskPage),
    ("api/classes", Classes),
    (f"api/classes/{CODE}", OneClass),
    (f"api/classes/{CODE}/answers", ClassAnswers),
    (f"api/classes/{CODE}/state", ClassState),
    (f"api/classes/{CODE}/live", Live),
    (f"api/classes/{CODE}/spreads", Spreads),
    (f"api/classes/{CODE}/revealed", Revealed),
    (f"api/classes/{CODE}/summary", Summary),
    (f"api/classes/{CODE}/snapshots", Snapshots),
    (f"api/classes/{CODE}/snapshots/([0-9]{{1,9}})", OneSnapshot),
    (f"api/classes/{CODE}/counts", Hands),
    (f"api/classes/{CODE}/export.csv", Export),
    (f"api/classes/{CODE}/report", Report),
    (f"api/classes/{CODE}/help", Helped),
    (f"api/classes/{CODE}/support", Support),
    ("api/help", Help),
    ("api/slowed", Slowed),
    (f"api/classes/{CODE}/cards", NewCard),
    ("api/card", UseCard),
    (f"staff/cards/{CODE}/([0-9]{{6}})", CardPage),
    ("api/share", ShareApi),
    ("staff/sharing", SharingPage),
    ("api/questions", AskTeacher),
    (f"api/classes/{CODE}/questions", ClassQuestions),
    (f"api/classes/{CODE}/questions/{NUMBER}", OneQuestion),
    (f"staff/questions/{CODE}/{NUMBER}", PassedPage),
    ("api/join", Join),
    ("api/answers", Answers),
    ("api/me", Me),
]
"""Each address, under `base_url`, and what answers there."""

__all__ = ["ADDRESSES"]
