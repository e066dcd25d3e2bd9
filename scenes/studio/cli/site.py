"""python -m scenes site: build/site, with the decks in it."""

import os
import shutil
import subprocess
import sys

from scenes.studio.pages.policy import seal
from scenes.studio.store.made import NOTES, Made
from scenes.studio.store.paths import ROOT, SLIDES

SITE = ROOT / "build" / "site"
COMMITS = ROOT / ".git" / "logs" / "HEAD"  # pages name the commit that they were built at


def main() -> int:
    """Build the site, unless nothing has changed since it was built; returns the exit code of the build."""
    made = Made(SITE, SLIDES, COMMITS, *NOTES)
    if made.up_to_date():
        return 0
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    code = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], cwd=ROOT, env=environment).returncode
    if not code:
        shutil.rmtree(SITE / "assets" / "javascripts" / "lunr", ignore_errors=True)  # for searches in languages that are not the notes'
        seal(SITE)
        if SLIDES.is_dir():
            shutil.copytree(SLIDES, SITE / "slides", dirs_exist_ok=True)
        made.done()
    return code
