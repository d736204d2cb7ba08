"""The programs that browser tours, PDF reports and Chinese screenshots need.

What is on PATH is used. What is missing is unpacked into ``.sandbox/tools`` and put
on PATH by wrappers; the system is altered only if that fails, and only by root.
"""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import fetch
from common import (
    BIN,
    SANDBOX,
    Failure,
    digest,
    run,
    say,
    stamp,
    stamped,
    write_if_changed,
)

TOOLS = SANDBOX / "tools"
FONTS_CONF = SANDBOX / "fonts.conf"
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = {
    "browser": "chromium",
    "pdf": "wkhtmltopdf",
    "fonts": "fonts-noto-cjk",
}
WRAPPERS = {
    "chromium": "usr/lib/chromium/chromium",
    "wkhtmltopdf": "usr/bin/wkhtmltopdf",
    "wkhtmltoimage": "usr/bin/wkhtmltoimage",
}
# What shows that a tool really works, which needs more of its files than --version.
TRIALS = {
    "browser": ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
    + ["--disable-dev-shm-usage", "--disable-background-networking", "--dump-dom"]
    + ["about:blank"],
    "pdf": ["wkhtmltopdf", "--quiet", "-", "-"],
}


def _on_path(*names):
    """Return the first program on PATH that is not one of our wrappers."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if folder != str(BIN))
    return next((found for n in names if (found := shutil.which(n, path=path))), None)


def _has_chinese_font():
    places = [Path("/usr/share/fonts"), Path.home() / ".fonts"]
    places.append(Path.home() / ".local/share/fonts")
    patterns = ("*CJK*", "wqy*", "*SourceHanSans*", "*DroidSansFallback*")
    return any(next(p.rglob(pattern), None) for p in places for pattern in patterns)


def missing():
    """Return the kinds of tool this machine lacks.

    ``SANDBOX_TOOLS=private`` treats them all as missing, to try the private way.
    """
    if os.environ.get("SANDBOX_TOOLS") == "private":
        return sorted(PACKAGES)
    found = {
        "browser": _on_path(*BROWSERS),
        "pdf": _on_path("wkhtmltopdf"),
        "fonts": _has_chinese_font(),
    }
    return sorted(kind for kind, there in found.items() if not there)


def _library_path():
    """Return the folders with shared libraries below the unpacked tools."""
    folders = [
        folder
        for root in (TOOLS / "usr/lib", TOOLS / "lib")
        for triplet in root.glob("*-linux-*")
        for folder in (triplet, *sorted(triplet.iterdir()))
        if folder.is_dir() and any(folder.glob("*.so*"))
    ]
    return ":".join(map(str, folders))


def _write_wrappers():
    plugins = next(TOOLS.glob("usr/lib/*/qt5/plugins"), TOOLS)
    for name, target in WRAPPERS.items():
        program = TOOLS / target
        if not program.exists():
            (BIN / name).unlink(missing_ok=True)
            continue
        script = f"""#!/bin/sh
export LD_LIBRARY_PATH="{_library_path()}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export QT_PLUGIN_PATH="{plugins}" QT_QPA_PLATFORM=offscreen
export FONTCONFIG_FILE="{FONTS_CONF}"
exec "{program}" "$@"
"""
        write_if_changed(BIN / name, script, mode=0o755)
    write_if_changed(
        FONTS_CONF,
        f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{TOOLS}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{SANDBOX}/cache/fontconfig</cachedir>
</fontconfig>
""",
    )


def _remove_wrappers():
    for name in WRAPPERS:
        (BIN / name).unlink(missing_ok=True)


def _works(kind):
    """Return None if the tool of this kind does its work, else the reason."""
    if kind == "fonts":
        return None if any(TOOLS.rglob("*CJK*")) else "no font was unpacked"
    program, *args = TRIALS[kind]
    try:
        done = subprocess.run(
            [BIN / program, *args], input=b"<p>x</p>", capture_output=True, timeout=90
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode or not done.stdout.strip():
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else f"exit code {done.returncode}"
    return None


def _install(kinds, reason):
    """Fall back to the system's apt, which only root may use."""
    packages = [PACKAGES[kind] for kind in kinds]
    names = " ".join(packages)
    if os.geteuid() or not shutil.which("apt-get"):
        raise Failure(
            f"tests and screenshots need {names} ({reason}): install with "
            f"'apt-get install {names}' and run the same command again"
        )
    say(f"installing {names} with apt-get, as unpacking failed: {reason}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], "apt-get update", "apt-system.log", env=quiet)
    cmd = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    run(cmd, f"apt-get install {names}", "apt-install.log", env=quiet)


def setup():
    """Make browser, PDF printer and Chinese font available."""
    kinds = missing()
    if not kinds:
        _remove_wrappers()
        return
    key = digest("v3", TOOLS, *kinds)
    if stamped("tools", key):
        return
    packages = [PACKAGES[kind] for kind in kinds]
    if kinds != ["fonts"]:
        packages.append("fontconfig-config")
    reason = None
    try:
        fetch.with_dependencies(TOOLS, packages, ", ".join(packages))
        _write_wrappers()
        reasons = [f"{kind}: {why}" for kind in kinds if (why := _works(kind))]
        reason = "; ".join(reasons)
    except Failure as error:
        reason = str(error)
    if reason:
        _install(kinds, reason)
        # What was unpacked does not work: it must not stand before what now does.
        _remove_wrappers()
    stamp("tools", key)


def variables():
    """Return the variables programs need to see the unpacked fonts."""
    private = FONTS_CONF.exists() and (TOOLS / "usr/share/fonts").exists()
    return {"FONTCONFIG_FILE": str(FONTS_CONF)} if private else {}


def browser():
    """Return the browser to drive."""
    wrapper = BIN / "chromium"
    if wrapper.exists() and os.access(wrapper, stat.S_IXUSR):
        return str(wrapper)
    found = _on_path(*BROWSERS)
    if not found:
        raise Failure("no Chromium or Chrome on PATH: run 'make test' once")
    return found
