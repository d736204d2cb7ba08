"""A pytest plugin: each worker of pytest-xdist on a database of its own.

pytest-odoo copies databases for workers too, but in a way that Odoo 19 does not accept:
there the name of the database is a list. The copies are made before the run instead,
see ``suite.py``, and this plugin tells each worker its own.
"""

import os

import pytest

# How much larger Odoo's caches are than usual. What earlier tests left in them decides
# what is thrown out, and with it how many queries a later test counts: beside others,
# nothing must be thrown out.
CACHE_FACTOR = 64


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_cmdline_main(config):
    # Without the variable pytest-odoo takes the worker for an ordinary run.
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    if worker:
        config.option.odoo_database += f"_{worker}"
        from odoo.orm import registry

        for name in registry._REGISTRY_CACHES:
            registry._REGISTRY_CACHES[name] *= CACHE_FACTOR
    return (yield)


def pytest_collection_modifyitems(items):
    """Begin with the tours: they take longest, and nobody waits for one at the end."""
    items.sort(key=lambda item: "tour" not in item.nodeid)
