"""Runs pytest on a database, with Odoo's log beside it."""

import os
import re
import subprocess
import sys

import instance
import logscan
from common import ADDON, LOGS, MOUNTS, REPO, VENV


def pytest(database, args, workers=0, label=""):
    """Run tests on a database, or on a copy of it for each of the workers.

    :param label: what the logs are called after, for tests that run beside others:
        they tell nothing on the screen
    :return: (exit code, closing line)
    """
    suffix = f"-{label}" if label else ""
    odoo_log = LOGS / f"odoo-test{suffix}.log"
    odoo_log.unlink(missing_ok=True)
    cmd = [VENV / "bin/python", "-m", "pytest", f"--odoo-database={database}"]
    cmd += [f"--odoo-config={instance.CONF}", "--odoo-http", "--odoo-log-level=warn"]
    cmd += [f"--odoo-extra=logfile={odoo_log}", "-p", "no:cacheprovider", "--color=no"]
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
    with open(LOGS / f"pytest{suffix}.log", "w", encoding="utf-8") as copy:
        for line in process.stdout:
            if not label:
                sys.stdout.write(line)
                sys.stdout.flush()
            copy.write(line)
            if re.search(
                r"\d+ (passed|failed|error|skipped|deselected)|no tests", line
            ):
                closing = line.strip("= \n")
    code = process.wait()
    if not code and odoo_log.exists():
        logscan.check(odoo_log, "the tests")
    return code, closing
