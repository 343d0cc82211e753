"""The house is in order: imports go one way, styles turn with the language, modules are small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest
from safer_communities.content import PACKAGE

from tests.conftest import ROOT

ROOMS = (
    "content",
    "language",
    "activities",
    "charts",
    "notebook",
    "paper",
    "authoring",
    "classroom",
    "assessment",
    "kernels",
    "server",
)
MAY_IMPORT = {
    "content": set(),
    "language": set(),
    "activities": {"content", "language"},
    "charts": {"language"},
    "notebook": {"content", "language", "activities", "charts"},
    "paper": {"content", "language", "activities"},
    "authoring": {"content", "language", "activities", "charts", "notebook", "assessment"},
    "classroom": {"content", "language", "activities"},
    "assessment": {"content", "language", "activities", "paper"},
    "kernels": set(),
    "server": set(ROOMS) - {"server"},
}
KINDS = sorted(
    each.name for each in (PACKAGE / "activities").iterdir() if (each / f"{each.name}.js").is_file()
)
LARGER = {"linking": 12}
"""KB of a module that has more to show than others: a log as a list, on a map and by time."""
PHYSICAL = re.compile(
    r"(?<![a-z-])(left|right|top|bottom|width|height|(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|(?:min|max)-(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)
FRONT_END = ROOT / "widgets" / "front_end"
BUILT = PACKAGE / "server" / "static" / "widgets.css"
CSS = sorted({*PACKAGE.rglob("*.css"), *FRONT_END.glob("src/*.css")} - {BUILT})


def imports_of(file):
    """Yield the rooms that a module imports from, by whichever of Python's forms."""
    inside = ("safer_communities", *file.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name.split(".") for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(inside[: len(inside) - node.level + 1]) if node.level else []
            names = [[*base, *(node.module or "").split(".")]]
            if names[0] == ["safer_communities", ""] or names[0] == ["safer_communities"]:
                names = [["safer_communities", each.name] for each in node.names]
        for name in names:
            if name[0] == "safer_communities" and len(name) > 1 and name[1] in ROOMS:
                yield name[1]


@pytest.mark.parametrize("room", [room for room in ROOMS if (PACKAGE / room).is_dir()])
def test_a_room_imports_only_from_rooms_below_it(room):
    wrong = {
        (file.name, other)
        for file in (PACKAGE / room).rglob("*.py")
        for other in imports_of(file)
        if other != room and other not in MAY_IMPORT[room]
    }
    assert wrong == set()


def test_importing_the_pack_loads_nothing_heavy():
    code = (
        "import sys, safer_communities; heavy = ('pandas', 'matplotlib', 'voila', 'tornado.web'); "
        "print([each for each in heavy if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("file", CSS, ids=lambda file: file.name)
def test_a_style_names_no_side_so_that_it_turns_with_the_language(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"@(media|container)[^{]*", "", text)
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_six_files(kind):
    folder = PACKAGE / "activities" / kind
    endings = (".py", ".js", ".css", ".paper.html", ".example.yaml")
    wanted = {f"{kind}{ending}" for ending in endings} | {"__init__.py"}
    assert wanted <= {each.name for each in folder.iterdir()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_module_stays_small_and_imports_only_what_all_share(kind):
    text = (PACKAGE / "activities" / kind / f"{kind}.js").read_text("utf-8")
    assert len(text.encode()) <= LARGER.get(kind, 8) * 1024
    assert re.findall(r'from "([^"]+)"', text) == ["../common.js"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_module_holds_no_words_for_pupils(kind):
    text = (PACKAGE / "activities" / kind / f"{kind}.js").read_text("utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    strings = ["".join(each) for each in re.findall(r'"([^"\n]*)"|`([^`$\n]*)', code)]
    assert strings
    assert [
        each
        for each in strings
        if each != "Enter"  # a key of the keyboard
        and re.search(r"^[A-Z][a-z]|[A-Z][a-z]+ [a-z]|[a-z] [a-z]+[.!?]", each)
    ] == []


def test_the_code_is_clean_to_ruff():
    for words in (["check", "."], ["format", "--check", "."]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:]


def test_the_package_is_clean_to_mypy():
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
