"""The `safer` command. Exit codes: 0 clean, 1 findings, 2 usage."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

CLEAN, FINDINGS, USAGE = 0, 1, 2


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
    application.start()
    return CLEAN


def check(arguments: list[str]) -> int:
    """Say what is wrong with the content."""
    from safer_communities import open_lesson  # noqa: F401, PLC0415 (registers every kind)
    from safer_communities.content import Library, Places  # noqa: PLC0415

    reader = argparse.ArgumentParser(prog="safer check", description=check.__doc__)
    reader.add_argument(
        "--content", type=Path, help="a folder that holds lessons/, in place of the pack's"
    )
    reader.add_argument("--json", action="store_true", help="print the findings as JSON")
    asked = reader.parse_args(arguments)
    if asked.content and not (asked.content / "lessons").is_dir():
        print(
            f"{asked.content} holds no folder 'lessons'. Name the folder above it.", file=sys.stderr
        )
        return USAGE
    library = Library.read(Places.of(asked.content) if asked.content else Places.found())
    findings = sorted(finding for each in library.broken.values() for finding in each)
    if asked.json:
        print(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(finding)
        print(f"{len(library.lessons)} read, {len(findings)} to mend.")
    return FINDINGS if findings else CLEAN


VERBS = {"serve": serve, "check": check}


def main(arguments: list[str] | None = None) -> int:
    """Run one verb of the command."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] in (["-h"], ["--help"]):
        print(
            "usage: safer VERB ...\n"
            + "\n".join(f"  {verb:8} {run.__doc__}" for verb, run in VERBS.items())
        )
        return CLEAN
    if not given or given[0] not in VERBS:
        print(f"usage: safer {'|'.join(VERBS)} ... ('safer --help' says more)", file=sys.stderr)
        return USAGE
    return VERBS[given[0]](given[1:])


if __name__ == "__main__":
    sys.exit(main())
