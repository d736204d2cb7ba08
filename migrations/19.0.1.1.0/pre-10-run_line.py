# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


def migrate(cr, version):
    """Fill the new columns of run lines in one statement, before the ORM sees them.

    A line knows its day itself; what the scheme said was what the customer got, for
    nothing was held back or requested.
    """
    cr.execute(
        """ALTER TABLE group_customer_grade_run_line
             ADD COLUMN IF NOT EXISTS as_of date,
             ADD COLUMN IF NOT EXISTS proposed_grade_id integer,
             ADD COLUMN IF NOT EXISTS base_place integer,
             ADD COLUMN IF NOT EXISTS pending_count integer,
             ADD COLUMN IF NOT EXISTS is_held boolean,
             ADD COLUMN IF NOT EXISTS is_requested boolean"""
    )
    cr.execute(
        """UPDATE group_customer_grade_run_line l
              SET as_of = r.as_of, proposed_grade_id = l.grade_id,
                  base_place = l.uncapped_place, pending_count = 0,
                  is_held = FALSE, is_requested = FALSE
             FROM group_customer_grade_run r
            WHERE r.id = l.run_id AND l.as_of IS NULL"""
    )
