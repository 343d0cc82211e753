"""Prepare everything, then start Safer Communities. Needs Python 3.11 or newer, and nothing else.

python3 start.py                 prepare, serve, open the start page
python3 start.py test [--all]    run the tests, browser and all
python3 start.py bench NAME      measure against stock Voila
python3 start.py run COMMAND...  run a command in the prepared environment
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
VERBS = ("test", "bench", "run")
CHROMIUMS = (
    "chromium-headless-shell",  # the same engine without a window: a page costs half as much
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def say(sentence: str) -> None:
    """Say how far it is. Standard output stays free for what was asked for (--json)."""
    print(sentence, file=sys.stderr, flush=True)


def stop(sentence: str) -> None:
    say(sentence)
    raise SystemExit(1)


def environment_folder() -> Path:
    """Return where the pack's environment lies: here, or in the user's cache if read-only."""
    if os.environ.get("SAFER_ENVIRONMENT"):
        return Path(os.environ["SAFER_ENVIRONMENT"])
    if os.access(ROOT, os.W_OK):
        return ROOT / ".venv"
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    base = (
        os.environ.get("LOCALAPPDATA")
        or os.environ.get("XDG_CACHE_HOME")
        or str(Path.home() / ".cache")
    )
    return Path(base) / "safer-communities" / mark


def interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepared(*, tests: bool) -> Path:
    """Make the environment agree with the lock file; return its interpreter.

    Nothing is done where it agrees already, so that a second start is quick.
    """
    folder = environment_folder()
    python = interpreter(folder)
    lock = ROOT / ("requirements-dev.lock" if tests else "requirements.lock")
    stamp = folder / ".safer-stamp"
    base, wanted = _wanted(ROOT / "requirements.lock"), _wanted(lock)
    held = stamp.read_text(encoding="utf-8").split() if stamp.is_file() and python.is_file() else []
    if base in held and wanted in held:
        return python
    say(f"Preparing Safer Communities in {folder}. The first time takes a few minutes.")
    if not python.is_file() or base not in held:
        _make_environment(folder)
    _install(python, ["-r", str(lock), "--require-hashes"])
    say("Adding the pack itself.")
    _install(python, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp.write_text(f"{base} {wanted}", encoding="utf-8")
    say("Prepared.")
    return python


def _wanted(lock: Path) -> str:
    """Return what the environment must agree with: the lock, the pack's settings, the Python."""
    told = (
        lock.read_bytes()
        + (ROOT / "pyproject.toml").read_bytes()
        + sys.version.encode()
        + str(ROOT).encode()
    )
    return hashlib.sha256(told).hexdigest()


def _make_environment(folder: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        _run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
            "make an environment",
        )
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 (only to see whether it is there)
        import venv  # noqa: PLC0415
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        stop(
            "Python's venv module is missing. "
            f"On Debian or Ubuntu: apt install python{version}-venv"
        )
    else:
        venv.create(folder, with_pip=True, clear=True)


def _install(python: Path, what: list[str]) -> None:
    """Install with uv where it is there, else with pip, showing how far it is."""
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--python", str(python), *what]
    else:
        command = [
            str(python),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--progress-bar=on",
            *what,
        ]
    _run(command, "install what the pack needs. Is this computer online?")


def _run(command: list[str], purpose: str) -> None:
    done = subprocess.run(command, stdout=sys.stderr, check=False)
    if done.returncode:
        stop(
            f"Could not {purpose} ('{' '.join(command[:4])} …' ended with {done.returncode}). "
            "Nothing was started."
        )


def chromium() -> str:
    """Return the path of a Chromium for the browser tests; on Debian, install it if need be."""
    found = _chromium()
    if not found and shutil.which("apt-get"):
        say("Installing Chromium from Debian's packages, for the browser tests.")
        _install_from_debian("fonts-noto-core")
        for package in ("chromium-headless-shell", "chromium"):  # the first is not in every release
            if not found:
                _install_from_debian(package)
                found = _chromium()
    if not found:
        stop(
            "The browser tests need Chromium or Chrome. "
            "Install it, or name it in SAFER_CHROMIUM, and run this again."
        )
    return str(found)


def _chromium() -> str | None:
    named = os.environ.get("SAFER_CHROMIUM")
    places = (
        [named] if named else [shutil.which(name) for name in CHROMIUMS] + list(CHROMIUM_PLACES)
    )
    return next((place for place in places if place and Path(place).is_file()), None)


def postgresql() -> str:
    """Return the folder of PostgreSQL's programs; on Debian, install them if need be.

    Empty where they cannot be had: the tests that need them then say so and fail.
    """
    found = _postgresql()
    if not found and shutil.which("apt-get"):
        say("Installing PostgreSQL from Debian's packages, for the tests of the store.")
        _install_from_debian("postgresql")
        found = _postgresql()
    return found


def _postgresql() -> str:
    named = os.environ.get("SAFER_POSTGRESQL")
    folders = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep)]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = [Path(named)] if named else [*debian, *folders]
    wanted = ("initdb", "postgres")
    has = (place for place in places if all(shutil.which(name, path=place) for name in wanted))
    return str(next(has, ""))


def nginx() -> str:
    """Return nginx's program; on Debian, install it if need be. Empty where it cannot be had."""
    found = _nginx()
    if not found and shutil.which("apt-get"):
        say("Installing nginx from Debian's packages, for the tests of hosting.")
        _install_from_debian("nginx-light")
        found = _nginx()
    return found


def _nginx() -> str:
    named = os.environ.get("SAFER_NGINX")
    return named or shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin") or ""


def _install_from_debian(*packages: str) -> None:
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for step in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run([*as_root, "apt-get", *step], stdout=sys.stderr, check=False)


def follow(command: list[str], extra: dict[str, str] | None = None) -> int:
    """Run `command` in this process's place where that can be, so that Ctrl-C reaches it alone."""
    environment = {**os.environ, **(extra or {})}
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], command, environment)  # noqa: S606 (no shell is meant)
    with subprocess.Popen(command, env=environment) as started:
        while True:
            try:
                return started.wait()
            except KeyboardInterrupt:
                continue  # the started process got it too, and ends by itself


BESIDE_EACH_OTHER = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
"""A file of tests a processor: those of one file share their server and their browser."""


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        stop(f"Safer Communities needs Python 3.11 or newer; this is {platform.python_version()}.")
    verb, rest = (
        (arguments[0], arguments[1:])
        if arguments[:1] and arguments[0] in VERBS
        else ("serve", arguments)
    )
    if rest[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    python = str(prepared(tests=verb in ("test", "bench")))
    if verb == "serve":
        return follow([python, "-m", "safer_communities.command", "serve", *rest])
    if verb == "run":
        if not rest:
            stop("Say what to run: python3 start.py run COMMAND...")
        inside = shutil.which(rest[0], path=str(Path(python).parent)) or shutil.which(rest[0])
        if not inside:
            stop(f"There is no command '{rest[0]}' in the prepared environment.")
        return follow(
            [str(inside), *rest[1:]],
            {"PATH": f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"},
        )
    os.chdir(ROOT)
    browser = {"SAFER_CHROMIUM": chromium()}
    if verb == "bench":
        return follow([python, "-m", "bench", *rest], browser)
    sweep = [] if "--all" in rest else ["-m", "not sweep"]
    others = [argument for argument in rest if argument != "--all"]
    return follow(
        [python, "-m", "pytest", *BESIDE_EACH_OTHER, *sweep, *others],
        {**browser, "SAFER_POSTGRESQL": postgresql(), "SAFER_NGINX": nginx()},
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
