"""nbgrader as it comes, on a course laid out by test_stock.py: what it does is printed as JSON."""

import csv
import json
import os
import sqlite3
import sys
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

root = Path(sys.argv[1])
os.chdir(root)
config = Config()
config.CourseDirectory.root = str(root)
url = f"sqlite:///{root / 'gradebook.db'}"


def autograde(name, pupil, *, force=True):
    told = NbGraderAPI(config=config).autograde(name, pupil, force=force)
    return told["success"], told.get("log", "") + told.get("error", "")


def rows(name, pupil):
    query = """
        SELECT c.name, g.auto_score, g.needs_manual_grade
        FROM grade g JOIN base_cell c ON g.cell_id = c.id
        JOIN submitted_notebook n ON g.notebook_id = n.id
        JOIN submitted_assignment a ON n.assignment_id = a.id
        JOIN assignment s ON a.assignment_id = s.id
        WHERE s.name = ? AND a.student_id = ?
    """
    with sqlite3.connect(root / "gradebook.db") as file:
        return {row[0]: row[1:] for row in file.execute(query, (name, pupil))}


found = {}
found["values"] = autograde("values", "p01")[0], rows("values", "p01")
found["above"] = (*autograde("above", "p01"), rows("above", "p01"))
for pupil, fault in (
    ("p02", "missing"),
    ("p03", "cut"),
    ("p04", "corrupt"),
    ("p06", "renamed"),
    ("p07", "extra"),
    ("p08", "time"),
    ("p09", "untouched"),
):
    found[fault] = (*autograde("tiny", pupil), rows("tiny", pupil))
found["ran"] = (root / "ran").exists()
found["batch"] = (*autograde("tiny", "d0*"), rows("tiny", "d02"))
found["glob before"] = rows("tiny", "q01"), rows("tiny", "q11")
autograde("tiny", "q*1")
found["glob after"] = rows("tiny", "q01"), rows("tiny", "q11")
keep = root / "evil" / "tiny" / "keep.txt"
found["evil before"] = keep.exists()
autograde("tiny", "../evil")
found["evil after"] = keep.exists()

with Gradebook(url) as book:
    grade = book.find_grade("order", "tiny", "tiny", "q01")
    grade.manual_score, grade.needs_manual_grade = 3.0, False
    book.find_student("q01").last_name = '=HYPERLINK("x"),y'
    book.update_or_create_student("absent")
    book.db.commit()
(root / "submitted" / "q01" / "tiny" / "timestamp.txt").write_text("2020-01-01 10:00:00 UTC")
stamp = (root / "autograded" / "q01" / "tiny" / "tiny.ipynb").stat().st_mtime_ns
found["older"] = autograde("tiny", "q01", force=False)[0]
found["older skipped"] = (
    root / "autograded" / "q01" / "tiny" / "tiny.ipynb"
).stat().st_mtime_ns == stamp

shown = Config(config)
shown.HTMLExporter.template_name = "formgrade"
shown.HTMLExporter.extra_template_basedirs = [handlers.template_path]
told = {"base_url": "", "index": 0, "total": 1, "notebook_id": "tiny", "assignment_id": "tiny"}
page = HTMLExporter(config=shown).from_filename(
    str(root / "autograded" / "q01" / "tiny" / "tiny.ipynb"), resources=told
)[0]
found["script"] = "<script>alert(2)</script>" in page
found["code"] = "HIDDEN" in page
found["feedback"] = NbGraderAPI(config=config).generate_feedback("tiny", "q01")["success"]
text = (root / "feedback" / "q01" / "tiny" / "tiny.html").read_text("utf-8")
found["hidden tests"] = "BEGIN HIDDEN TESTS" in text
found["feedback bytes"] = len(text)

with Gradebook(url) as book:
    CsvExportPlugin(to=str(root / "grades.csv"), assignment=["tiny"]).export(book)
lines = (root / "grades.csv").read_text().splitlines()
found["formula raw"] = any(',=HYPERLINK("x"),y,' in line for line in lines)
(head, *table) = list(csv.reader(lines))
found["absent"] = next(dict(zip(head, row, strict=False)) for row in table if row[3] == "absent")

source = root / "source" / "tiny" / "tiny.ipynb"
sound = source.read_text()
notebook = json.loads(sound)
for cell in notebook["cells"]:
    if cell["metadata"]["nbgrader"]["grade_id"] == "order":
        cell["metadata"]["nbgrader"]["points"] = 1
source.write_text(json.dumps(notebook))
found["points changed"] = NbGraderAPI(config=config).generate_assignment("tiny")["success"]
with Gradebook(url) as book:
    grade = book.find_grade("order", "tiny", "tiny", "q01")
    found["above the new most"] = grade.score, grade.max_score
notebook["cells"].append(
    {
        **notebook["cells"][0],
        "id": "more",
        "metadata": {
            "nbgrader": {**notebook["cells"][0]["metadata"]["nbgrader"], "grade_id": "more"}
        },
    }
)
source.write_text(json.dumps(notebook))
found["build fails"] = NbGraderAPI(config=config).generate_assignment("tiny", force=True)["success"]
found["release left"] = (root / "release" / "tiny" / "tiny.ipynb").exists()
sys.stdout.write(json.dumps(found) + "\n")
