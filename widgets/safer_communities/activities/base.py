"""The one shape all activities have: a checked spec, a value, a mark, and the page's own module."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict
from urllib.parse import quote

import anywidget
import traitlets

from safer_communities.content import (
    Drawn,
    Fact,
    FactValues,
    Part,
    did_you_mean,
    fill,
    map_words,
    named_facts,
    picture_in,
)
from safer_communities.content.reading import check, plain, read_yaml

from .interface import COMMON
from .saying import said_with
from .tables import in_english

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from safer_communities.content import Session
    from safer_communities.language import Speaker

    from .tables import Say, Table

Spec = dict[str, Any]
"""A part as its pupil meets it: plain data, translated, facts filled in."""
Value = dict[str, Any]
"""A whole answer. Empty before the pupil has begun; `checked` once they asked for feedback."""

HERE = Path(__file__).resolve().parent
MIME = "application/vnd.safer-communities.activity+json"
"""The output type by which the page's host script finds an activity."""
SERVED = "SAFER_SERVED"
"""Set in the kernels of the pack's own server, whose pages have the modules and styles already."""
LOADER = """\
const file = new URL(document.documentElement.dataset.static + "{name}", document.baseURI);
export default (await import(file)).default;
"""


class ItemVerdict(TypedDict):
    right: bool
    why: str


class Verdict(TypedDict):
    """What an answer is worth: `right` of `of` items, and each item with its why."""

    of: int
    right: float
    items: dict[str, ItemVerdict]


class NotAnAnswer(ValueError):
    """A value that cannot be an answer to this activity. Its message says why."""


class Activity(anywidget.AnyWidget):
    """What a pupil touches. A kind is a subclass with `mark`, `clean` and files of its own name."""

    kinds: ClassVar[dict[str, type[Activity]]] = {}
    kind: ClassVar[str] = ""
    interface: ClassVar[dict[str, str]] = {}
    """The words of this kind's own buttons and labels, in English, by the name its module uses."""
    at_once: ClassVar[bool] = False
    """True where a part that needs a kernel is shown before one is there, and does without."""

    spec = traitlets.Dict(help="The part, as its pupil meets it.").tag(sync=True)
    words = traitlets.Dict(help="The words of buttons and labels, in the visit's language.").tag(
        sync=True
    )
    value = traitlets.Dict(help="The whole answer.").tag(sync=True)
    check = traitlets.Bool(False, help="In an assessment: no key, no feedback.").tag(sync=True)
    locked = traitlets.Bool(False, help="True while the class is paused or the part closed.").tag(
        sync=True
    )
    saved = traitlets.Unicode(
        "", help="What became of the answer: '', 'saving', 'saved', 'waiting'."
    ).tag(sync=True)

    def __init_subclass__(cls, *, kind: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if kind:
            cls.kind = kind
            cls._esm = module_of(f"{kind}/{kind}.js", lambda: assembled(kind))
            cls._css = "" if os.environ.get(SERVED) else style(kind)
            Activity.kinds[kind] = cls

    def __init__(self, spec: Spec, **settings: Any) -> None:
        unknown = sorted(set(settings) - set(self.trait_names()))
        if unknown:
            known = [name for name in ("words", "value", "check", "locked") if name not in settings]
            raise TypeError(
                f"An activity has no setting '{unknown[0]}'. {did_you_mean(unknown[0], known)}"
            )
        super().__init__(spec=spec, **settings)

    @staticmethod
    def mark(spec: Spec, value: Value) -> Verdict:
        """Return the verdict on a clean value. Pure; its twin is `verdict` in the kind's module."""
        raise NotImplementedError

    @staticmethod
    def clean(spec: Spec, value: Any) -> Value:
        """Return `value` if it can be an answer. Raises NotAnAnswer, saying why, if it cannot."""
        raise NotImplementedError

    @staticmethod
    def table(spec: Spec, say: Say = in_english) -> Table:
        """Return the items and options in which a class's answers are counted."""
        raise NotImplementedError

    @staticmethod
    def tally(spec: Spec, value: Value) -> list[tuple[str, str]]:
        """Return what a clean value holds of what was shown: (row, column), once a row at most."""
        raise NotImplementedError

    @staticmethod
    def without_key(spec: Spec) -> Spec:
        """Return of `spec` what the page of a check may have: nothing that tells the key."""
        raise NotImplementedError

    @traitlets.validate("value")
    def _only_answers(self, proposal: Any) -> Value:
        return self.clean(self.spec, proposal["value"])

    @property
    def verdict(self) -> Verdict:
        return self.mark(self.spec, self.value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        shown = {"kind": self.kind, "spec": self.spec, "words": self.words, "check": self.check}
        return {**data, MIME: shown}, metadata


def spec_of(
    folder: Path,
    part: Part,
    facts: Mapping[str, str],
    speaker: Speaker | None = None,
    *,
    safety: Collection[str] = (),
) -> Spec:
    """Return `part` as its pupil meets it: in their language, facts filled in, pictures whole.

    `folder` is the lesson's, in which the pictures lie. Where `facts` are `FactValues`, a kind that
    shows figures takes each from its fact, with the source. A text on which safety hangs (it names
    a fact in `safety`, or belongs to an item that the part lists under `safety`) has its English
    beside it in a translation nobody has reviewed. A picture becomes a data URI, so that a spec
    shows the same on our page, in JupyterLab, under a stock Voila and from a file opened by double
    click.
    """
    careful = safety_texts(part, safety)

    def said(text: str, _: object) -> str:
        if speaker is None:
            return fill(text, facts)
        return said_with(text, facts, speaker, careful=text in careful)

    part = part.with_files(folder)
    spec = map_words(part, said)
    pictures = map_words(part, lambda name, _: drawn(picture_in(folder, name)), mark=Drawn)
    whole: Spec = _with_pictures(spec, pictures)
    return part.filled(whole, facts.facts if isinstance(facts, FactValues) else {})


def safety_texts(part: Part, safety: Collection[str]) -> set[str]:
    """Return the texts of `part` on which safety hangs; `safety` holds the ids of such facts."""
    found: set[str] = set()

    def look(text: str, _: object) -> str:
        if set(named_facts(text)) & set(safety):
            found.add(text)
        return text

    def take(text: str, _: object) -> str:
        found.add(text)
        return text

    map_words(part, look)
    for item in part.items_of_this_kind():
        if item.id in part.safety:
            map_words(item, take)
    return found


def drawn(picture: Path) -> str:
    """Return an SVG file as a data URI."""
    return "data:image/svg+xml," + quote(
        picture.read_text(encoding="utf-8"), safe=" =:/;,'()!*@$&+"
    )


def _with_pictures(spec: Any, pictures: Any) -> Any:
    """Return `spec` with each text that only `pictures` holds as a data URI taken from there."""
    if isinstance(spec, dict):
        return {key: _with_pictures(value, pictures[key]) for key, value in spec.items()}
    if isinstance(spec, list):
        return [_with_pictures(*pair) for pair in zip(spec, pictures, strict=True)]
    return (
        pictures
        if isinstance(pictures, str) and pictures.startswith("data:image/svg+xml,")
        else spec
    )


def words_of(kind: type[Activity], speaker: Speaker | None = None) -> dict[str, str]:
    """Return the words of a kind's buttons and labels in the speaker's language."""
    say = speaker.say if speaker else str
    return {name: say(text) for name, text in {**COMMON, **kind.interface}.items()}


def activity_of(
    lesson: Session,
    part: Part,
    facts: Mapping[str, str],
    speaker: Speaker | None = None,
    *,
    safety: Collection[str] = (),
) -> Activity:
    """Return the activity that shows `part`."""
    kind = Activity.kinds[part.kind]
    spec = spec_of(lesson.folder, part, facts, speaker, safety=safety)
    return kind(spec, words=words_of(kind, speaker))


def states_of(kind: str, speaker: Speaker | None = None) -> list[dict[str, Any]]:
    """Return the example of a kind in each of its states, as the page's host script takes it.

    The last is a check's: without the key, before the pupil has begun.
    """
    folder = HERE / kind
    data = read_yaml(folder / f"{kind}.example.yaml", f"{kind}.example.yaml")
    part = check(Part.kinds[kind], data, f"{kind}.example.yaml", at=("part",))
    facts = {
        name: check(Fact, data, f"{kind}.example.yaml", at=("facts", name))
        for name in data.get("facts", {})
    }
    spec = spec_of(folder, part, FactValues(facts), speaker)
    words = words_of(Activity.kinds[kind], speaker)
    keyless = Activity.kinds[kind].without_key(spec)
    states = {**data["states"], "locked": data["states"]["working"], "check": {}}
    return [
        {
            "name": name,
            "shown": {
                "kind": kind,
                "spec": {
                    **(keyless if name == "check" else spec),
                    "id": f"{spec['id']}-{name}",
                },
                "words": words,
                "check": name == "check",
                "value": plain(value),
                "locked": name == "locked",
            },
        }
        for name, value in states.items()
    ]


def shown(spec: Spec, items: list[dict[str, Any]], value: Value) -> list[dict[str, Any]]:
    """Return the items a pupil sees: all, or in the support form only those named in `fewer`."""
    if value.get("fewer") and spec["fewer"]:
        return [item for item in items if item["id"] in spec["fewer"]]
    return items


def only(value: Any, **allowed: type) -> Value:
    """Return `value` if it is a dict with no other keys than `allowed`, each of its type.

    `checked` and `fewer` are known to every kind. Raises NotAnAnswer.
    """
    if not isinstance(value, dict):
        raise NotAnAnswer("An answer is a set of names and values.")
    for name, item in value.items():
        expected = {**allowed, "checked": bool, "fewer": bool}.get(name)
        if expected is None:
            raise NotAnAnswer(f"An answer to this activity has no '{str(name)[:40]}'.")
        if not isinstance(item, expected) or (expected is int and isinstance(item, bool)):
            raise NotAnAnswer(f"'{name}' cannot be {str(item)[:40]!r}.")
    return value


def one_of(name: Any, known: list[str], what: str) -> str:
    """Return `name` if it is among `known`. Raises NotAnAnswer."""
    if not isinstance(name, str) or name not in known:
        raise NotAnAnswer(f"There is no {what} called {str(name)[:40]!r} here.")
    return name


def module_of(name: str, whole: Callable[[], str]) -> str:
    """Return the module a widget sends: on our server's pages one that loads the static file."""
    return LOADER.format(name=name) if os.environ.get(SERVED) else whole()


_IMPORT = re.compile(r'^import \{([^}]*)\} from "\.\./common\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=function|const|class)", re.MULTILINE)


@functools.cache
def assembled(kind: str) -> str:
    """Return a kind's module joined with what it imports, for front ends that take one text."""
    own = (HERE / kind / f"{kind}.js").read_text(encoding="utf-8")
    common = (HERE / "common.js").read_text(encoding="utf-8")
    joined, count = _IMPORT.subn("", own)
    if count != 1:
        raise ValueError(f"{kind}.js must import from ../common.js once, on one line.")
    return _EXPORT.sub("", common) + _EXPORT.sub("", joined)


@functools.cache
def style(kind: str) -> str:
    """Return a kind's style joined with the common one."""
    texts = [HERE / "common.css", HERE / kind / f"{kind}.css"]
    return "\n".join(text.read_text(encoding="utf-8") for text in texts)


__all__ = [
    "HERE",
    "MIME",
    "SERVED",
    "Activity",
    "ItemVerdict",
    "NotAnAnswer",
    "Spec",
    "Value",
    "Verdict",
    "activity_of",
    "assembled",
    "drawn",
    "module_of",
    "one_of",
    "only",
    "safety_texts",
    "shown",
    "spec_of",
    "states_of",
    "style",
    "words_of",
]
