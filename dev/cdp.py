"""A headless Chromium, driven over the DevTools protocol.

Runs in the sandbox's environment, for ``websocket-client``.
"""

import base64
import contextlib
import itertools
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-crash-reporter",
    "--disable-translate",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)


class Page:
    """One tab: commands, and what it tells about requests and errors."""

    def __init__(self, address):
        self.socket = websocket.create_connection(address, timeout=60)
        self.ids = itertools.count(1)
        self.requests = {}
        self.errors = []
        self.quiet_since = time.monotonic()
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method, **params):
        """Send a command and return its result."""
        number = next(self.ids)
        message = {"id": number, "method": method, "params": params}
        self.socket.settimeout(60)
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._event(answer)

    def _event(self, event):
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                url = params["request"]["url"]
                # The bus keeps asking for ever.
                if "/websocket" not in url and not url.startswith("data:"):
                    self.requests[params["requestId"]] = (time.monotonic(), url)
            case "Network.loadingFinished" | "Network.loadingFailed":
                self.requests.pop(params["requestId"], None)
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                thrown = details.get("exception", {}).get("description")
                self.errors.append(thrown or details["text"])
            case "Runtime.consoleAPICalled" if params["type"] == "error":
                texts = [
                    str(arg.get("value", arg.get("description", "")))
                    for arg in params["args"]
                ]
                self.errors.append(" ".join(texts))
        if self.pending():
            self.quiet_since = time.monotonic()

    def pending(self):
        """Return the addresses still asked for.

        A request without an end after some seconds is a poll, or one whose end the
        browser does not tell after a change of page.
        """
        recent = time.monotonic() - 8
        return [url for since, url in self.requests.values() if since > recent]

    def pump(self, seconds):
        """Take in events for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                self._event(json.loads(self.socket.recv()))
            except websocket.WebSocketTimeoutException:
                return

    def run(self, expression):
        """Evaluate JavaScript, awaiting a promise, and return its value."""
        result = self.send(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            thrown = details.get("exception", {}).get("description", details["text"])
            raise RuntimeError(thrown.splitlines()[0])
        return result["result"].get("value")

    def wait(self, expression, timeout=30):
        """Wait until an expression is true and the network has been idle a while."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.pump(0.1)
            idle = not self.pending() and time.monotonic() - self.quiet_since > 0.4
            with contextlib.suppress(RuntimeError):
                if idle and self.run(f"!!({expression})"):
                    return True
        return False

    def metrics(self, width, height, scale, mobile):
        """Set the size of the screen."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=mobile,
        )
        self.send("Emulation.setTouchEmulationEnabled", enabled=mobile)

    def picture(self):
        """Return a PNG of the screen."""
        return base64.b64decode(self.send("Page.captureScreenshot")["data"])


@contextlib.contextmanager
def chromium(executable):
    """Start a browser with an empty profile and yield its only page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Page(_page_address(process, Path(profile) / "DevToolsActivePort"))
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _page_address(process, port_file):
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended at once")
        with contextlib.suppress(OSError, ValueError, IndexError):
            port = int(port_file.read_text().split()[0])
            url = f"http://127.0.0.1:{port}/json/list"
            with urllib.request.urlopen(url, timeout=5) as answer:
                pages = [p for p in json.load(answer) if p["type"] == "page"]
            return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise RuntimeError(f"{process.args[0]} does not open its debugging port")
