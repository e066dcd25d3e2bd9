"""python tests/audit.py: Lighthouse (mobile) on pages of the built site, behind a local server that compresses; prints scores.

Needs Node (npx fetches Lighthouse from the npm registry) and a Chromium. With paths as arguments, on those pages instead.
"""

import functools
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from browser import NAMES, SITE

LIGHTHOUSE = "lighthouse@12"
RUNS = 3  # of which the middle one by performance counts: whatever else the machine does spoils one run in some
PAGES = ("index.html", "lessons/6-loss-surface.html", "films/index.html")
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
METRICS = {"first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "total-blocking-time": "TBT",
           "cumulative-layout-shift": "CLS", "speed-index": "SI", "total-byte-weight": "weight"}  # fmt: skip


class Compressing(SimpleHTTPRequestHandler):
    """What GitHub Pages does too: text by gzip, and ten minutes in the cache."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        kind = self.guess_type(str(path))
        if not path.is_file() or not (kind.startswith("text/") or "javascript" in kind or kind.endswith(("json", "xml"))):
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Encoding": "gzip", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def main(pages: list[str]) -> int:
    """Audit the pages; returns 0 where all goals are reached."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressing, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, NAMES)), "")
    missed = False
    for page in pages:
        command = ["npx", "--yes", LIGHTHOUSE, f"http://127.0.0.1:{server.server_port}/{page}", "--quiet", "--output=json",
                   f"--only-categories={','.join(GOALS)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]  # fmt: skip
        reports = []
        for _ in range(RUNS):
            done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium})
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
    server.shutdown()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PAGES)))
