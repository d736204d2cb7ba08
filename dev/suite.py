"""``make test``: the whole suite, the life cycle, the demo data, other addons."""

import os
import time

import companions
import instance
import lifecycle
import postgres
import runner
from common import ADDON, Failure, lock, parallel, say

# Each worker holds a registry, and in tours a browser: about 1.5 GB.
MAX_WORKERS = 4
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


def check_around(tested):
    """Check what the suite cannot: installing and uninstalling, and other addons.

    :param tested: the database that the suite ran on copies of
    """
    prefix = postgres.prefix()

    def without_demo():
        lifecycle.check(f"{prefix}life_bare")
        companions.later(tested)
        companions.first()

    # With demo data the life cycle takes about as long as all the rest.
    parallel(without_demo, lambda: lifecycle.check(f"{prefix}life_demo", demo=True))


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
        code, closing = runner.pytest(database, args, workers)
        for name in copies:
            instance.drop(name)
        if code == 5 and whole:
            say("there are no tests yet")
        elif code:
            raise Failure(f"tests failed: {closing}")
        if whole:
            check_around(database)
        say(f"all of it took {time.monotonic() - started:.0f} s")
        print(closing, flush=True)
