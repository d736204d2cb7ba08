#!/usr/bin/env python3
"""A complete Odoo 19 for this addon, in one folder: what the Makefile calls.

``.sandbox`` holds Odoo, its Python packages, a PostgreSQL server, databases, logs.
Each step is done once, noted only when it is whole, and taken up again by the next
run when it was not.
"""

import argparse
import os
import shlex
import subprocess
import sys

import checks
import instance
import postgres
import suite
from common import ADDON, REPO, SANDBOX, VENV, Failure, lock, prepare_folder, say
from common import remove as remove_path

import demo


def setup():
    """Set up the sandbox."""
    prepare_folder()
    instance.setup_all()


def cmd_setup(_args):
    """Set the sandbox up and build the database without demo data."""
    setup()
    say(f"ready: . {SANDBOX}/env.sh; template {instance.template()}")


def cmd_demo(_args):
    """Serve the addon with its demo data."""
    setup()
    demo.serve()


def cmd_test(args):
    """Run the suite; with arguments, only what pytest selects by them."""
    setup()
    suite.run(args)


def cmd_lint(_args):
    """Check format, style, XML, and translations."""
    setup()
    checks.lint()


def cmd_format(_args):
    """Rewrite Python, XML, JavaScript and style sheets in the project's format."""
    prepare_folder()
    checks.rewrite()


def cmd_i18n(_args):
    """Export the terms and merge them into the translation."""
    setup()
    checks.export_terms()


def _script(path, args, database):
    """Run a Python file of the repository with the addon's database at hand."""
    env = instance.environment()
    env.update(ODOO_DATABASE=database, PGDATABASE=database)
    done = subprocess.run([str(VENV / "bin/python"), str(path), *args], env=env)
    if done.returncode:
        raise Failure(f"{path.relative_to(REPO)} failed (exit code {done.returncode})")


def cmd_bench(args):
    """Run the benchmarks on a database of their own."""
    setup()
    database = f"{postgres.prefix()}bench"
    with lock("bench"):
        instance.installed(database, False, "bench")
        _script(REPO / "benchmarks/bench.py", args, database)


def cmd_northwind(args):
    """Run the Northwind example on a fresh database."""
    setup()
    database = f"{postgres.prefix()}northwind"
    with lock("northwind"):
        instance.copy(instance.template(), database)
        install = instance.server_args(database, "-i", ADDON)
        instance.execute(install, "installing the addon", "northwind-install.log")
        _script(REPO / "benchmarks/northwind.py", args, database)


def cmd_shell(_args):
    """Open an Odoo shell on the demo database."""
    setup()
    demo.prepare()
    cmd = instance.command(
        "shell", "-c", instance.CONF, "-d", demo.database(), "--no-http"
    )
    os.chdir(SANDBOX)
    os.execve(cmd[0], list(map(str, cmd)), instance.environment())


def cmd_screenshots(args):
    """Photograph the screens listed in dev/screens.json."""
    setup()
    script = REPO / "dev/screenshots.py"
    if "--base-url" in args:
        return _script(script, args, demo.database())
    demo.prepare()
    port = demo.free_port()
    with demo.server("127.0.0.1", port, "screenshots.log", crons=False) as (url, _p):
        _script(script, [*args, "--base-url", url], demo.database())


def cmd_newdb(args):
    """newdb NAME [bare|demo]: copy a template to a database of one's own."""
    if not args:
        raise Failure("usage: newdb NAME [bare|demo]")
    setup()
    with_demo = "demo" in "".join(args[1:])
    instance.copy(instance.template(with_demo), args[0])
    print(args[0])


def cmd_stop(_args):
    """Stop the embedded PostgreSQL server."""
    if SANDBOX.exists():
        postgres.stop()


def cmd_clean(_args):
    """Stop the server and remove everything."""
    if not SANDBOX.exists():
        return
    if postgres.external():
        for name in postgres.databases():
            postgres.drop(name)
    else:
        postgres.stop()
        sockets = postgres.socket_dir()
        if SANDBOX not in sockets.parents:
            remove_path(sockets)
    remove_path(SANDBOX)
    say(f"removed {SANDBOX}")


def main():
    """Run the command named on the command line."""
    commands = {
        name[4:]: function
        for name, function in globals().items()
        if name.startswith("cmd_")
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("args", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    # `make test ARGS="-k foo"` hands over one string.
    args = [*options.args, *shlex.split(os.environ.get("ARGS", ""))]
    try:
        commands[options.command](args)
    except Failure as failure:
        print(f"\n!!! {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\n!!! interrupted; the next run goes on from here", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno != 28:
            raise
        print(
            "\n!!! the disk is full: free about 4 GB and run the same command again",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
