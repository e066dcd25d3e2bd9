"""What a test needs of the machine: found, or installed where that is allowed, or said to be missing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock


def missing(why: str) -> NoReturn:
    """Skip, saying why; on a CI machine fail, because there nobody reads what was skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(f"{why}: the tests that need it are skipped")


def program(name: str) -> str:
    """The path of a program that has a Debian package of its own name."""
    with one_at_a_time():
        path = shutil.which(name) or (apt_get(name) and shutil.which(name))
    return path or missing(f"{name} was not found, and apt-get could not install it")


def apt_get(package: str) -> bool:
    """Install a package; whether that went well. Only root may."""
    return os.getuid() == 0 and bool(shutil.which("apt-get")) and runs("apt-get", "install", "--yes", "--quiet", package)


def runs(*command: str) -> bool:
    """Whether a command ends well within ten minutes."""
    try:
        return subprocess.run(command, capture_output=True, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of several workers only one installs."""
    with FileLock(Path(tempfile.gettempdir()) / f"sgd-in-motion-installs.{os.getuid()}"):
        yield
