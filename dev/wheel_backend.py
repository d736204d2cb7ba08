"""Builds the addon's wheel with whool, from the files that belong to the addon.

whool names an addon after its folder and takes all that git tracks, but this
repository *is* the addon, may be cloned under any name, and holds its workshop beside
it. So the addon's files are copied to a folder with its technical name first.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from whool import buildapi

ADDON = "group_customer"
# The files of the workshop; static/tests stays, as the manifest names its tours.
BESIDE = {"dev", "benchmarks", "tests", "docs", "build", "dist", "Makefile"}


def _files(root):
    """Return the files git tracks, or all of them in an unpacked archive."""
    cmd = ["git", "ls-files", "-z"]
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        names = subprocess.check_output(cmd, cwd=root, env=env, text=True)
        return [name for name in names.split("\0") if name]
    return [str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()]


@contextlib.contextmanager
def _staged(also=()):
    """Work in a copy of the addon that has its technical name."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / ADDON
        for name in _files(root):
            top = Path(name).parts[0]
            if name not in also and (top in BESIDE or top.startswith(".")):
                continue
            if not (root / name).is_file():
                continue
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)
        os.chdir(target)
        # whool looks for a repository upwards; above this copy there is none of ours.
        os.environ["GIT_CEILING_DIRECTORIES"] = folder
        try:
            yield
        finally:
            os.chdir(root)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel (PEP 517)."""
    wheel_directory = os.path.abspath(wheel_directory)
    with _staged():
        return buildapi.build_wheel(wheel_directory, config_settings)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write the wheel's metadata (PEP 517)."""
    metadata_directory = os.path.abspath(metadata_directory)
    with _staged():
        return buildapi.prepare_metadata_for_build_wheel(
            metadata_directory, config_settings
        )


def build_sdist(sdist_directory, config_settings=None):
    """Build the source archive (PEP 517), with this file, so that it builds too."""
    sdist_directory = os.path.abspath(sdist_directory)
    with _staged(also=("dev/wheel_backend.py",)):
        return buildapi.build_sdist(sdist_directory, config_settings)
