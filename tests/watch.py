"""What the pages of a browser context ask for, and what goes wrong in them."""

import time

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response


class Watch:
    """`requested` are the addresses, in order; `wrong` are errors and warnings of the console, errors of scripts, answers
    of 400 and above, and requests that failed, except those that the page itself called off.
    """

    def __init__(self, context: BrowserContext):
        self.requested: list[str] = []
        self.answers: list[Response] = []
        self.wrong: list[str] = []
        self._open: set[Request] = set()
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfinished", lambda request: self._open.discard(request))
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))

    def settle(self, page: Page) -> None:
        """Wait until nothing has been asked for a tenth of a second and everything was answered."""
        end, seen = time.monotonic() + 30, -1
        while self._open or len(self.requested) > seen:
            assert time.monotonic() < end, f"still to be answered: {[request.url for request in self._open]}"
            seen = len(self.requested)
            page.wait_for_timeout(100)

    def beyond(self, *hosts: str) -> list[str]:
        """The requests that none of the addresses `hosts` begins; blobs of a page are its own."""
        own = tuple(start for host in hosts for start in (f"{host}/", f"blob:{host}/"))
        return [url for url in self.requested if not url.startswith((*own, "data:"))]

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)
        self._open.add(request)

    def _response(self, response: Response) -> None:
        self.answers.append(response)
        if response.status >= 400:
            self.wrong.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        self._open.discard(request)
        if "ERR_ABORTED" not in str(request.failure):
            self.wrong.append(f"{request.url}: {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)
