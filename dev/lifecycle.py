"""Checks that installing, updating and uninstalling leave a database healthy."""

import json

import instance
import postgres
from common import ADDON, LOGS, Failure, say

# Everything in the schema that an addon may add, under a name to report it by.
SCHEMA = {
    "table or view": """
        SELECT relkind::text || ' ' || relname FROM pg_class
        JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = 'public' AND relkind IN ('r', 'v', 'm', 'S', 'p')""",
    "column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public'""",
    "index": """
        SELECT tablename || ' ' || indexname FROM pg_indexes
        WHERE schemaname = 'public'""",
    "constraint": """
        SELECT conrelid::regclass::text || ' ' || conname FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = 'public'""",
    "function": """
        SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname = 'public'""",
    "trigger": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
# What Odoo keeps about an addon, by a name that does not change with the id.
RECORDS = {
    # Odoo notes the mixins and selections of a model under the modules they come from
    # (`mail.selection__our_model__...`) and forgets to remove that, for every addon.
    "external id": f"""
        SELECT module || '.' || name FROM ir_model_data
        WHERE module = '{ADDON}' OR name !~ '^(selection|model_inherit)__{ADDON}_'""",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "selection": """
        SELECT f.model || '.' || f.name || '=' || s.value
        FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id""",
    # Odoo forgets those of foreign keys too, while it does drop the keys themselves.
    "model constraint": "SELECT name FROM ir_model_constraint WHERE type <> 'f'",
    "relation": "SELECT name FROM ir_model_relation",
    "parameter": "SELECT key FROM ir_config_parameter",
    "default": "SELECT id::text FROM ir_default",
}
# Tables whose rows come and go with every start of Odoo, whatever is installed:
# compiled assets, the bus, logs of devices and users, the chatter. External ids and
# constraints are compared by name, above.
RESTLESS = {
    "base_registry_signaling",
    "bus_bus",
    "ir_attachment",
    "ir_cron_trigger",
    "ir_model_constraint",
    "ir_model_data",
    "ir_profile",
    "mail_message",
    "mail_tracking_value",
    "orm_signaling_assets",
    "orm_signaling_default",
    "orm_signaling_groups",
    "orm_signaling_registry",
    "orm_signaling_routing",
    "orm_signaling_stable",
    "orm_signaling_templates",
    "res_device_log",
    "res_users_log",
}


def _rows(database, sql):
    return {line for line in postgres.psql(sql, database=database).splitlines() if line}


def _counts(database):
    """Return the number of rows of every table."""
    tables = _rows(
        database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    parts = [
        f"SELECT '{table}', count(*) FROM \"{table}\""
        for table in sorted(tables - RESTLESS)
    ]
    lines = postgres.psql(" UNION ALL ".join(parts), database=database).splitlines()
    return {name: int(count) for name, count in (li.split("\t") for li in lines)}


def snapshot(database):
    """Return what is in a database, in sets that can be compared."""
    found = {kind: _rows(database, sql) for kind, sql in {**SCHEMA, **RECORDS}.items()}
    return found, _counts(database)


def differences(before, after, demo=False):
    """Return one line per thing that is in one snapshot and not in the other.

    With demo data the business records stay, as posted invoices cannot be deleted, and
    with them their external ids and the defaults of a company; nothing else may.
    """
    lines = []
    for kind, things in before[0].items():
        if demo and kind in ("external id", "default"):
            continue
        lines += [f"left behind: {kind} {x}" for x in sorted(after[0][kind] - things)]
        lines += [f"lost: {kind} {x}" for x in sorted(things - after[0][kind])]
    for table, count in () if demo else before[1].items():
        now = after[1].get(table, 0)
        if now != count:
            lines.append(f"rows of {table}: {count} before, {now} after")
    return lines


def _step(database, what, log, *options):
    """Run Odoo on the database and fail on a warning."""
    instance.execute(instance.server_args(database, *options), what, log)


def _uninstall(database, log, demo):
    # Odoo tries to delete demo partners that have invoices, and logs each refusal.
    cmd = instance.command(
        "module", "uninstall", "-c", instance.CONF, "-d", database, ADDON
    )
    instance.execute(cmd, "uninstalling the addon", log, scan=not demo)
    state = postgres.psql(
        f"SELECT state FROM ir_module_module WHERE name = '{ADDON}'", database=database
    ).strip()
    if state != "uninstalled":
        raise Failure(f"uninstalling the addon left it in the state '{state}'")


def check(database, demo=False):
    """Install, update, uninstall, look for what is left, and install again."""
    label = "demo" if demo else "bare"
    flag = ["--with-demo"] if demo else []
    say(f"life cycle of the addon {'with' if demo else 'without'} demo data")
    instance.copy(instance.template(demo), database)
    # A first start writes what any start of Odoo writes.
    _step(database, "starting Odoo", f"life-{label}-0.log", *flag)
    before = snapshot(database)
    install = [*flag, "-i", ADDON]
    _step(database, "installing the addon", f"life-{label}-1.log", *install)
    update = [*flag, "-u", ADDON]
    _step(database, "updating the addon", f"life-{label}-2.log", *update)
    _uninstall(database, f"life-{label}-3.log", demo)
    found = differences(before, snapshot(database), demo)
    if found:
        (LOGS / f"life-{label}-left.json").write_text(json.dumps(found, indent=1))
        for line in found[:40]:
            print(f"    {line}", flush=True)
        raise Failure(
            f"uninstalling the addon does not restore the database: {len(found)} "
            "differences"
        )
    _step(database, "installing the addon again", f"life-{label}-4.log", *install)
    instance.drop(database)
