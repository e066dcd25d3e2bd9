"""python tests/audit.py: Lighthouse (mobile) on pages of the built site, behind a local server that compresses; prints scores.

Needs Node (npx fetches Lighthouse from the npm registry) and a Chromium. With paths as arguments, on those pages instead.
"""

import json
import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

from chromium import SITE
from machine import BROWSERS
from server import serving

LIGHTHOUSE = "lighthouse@12"
RUNS = 3  # of which the middle one by performance counts: whatever else the machine does spoils one run in some
PAGES = ("index.html", "lessons/6-loss-surface.html", "films/index.html")
GOALS = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
METRICS = {"first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "total-blocking-time": "TBT",
           "cumulative-layout-shift": "CLS", "speed-index": "SI", "total-byte-weight": "weight"}  # fmt: skip


def main(pages: list[str]) -> int:
    """Audit the pages of the site; returns 0 where all goals are reached."""
    with serving(SITE, headers={"Cache-Control": "max-age=600"}, compress=True) as address:  # as GitHub Pages does
        return lighthouse([f"{address}/{page}" for page in pages])


def lighthouse(addresses: list[str]) -> int:
    """Audit the pages at these addresses; returns 0 where all goals are reached."""
    chrome = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), "")
    missed = False
    for address in addresses:
        page = urlsplit(address).path[1:]
        command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json",
                   f"--only-categories={','.join(GOALS)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]  # fmt: skip
        reports = []
        for _ in range(RUNS):
            done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chrome})
            if done.returncode:
                print(f"{page}: {done.stderr.strip()}", file=sys.stderr)
                return 1
            reports.append(json.loads(done.stdout))
        report = sorted(reports, key=lambda report: report["categories"]["performance"]["score"] or 0)[RUNS // 2]
        scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in GOALS}
        metrics = [f"{short} {report['audits'][name].get('displayValue', '?')}" for name, short in METRICS.items()]
        print(f"{page:28}", "  ".join(f"{name} {score}" for name, score in scores.items()), "|", ", ".join(metrics), flush=True)
        for name, goal in GOALS.items():
            if scores[name] < goal:
                missed = True
                for reference in report["categories"][name]["auditRefs"]:
                    audit = report["audits"][reference["id"]]
                    if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                        print(f"    {name}: {audit['title']} ({audit.get('displayValue', audit['score'])})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PAGES)))
