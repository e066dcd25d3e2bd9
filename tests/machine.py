"""The programs that tests run: installed before the tests start, where that is allowed; else found, or said to be missing."""

import os
import shutil
import subprocess
import sys
from glob import iglob
from typing import NoReturn

import pytest

SHELL = "chromium-headless-shell"  # opens a page for half the work of Chromium itself
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PLUGINS = "/usr/lib/*/gstreamer-1.0"  # what WebKit plays with
# What a program is called, or where it lies, and the Debian package that has it.
PACKAGES = {
    SHELL: SHELL,
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
    f"{PLUGINS}/libgstisomp4.so": "gstreamer1.0-plugins-good",  # opens an MP4
    f"{PLUGINS}/libgstlibav.so": "gstreamer1.0-libav",  # decodes H.264
    "ffmpeg": "ffmpeg",  # whose libraries Firefox decodes H.264 with
    "gifsicle": "gifsicle",
    "npm": "npm",
    "soffice": "libreoffice-impress",
}


def in_ci() -> bool:
    """Whether this is a machine of continuous integration, where nobody reads what was skipped."""
    return os.environ.get("CI") == "true"


def chromium() -> str | None:
    """The path of a Chromium or Chrome of this machine: of its headless shell, where that is installed."""
    return next(filter(None, map(shutil.which, (SHELL, *BROWSERS))), None)


def program(name: str) -> str:
    """The path of a program of PACKAGES. Where there is none the test is skipped and says so; on a machine of CI it fails."""
    return found(name) or missing(f"{name} was not found: install it; in Debian it is in the package {PACKAGES[name]}")


def found(name: str) -> str | None:
    """The path of a program of PACKAGES, or of a file of theirs. Not every system calls its Firefox firefox-esr."""
    if name.startswith("/"):
        return next(iglob(name), None)
    return shutil.which(name) or (shutil.which("firefox") if name == "firefox-esr" else None)


def missing(why: str) -> NoReturn:
    """Skip the test that needs what is missing; with CI=true fail it."""
    if in_ci():
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def install() -> None:
    """Install what is missing of PACKAGES by apt-get: as root, or with CI=true as one who may become root.

    Chromium comes from Playwright where apt-get has none. Nothing is raised: tests say what they miss.
    """
    wanted = [package for name, package in PACKAGES.items() if not found(name)]
    superuser = [] if os.getuid() == 0 else ["sudo", "-n"] if in_ci() and shutil.which("sudo") else None
    if not wanted or superuser is None or not shutil.which("apt-get"):
        return
    apt_get = [*superuser, "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    if not all(runs("apt-cache", "show", package) for package in wanted):
        runs(*apt_get, "update", "--quiet")  # the lists of a fresh machine are old or none
    for package in wanted:  # one by one: not every system has them all
        runs(*apt_get, "install", "--yes", "--quiet", "--no-install-recommends", package)
    if not chromium():
        runs(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")


def runs(*command: str) -> bool:
    """Whether a command ends well within ten minutes."""
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(command, capture_output=True, timeout=600, env=environment, stdin=subprocess.DEVNULL).returncode == 0
    except subprocess.TimeoutExpired:
        return False
