# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.bands import exact


class GroupCustomerGradeEngine(models.AbstractModel):
    """Keeps grades stable, and adds what was asked for and what caps say.

    A change counts when enough confirmed runs in a row say so, or when it goes far
    enough beyond the limit that was crossed. What is held back is the grade before
    caps: a cap works, and stops working, at once; so does an approved request.
    """

    _inherit = "group.customer.grade.engine"

    # === REQUESTS === #

    def _requested_cte(self, definition):
        """``requested``: the best grade that is approved for each customer, whether it
        is an override, which may lower too, and by whom; what the explanation of the
        grade says later on."""
        return SQL(
            """requested AS (
                SELECT DISTINCT ON (r.partner_id) r.partner_id, %(place)s AS wanted,
                       %(is_override)s AS is_override, JSONB_BUILD_OBJECT(
                           'id', r.id, 'name', r.name, 'reason', r.reason,
                           'requester', asker.name, 'requested_on', r.requested_on,
                           'decided_by', decider.name, 'decided_on', r.decided_on,
                           'date_from', r.date_from, 'valid_until', r.valid_until
                       ) AS request
                  FROM group_customer_grade_request r
             LEFT JOIN res_users u ON u.id = r.requester_id
             LEFT JOIN res_partner asker ON asker.id = u.partner_id
             LEFT JOIN res_users d ON d.id = r.decided_by_id
             LEFT JOIN res_partner decider ON decider.id = d.partner_id
                 WHERE r.state = 'approved' AND r.scheme_id = %(scheme)s
                   AND r.company_id = %(company)s AND r.date_from <= %(as_of)s
                   AND (r.valid_until IS NULL OR r.valid_until >= %(as_of)s)
                   AND %(place)s IS NOT NULL
              ORDER BY r.partner_id, %(place)s, r.decided_on DESC, r.id DESC)""",
            place=SQL(
                "ARRAY_POSITION(%s, r.grade_id)", self._grade_ids_sql(definition)
            ),
            is_override=self._is_override_sql(definition),
            scheme=definition["scheme_id"],
            company=definition["company_id"],
            as_of=definition["as_of"],
        )

    def _is_override_sql(self, definition):
        """Whether the grade of the request ``r`` is one that is measured."""
        if definition["mode"] == "request":
            return SQL("FALSE")
        measured = [
            grade["id"]
            for grade in definition["grades"]
            if not grade["is_request_only"]
        ]
        return SQL("r.grade_id = ANY(%s::int[])", measured)

    def _grade_ids_sql(self, definition, is_closed=lambda grade: False):
        return SQL(
            "ARRAY[%s]::int[]",
            SQL(", ").join(
                SQL("%s", -1 if is_closed(grade) else grade["id"])
                for grade in definition["grades"]
            ),
        )

    # === HYSTERESIS === #

    def _stable_ctes(self, definition, keys, main, hysteresis):
        """``stable``: adds ``stood`` (the base that is let through), ``pending`` (how
        many runs in a row say the same) and what is requested."""
        if not hysteresis or not (
            definition["hysteresis_margin"] or definition["confirmations"] > 1
        ):
            return [
                SQL(
                    """stable AS (
                        SELECT g.*, base AS stood, 0 AS pending, q.wanted,
                               q.is_override, q.request
                          FROM graded g
                     LEFT JOIN requested q ON q.partner_id = g.id)"""
                )
            ]
        return [
            self._previous_cte(definition),
            self._referred_cte(definition),
            SQL(
                """stable AS (
                    SELECT s.*, %s AS stood
                      FROM (SELECT referred.*, %s AS pending
                              FROM referred OFFSET 0) s
                    OFFSET 0)""",
                self._stood_sql(definition, keys, main),
                self._pending_sql(definition),
            ),
        ]

    def _get_last_runs(self, definition):
        """The last confirmed run of everybody, and those of some customers since."""
        runs = (
            self.env["group.customer.grade.run"]
            .sudo()
            .search_fetch(
                Domain("scheme_id", "=", definition["scheme_id"])
                & Domain("company_id", "=", definition["company_id"])
                & Domain("state", "in", ("confirmed", "filed"))
                & Domain("as_of", "<=", definition["as_of"]),
                ["is_partial"],
                # Of one day, the one confirmed last counts.
                order="as_of desc, reviewed_on desc, id desc",
            )
        )
        last = []
        for run in runs:
            last.append(run.id)
            if not run.is_partial:
                break
        return runs.browse(last)

    def _previous_cte(self, definition):
        """``previous``: what the last confirmed run said of each customer, in places
        of today's grades."""
        runs = self._get_last_runs(definition)
        places = {
            grade["id"]: place for place, grade in enumerate(definition["grades"], 1)
        }
        # The scheme may have got other grades since.
        cases = [
            SQL(
                "WHEN %s THEN ARRAY[%s]::int[]",
                run.id,
                SQL(", ").join(
                    SQL("%s", places.get(grade["id"]))
                    for grade in run.scheme_definition["grades"]
                ),
            )
            for run in runs
        ] or [SQL("WHEN 0 THEN NULL::int[]")]
        names = SQL("CASE l.run_id %s END", SQL(" ").join(cases))
        return SQL(
            """previous AS (
                SELECT DISTINCT ON (l.partner_id) l.partner_id, l.grade_id, l.as_of,
                       l.is_capped, l.is_requested, l.pending_count,
                       (%(names)s)[l.uncapped_place] AS stood,
                       (%(names)s)[l.base_place] AS base
                  FROM group_customer_grade_run_line l
                 WHERE l.run_id IN %(runs)s
              ORDER BY l.partner_id, ARRAY_POSITION(%(order)s, l.run_id))""",
            names=names,
            runs=tuple(runs.ids or [0]),
            order=runs.ids,
        )

    def _referred_cte(self, definition):
        """``referred``: adds ``reference``, the place that a change starts from.

        It is that of today's grade, but before the cap if a cap lowered it. A grade
        that only a cap or a request gives is no start: the next grade comes at once.
        """
        return SQL(
            """referred AS (
                SELECT g.*, q.wanted, q.is_override, q.request,
                       p.stood AS previous_stood, p.base AS previous_base,
                       p.pending_count + (p.as_of < %(as_of)s)::int AS counted,
                       CASE WHEN CASE WHEN %(is_same)s THEN p.is_requested
                                      ELSE a.origin = 'request' END THEN NULL
                            WHEN p.is_capped AND %(is_same)s THEN p.stood
                            ELSE ARRAY_POSITION(%(open)s, a.grade_id)
                       END AS reference
                  FROM graded g
             LEFT JOIN requested q ON q.partner_id = g.id
             LEFT JOIN previous p ON p.partner_id = g.id
             LEFT JOIN group_customer_grade_award a
                    ON a.partner_id = g.id AND a.scheme_id = %(scheme)s
                   AND a.company_id = %(company)s AND a.date_to IS NULL)""",
            is_same=SQL("(p.grade_id = a.grade_id AND p.as_of >= a.date_from)"),
            open=self._grade_ids_sql(
                definition,
                lambda grade: grade["is_veto_only"] or grade["is_request_only"],
            ),
            scheme=definition["scheme_id"],
            company=definition["company_id"],
            as_of=definition["as_of"],
        )

    def _pending_sql(self, definition):
        """Runs in a row, this one included, on the same side of the reference.

        Another run as of the same day is no further confirmation.
        """
        return SQL(
            """CASE WHEN base IS NULL OR reference IS NULL OR base = reference THEN 0
                    WHEN previous_stood = reference
                     AND SIGN(previous_base - reference) = SIGN(base - reference)
                    THEN GREATEST(counted, 1) ELSE 1 END"""
        )

    def _stood_sql(self, definition, keys, main):
        cases = [
            SQL("WHEN base IS NULL OR reference IS NULL OR base = reference THEN base")
        ]
        confirmations = definition["confirmations"]
        if confirmations > 1:
            cases.append(SQL("WHEN pending >= %s THEN base", confirmations))
        beyond = None
        if definition["hysteresis_margin"]:
            beyond = getattr(self, f"_beyond_{definition['mode']}_sql", None)
        if beyond:
            # A rule has no limit to lie beyond of.
            ruled = SQL("reference") if confirmations > 1 else SQL("base")
            cases.append(SQL("WHEN ruled IS NOT NULL THEN %s", ruled))
            better, worse = beyond(definition, keys, main)
            cases.append(SQL("WHEN base < reference THEN LEAST(reference, %s)", better))
            cases.append(SQL("ELSE GREATEST(reference, %s)", worse))
        elif confirmations > 1:
            cases.append(SQL("ELSE reference"))
        else:
            cases.append(SQL("ELSE base"))
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _beyond_weighted_sql(self, definition, keys, main):
        """Places that are left when the score lies at least the margin above, and at
        least the margin below, the limits that it crosses."""
        margin = exact(definition["hysteresis_margin"])
        return (
            self._first_place_sql(
                definition,
                lambda grade: SQL("score >= %s", exact(grade["score_min"]) + margin),
            ),
            self._first_place_sql(
                definition,
                lambda grade: SQL("score > %s", exact(grade["score_min"]) - margin),
            ),
        )

    def _beyond_coefficients_sql(self, definition, keys, main):
        return self._beyond_weighted_sql(definition, keys, main)

    def _beyond_cumulative_share_sql(self, definition, keys, main):
        """The same for the share that the larger customers make up."""
        margin = exact(definition["hysteresis_margin"])
        share = self._position_sql(keys[main["id"]])
        return (
            self._first_place_sql(
                definition,
                lambda grade: SQL(
                    "%s <= %s", share, exact(grade["share_max"]) - margin
                ),
            ),
            self._first_place_sql(
                definition,
                lambda grade: SQL("%s < %s", share, exact(grade["share_max"]) + margin),
            ),
        )

    def _first_place_sql(self, definition, get_condition):
        grades = self._get_open_grades(definition)
        return SQL(
            "CASE %s ELSE %s END",
            SQL(" ").join(
                SQL("WHEN %s THEN %s", get_condition(grade), place)
                for place, grade in grades
            ),
            self._get_last_place(grades),
        )

    # === CAPS === #

    def _capped_cte(self, definition):
        """``capped``: adds ``held`` and ``final``, the places before and after caps,
        and ``proposed``, what the final one is when no change is held back.

        A customer without a base grade stays without, unless a cap leaves only the
        last grade: then it is known whatever the missing data would say.
        """
        places = {
            grade["id"]: place for place, grade in enumerate(definition["grades"], 1)
        }
        caps = [
            SQL(
                "CASE WHEN %s THEN %s END",
                SQL.identifier(f"m{number}"),
                places[criterion["grade_id"]],
            )
            for number, criterion in enumerate(definition["criteria"])
            if criterion["role"] == "cap"
        ]
        floor = SQL("GREATEST(%s)", SQL(", ").join(caps)) if caps else SQL("NULL::int")
        final, proposed = (
            SQL(
                """CASE WHEN %(place)s IS NOT NULL THEN GREATEST(%(place)s, floor)
                        WHEN floor = %(last)s THEN floor END""",
                place=place,
                last=len(places),
            )
            for place in (
                SQL("held"),
                SQL("CASE WHEN is_override THEN wanted ELSE LEAST(base, wanted) END"),
            )
        )
        return SQL(
            """capped AS (
                SELECT f.*, %(final)s AS final, %(proposed)s AS proposed,
                       COALESCE(wanted < stood OR is_override AND wanted <> stood
                                OR stood IS NULL AND wanted IS NOT NULL,
                                FALSE) AS is_requested
                  FROM (SELECT stable.*,
                               CASE WHEN is_override THEN wanted
                               ELSE LEAST(stood, wanted) END AS held,
                               %(floor)s AS floor
                          FROM stable OFFSET 0) f
                OFFSET 0)""",
            final=final,
            proposed=proposed,
            floor=floor,
        )
