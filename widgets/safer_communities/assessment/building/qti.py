"""A check as a QTI 2.1 package: items, a test that holds them, pictures and a manifest in a zip."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .interactions import SCORE, Question, questions_of
from .plainly import Left, plain_spec
from .xml import PACKAGE, PACKAGE_XSD, tag, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

    from safer_communities.assessment.checks import Check

WHEN = (2026, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same check gives the same package."""
ITEM_TYPE, TEST_TYPE = "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"
SVG = "data:image/svg+xml,"


def qti(check: Check, facts: Mapping[str, str]) -> tuple[dict[str, bytes], list[Left]]:
    """Return the package's files by name, and what of the check is not the same there."""
    files: dict[str, bytes] = {}
    questions: list[Question] = []
    left: list[Left] = []
    for item in check.items:
        spec = plain_spec(check, item, facts)
        made = questions_of(item, spec)
        questions += made
        for each in made:
            files[_file(each)] = written(_item(each))
            if each.picture:
                files[each.picture] = unquote(spec["picture"].removeprefix(SVG)).encode()
        if item.kind in _SAID:
            left.append(Left(item.id, "nearest", _SAID[item.kind]))
    files["test.xml"] = written(_test(check, questions))
    files["imsmanifest.xml"] = written(_manifest(check, questions), PACKAGE, PACKAGE_XSD)
    return files, left


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip, the manifest first."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files, key=lambda name: (name != "imsmanifest.xml", name)):
            package.writestr(zipfile.ZipInfo(name, WHEN), files[name])
    return held.getvalue()


def _file(question: Question) -> str:
    return f"items/{question.name}.xml"


def _item(question: Question) -> Element:
    score = tag(
        "outcomeDeclaration",
        tag("defaultValue", tag("value", "0")),
        identifier=SCORE,
        cardinality="single",
        baseType="float",
        normalMaximum=float(question.of),
        normalMinimum=0.0,
    )
    inside = [*question.declares[:1], score, *question.declares[1:]]
    inside.append(tag("itemBody", *question.body))
    if question.marks:
        inside.append(tag("responseProcessing", *question.marks))
    return tag(
        "assessmentItem",
        *inside,
        *question.after,
        identifier=question.name,
        title=question.title,
        adaptive=False,
        timeDependent=False,
    )


def _test(check: Check, questions: list[Question]) -> Element:
    held = [tag("assessmentItemRef", identifier=each.name, href=_file(each)) for each in questions]
    section = tag(
        "assessmentSection", *held, identifier="questions", title=check.title, visible=True
    )
    part = tag(
        "testPart",
        section,
        identifier="all",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    return tag("assessmentTest", part, identifier=check.id, title=check.title)


def _manifest(check: Check, questions: list[Question]) -> Element:
    items = []
    for each in questions:
        files = [tag("file", href=_file(each))]
        files += [tag("file", href=each.picture)] if each.picture else []
        told = {"identifier": f"item.{each.name}", "type": ITEM_TYPE, "href": _file(each)}
        items.append(tag("resource", *files, **told))
    names = [tag("dependency", identifierref=f"item.{each.name}") for each in questions]
    test = tag(
        "resource",
        tag("file", href="test.xml"),
        *names,
        identifier="test",
        type=TEST_TYPE,
        href="test.xml",
    )
    return tag(
        "manifest",
        tag("metadata", tag("schema", "QTIv2.1 Package"), tag("schemaversion", "1.0.0")),
        tag("organizations"),
        tag("resources", test, *items),
        identifier=f"package.{check.id}",
    )


_SAID = {
    "grid": "Each card is matched with one of nine places there: the same marks, another look.",
    "sorting": "It is matching there, of each card with its group: the same marks, another look.",
    "scale": "It is a choice without marks there, and has no faces.",
    "text": "Somebody marks it there; the bank of comments does not travel.",
}
