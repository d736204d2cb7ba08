"""Odoo itself: where it is, how it is started, and the databases it works on."""

import ast
import contextlib
import os
import re
import shutil
from pathlib import Path

import fetch
import logscan
import postgres
import python_env
import system_tools
from common import (
    ADDON,
    BIN,
    CACHE,
    LOGS,
    MOUNTS,
    REPO,
    SANDBOX,
    VENV,
    Failure,
    digest,
    hint,
    last_line,
    lock,
    parallel,
    remove,
    run,
    say,
    shown,
    stamp,
    stamped,
    unstamp,
    write_if_changed,
)

SERIES = "19.0"
LANGUAGES = "en_US,zh_CN"
PREFIX = SANDBOX / "odoo"
PYPATH = SANDBOX / "pypath"
CONF = SANDBOX / "odoo.conf"
DATA_DIR = SANDBOX / "data"
# Part of the templates' key: raise it when they are built in another way.
RECIPE = "4"

# The demo company is Chinese, so that the chart of accounts, the currency and the
# addresses on the screens are what the users of this addon have.
DEMO_COMPANY = """
cny = env.ref("base.CNY")
cny.active = True
company = env.ref("base.main_company")
company.write({
    "name": "Huacheng Trading Co., Ltd. (华成贸易)",
    "country_id": env.ref("base.cn").id,
    "state_id": env.ref("base.state_cn_SH").id,
    "city": "Shanghai",
    "street": "100 Pudong Avenue (浦东大道100号)",
    "zip": "200120",
    "phone": "+86 21 5555 0100",
    "email": "info@huacheng.example.com",
    "website": "https://www.huacheng.example.com",
    "currency_id": cny.id,
})
env["res.users"].with_context(active_test=False).search([]).tz = "Asia/Shanghai"
env.cr.commit()
"""
# Odoo picks the generic chart for a company that exists before `account` does.
DEMO_CHART = """
company = env.ref("base.main_company")
env["account.chart.template"].try_loading("cn", company, install_demo=True)
env.cr.commit()
"""


def _candidates(home):
    """Yield (folder with the package ``odoo``, addons folders) for each layout."""
    yield home, [home / "addons", home / "odoo/addons"]
    for lib in ("usr/lib/python3/dist-packages", "lib/python3/dist-packages"):
        yield home / lib, [home / lib / "odoo/addons"]


def _version(package):
    """Return the series written in a package's ``release.py``."""
    text = (package / "release.py").read_text("utf-8")
    found = re.search(r"^version_info = \((\d+), *(\d+)", text, re.MULTILINE)
    return ".".join(found.groups()) if found else "?"


def locate():
    """Return (folder with the package ``odoo``, addons folders) of the Odoo in use."""
    given = os.environ.get("ODOO_HOME")
    home = Path(given).expanduser().resolve() if given else PREFIX
    for folder, addons in _candidates(home):
        if (folder / "odoo/release.py").exists():
            version = _version(folder / "odoo")
            if version != SERIES:
                raise Failure(f"{home} holds Odoo {version}, but {SERIES} is needed")
            return folder, [path for path in addons if path.is_dir()]
    if given:
        raise Failure(
            f"ODOO_HOME={given} holds no Odoo: name a git checkout of Odoo {SERIES} "
            "or the prefix of a Debian package (the folder with 'usr')"
        )
    return None


def manifest():
    """Return the addon's manifest."""
    return ast.literal_eval((REPO / "__manifest__.py").read_text("utf-8"))


def environment():
    """Return the variables under which everything of the sandbox runs."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    # Byte code is kept, and outside of the sources: starting Odoo takes half as long.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = [BIN, VENV / "bin", postgres.bin_dir()]
    path = [str(folder) for folder in folders if folder]
    env.update(postgres.connection())
    env.update(system_tools.variables())
    env.update(
        SANDBOX=str(SANDBOX),
        ODOO_RC=str(CONF),
        PYTHONPATH=str(PYPATH),
        PYTHONPYCACHEPREFIX=str(CACHE / "pyc"),
        PATH=os.pathsep.join([*path, env.get("PATH", os.defpath)]),
        # The rest of the world's settings must not change a test.
        LC_ALL="C.UTF-8",
        TZ="UTC",
    )
    env.pop("ODOO_HOME", None)
    return env


def _write_files(addons):
    """Write the configuration, and the helpers for work by hand."""
    connection = postgres.connection()
    conf = {
        "addons_path": ",".join(map(str, [*addons, MOUNTS])),
        "data_dir": DATA_DIR,
        "db_host": connection["PGHOST"],
        "db_port": connection.get("PGPORT", "5432"),
        "db_user": connection.get("PGUSER", "odoo"),
        "http_interface": "127.0.0.1",
        "workers": 0,
        "max_cron_threads": 0,
        "with_demo": False,
        "admin_passwd": "admin",
    }
    if connection.get("PGPASSWORD"):
        conf["db_password"] = connection["PGPASSWORD"]
    lines = [f"{key} = {value}" for key, value in conf.items()]
    write_if_changed(CONF, "\n".join(["[options]", *lines, ""]), mode=0o600)
    own = environment()
    names = ["SANDBOX", "ODOO_RC", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "LC_ALL", "TZ"]
    names += [name for name in own if name.startswith(("PG", "FONTCONFIG"))]
    exports = [f'export {name}="{own[name]}"' for name in sorted(names)]
    folders = [BIN, VENV / "bin", *filter(None, [postgres.bin_dir()])]
    exports.append(f'export PATH="{":".join(map(str, folders))}:$PATH"')
    exports.append("unset PYTHONDONTWRITEBYTECODE")
    text = "# The sandbox's environment, to be sourced by a shell.\n"
    write_if_changed(SANDBOX / "env.sh", text + "\n".join(exports) + "\n", mode=0o600)
    sandbox = REPO / "dev/sandbox.py"
    helpers = {
        "odoo-bin": 'exec python -m odoo "$@"',
        "newdb": f'exec python "{sandbox}" newdb "$@"',
        "odoo-test": (
            f'db=$1; shift; cd "{MOUNTS}"\n'
            'case " $* " in\n'
            f'*" {ADDON}/"*) ;;\n'
            f'*) set -- {ADDON}/tests "$@" ;;\n'
            "esac\n"
            f'exec python -m pytest --odoo-database="$db" --odoo-config="{CONF}" '
            '-p no:cacheprovider "$@"'
        ),
    }
    for name, body in helpers.items():
        script = f'#!/bin/sh\n. "{SANDBOX}/env.sh"\n{body}\n'
        write_if_changed(BIN / name, script, mode=0o755)


def fetch_odoo():
    """Fetch Odoo unless there is one."""
    if not locate():
        fetch.odoo(PREFIX)


def setup():
    """Make Odoo importable and write its configuration."""
    package, addons = locate()
    # One folder that holds nothing but Odoo: the dist-packages of a system would
    # bring packages older than those in the virtual environment.
    PYPATH.mkdir(exist_ok=True)
    link = PYPATH / "odoo"
    if not link.is_symlink() or link.resolve() != (package / "odoo").resolve():
        remove(link)
        link.symlink_to(package / "odoo", target_is_directory=True)
    _write_files(addons)


def command(*args):
    """Return the command line of an Odoo command."""
    return [VENV / "bin/python", "-m", "odoo", *args]


def server_args(db, *args):
    """Return the command line of a server run that ends when its work is done."""
    return command("-c", CONF, "-d", db, "--no-http", "--stop-after-init", *args)


def execute(cmd, what, log, stdin=None, scan=True):
    """Run an Odoo command, then fail on any warning or error in its log."""
    env = environment()
    code = run(cmd, what, log, env=env, cwd=SANDBOX, stdin=stdin, check=False)
    if scan:
        logscan.check(LOGS / log, what)
    if code:
        reason = last_line(LOGS / log)
        advice = hint(reason) or f"see {shown(LOGS / log)}"
        raise Failure(f"{what} failed ({reason[:200]}): {advice}")


def execute_script(db, source, what, log, *args):
    """Run Python source in an Odoo shell on a database."""
    script = SANDBOX / "cache" / f"{log}.py"
    script.write_text(source, "utf-8")
    with open(script, "rb") as stdin:
        cmd = command("shell", "-c", CONF, "-d", db, "--no-http", *args)
        execute(cmd, what, log, stdin=stdin)


def copy(template, name):
    """Make a database as a copy of another, with its files."""
    postgres.drop(name)
    remove(filestore(name))
    postgres.create(name, template)
    if filestore(template).exists():
        # Odoo never changes a stored file, so hard links do, and cost nothing.
        shutil.copytree(filestore(template), filestore(name), copy_function=os.link)


def drop(name):
    """Drop a database with its files."""
    postgres.drop(name)
    remove(filestore(name))


def filestore(name):
    """Return the folder of a database's files."""
    return DATA_DIR / "filestore" / name


def template_name(demo):
    """Return the name of the template, which tells what it is built from."""
    package, _addons = locate()
    release = (package / "odoo/release.py").read_text("utf-8")
    depends = sorted(manifest()["depends"])
    key = digest(RECIPE, release, package, LANGUAGES, demo, *depends)
    return f"{postgres.prefix()}tpl_{'demo' if demo else 'bare'}_{key}"


def template(demo=False):
    """Return the template database with the addon's dependencies, built if needed.

    It is built under another name and renamed when it is whole, so that a run that
    was interrupted leaves nothing that looks finished.
    """
    kind = "demo" if demo else "bare"
    with lock(f"template-{kind}"):
        name = template_name(demo)
        existing = postgres.databases()
        if name in existing and filestore(name).exists():
            return name
        for old in existing:
            if old.startswith(f"{postgres.prefix()}tpl_{kind}_"):
                drop(old)
        fresh = f"{postgres.prefix()}tpl_{kind}_new"
        drop(fresh)
        depends = ",".join(manifest()["depends"])
        what = f"building the database {'with' if demo else 'without'} demo data"
        say(f"{what} ({depends})")
        postgres.create(fresh)
        if demo:
            _fill_demo(fresh, depends, what)
        else:
            options = ["-i", depends, f"--load-language={LANGUAGES}"]
            execute(server_args(fresh, *options), what, "template-bare.log")
        _age(fresh)
        remove(filestore(name))
        with contextlib.suppress(FileNotFoundError):
            filestore(fresh).rename(filestore(name))
        filestore(name).mkdir(parents=True, exist_ok=True)
        postgres.rename(fresh, name)
        return name


def _fill_demo(name, depends, what):
    options = ["--with-demo", "-i", "base", f"--load-language={LANGUAGES}"]
    execute(server_args(name, *options), what, "template-demo-1.log")
    execute_script(name, DEMO_COMPANY, what, "template-demo-2.log")
    if "account" in depends:
        options = ["--with-demo", "-i", "l10n_cn"]
        execute(server_args(name, *options), what, "template-demo-3.log")
        execute_script(name, DEMO_CHART, what, "template-demo-4.log", "--with-demo")
    options = ["--with-demo", "-i", depends]
    execute(server_args(name, *options), what, "template-demo-5.log")


def _age(name):
    """Gather statistics once, for all the copies to come."""
    postgres.psql("VACUUM ANALYZE", database=name)


def source_key():
    """Return a digest of everything in the addon that a database may hold."""
    parts = []
    skip = {"dev", "benchmarks", "tests", "docs", "build", "__pycache__"}
    for entry in sorted(REPO.iterdir()):
        if entry.name.startswith(".") or entry.name in skip:
            continue
        files = [entry] if entry.is_file() else sorted(entry.rglob("*"))
        parts += [
            (path.relative_to(REPO), path.stat().st_size, path.stat().st_mtime_ns)
            for path in files
            if path.is_file() and path.suffix != ".pyc"
        ]
    return digest(*parts)


def noupdate_key():
    """Return a digest of the records that an update leaves as they are."""
    files = sorted((REPO / "data").rglob("*.xml"))
    texts = [path.read_text("utf-8") for path in files]
    return digest(*(text for text in texts if "noupdate" in text))


def installed(name, demo, label, typed_into=True):
    """Make sure a lasting database has the addon in its present state.

    An existing database is updated, not made anew, where somebody may have typed into
    it. Another one is made anew when an update would not bring what has changed.
    """
    tpl = template(demo)
    key = digest(tpl, name, source_key())
    flag = ["--with-demo"] if demo else []
    if name in postgres.databases() and stamped(f"{label}-db", key):
        return
    origin = name if typed_into else digest(name, noupdate_key())
    whole = stamped(f"{label}-whole", origin) and name in postgres.databases()
    if not whole:
        unstamp(f"{label}-whole")
        say(f"installing the addon {'with its demo data' if demo else ''}".rstrip())
        copy(tpl, name)
        cmd = server_args(name, *flag, "-i", ADDON)
        execute(cmd, "installing the addon", f"{label}-install.log")
        stamp(f"{label}-whole", origin)
    else:
        say("updating the addon in the database")
        cmd = server_args(name, *flag, "-u", ADDON)
        execute(cmd, "updating the addon", f"{label}-update.log")
    stamp(f"{label}-db", key)


def setup_all():
    """Set up everything up to a running database server; cheap when repeated."""
    with lock("setup"):
        # The network is the bottleneck of one, unpacking that of the other.
        parallel(python_env.setup, fetch_odoo, system_tools.setup)
        postgres.start()
        setup()
        stamp("ready", SERIES)
