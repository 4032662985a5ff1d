#!/usr/bin/env python3
"""The steps of the Makefile, with nothing but Python: `python3 run.py help`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCKS = ROOT / "requirements"
TRANSLATIONS = ROOT / "app" / "translations"
CREATED = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)
DASK = ("pyproject.toml", "--extra", "dask")
LOCKED = (
    ("installer", "requirements/installer.in"),
    ("base", "requirements/base.in"),
    ("dev", "requirements/dev.in", *DASK, "-c", "requirements/base.lock"),
    ("dask", *DASK, "-c", "requirements/dev.lock"),
    ("bench", "requirements/bench.in", *DASK, "-c", "requirements/dev.lock"),
)
COMPILING = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python-version=3.11")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSERS_OF_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def step_help(_words: list[str]) -> None:
    """list these steps"""
    for name, step in STEPS.items():
        print(f"  make {name:<13} {step.__doc__}")


def step_install(_words: list[str]) -> None:
    """make the environment in .venv from the lock, and the compiled translations"""
    make_environment("base")
    compile_translations()


def step_run(_words: list[str]) -> None:
    """set up, play the 2024 season into an empty database, serve at http://127.0.0.1:8000 (PORT changes it)"""
    step_install([])
    become("python", "serve.py")


def step_test(words: list[str]) -> None:
    """set up what the tests need and run them on two cores; all=1: the long ones too, as CI does"""
    step_install_for_tests()
    everything = ["-m", ""] if "all=1" in words else []
    chosen = [word for word in words if word != "all=1"]
    become("python", "-m", "pytest", *everything, *(chosen or ["-n", "2"]))


def step_check(_words: list[str]) -> None:
    """lint, types, who imports whom, templates, vendored files, locks, and tests/architecture: words, documents, …"""
    step_install_for_tests(browser=False)
    run("python", "-m", "ruff", "check", "--quiet", ".")
    run("python", "-m", "ruff", "format", "--check", "--quiet", ".")
    run("python", "-m", "mypy")
    run("lint-imports", "--no-logo")
    run("djlint", "--lint", "--quiet", "app/templates")
    run("python", "frontend/check_vendor.py")
    check_locks()
    run("python", "-m", "pytest", "-q", "-n", "2", "tests/architecture")


def step_season(words: list[str]) -> None:
    """play the 2024 season headless into a fresh database and print its table"""
    step_install([])
    become("flask", "demo", "season", *words)


def step_demo(_words: list[str]) -> None:
    """renew the demonstration editions that stand in each phase today"""
    step_install([])
    become("flask", "demo", "renew")


def step_bench(words: list[str]) -> None:
    """measure speed and memory: of all but the arithmetic; m=scoring: of the arithmetic beside its peers"""
    make_environment("dev")
    make_environment("bench")
    name, *rest = words or [""]
    if name == "scoring":
        become("python", "-m", "benchmarks.scoring", *rest)
    become("python", "-m", "benchmarks", *words)


def step_screenshots(words: list[str]) -> None:
    """take pictures of every page of every role into var/screenshots, and the two of the README"""
    step_install_for_tests()
    if (
        shutil.which("fc-list") is None
        or not subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout
    ):
        install_of_debian("fonts-noto-cjk")
    become("python", "-m", "tests.browser.screenshots", *words)


def step_lock(_words: list[str]) -> None:
    """write the lock files from requirements/*.in and the extras of pyproject.toml"""
    make_environment("dev")
    for name, *like in LOCKED:
        run("uv", "pip", "compile", "--quiet", *COMPILING, "-o", f"requirements/{name}.lock", *like)
    check_locks()


def step_migration(words: list[str]) -> None:
    """write a migration from the models, named by m="add a column", into migrations/versions"""
    make_environment("dev")
    become("python", "-m", "migrations.write", *words)


def step_translations(_words: list[str]) -> None:
    """collect the sentences to translate into app/translations"""
    make_environment("dev")
    template = TRANSLATIONS / "messages.pot"
    before = {path: path.read_text() for path in (template, *TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))}
    words = ("-k", "lazy_gettext", "-k", "_l")
    run(
        "pybabel", "extract", "-F", "babel.cfg", *words, "--sort-output", "--no-location", "-o", template, "."
    )
    tidy = ("--no-fuzzy-matching", "--ignore-obsolete")  # without its header a catalogue is not compiled
    run("pybabel", "update", "-i", template, "-d", TRANSLATIONS, *tidy)
    for path, text in before.items():
        keep_date(path, text)
    compile_translations()


def keep_date(path: Path, before: str) -> None:
    """Where nothing but the date of collecting differs, the file stays as it was: a change shows what changed."""
    if CREATED.sub("", path.read_text()) == CREATED.sub("", before):
        path.write_text(before)


def step_install_for_tests(*, browser: bool = True) -> None:
    make_environment("dev")
    compile_translations()
    if browser:
        find_browser()


# The environment


def make_environment(lock: str) -> None:
    """Make .venv by the lock, unless its marker says that this was done."""
    made_of = hashlib.sha256((LOCKS / f"{lock}.lock").read_bytes() + sys.version.encode()).hexdigest()
    marker = VENV / f"lock-{lock}"
    if marker.exists() and marker.read_text() == made_of:
        return
    refuse_bare_python()
    if not (BIN / "python").exists():
        say("Making .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    install(LOCKS / f"{lock}.lock")
    marker.write_text(made_of)


def refuse_bare_python() -> None:
    if sys.version_info < (3, 11):
        stop(f"This needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        stop(
            f"This Python cannot make environments: install python3-venv (apt-get install python{version}-venv)."
        )


def install(lock: Path) -> None:
    say(f"Installing {lock.name}")
    if has_uv():
        run("uv", "pip", "install", "--quiet", "--python", BIN / "python", "-r", lock)
    else:
        run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", lock)


def has_uv() -> bool:
    """uv installs many times faster than pip; where it cannot be had, pip does the same."""
    if (BIN / "uv").exists():
        return True
    subprocess.run([BIN / "python", "-m", "ensurepip", "--default-pip"], capture_output=True, check=True)
    command = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*command, "-r", LOCKS / "installer.lock"], capture_output=True).returncode == 0


def compile_translations() -> None:
    sources = list(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    stale = [
        po for po in sources if not po.with_suffix(".mo").exists() or is_newer(po, po.with_suffix(".mo"))
    ]
    if stale:
        run("pybabel", "--quiet", "compile", "-d", TRANSLATIONS)


def is_newer(this: Path, that: Path) -> bool:
    return this.stat().st_mtime > that.stat().st_mtime


def check_locks() -> None:
    """A lock names packages and hashes, never an address."""
    for lock in sorted(LOCKS.glob("*.lock")):
        if "://" in lock.read_text():
            stop(f"{lock.name} holds an address; write it anew with: make lock")


def find_browser() -> None:
    """Put the Chromium of this machine into CHROMIUM, installing Debian's where that is possible."""
    found = browser_of_machine()
    if not found:
        install_of_debian("chromium")
        found = browser_of_machine()
    if not found:
        stop(
            "The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to one."
        )
    os.environ["CHROMIUM"] = found


def install_of_debian(package: str) -> None:
    """Where this is Debian or Ubuntu and may be done; elsewhere nothing happens."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        say(f"Installing {package}")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, stdout=subprocess.DEVNULL)


def browser_of_machine() -> str | None:
    named = [os.environ.get("CHROMIUM", ""), *BROWSERS, *BROWSERS_OF_MACOS]
    return next((path for name in named if name and (path := shutil.which(name))), None)


# Words and programs


def say(words: str) -> None:
    print(words, flush=True)


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def environment() -> dict[str, str]:
    """Compiled Python is kept, so that a second start is quick."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(program: str, *words: object) -> None:
    """Run a program of the environment; where it fails, its own words are enough."""
    done = subprocess.run([str(BIN / program), *map(str, words)], cwd=ROOT, env=environment())
    if done.returncode:
        sys.exit(done.returncode)


def become(program: str, *words: str) -> None:
    """Let a program of the environment take the place of this one, so that signals reach it."""
    os.chdir(ROOT)
    os.execve(BIN / program, [program, *words], environment())


STEPS = {
    name.removeprefix("step_"): step
    for name, step in list(globals().items())
    if name.startswith("step_") and name != "step_install_for_tests"
}


def main() -> None:
    name, *words = sys.argv[1:] or ["help"]
    if name not in STEPS:
        stop(f"There is no step {name}: try python3 run.py help")
    began = time.monotonic()
    STEPS[name](words)
    if name in ("install", "check", "lock"):
        say(f"{name}: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
