"""An author who keeps the check open is told again each time a file is saved."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

from tests.conftest import FIXTURES


def told(process):
    """Return the lines up to the next count of what is to mend."""
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if "to mend." in line:
            return lines
    raise AssertionError("the watch ended")


def test_a_saved_fault_is_told_and_its_mending_too(tmp_path):
    content = tmp_path / "pack"
    shutil.copytree(FIXTURES / "lessons" / "_sound", content)
    lesson = content / "lessons" / "y6" / "01-tiny" / "lesson.yaml"
    sound = lesson.read_text("utf-8")
    command = [sys.executable, "-m", "safer_communities.command", "check", "--watch"]
    process = subprocess.Popen(
        [*command, "--content", str(content)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert told(process)[-1] == "1 read, 0 to mend."
        lesson.write_text(f"{sound}\nminuets: 45\n", "utf-8")
        found = told(process)
        assert any("There is no key 'minuets' here." in line for line in found)
        lesson.write_text(sound, "utf-8")
        assert told(process)[-1] == "1 read, 0 to mend."
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
