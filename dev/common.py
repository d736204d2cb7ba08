"""What every part of the sandbox shares: places, messages, processes, locks, stamps.

Only the standard library is used in this folder, so that it runs on the Python of
a bare machine before anything has been installed.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ADDON = "group_customer"
REPO = Path(__file__).resolve().parent.parent
SANDBOX = REPO / ".sandbox"
LOGS = SANDBOX / "logs"
CACHE = SANDBOX / "cache"
STAMPS = SANDBOX / "stamps"
BIN = SANDBOX / "bin"
VENV = SANDBOX / "venv"
MOUNTS = SANDBOX / "mounts"
# What a complete sandbox takes, with room for the databases of a test run.
NEEDED_BYTES = 4 * 1024**3

# Reasons hidden in the output of apt, pip, npm, PostgreSQL and Odoo, and what to do.
HINTS = [
    (
        r"No space left on device|could not extend file|ENOSPC",
        "the disk is full: free about 4 GB and run the same command again",
    ),
    (
        r"Could not resolve|Temporary failure|Connection (refused|timed out|failed)"
        r"|Network is unreachable|NewConnectionError|No matching distribution"
        r"|ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN|Unable to connect",
        "no network, or the package mirror does not answer: check the connection "
        "and run the same command again; what is done already is kept",
    ),
]


class Failure(Exception):
    """A failure explained in one line: what happened and what to do about it."""


def say(text):
    """Print one line of progress."""
    print(f"==> {text}", flush=True)


def hint(text):
    """Return what to do about the reason found in ``text``, or nothing."""
    for pattern, advice in HINTS:
        if re.search(pattern, text):
            return advice
    return None


def shown(path):
    """Return ``path`` the way a person in the repository would type it."""
    with contextlib.suppress(ValueError):
        return str(Path(path).relative_to(REPO))
    return str(path)


def last_line(path):
    """Return the last non-empty line of a log, short enough for one line of screen."""
    with contextlib.suppress(OSError):
        with open(path, "rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - 4000))
            lines = log.read().decode("utf-8", "replace").splitlines()
        line = next((line.strip() for line in reversed(lines) if line.strip()), "")
        # Of an entry in Odoo's log, the words alone.
        return re.sub(r"^[\d-]+ [\d:,]+ \d+ [A-Z]+ \S+ [\w.]+: ", "", line)
    return ""


def run(cmd, what, log, env=None, cwd=None, stdin=None, check=True):
    """Run a long step with its output in a log, telling that it is still at work.

    :param what: the step in the words of the reader, for the messages
    :param log: name of the log below ``.sandbox/logs``
    :return: the exit code
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / log
    started = time.monotonic()
    ticked = started
    with open(path, "wb") as out:
        try:
            process = subprocess.Popen(
                [str(part) for part in cmd],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=stdin or subprocess.DEVNULL,
                env=env,
                cwd=cwd,
            )
        except FileNotFoundError as error:
            raise Failure(f"{what}: {error.filename} is not installed") from error
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if time.monotonic() - ticked >= 15:
                    ticked = time.monotonic()
                    seconds = int(ticked - started)
                    print(f"    {what}: {seconds} s … {last_line(path)[:90]}")
                    sys.stdout.flush()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if check and process.returncode:
        text = path.read_text("utf-8", "replace")[-20000:]
        advice = hint(text) or f"see {shown(path)}"
        raise Failure(f"{what} failed ({last_line(path)[:200]}): {advice}")
    return process.returncode


def output(cmd, env=None, cwd=None, hints=True):
    """Return what a short command prints; its error text becomes a failure."""
    try:
        done = subprocess.run(
            [str(part) for part in cmd],
            capture_output=True,
            text=True,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise Failure(f"{error.filename} is not installed") from error
    if done.returncode:
        text = (done.stderr or done.stdout).strip()
        lines = text.splitlines() or [f"exit code {done.returncode}"]
        line = next((li for li in lines if "ERROR" in li), lines[-1])
        advice = hint(text) if hints else None
        raise Failure(f"{Path(str(cmd[0])).name}: {advice or line}")
    return done.stdout


@contextlib.contextmanager
def lock(name):
    """Hold a lock between processes, telling once if somebody else has it."""
    folder = SANDBOX / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / name, "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "?"
            say(f"another make (process {holder}) is at work on '{name}': waiting")
            fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def parallel(*jobs):
    """Run jobs side by side and raise the first failure once all have ended."""
    failures = []

    def guarded(job):
        try:
            job()
        except Failure as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        # One line: of several, the one that says what to do, as it explains the rest.
        advised = [f for f in failures if any(advice in str(f) for _p, advice in HINTS)]
        raise (advised or failures)[0]


def stamped(name, value):
    """Tell whether the step was finished with the same ingredients."""
    with contextlib.suppress(OSError):
        return (STAMPS / name).read_text() == value
    return False


def stamp(name, value):
    """Note that a step is whole: the last thing a step does."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    fresh = STAMPS / f".{name}.new"
    fresh.write_text(value)
    fresh.replace(STAMPS / name)


def unstamp(name):
    """Forget that a step was done."""
    (STAMPS / name).unlink(missing_ok=True)


def digest(*parts):
    """Return a short name for a set of ingredients."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:8]


@contextlib.contextmanager
def built(target):
    """Yield a folder to build in, which takes the target's place once it is whole."""
    target = Path(target)
    fresh = target.with_name(f"{target.name}.new")
    remove(fresh)
    fresh.mkdir(parents=True)
    yield fresh
    remove(target)
    fresh.replace(target)


def remove(path):
    """Remove a file, a link or a folder, if it is there."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_if_changed(path, text, mode=None):
    """Write a generated file only when it differs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    if mode:
        path.chmod(mode)


def prepare_folder():
    """Create the sandbox's folder, and say why when it cannot be used."""
    if SANDBOX.exists() and SANDBOX.stat().st_uid != os.geteuid():
        raise Failure(
            f"{shown(SANDBOX)} belongs to another user: run make as that user, "
            "or remove the folder"
        )
    for folder in (LOGS, CACHE, STAMPS, BIN, MOUNTS):
        folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(SANDBOX).free
    if not (STAMPS / "ready").exists() and free < NEEDED_BYTES:
        raise Failure(
            f"only {free // 1024**2} MB are free here and the sandbox takes about "
            "4 GB: free some space and run the same command again"
        )
    link = MOUNTS / ADDON
    if not link.is_symlink() or link.resolve() != REPO:
        remove(link)
        link.symlink_to(os.path.relpath(REPO, MOUNTS), target_is_directory=True)
