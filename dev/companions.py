"""Runs the tests that need an addon which ours uses and does not depend on.

Where the addon is missing these tests skip themselves, so here a skipped one fails.
"""

import instance
import postgres
import runner
from common import ADDON, LOGS, REPO, Failure, say, shown

# A word in the name of a test's file: the addon that its tests need.
COMPANIONS = {"stock": "sale_stock"}


def _files(word):
    """Return the files of the tests, as pytest is told them."""
    paths = sorted((REPO / "tests").glob(f"test_*_{word}*.py"))
    return [f"{ADDON}/tests/{path.name}" for path in paths]


def _test(database, files, label):
    what = f"the tests beside another addon ({label})"
    code, closing = runner.pytest(database, files, label=label)
    log = LOGS / f"pytest-{label}.log"
    if code:
        print(log.read_text("utf-8")[-20000:], flush=True)
    if code or "skipped" in closing:
        raise Failure(f"{what} failed: {closing}; see {shown(log)}")
    say(f"{what}: {closing}")
    instance.drop(database)


def _install(database, addon, log):
    instance.execute(
        instance.server_args(database, "-i", addon), f"installing {addon}", log
    )


def later(tested):
    """Install each companion where ours is already, and run its tests.

    :param tested: the database that the suite ran on, or copies of it
    """
    for word, addon in COMPANIONS.items():
        label = f"{word}-later"
        database = f"{postgres.prefix()}{word}_later"
        instance.copy(tested, database)
        _install(database, addon, f"{label}-1.log")
        _test(database, _files(word), label)


def first():
    """Install ours where each companion is already, and run its tests."""
    for word, addon in COMPANIONS.items():
        label = f"{word}-first"
        database = f"{postgres.prefix()}{word}_first"
        instance.copy(instance.template(), database)
        _install(database, addon, f"{label}-1.log")
        _install(database, ADDON, f"{label}-2.log")
        _test(database, _files(word), label)
