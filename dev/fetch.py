"""Debian packages, unpacked into the sandbox without touching the system.

Odoo is in no Python registry, but Debian's ``sid`` carries the whole Community
edition. A private apt configuration reads the mirror from the machine's own apt
sources, keeps its lists below ``.sandbox`` and never installs: packages are
downloaded and unpacked with ``dpkg -x``.
"""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

from common import CACHE, LOGS, SANDBOX, Failure, built, hint, output, run, say

APT = SANDBOX / "apt"
DEBS = CACHE / "debs"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Steps that fetch from the machine's own suite share one configuration.
OWN = threading.Lock()
ODOO_SUITES = ("sid", "testing", "experimental")
# The static libraries and fonts that the odoo-19 package links to by relative path.
ODOO_ASSETS = (
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Later suites carry version 7, without the fontawesome-webfont.* files Odoo loads.
ICONS, ICONS_SUITE = "fonts-font-awesome", "bookworm"


def release():
    """Return the machine's ``/etc/os-release`` as a dictionary."""
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return {}
    pairs = re.findall(r'^(\w+)="?([^"\n]*)"?$', text, re.MULTILINE)
    return dict(pairs)


def own_suite():
    """Return the suite this machine runs (``sid`` has no code name of its own)."""
    return release().get("VERSION_CODENAME") or "sid"


def _stanzas():
    """Yield (address, suites, keyring) of every entry in the machine's sources."""
    etc = Path("/etc/apt")
    for path in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*"))]:
        if not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        if path.suffix == ".sources":
            for stanza in re.split(r"\n\s*\n", text):
                lines = [li for li in stanza.splitlines() if not li.startswith("#")]
                fields = dict(
                    (key.strip().lower(), value.strip())
                    for key, _sep, value in (line.partition(":") for line in lines)
                )
                if "deb" in fields.get("types", "").split():
                    for uri in fields.get("uris", "").split():
                        suites = fields.get("suites", "").split()
                        yield uri, suites, fields.get("signed-by")
        elif path.suffix == ".list":
            pattern = r"^deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)"
            for options, uri, suite in re.findall(pattern, text, re.MULTILINE):
                signed = re.search(r"signed-by=(\S+)", options)
                yield uri, [suite], signed and signed.group(1)


def _line(uri, keyring, suite):
    """Return one line of a ``sources.list``."""
    if not (keyring and keyring.startswith("/")):
        keyring = str(KEYRING) if KEYRING.exists() else None
    signed = f"[signed-by={keyring}] " if keyring else ""
    return f"deb {signed}{uri} {suite} main\n"


def _own_sources():
    """Return the machine's own suite with its updates and security entries.

    All of them, as what is installed may come from any and must fit what is fetched.
    """
    own = {own_suite(), "stable", "testing", "unstable", "sid"}
    return "".join(
        _line(uri, keyring, suite)
        for uri, suites, keyring in _stanzas()
        if "debian" in uri
        for suite in suites
        if re.split("[-/]", suite)[0] in own
    )


def _mirror_sources(suite):
    """Return the entry of another suite on the Debian mirror of this machine."""
    wanted = {own_suite(), "stable", "testing", "unstable", "sid"}
    for uri, suites, keyring in _stanzas():
        if wanted & set(suites) and re.search(r"/debian/?$", uri):
            return _line(uri, keyring, suite)
    raise Failure(
        "no Debian mirror among this machine's apt sources: set ODOO_HOME to an "
        "Odoo 19 (a git checkout, or the prefix of a Debian package)"
    )


def _configure(suite=None):
    """Write the private apt configuration of one suite and return its path.

    ``apt -c`` reads the file after the system's own, so that it wins. The system's
    hooks are cleared: they would tidy the system's cache, which is not ours.
    """
    for tool in ("apt-get", "apt-cache", "dpkg", "dpkg-deb"):
        if not shutil.which(tool):
            raise Failure(
                f"{tool} is not installed: without Debian's tools set ODOO_HOME to "
                "an Odoo 19, and put chromium and wkhtmltopdf on PATH"
            )
    lists = APT / (suite or "own")
    for folder in (lists / "lists/partial", lists / "cache/archives/partial", DEBS):
        folder.mkdir(parents=True, exist_ok=True)
    sources = lists / "sources.list"
    sources.write_text(_mirror_sources(suite) if suite else _own_sources())
    status = os.environ.get("SANDBOX_DPKG_STATUS", "/var/lib/dpkg/status")
    config = lists / "apt.conf"
    config.write_text(
        f"""#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
Dir::Etc::sourcelist "{sources}";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "{lists}/lists";
Dir::State::status "{status}";
Dir::Cache "{lists}/cache";
Dir::Cache::archives "{lists}/cache/archives";
Debug::NoLocking "1";
APT::Install-Recommends "0";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
"""
    )
    return config


def _update(config, log):
    """Fetch the lists of the configured suites."""
    run(["apt-get", "-c", config, "update"], "reading the package lists", log)
    text = (LOGS / log).read_text("utf-8", "replace")
    if re.search(r"^(E|W|Err): ?.*(Failed to fetch|Unable)", text, re.MULTILINE):
        raise Failure(
            "the Debian mirror of this machine's apt sources does not answer: "
            + (hint(text) or f"see {LOGS / log}")
        )


def _download(config, packages, what, log):
    """Download packages into the cache; return the files in the order given."""
    run(["apt-get", "-c", config, "download", *packages], what, log, cwd=DEBS)
    files = []
    for package in packages:
        name = re.split(r"[=/:]", package)[0]
        found = sorted(DEBS.glob(f"{name}_*.deb"), key=lambda p: p.stat().st_mtime)
        if not found:
            raise Failure(f"{what}: {package} did not arrive, see {LOGS / log}")
        files.append(found[-1])
    return files


def unpack(files, target):
    """Unpack Debian packages into a folder, one below the other."""
    for deb in files:
        done = subprocess.run(
            ["dpkg", "-x", str(deb), str(target)], capture_output=True, text=True
        )
        if done.returncode:
            # A damaged or half-written file must not be met again by the next run.
            deb.unlink(missing_ok=True)
            text = done.stderr.strip()
            reason = hint(text) or "it was removed; run the same command again"
            raise Failure(f"{deb.name} could not be unpacked: {reason}")


def odoo(target):
    """Fetch Odoo 19 from Debian and unpack it into ``target``."""
    say("fetching Odoo 19 from Debian (about 130 MB)")
    package = None
    for suite in ODOO_SUITES:
        config = _configure(suite)
        _update(config, f"apt-{suite}.log")
        policy = output(["apt-cache", "-c", config, "policy", "odoo-19"])
        found = re.search(r"Candidate: (19\.0\S*)", policy)
        if found:
            package = f"odoo-19={found.group(1)}"
            break
    if not package:
        raise Failure(
            "Debian no longer carries odoo-19: set ODOO_HOME to an Odoo 19 "
            "(a git checkout, or the prefix of a Debian package)"
        )
    packages = [package, *ODOO_ASSETS]
    files = _download(config, packages, "downloading Odoo", "odoo-download.log")
    config = _configure(ICONS_SUITE)
    _update(config, f"apt-{ICONS_SUITE}.log")
    files += _download(config, [ICONS], "downloading Odoo's icons", "odoo-icons.log")
    say("unpacking Odoo")
    with built(target) as prefix:
        unpack(files, prefix)
        addons = prefix / "usr/lib/python3/dist-packages/odoo/addons"
        if not (addons / "base/__manifest__.py").exists():
            raise Failure(f"{files[0].name} does not hold Odoo where it used to be")
        # Debian leaves this file out, and every browser tour would stop on the error
        # in the console. Empty, it costs only the background blur of video calls.
        blur = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
        blur.parent.mkdir(parents=True, exist_ok=True)
        blur.touch()


def with_dependencies(target, packages, what):
    """Unpack packages, and the dependencies this system lacks, into ``target``."""
    with OWN:
        config = _configure()
        _update(config, "apt-tools.log")
        plan = output(["apt-get", "-c", config, "install", "--simulate", *packages])
        wanted = re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+)", plan, re.MULTILINE)
        names = [f"{name}={version}" for name, version in wanted] or list(packages)
        say(f"fetching {what} ({len(names)} Debian packages)")
        files = _download(config, names, f"downloading {what}", "tools-download.log")
    with built(target) as prefix:
        unpack(files, prefix)


def single(target, packages, what):
    """Unpack packages of the machine's suite without looking at dependencies."""
    with OWN:
        config = _configure()
        _update(config, "apt-tools.log")
        log = "extra-download.log"
        files = _download(config, packages, f"downloading {what}", log)
    with built(target) as prefix:
        unpack(files, prefix)
