"""nbgrader's settings: run its commands in this folder, as `nbgrader autograde y6-02-quick`.

The course lies in the pack's data folder: where SAFER_DATA says, or where the pack keeps its own.
"""

import os
import sys
from pathlib import Path

import platformdirs
from safer_communities.assessment.by_hand import with_care
from safer_communities.assessment.course import Course
from safer_communities.assessment.marking import configure

c = get_config()  # noqa: F821 (traitlets gives it)
data = os.environ.get("SAFER_DATA") or platformdirs.user_data_dir("safer-communities")
course = Course.of(Path(data))
configure(c, course.root)
with_care(course, sys.argv)
