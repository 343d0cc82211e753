"""What a pupil hands in: one small file each time, kept as it came."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .keeping import keep_json
from .names import assignment_name, pupil_name
from .windows import BadTime, moment

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = 1
MOST_HAND_INS = 20
MOST_BYTES = 128 * 1024
"""The longest check, with a free text of 4,000 letters of four bytes each, takes a sixth of it."""
FILE = re.compile(r"(0[1-9]|1[0-9]|20)\.json")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
AHEAD = dt.timedelta(days=1)
"""How far a hand-in's clock may run before ours: a laptop's zone is often wrong."""

_one_at_a_time = threading.Lock()


class TooMany(Exception):
    """The pupil has handed in as often as can be."""


class TooBig(ValueError):
    """More than any answer to a check can be."""


class BadHandIn(ValueError):
    """A file that holds no hand-in. Its message is the reason a teacher reads."""


@dataclass(frozen=True)
class HandIn:
    """One hand-in, its shape checked; its answers are checked against the questions later."""

    assignment: str
    pupil: str
    number: int
    handed_in: dt.datetime
    language: str
    answers: dict[str, Any]


def hand_in(
    folder: Path,
    *,
    assignment: str,
    pupil: str,
    language: str,
    answers: dict[str, Any],
    now: dt.datetime,
) -> HandIn:
    """Keep a pupil's answers as their next hand-in. Raises TooMany, TooBig, BadName, OSError.

    When this returns, the file is whole and on the disk.
    """
    place = folder / assignment_name(assignment) / pupil_name(pupil)
    whole = {
        "schema": SCHEMA,
        "assignment": assignment,
        "pupil": pupil,
        "number": 0,
        "handed_in": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "language": language,
        "answers": answers,
    }
    try:
        size = len(json.dumps(whole, allow_nan=False, ensure_ascii=False).encode())
    except (TypeError, ValueError, RecursionError):
        raise TooBig("These answers cannot be written down as JSON.") from None
    if size > MOST_BYTES - 1024:
        raise TooBig(f"A hand-in is at most {MOST_BYTES // 1024} kB.")
    with _one_at_a_time:  # the server's process alone writes here
        number = max(numbers(folder, assignment, pupil), default=0) + 1
        if number > MOST_HAND_INS:
            raise TooMany(f"A check can be handed in {MOST_HAND_INS} times.")
        keep_json(place / f"{number:02}.json", {**whole, "number": number})
    return HandIn(assignment, pupil, number, now.astimezone(dt.UTC), language, answers)


def numbers(folder: Path, assignment: str, pupil: str) -> list[int]:
    """Return the numbers of a pupil's hand-ins, in order."""
    place = folder / assignment / pupil
    if not place.is_dir():
        return []
    return sorted(int(each.stem) for each in place.iterdir() if FILE.fullmatch(each.name))


def file_of(folder: Path, assignment: str, pupil: str, number: int) -> Path:
    return folder / assignment / pupil / f"{number:02}.json"


def read_hand_in(file: Path, now: dt.datetime) -> HandIn:
    """Return what `file` (.../ASSIGNMENT/PUPIL/NN.json) holds. Raises BadHandIn, saying why not."""
    if not FILE.fullmatch(file.name):
        raise BadHandIn("The file is not named as a hand-in is.")
    data = _whole(file)
    names = ("schema", "assignment", "pupil", "number", "handed_in", "language", "answers")
    if not isinstance(data, dict) or set(data) != set(names):
        raise BadHandIn("The file holds no hand-in: names are missing, or there are others.")
    if data["schema"] != SCHEMA or isinstance(data["schema"], bool):
        raise BadHandIn("The file was written by another version of the pack.")
    place = (file.parent.parent.name, file.parent.name, int(file.stem))
    if (data["assignment"], data["pupil"], data["number"]) != place or data["number"] is True:
        raise BadHandIn("The file says that it belongs to another check, pupil or number.")
    if not isinstance(data["language"], str) or not LANGUAGE.fullmatch(data["language"]):
        raise BadHandIn("The file names no language.")
    if not isinstance(data["answers"], dict):
        raise BadHandIn("The file holds no answers.")
    try:
        handed_in = moment(data["handed_in"])
    except BadTime as error:
        raise BadHandIn(f"The time of the hand-in cannot be read: {error}") from None
    if handed_in > now + AHEAD or handed_in.year < 2000:  # noqa: PLR2004 (before any check)
        raise BadHandIn(f"The time of the hand-in, {handed_in:%Y-%m-%d}, cannot be right.")
    return HandIn(*place, handed_in, data["language"], data["answers"])


def _whole(file: Path) -> Any:
    try:
        if file.is_symlink() or not file.is_file():
            raise BadHandIn("This is not a file.")
        if file.stat().st_size > MOST_BYTES:
            raise BadHandIn(f"The file is larger than {MOST_BYTES // 1024} kB.")
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadHandIn(f"The file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadHandIn("The file is not UTF-8 text.") from None
    if not text.strip("\0 \r\n\t"):
        raise BadHandIn("The file is empty.")
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_told_apart)
    except BadHandIn:
        raise
    except (ValueError, RecursionError):
        raise BadHandIn("The file breaks off, or is not JSON.") from None


def _no_number(name: str) -> Any:
    raise BadHandIn(f"'{name}' is no number.")


def _told_apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadHandIn("The file says something twice.")
    return found
