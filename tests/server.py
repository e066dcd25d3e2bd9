"""A folder behind a local server, as the hosts of static sites show it."""

import functools
import gzip
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Handler(SimpleHTTPRequestHandler):
    """Answers from one folder, if asked to also parts of a file (`ranges`) and text by gzip (`compress`)."""

    protocol_version = "HTTP/1.1"
    timeout = 2  # seconds that a connection may idle: browsers open some in advance

    def __init__(self, *args: Any, headers: Mapping[str, str], ranges: bool, compress: bool, **options: Any):
        self.extra, self.ranges, self.compress = headers, ranges, compress
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        part = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if self.ranges and part and path.is_file():
            body = path.read_bytes()
            first, last = int(part[1]), min(int(part[2] or len(body)), len(body) - 1)
            self._send(206, path, body[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(body)}"})
        elif self.compress and path.is_file() and is_text(self.guess_type(str(path))):
            self._send(200, path, gzip.compress(path.read_bytes()), {"Content-Encoding": "gzip"})
        else:
            super().do_GET()

    def _send(self, status: int, path: Path, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": self.guess_type(str(path)), "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        if self.ranges:
            self.send_header("Accept-Ranges", "bytes")
        for name, value in self.extra.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path, *, headers: Mapping[str, str] | None = None, ranges: bool = False, compress: bool = False) -> Iterator[str]:
    """Serve `folder` at the address that is given, http://127.0.0.1:PORT, with `headers` on every answer."""
    handler = functools.partial(Handler, directory=str(folder), headers=headers or {}, ranges=ranges, compress=compress)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def is_text(kind: str) -> bool:
    """Whether servers compress this kind of content."""
    return bool(re.search(r"text|javascript|json|svg|xml", kind))
