"""``make test``: the whole suite, the life cycle and the demo data."""

import os
import re
import subprocess
import sys
import time

import instance
import lifecycle
import logscan
import postgres
from common import ADDON, LOGS, MOUNTS, REPO, VENV, Failure, lock, parallel, say

ODOO_LOG = LOGS / "odoo-test.log"
# Each worker holds a registry, and in tours a browser: about 1.5 GB.
MAX_WORKERS = 4
# More failures than this are no accident.
MAX_RETRIES = 5
# Compiled before the tests, as the first tour would wait for it longer than it may.
ASSETS = """
for name in (
    "web.assets_web",
    "web.assets_tests",
    "web.report_assets_common",
    "web.report_assets_pdf",
):
    bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
    bundle.js()
    bundle.css()
env.cr.commit()
"""


def pytest(database, args, workers=0):
    """Run the suite on a database, or on a copy of it for each of the workers; return
    (exit code, closing line)."""
    ODOO_LOG.unlink(missing_ok=True)
    cmd = [VENV / "bin/python", "-m", "pytest", f"--odoo-database={database}"]
    cmd += [f"--odoo-config={instance.CONF}", "--odoo-http", "--odoo-log-level=warn"]
    cmd += [f"--odoo-extra=logfile={ODOO_LOG}", "-p", "no:cacheprovider", "--color=no"]
    # Warnings about Python itself, raised in the libraries that Odoo pins.
    cmd += ["-W", "ignore::DeprecationWarning", "--tb=short", "--show-capture=no"]
    if workers:
        cmd += ["-p", "parallel_tests", "-n", workers, "--dist=loadscope"]
        cmd += ["--no-loadscope-reorder"]
    # `group_customer/tests` is found only from the folder the link to it is in.
    if not any(arg.startswith(f"{ADDON}/") for arg in args):
        args = [f"{ADDON}/tests", *args]
    environment = instance.environment()
    folders = [str(REPO / "dev/plugins"), environment["PYTHONPATH"]]
    environment["PYTHONPATH"] = os.pathsep.join(folders)
    process = subprocess.Popen(
        [*map(str, cmd), *args],
        cwd=MOUNTS,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    closing = ""
    with open(LOGS / "pytest.log", "w", encoding="utf-8") as copy:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            copy.write(line)
            if re.search(
                r"\d+ (passed|failed|error|skipped|deselected)|no tests", line
            ):
                closing = line.strip()
    code = process.wait()
    return code, closing


def retry(database, closing):
    """Try what failed beside others once more, alone; return as ``pytest`` does.

    A test that still fails has failed. One that passes now depends on what others left
    behind, and is named.
    """
    logscan.check(ODOO_LOG, "the tests")
    report = (LOGS / "pytest.log").read_text("utf-8")
    failed = sorted(set(re.findall(r"^(?:FAILED|ERROR) (\S+)", report, re.MULTILINE)))
    passed = int((re.search(r"(\d+) passed", closing) or [0, 0])[1])
    skipped = re.search(r", \d+ skipped", closing)
    if not 0 < len(failed) <= MAX_RETRIES or "error" in closing:
        return 1, closing
    say(f"once more, alone: {', '.join(failed)}")
    code, again = pytest(database, failed)
    if code:
        return code, again
    total = passed + len(failed)
    closing = (
        f"{total} passed{skipped[0] if skipped else ''}, {len(failed)} of them alone"
    )
    with open(LOGS / "pytest.log", "a", encoding="utf-8") as copy:
        copy.write(f"{closing}\n")
    return 0, closing


def run(args):
    """Run everything that a change must pass."""
    started = time.monotonic()
    database = f"{postgres.prefix()}test"
    with lock("test"):

        def prepare():
            instance.copy(instance.template(), database)
            say("installing the addon")
            cmd = instance.server_args(database, "-i", ADDON)
            instance.execute(cmd, "installing the addon", "test-install.log")
            what = "compiling the web client"
            instance.execute_script(database, ASSETS, what, "test-assets.log")

        whole = not args
        if whole:
            parallel(prepare, lambda: instance.template(demo=True))
        else:
            prepare()
        say(f"set-up and installation took {time.monotonic() - started:.0f} s")
        workers = min(os.cpu_count() or 1, MAX_WORKERS) if whole else 0
        # pytest-xdist calls its workers gw0, gw1…
        copies = [f"{database}_gw{number}" for number in range(workers)]
        for name in copies:
            instance.copy(database, name)
        code, closing = pytest(database, args, workers)
        for name in copies:
            instance.drop(name)
        if code == 1 and workers:
            code, closing = retry(database, closing)
        if code == 5 and whole:
            say("there are no tests yet")
        elif code:
            raise Failure(f"tests failed: {closing.strip('= ')}")
        if ODOO_LOG.exists():
            logscan.check(ODOO_LOG, "the tests")
        if whole:
            prefix = postgres.prefix()
            parallel(
                lambda: lifecycle.check(f"{prefix}life_bare"),
                lambda: lifecycle.check(f"{prefix}life_demo", demo=True),
            )
        say(f"all of it took {time.monotonic() - started:.0f} s")
        print(closing, flush=True)
