# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path
from odoo.tests import tagged

from .grading_common import AS_OF, GradingCommon


@tagged("post_install", "-at_install")
class TestGradingUpgrade(GradingCommon):
    """What the update from 19.0.1.0.0 makes of runs that are there."""

    def _migrate(self, name):
        path = f"{get_module_path('group_customer')}/migrations/19.0.1.1.0/{name}.py"
        load_script(path, name).migrate(self.env.cr, "19.0.1.0.0")

    def test_lines_and_versions_of_runs_that_are_there(self):
        ann = self._customers("Ann")
        self._transact(ann, 900)
        scheme = self._scheme(
            "weighted",
            [("A", {"score_min": 50}), ("B", {"score_min": 0})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [(None, 500, 0), (500, None, 100)],
                }
            ],
        )
        run = self._run(scheme)
        run.action_confirm()
        run.action_file()
        line = run.line_ids
        definition = run.scheme_definition
        run._write_server({"version_id": False})
        scheme.version_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE group_customer_grade_run_line
                  SET as_of = NULL, proposed_grade_id = NULL, base_place = NULL,
                      is_held = NULL WHERE run_id = %s""",
            [run.id],
        )
        self.env.invalidate_all()
        self._migrate("pre-10-run_line")
        self.assertEqual((line.as_of, line.proposed_grade_id), (AS_OF, line.grade_id))
        self.assertEqual((line.base_place, line.is_held), (1, False))
        self._migrate("post-20-scheme_version")
        self.env.invalidate_all()
        version = run.version_id
        self.assertEqual((version.number, version.scheme_id), (1, scheme))
        self.assertEqual(
            (version.date, version.user_id), (run.prepared_on, run.prepared_by_id)
        )
        self.assertEqual(run.scheme_definition, definition, "what is filed stays")
        self._migrate("post-20-scheme_version")
        self.assertEqual(len(scheme.version_ids), 1)
        # The next run of the unchanged scheme is of the same version.
        self.assertEqual(self._run(scheme).version_id, version)
