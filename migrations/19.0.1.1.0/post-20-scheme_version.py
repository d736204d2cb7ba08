# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Make the versions of the schemes that the runs so far were computed from."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    runs = env["group.customer.grade.run"].search(
        [("state", "!=", "draft"), ("version_id", "=", False)],
        order="prepared_on, id",
    )
    for run in runs.filtered("scheme_definition"):
        filed = run.scheme_id._file_version(
            run._get_definition(),
            date=run.prepared_on,
            user_id=run.prepared_by_id.id,
        )
        # Filed runs are frozen for people; the version is what they were made of.
        run._write_server({"version_id": filed.id})
