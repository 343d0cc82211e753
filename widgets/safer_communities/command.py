"""The `safer` command. Exit codes: 0 clean, 1 findings, 2 usage."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safer_communities.content import Finding, Library

CLEAN, FINDINGS, USAGE = 0, 1, 2
LOOK_AGAIN = 1.0
"""Seconds between two looks of `check --watch`."""


def serve(arguments: list[str]) -> int:
    """Serve the pack until stopped."""
    # jsonschema would load this to check IRIs, which nothing here uses; building its grammar takes
    # as long as all other imports together. None makes it "not installed", which jsonschema allows.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from safer_communities.server.app import SaferCommunities  # noqa: PLC0415 (only serving loads Voila)

    application = SaferCommunities()
    try:
        application.initialize(arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    except SystemExit as ended:  # traitlets has said what is wrong, or printed the help
        return USAGE if ended.code else CLEAN
    application.start()
    return CLEAN


def add_content(reader: argparse.ArgumentParser) -> None:
    reader.add_argument(
        "--content", type=Path, help="a folder that holds lessons/, in place of the pack's"
    )


def library_of(content: Path | None) -> Library | None:
    """Read the content that was asked for; None, and a sentence, where there is none."""
    import safer_communities  # noqa: F401, PLC0415 (registers every kind)
    from safer_communities.content import Library, Places  # noqa: PLC0415

    if content and not (content / "lessons").is_dir():
        print(f"{content} holds no folder 'lessons'. Name the folder above it.", file=sys.stderr)
        return None
    return Library.read(Places.of(content) if content else Places.found())


def check(arguments: list[str]) -> int:
    """Say what is wrong with the content."""
    from safer_communities.authoring.checks import findings_of, release  # noqa: PLC0415 (as above)

    reader = argparse.ArgumentParser(prog="safer check", description=check.__doc__)
    add_content(reader)
    reader.add_argument("--json", action="store_true", help="print the findings as JSON")
    reader.add_argument(
        "--release",
        action="store_true",
        help="write released-ids.yaml: from now on an id that vanishes is a finding",
    )
    reader.add_argument(
        "--watch", action="store_true", help="check again each time a file is saved, until Ctrl-C"
    )
    asked = reader.parse_args(arguments)
    library = library_of(asked.content)
    if library is None:
        return USAGE
    if asked.watch:
        return watch(asked.content)
    if asked.release and not library.broken:
        print(f"{release(library)} now lists every id.", file=sys.stderr)
    elif asked.release:
        print("No ids were written: a piece cannot be read. Mend it first.", file=sys.stderr)
    findings = findings_of(library, dt.datetime.now().astimezone().date())
    if asked.json:
        print(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        tell(library, findings)
    return FINDINGS if findings else CLEAN


def tell(library: Library, findings: list[Finding]) -> None:
    for finding in findings:
        print(finding)
    print(f"{len(library.lessons)} read, {len(findings)} to mend.", flush=True)


def watch(content: Path | None) -> int:
    """Tell what is wrong now, and again each time a file of the content is saved."""
    from safer_communities.authoring.checks import findings_of  # noqa: PLC0415 (as above)
    from safer_communities.content import stamp  # noqa: PLC0415 (as above)

    before = None
    try:
        while library := library_of(content):
            now = stamp(
                [library.places.lessons, library.places.notebooks, library.places.assessments]
            )
            if now != before:
                before = now
                tell(library, findings_of(library, dt.datetime.now().astimezone().date()))
            time.sleep(LOOK_AGAIN)
    except KeyboardInterrupt:
        return CLEAN
    return USAGE


def languages(arguments: list[str]) -> int:
    """Say how far each language is; bring its catalogues up to date."""
    from safer_communities.authoring.catalogues import (  # noqa: PLC0415 (only this verb needs it)
        pseudo,
        standings,
        update,
    )

    reader = argparse.ArgumentParser(prog="safer languages", description=languages.__doc__)
    reader.add_argument("--update", action="store_true", help="write new texts into the catalogues")
    reader.add_argument("--pseudo", action="store_true", help="write a made-up, long language")
    reader.add_argument("--json", action="store_true", help="print the standings as JSON")
    add_content(reader)
    asked = reader.parse_args(arguments)
    library = library_of(asked.content)
    if library is None:
        return USAGE
    if asked.update or asked.pseudo:
        written = update(library) if asked.update else pseudo(library)
        print(f"{len(written)} catalogues written under {library.places.locale}.")
        return CLEAN
    rows = standings(library)
    if asked.json:
        print(json.dumps([row.as_dict() for row in rows], ensure_ascii=False))
    else:
        print("language piece                texts missing stale fuzzy reviewed")
        for row in rows:
            reviewed = "yes" if row.reviewed else "no"
            print(
                f"{row.language:8} {row.piece:20} {row.texts:6} {row.missing:7} {row.stale:5}"
                f" {row.fuzzy:5} {reviewed}"
            )
    return FINDINGS if any(row.missing or row.stale or row.fuzzy for row in rows) else CLEAN


def new(arguments: list[str]) -> int:
    """Begin a new lesson: `safer new lesson 13-on-the-bus --title "On the bus"`."""
    import safer_communities  # noqa: F401, PLC0415 (registers every kind)
    from safer_communities.authoring.scaffold import CannotBegin, new_lesson  # noqa: PLC0415
    from safer_communities.content import Places  # noqa: PLC0415

    reader = argparse.ArgumentParser(prog="safer new", description=new.__doc__)
    reader.add_argument("what", choices=["lesson"])
    reader.add_argument("name", help="two digits and words: 13-on-the-bus")
    reader.add_argument(
        "--title", help="the title pupils see; made from the name where it is not given"
    )
    add_content(reader)
    asked = reader.parse_args(arguments)
    title = asked.title or asked.name.partition("-")[2].replace("-", " ").capitalize()
    places = Places.of(asked.content) if asked.content else Places.found()
    try:
        written = new_lesson(places, asked.name, title)
    except CannotBegin as error:
        print(error, file=sys.stderr)
        return USAGE
    for file in written:
        print(file)
    print("Change these files; 'safer check --watch' says what is wrong as you save.")
    return CLEAN


def share_check(arguments: list[str]) -> int:
    """Say whether another device has reached the pack that is running."""
    from safer_communities.share_check import how_it_stands  # noqa: PLC0415

    reader = argparse.ArgumentParser(prog="safer share-check", description=share_check.__doc__)
    reader.add_argument("--data", type=Path, help="the folder that the pack was started with")
    reader.add_argument("--json", action="store_true", help="print how it stands as JSON")
    asked = reader.parse_args(arguments)
    found = how_it_stands(asked.data)
    print(json.dumps(found.as_dict()) if asked.json else found.sentence)
    if not found.running:
        return USAGE
    return CLEAN if found.reached else FINDINGS


def assessments(arguments: list[str]) -> int:
    """Build checks, collect and mark them: `safer assessments VERB ...`."""
    from safer_communities.assessing import assessments as run  # noqa: PLC0415 (as above)

    return run(arguments)


def take_home(arguments: list[str]) -> int:
    """Write lessons as files that work by double click, without a server or a network."""
    from safer_communities.taking_home import take_home as run  # noqa: PLC0415 (as above)

    return run(arguments)


def badges(arguments: list[str]) -> int:
    """Print a Binder badge for each lesson, or write them into the README."""
    from safer_communities.badging import badges as run  # noqa: PLC0415 (as above)

    return run(arguments)


VERBS = {
    "serve": serve,
    "share-check": share_check,
    "check": check,
    "languages": languages,
    "new": new,
    "assessments": assessments,
    "take-home": take_home,
    "badges": badges,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one verb of the command."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] in (["-h"], ["--help"]):
        print(
            "usage: safer VERB ...\n"
            + "\n".join(f"  {verb:11} {run.__doc__}" for verb, run in VERBS.items())
        )
        return CLEAN
    if not given or given[0] not in VERBS:
        print(f"usage: safer {'|'.join(VERBS)} ... ('safer --help' says more)", file=sys.stderr)
        return USAGE
    return VERBS[given[0]](given[1:])


if __name__ == "__main__":
    sys.exit(main())
