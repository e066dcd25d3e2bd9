"""Firefox and WebKit, driven as WebDriver says (https://www.w3.org/TR/webdriver2/): Firefox through its own port for it,
Marionette, which takes the commands of WebDriver; WebKit by Debian's WebKitWebDriver in a screen of memory, Xvfb.

Neither lets a film start before the reader has pressed something, as phones do that save power.
"""

import base64
import io
import json
import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import machine
from PIL import Image

WIDTH, HEIGHT = 800, 720  # pixels of a window
TIMEOUT = 30_000  # milliseconds
KEYS = {"Home": "\ue011", "End": "\ue010", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Space": " ", "Control": "\ue009"}
# No page of Firefox's own beside ours, and no film that starts unasked.
PREFERENCES = {"marionette.port": 0, "browser.startup.page": 0, "browser.newtab.preload": False, "media.autoplay.default": 5,
               "dom.ipc.processPrelaunch.enabled": False, "ui.prefersReducedMotion": 0}  # fmt: skip


class Engine:
    """A browser with one window. `send` takes a command of WebDriver, by its name in Marionette, and gives its value; `look` gives
    what is on the screen, of which the page is the lowest part."""

    def __init__(self, send: Callable[..., Any], look: Callable[[], Image.Image]):
        self.send, self.look = send, look
        send("SetTimeouts", script=TIMEOUT, pageLoad=TIMEOUT, implicit=0)
        send("SetWindowRect", width=WIDTH, height=HEIGHT)

    def go(self, address: str) -> None:
        self.send("Navigate", url=address)

    def run(self, function: str, *args: Any) -> Any:
        """The value of a JavaScript function of `args`, awaited."""
        answer = self.send(
            "ExecuteAsyncScript",
            script="const done = arguments[arguments.length - 1]\n"
            f"Promise.resolve(({function})(...[...arguments].slice(0, -1))).then(done, error => done({{ error: String(error) }}))",
            args=args,
        )
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def press(self, *keys: str) -> None:
        """A key of the keyboard, by its name or as what it writes, or several at once."""
        values = [KEYS.get(key, key) for key in keys]
        down = [{"type": "keyDown", "value": value} for value in values]
        self.act("key", "keys", [*down, *({"type": "keyUp", "value": value} for value in reversed(values))])

    def click(self, selector: str) -> None:
        """The mouse, in the middle of what is found first."""
        pressed = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act("pointer", "mouse", [self._middle(selector), *pressed])

    def point(self, selector: str) -> None:
        """The mouse, over what is found first."""
        self.act("pointer", "mouse", [self._middle(selector)])

    def _middle(self, selector: str) -> dict[str, Any]:
        x, y, width, height = self.box(selector)
        return {"type": "pointerMove", "x": round(x + width / 2), "y": round(y + height / 2), "duration": 0}

    def act(self, kind: str, name: str, actions: Sequence[dict[str, Any]]) -> None:
        self.send("PerformActions", actions=[{"type": kind, "id": name, "actions": actions}])

    def box(self, selector: str) -> tuple[float, float, float, float]:
        """Where something is on the screen: x, y, width, height. It is scrolled into view."""
        return self.run(
            """selector => {
              const element = document.querySelector(selector)
              const inside = ({ top, bottom }) => top >= 60 && bottom <= innerHeight // 60: below the head of a page
              if (!inside(element.getBoundingClientRect())) element.scrollIntoView({ block: "center", behavior: "instant" })
              const { x, y, width, height } = element.getBoundingClientRect()
              return [x, y, width, height]
            }""",
            selector,
        )

    def picture(self, selector: str) -> Image.Image:
        """What the screen shows of something."""
        x, y, width, height = self.box(selector)
        screen = self.look()
        y += screen.height - self.run("() => innerHeight")
        return screen.crop((round(x), round(y), round(x + width), round(y + height)))


@contextmanager
def firefox(folder: Path) -> Iterator[Engine]:
    """Firefox, with its profile in `folder`."""
    (folder / "user.js").write_text(
        "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    )
    program, _ = machine.program("firefox-esr"), machine.program("ffmpeg")
    with started(program, "--marionette", "--headless", "--no-remote", "--profile", str(folder)):
        port = folder / "MarionetteActivePort"
        until(lambda: port.is_file() and port.read_text().strip())
        with socket.create_connection(("127.0.0.1", int(port.read_text()))) as connection, connection.makefile("rb") as answers:

            def receive() -> Any:
                """A message: its length, a colon, JSON."""
                length = b""
                while (sign := answers.read(1)) != b":":
                    length += sign
                return json.loads(answers.read(int(length)))

            def send(command: str, **parameters: Any) -> Any:
                message = json.dumps([0, 1, f"WebDriver:{command}", parameters])
                connection.sendall(f"{len(message)}:{message}".encode())
                _, _, error, value = receive()
                assert not error, error
                return value.get("value")

            receive()  # its greeting
            send("NewSession")
            yield Engine(send, lambda: Image.open(io.BytesIO(base64.b64decode(send("TakeScreenshot", full=False)))))


@contextmanager
def webkit(folder: Path) -> Iterator[Engine]:
    """WebKitGTK's MiniBrowser, with its home in `folder`. Its own screenshots hang where a video was sought: the screen is read instead."""
    plugins = (f"{machine.PLUGINS}/libgst{name}.so" for name in ("isomp4", "libav"))
    programs = [machine.program(name) for name in ("Xvfb", "WebKitWebDriver", *plugins)]
    display, port = folder / "display", free_port()

    def look() -> Image.Image:
        """The screen's memory, in the format of xwd."""
        dump = (folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">20I", dump[:80])
        size, width, height, line, colours = (head[at] for at in (0, 4, 5, 12, 19))
        return Image.frombuffer("RGB", (width, height), dump[size + 12 * colours :], "raw", "BGRX", line, 1)

    screen = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-displayfd", "1")
    with display.open("w") as file, started(programs[0], *screen, stdout=file):
        until(lambda: display.read_text().endswith("\n"))
        environment = os.environ | {"DISPLAY": f":{display.read_text().strip()}", "HOME": str(folder), "NO_AT_BRIDGE": "1"}
        environment["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1"  # without a graphics card that is half the work
        with started(programs[1], "--host=127.0.0.1", f"--port={port}", env=environment):
            until(lambda: answers(port))
            paths = {"SetTimeouts": "timeouts", "SetWindowRect": "window/rect", "Navigate": "url", "ExecuteAsyncScript": "execute/async",
                     "PerformActions": "actions"}  # fmt: skip

            def ask(method: str, path: str, body: Any = None) -> Any:
                data = None if body is None else json.dumps(body).encode()
                with urlopen(Request(f"http://127.0.0.1:{port}/session{path}", data, method=method), timeout=60) as answer:
                    return json.load(answer)["value"]

            options = {"args": ["--automation", "--autoplay-policy=deny"]}
            session = ask("POST", "", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})["sessionId"]
            try:
                yield Engine(lambda command, **parameters: ask("POST", f"/{session}/{paths[command]}", parameters), look)
            finally:
                ask("DELETE", f"/{session}")


@contextmanager
def started(*command: str, **options: Any) -> Iterator[None]:
    """A program that runs meanwhile, and is ended."""
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def until(there: Callable[[], Any]) -> None:
    end = time.monotonic() + TIMEOUT / 1000
    while not there():
        assert time.monotonic() < end, "a browser does not start"
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
