"""The virtual environments and node modules of the sandbox."""

import shutil
import sys
from pathlib import Path

import fetch
from common import (
    CACHE,
    REPO,
    SANDBOX,
    VENV,
    Failure,
    digest,
    remove,
    run,
    say,
    stamp,
    stamped,
    unstamp,
)

LINT_VENV = SANDBOX / "lint"
NODE = SANDBOX / "node"
PRETTIER = ("prettier@3.6.2", "@prettier/plugin-xml@3.4.2")


def _create(venv):
    """Create an environment, on Debians without ``python3-venv`` as well.

    There ``ensurepip`` is missing: the pip wheel it would use is in the package
    python3-pip-whl, which needs no installation to be read.
    """
    remove(venv)
    try:
        import ensurepip  # noqa: F401  (only asked whether it is there)

        whole = True
    except ImportError:
        whole = False
    cmd = [sys.executable, "-m", "venv", *([] if whole else ["--without-pip"]), venv]
    run(cmd, "creating a Python environment", f"venv-{venv.name}.log")
    if not whole:
        wheels = CACHE / "pip-wheel"
        fetch.single(wheels, ["python3-pip-whl"], "pip")
        wheel = next(wheels.rglob("pip-*.whl"))
        cmd = [venv / "bin/python", wheel / "pip", "install", "--no-index", wheel]
        run(cmd, "installing pip", f"pip-{venv.name}.log")


def install(venv, requirements, what):
    """Create the environment and install pinned requirements, once."""
    key = digest(sys.version, venv, requirements.read_text())
    name = f"venv-{venv.name}"
    if stamped(name, key) and (venv / "bin/python").exists():
        return
    if sys.version_info < (3, 10):  # noqa: UP036 (it may be started by an older one)
        raise Failure(
            "Odoo 19 needs Python 3.10 or newer: run make with PYTHON=/path/to/python3"
        )
    say(f"installing {what} (about a minute)")
    unstamp(name)
    _create(venv)
    cmd = [venv / "bin/python", "-m", "pip", "install", "--disable-pip-version-check"]
    cmd += ["--no-input", "--prefer-binary", "--progress-bar=off", "-r", requirements]
    run(cmd, f"installing {what}", f"pip-{venv.name}.log", cwd=SANDBOX)
    stamp(name, key)


def setup():
    """Install what Odoo and its tests need."""
    install(VENV, REPO / "dev/requirements.txt", "Odoo's Python packages")


def setup_lint():
    """Install the linters, which must not mix with Odoo's old pins."""
    install(LINT_VENV, REPO / "dev/requirements-lint.txt", "the linters")


def setup_node():
    """Install the XML formatter."""
    key = digest(NODE, *PRETTIER)
    if stamped("node", key):
        return
    if not shutil.which("npm"):
        raise Failure(
            "'make lint' formats XML with prettier: install Node.js 18 or newer "
            "with npm ('apt-get install npm') and run it again"
        )
    say("installing prettier with its XML plugin")
    remove(NODE)
    NODE.mkdir(parents=True)
    (NODE / "package.json").write_text('{"private": true}\n')
    cmd = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
    run([*cmd, "--prefix", NODE, *PRETTIER], "installing prettier", "npm.log", cwd=NODE)
    stamp("node", key)


def prettier():
    """Return the command line of prettier with its plugin."""
    modules = NODE / "node_modules"
    plugin = modules / "@prettier/plugin-xml/src/plugin.js"
    return ["node", modules / "prettier/bin/prettier.cjs", f"--plugin={plugin}"]


def site_packages(venv=VENV):
    """Return the folder the environment's packages are in."""
    return next(Path(venv).glob("lib/python3.*/site-packages"))
