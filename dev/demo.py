"""``make demo``: Odoo with the addon and its demo data, until Ctrl-C."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import instance
import postgres
from common import LOGS, SANDBOX, Failure, last_line, lock, say, unstamp


def database():
    """Return the name of the demo database."""
    return f"{postgres.prefix()}demo"


def prepare():
    """Make the demo database, or bring it up to date."""
    with lock("demo"):
        if os.environ.get("RESET"):
            unstamp("demo-whole")
        instance.installed(database(), True, "demo")


def free_port():
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def busy(interface, port):
    """Tell whether a port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError:
            return True
    return False


def answers(url, timeout=5):
    """Tell whether an Odoo answers at an address."""
    with contextlib.suppress(OSError, urllib.error.URLError):
        with urllib.request.urlopen(f"{url}/web/login", timeout=timeout) as page:
            return page.status == 200
    return False


@contextlib.contextmanager
def server(interface, port, log, crons):
    """Run a server on the demo database, and end it on leaving."""
    cmd = instance.command(
        "server", "-c", instance.CONF, "-d", database(), "--with-demo"
    )
    cmd += [f"--db-filter=^{database()}$", "--http-interface", interface]
    cmd += ["--http-port", str(port), f"--max-cron-threads={1 if crons else 0}"]
    with open(LOGS / log, "wb") as out:
        process = subprocess.Popen(
            [str(part) for part in cmd],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=instance.environment(),
            cwd=SANDBOX,
            # Ctrl-C reaches this process, which then ends the server in good order.
            start_new_session=True,
        )
    try:
        host = "localhost" if interface in ("127.0.0.1", "0.0.0.0") else interface
        url = f"http://{host}:{port}"
        for _attempt in range(600):
            if process.poll() is not None:
                raise Failure(f"Odoo did not start: {last_line(LOGS / log)[:300]}")
            if answers(url):
                break
            time.sleep(0.2)
        else:
            raise Failure(f"Odoo does not answer at {url}: see {LOGS / log}")
        yield url, process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def serve():
    """Serve the demo at ADDRESS and PORT until it is interrupted."""
    port = int(os.environ.get("PORT") or 8069)
    address = os.environ.get("ADDRESS") or "localhost"
    interface = "127.0.0.1" if address == "localhost" else address
    if busy(interface, port):
        raise Failure(
            f"port {port} at {address} is taken: choose another with "
            f"'make demo PORT={port + 1}'"
        )
    prepare()
    if threading.current_thread() is threading.main_thread():
        # Set in any case: a shell starts what runs in the background without Ctrl-C.
        signal.signal(signal.SIGINT, _interrupt)
        signal.signal(signal.SIGTERM, _interrupt)
    say("starting Odoo")
    with server(interface, port, "demo-server.log", crons=True) as (url, process):
        print(
            f"\n    Odoo with the addon and its demo data: {url}\n"
            "    user: admin   password: admin\n"
            "    Chinese: the user menu at the top right, Preferences, Language "
            "(偏好设置 → 语言)\n"
            "    Ctrl-C ends it; the database is kept ('make demo RESET=1' makes "
            "a new one)\n",
            flush=True,
        )
        with contextlib.suppress(KeyboardInterrupt):
            process.wait()
            raise Failure(
                f"Odoo ended by itself: see {LOGS / 'demo-server.log'}: "
                f"{last_line(LOGS / 'demo-server.log')[:200]}"
            )
    say("Odoo has ended")
