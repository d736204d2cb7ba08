"""A pytest plugin: each worker of pytest-xdist on a database of its own.

pytest-odoo copies databases for workers too, but in a way that Odoo 19 does not accept:
there the name of the database is a list. The copies are made before the run instead,
see ``suite.py``, and this plugin tells each worker its own.
"""

import os

import pytest


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_cmdline_main(config):
    # Without the variable pytest-odoo takes the worker for an ordinary run.
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    if worker:
        config.option.odoo_database += f"_{worker}"
    return (yield)


def pytest_collection_modifyitems(items):
    """Begin with the tours: they take longest, and nobody waits for one at the end."""
    items.sort(key=lambda item: "tour" not in item.nodeid)
