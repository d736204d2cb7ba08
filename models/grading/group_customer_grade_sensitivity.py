# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.fields import Domain as SearchDomain
from odoo.tools import SQL

from ...tools.bands import exact
from ...tools.judgement import MARGIN_MODES, Judge, Outcome, get_basis, number
from ...tools.peers import Peers
from ...tools.sensitivity import Domain, Sensitivity

# Lowest and highest value of measures that have such; the rest has none.
MEASURE_RANGES = {
    "order_count": (0, None),
    "recency_days": (0, None),
    "paid_on_time_share": (0, 100),
    "average_days_late": (0, None),
    "overdue_amount": (0, None),
    "overdue_age": (0, None),
    "cooperation_years": (0, None),
    "gross_margin_share": (None, 100),
    "category_count": (0, None),
    "referral_count": (0, None),
    "visit_count": (0, None),
    "last_visit_days": (0, None),
    "visit_attainment": (0, 100),
    "complaint_count": (0, None),
}
# Counted in whole days, though days may have decimals
WHOLE_MEASURES = ("recency_days", "overdue_age", "last_visit_days")


class GroupCustomerGradeRunLine(models.Model):
    """What would change the grade: the smallest change of each value, all else held.

    Everything is read from the lines of the run and from the definition that it
    keeps, so a filed grade is looked at by the rules and among the customers of its
    day. Only the answers that people may choose from are those of today.
    """

    _inherit = "group.customer.grade.run.line"

    sensitivity = fields.Html(
        string="What Would Change the Grade",
        compute="_compute_sensitivity",
        sanitize=False,
        help="The smallest change of each value that would lift or drop the customer "
        "if everything else stayed.",
    )

    # === COMPUTE METHODS === #

    @api.depends("detail", "grade_id")
    @api.depends_context("lang")
    def _compute_sensitivity(self):
        for line in self:
            values = line.detail and line._prepare_sensitivity()
            line.sensitivity = values and self.env["ir.qweb"]._render(
                "group_customer.grade_sensitivity", values
            )

    # === BUSINESS METHODS === #

    def _get_sensitivity(self):
        """Return the :class:`~.tools.sensitivity.Sensitivity` of the line, or None
        when its grade does not follow from what the run keeps.

        Where further runs must confirm a change, it is that of what the scheme says.
        """
        self.ensure_one()
        engine = self.env["group.customer.grade.engine"]
        definition = engine._normalize_definition(self.run_id.scheme_definition)
        details = {detail["criterion_id"]: detail for detail in self.detail}
        if any(c["id"] not in details for c in definition["criteria"]):
            return None
        questions = [
            engine._get_question(criterion, definition)
            for criterion in definition["criteria"]
        ]
        asked = {
            question: f"v{n}" for n, question in enumerate(dict.fromkeys(questions))
        }
        keys = [asked[question] for question in questions]
        decimals, values, domains = {}, {}, {}
        for criterion, key in zip(definition["criteria"], keys, strict=True):
            if key not in decimals:
                decimals[key] = engine._get_decimals(criterion["unit"], definition)
                values[key] = self._to_steps(
                    details[criterion["id"]]["value"], decimals[key]
                )
                domains[key] = self._get_value_domain(criterion, decimals[key])
        compared = self._get_compared_keys(definition, keys)
        arguments = {"wanted": self._get_wanted_place()}
        if self.run_id.is_partial:
            # The other customers are not there to compare with.
            arguments["peers"] = {}
            arguments["frozen"] = self._get_frozen(definition, keys, compared, details)
            arguments["frozen_base"] = self.base_place
            for key in compared:
                domains.pop(key)
        else:
            arguments["peers"] = self._read_peers(definition, keys, compared, decimals)
        grade = self.grade_id
        if definition["confirmations"] > 1:
            grade = self.proposed_grade_id
        elif definition["hysteresis_margin"] and definition["mode"] in MARGIN_MODES:
            arguments["reference"] = self._get_reference_place(definition)
        judge = Judge(definition, keys, decimals, **arguments)
        sensitivity = Sensitivity(judge, values, domains)
        if sensitivity.place != judge.places.get(grade.id):
            return None
        return sensitivity

    @api.model
    def _to_steps(self, value, decimals):
        """Return a value as a whole number of the smallest steps of its unit."""
        if value is None:
            return None
        steps = exact(value, max(decimals, 4)) * 10**decimals
        return int(steps.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def _get_value_domain(self, criterion, decimals):
        measure, unit = criterion["measure"], 10**decimals
        if measure == "domain":
            return Domain(choices=(0, unit))
        if measure == "input":
            # sudo: what may be answered is no secret
            metric = self.env["group.customer.metric"].sudo()
            options = metric.browse(criterion["metric_id"]).exists().option_ids
            if options:
                return Domain(
                    choices=tuple(
                        self._to_steps(option.value, decimals) for option in options
                    )
                )
        low, high = MEASURE_RANGES.get(measure, (None, None))
        return Domain(
            None if low is None else low * unit,
            None if high is None else high * unit,
            grain=unit if measure in WHOLE_MEASURES else 1,
        )

    def _get_compared_keys(self, definition, keys):
        """Questions whose answers are judged among those of the other customers."""
        return {
            key: criterion
            for criterion, key in zip(definition["criteria"], keys, strict=True)
            if get_basis(criterion) != "value"
            or (
                criterion["role"] == "rank" and definition["mode"] == "cumulative_share"
            )
        }

    def _read_peers(self, definition, keys, compared, decimals):
        """Read the values of all other customers of the run, by one query."""
        if not compared:
            return {}
        columns = [
            SQL(
                "ROUND(%s * %s) AS %s",
                self.run_id._pareto_value_sql(criterion),
                10 ** decimals[key],
                SQL.identifier(key),
            )
            for key, criterion in compared.items()
        ]
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM (SELECT %s FROM group_customer_grade_run_line l "
                "WHERE l.run_id = %s AND l.id != %s OFFSET 0) peer",
                SQL(", ").join(
                    SQL(
                        """ARRAY_AGG(%(v)s::text ORDER BY %(v)s)
                               FILTER (WHERE %(v)s IS NOT NULL),
                           COUNT(*) FILTER (WHERE %(v)s IS NULL)""",
                        v=SQL.identifier(key),
                    )
                    for key in compared
                ),
                SQL(", ").join(columns),
                self.run_id.id,
                self.id,
            )
        )
        return {
            key: Peers(list(map(int, row[2 * n] or ())), row[2 * n + 1])
            for n, key in enumerate(compared)
        }

    def _get_frozen(self, definition, keys, compared, details):
        """What followed from the values that cannot be judged again."""
        frozen = {}
        for n, (criterion, key) in enumerate(
            zip(definition["criteria"], keys, strict=True)
        ):
            if key in compared:
                detail = details[criterion["id"]]
                points = detail.get("points")
                frozen[n] = Outcome(
                    detail["value"] is None and criterion["null_policy"] != "zero",
                    None if points is None else number(points),
                    bool(detail.get("met")),
                )
        return frozen

    def _get_wanted_place(self):
        """Place of the grade that was asked for, where it is better than measured."""
        return self.uncapped_place if self.is_requested else None

    def _get_reference_place(self, definition):
        """The place that a change starts from, as the engine found it: see
        ``_referred_cte``."""
        award = self.previous_grade_id
        open_places = {
            grade["id"]: place
            for place, grade in enumerate(definition["grades"], 1)
            if not grade["is_veto_only"] and not grade["is_request_only"]
        }
        if not award:
            return None
        # sudo: what an earlier run said of the same customer
        earlier = self.sudo().search(
            SearchDomain("partner_id", "=", self.partner_id.id)
            & SearchDomain("scheme_id", "=", self.scheme_id.id)
            & SearchDomain("company_id", "=", self.company_id.id)
            & SearchDomain("run_id.state", "in", ("confirmed", "filed"))
            & SearchDomain("as_of", "<=", self.as_of)
            & SearchDomain("run_id", "!=", self.run_id.id)
        )
        previous = earlier.sorted(
            lambda line: (line.as_of, line.run_id.reviewed_on, line.run_id.id)
        )[-1:]
        if previous.grade_id == award:
            if previous.is_requested:
                return None
            if previous.is_capped:
                grades = previous.run_id.scheme_definition["grades"]
                stood = grades[previous.uncapped_place - 1]["id"]
                return open_places.get(stood)
        return open_places.get(award.id)
