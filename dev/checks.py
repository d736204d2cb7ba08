"""``make lint``: every check of format, style and translation, with no finding left."""

import re
import shutil
import subprocess
from pathlib import Path

import instance
import postgres
import python_env
from common import (
    ADDON,
    CACHE,
    LOGS,
    MOUNTS,
    REPO,
    SANDBOX,
    VENV,
    Failure,
    lock,
    output,
    remove,
    say,
    write_if_changed,
)

STAGE = SANDBOX / "stage"
STAGE_CONF = SANDBOX / "odoo-stage.conf"
# What stands beside the addon in the repository without being part of it.
BESIDE = {"dev", "benchmarks", "docs", "Makefile", "pyproject.toml"}
# By design: every capability extends res.partner in a file of its own, and the
# README is Markdown.
PYLINT_OFF = "consider-merging-classes-inherited,missing-readme"
OCA_OFF = "prefer-readme-rst"
FORMATTED = ("xml", "js", "scss")


def sources():
    """Return the repository's files, without what git ignores."""
    try:
        cmd = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
        names = output(cmd, cwd=REPO).split("\0")
    except Failure:
        names = [
            str(path.relative_to(REPO))
            for path in REPO.rglob("*")
            if path.is_file() and not path.relative_to(REPO).parts[0].startswith(".")
        ]
    return sorted({name for name in names if name and (REPO / name).is_file()})


def stage():
    """Copy the addon's own files to a folder with its technical name.

    Linters and Odoo's export of terms take the addon's name from the folder and walk
    through everything in it, the sandbox included.
    """
    target = STAGE / ADDON
    remove(target)
    for name in sources():
        top = Path(name).parts[0]
        if top.startswith(".") or top in BESIDE:
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPO / name, target / name)
    return target


def _check(what, cmd, cwd=REPO):
    """Run one linter; return whether it found nothing."""
    done = subprocess.run(
        [str(part) for part in cmd],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"    {'FAIL' if done.returncode else 'ok  '}  {what}", flush=True)
    if done.returncode:
        text = re.sub(rf"(^|\n)({re.escape(str(STAGE))}/)?{ADDON}/", r"\1", done.stdout)
        print(text, flush=True)
    return not done.returncode


def _formatted():
    """Return the files prettier is responsible for."""
    return [name for name in sources() if name.rpartition(".")[2] in FORMATTED]


def _linters():
    """Yield (name, command, folder) of every linter."""
    tools = python_env.LINT_VENV / "bin"
    yield "ruff format", [tools / "ruff", "format", "--check", "."], REPO
    yield "ruff", [tools / "ruff", "check", "--no-fix", "."], REPO
    target = stage()
    cmd = [tools / "pylint", f"--rcfile={REPO / '.pylintrc'}"]
    cmd += [f"--disable={PYLINT_OFF}", ADDON]
    yield "pylint-odoo", cmd, STAGE
    cmd = [tools / "oca-checks-odoo-module", f"--disable={OCA_OFF}", target]
    yield "oca-checks-odoo-module", cmd, STAGE
    catalogues = sorted(target.glob("i18n/*.po*"))
    if catalogues:
        yield "oca-checks-po", [tools / "oca-checks-po", *catalogues], STAGE
    files = _formatted()
    if files:
        cmd = [*python_env.prettier(), "--check", *files]
        yield f"prettier ({', '.join(FORMATTED)})", cmd, REPO


def _prepare():
    with lock("lint-setup"):
        python_env.setup_lint()
        if _formatted():
            python_env.setup_node()


def _export():
    """Export the addon's terms from a database it is installed in; return the file."""
    database = f"{postgres.prefix()}lint"
    with lock("lint"):
        instance.installed(database, False, "lint", typed_into=False)
        stage()
        # Odoo walks the addon's folder for terms: it must not meet the sandbox there.
        conf = instance.CONF.read_text().replace(f",{MOUNTS}\n", f",{STAGE}\n")
        write_if_changed(STAGE_CONF, conf, mode=0o600)
        exported = CACHE / f"{ADDON}.pot"
        exported.unlink(missing_ok=True)
        cmd = instance.command("i18n", "export", "-c", STAGE_CONF, "-d", database)
        cmd += ["-l", "pot", "-o", exported, ADDON]
        instance.execute(cmd, "exporting the terms", "i18n-export.log")
        if not exported.exists():
            raise Failure(f"Odoo exported no terms: see {LOGS / 'i18n-export.log'}")
        return exported


def _i18n(action):
    return [VENV / "bin/python", REPO / "dev/check_i18n.py", action, _export()]


def lint():
    """Run every check, and fail once all have been told."""
    say("linting")
    _prepare()
    good = [_check(what, cmd, cwd) for what, cmd, cwd in _linters()]
    good.append(_check("translations", _i18n("check")))
    if not all(good):
        raise Failure(
            f"{good.count(False)} checks found something; 'make format' mends the "
            "format, 'make i18n' the list of terms"
        )


def rewrite():
    """Put every file into the project's format."""
    _prepare()
    ruff = python_env.LINT_VENV / "bin/ruff"
    good = [
        _check("ruff", [ruff, "check", "--fix", "."]),
        _check("ruff format", [ruff, "format", "."]),
    ]
    files = _formatted()
    if files:
        good.append(_check("prettier", [*python_env.prettier(), "--write", *files]))
    if not all(good):
        raise Failure("some findings have to be mended by hand")


def export_terms():
    """Write the list of terms and bring the translation in line with it."""
    done = subprocess.run([str(part) for part in _i18n("merge")])
    if done.returncode:
        raise Failure("the terms could not be merged into the translation")
