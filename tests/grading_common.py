# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command, fields

from .common import ApprovalRulesMixin, GroupCustomerCommon

AS_OF = date(2024, 6, 30)
# Shares of the whole that ABC grades make up together
ABC = [
    ("A", {"share_max": 70}),
    ("B", {"share_max": 90}),
    ("C", {"share_max": 100}),
]


class GradingMixin(ApprovalRulesMixin):
    """Schemes, customers and history for the tests of the grading engine.

    No approval rule is in use, so that runs, requests and schemes are decided by
    their own states.
    """

    @classmethod
    def _setup_grading(cls):
        cls._archive_approval_rules()
        cls.us_company = cls.env.company
        cls.category = cls.env["res.partner.category"].create({"name": "Graded"})
        cls.rating = cls.env["group.customer.metric"].create(
            {
                "name": "Rating",
                "code": "test_rating",
                "option_ids": [
                    Command.create({"name": "Good", "value": 100}),
                    Command.create({"name": "Bad", "value": 10}),
                ],
            }
        )

    @classmethod
    def _customers(cls, *names):
        """Create lone customers of the tests' population."""
        partners = cls.env["res.partner"]
        for name in names:
            partners += cls._create_company_partner(
                name, category_id=[Command.link(cls.category.id)]
            )
        return partners

    @classmethod
    def _transact(cls, partner, amount, day="2024-06-01", **values):
        Transaction = cls.env["group.customer.transaction"]
        return Transaction.create(
            {
                "partner_id": partner.id,
                "amount": amount,
                "date": day,
                "reference": f"T{Transaction.search_count([])}",
                **values,
            }
        )

    @classmethod
    def _settle(cls, partner, amount, date_due, collected_on):
        """Sell something a month before it is due, paid on a day."""
        day = fields.Date.subtract(fields.Date.to_date(date_due), months=1)
        return cls._transact(
            partner, amount, day, date_due=date_due, collected_on=collected_on
        )

    @classmethod
    def _metric(cls, measure):
        """Return the metric of a measure, made if no pack brought one."""
        if not isinstance(measure, str):
            return measure
        if measure == "rating":
            return cls.rating
        Metric = cls.env["group.customer.metric"]
        return Metric.search([("measure", "=", measure)], limit=1) or Metric.create(
            {"name": measure, "code": f"test_{measure}", "measure": measure}
        )

    @classmethod
    def _grade_three(cls, criterion=None, **values):
        """Make Ann (sales of 900), Bob (300) and Cat (50), and a scheme that gives
        them A, B and C: 500 make an A, 100 a B.

        :param dict criterion: values of the one criterion
        :param values: those of the scheme
        """
        cls.ann, cls.bob, cls.cat = cls.customers = cls._customers("Ann", "Bob", "Cat")
        for partner, amount in zip(cls.customers, (900, 300, 50), strict=True):
            cls._transact(partner, amount, "2024-06-01")
        cls.scheme = cls._scheme(
            "weighted",
            [("A", {"score_min": 80}), ("B", {"score_min": 40}), ("C", {})],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [(None, 100, 0), (100, 500, 50), (500, None, 100)],
                    "null_policy": "zero",
                    **(criterion or {}),
                }
            ],
            **values,
        )

    @classmethod
    def _scheme(cls, mode, grades, criteria, **values):
        """Create a scheme.

        :param grades: (code, values) pairs, the best first
        :param criteria: dicts of values; ``metric`` is a measure, ``grade`` a code,
            ``bands`` triples (from, to, points) with None for no bound
        :param segments: grade code → alternatives, each a dict of the place of a
            criterion → pair (lowest, highest quantile score)
        """
        segments = values.pop("segments", {})
        Scheme = cls.env["group.customer.grade.scheme"]
        scheme = Scheme.create(
            {
                "name": f"Scheme {mode}",
                "code": f"test_{Scheme.search_count([])}",
                "mode": mode,
                "population_domain": f"[('category_id', 'in', [{cls.category.id}])]",
                "grade_ids": [
                    Command.create(
                        {
                            "code": code,
                            "name": f"Grade {code}",
                            "sequence": sequence,
                            **vals,
                        }
                    )
                    for sequence, (code, vals) in enumerate(grades)
                ],
                **values,
            }
        )
        codes = {grade.code: grade.id for grade in scheme.grade_ids}
        for sequence, criterion in enumerate(criteria):
            vals = dict(criterion)
            measure = vals.pop("metric")
            grade = vals.pop("grade", None)
            bands = vals.pop("bands", ())
            cls.env["group.customer.grade.criterion"].create(
                {
                    "scheme_id": scheme.id,
                    "sequence": sequence,
                    "name": f"Criterion {sequence} on {measure}",
                    "metric_id": cls._metric(measure).id,
                    "grade_id": codes.get(grade),
                    "band_ids": [Command.create(cls._band(*band)) for band in bands],
                    **vals,
                }
            )
        for code, alternatives in segments.items():
            for alternative, asked in enumerate(alternatives, 1):
                for place, (low, high) in asked.items():
                    cls.env["group.customer.grade.segment"].create(
                        {
                            "grade_id": codes[code],
                            "criterion_id": scheme.criterion_ids[place].id,
                            "alternative": alternative,
                            "score_from": low,
                            "score_to": high,
                        }
                    )
        return scheme

    @classmethod
    def _band(cls, value_from, value_to, points):
        return {
            "value_from": value_from or 0,
            "no_lower": value_from is None,
            "value_to": value_to or 0,
            "no_upper": value_to is None,
            "points": points,
        }

    @classmethod
    def _draft_run(cls, scheme, as_of=AS_OF, **values):
        return cls.env["group.customer.grade.run"].create(
            {"scheme_id": scheme.id, "as_of": as_of, **values}
        )

    @classmethod
    def _run(cls, scheme, as_of=AS_OF, **values):
        run = cls._draft_run(scheme, as_of, **values)
        run.action_compute()
        return run

    @classmethod
    def _rate(cls, partner, value, day="2024-01-01", **values):
        option = cls.rating.option_ids.filtered(lambda option: option.value == value)
        return cls.env["group.customer.grade.input"].create(
            {
                "partner_id": partner.id,
                "metric_id": cls.rating.id,
                "option_id": option.id,
                "date": day,
                **values,
            }
        )

    @classmethod
    def _letters(cls, run):
        """Return the grades of a run by the names of the customers."""
        return {
            line.partner_id.name: line.grade_id.code or None for line in run.line_ids
        }

    @classmethod
    def _line(cls, run, partner):
        return run.line_ids.filtered(lambda line: line.partner_id == partner)

    # A scheme whose one criterion shows the value of a measure

    @classmethod
    def _showing_scheme(cls, measure, **values):
        criterion = {
            key: values.pop(key)
            for key in ("window_value", "window_unit")
            if key in values
        }
        return cls._scheme(
            "weighted",
            [("A", {"score_min": 0})],
            [
                {
                    "metric": measure,
                    "weight": 100,
                    "bands": [(None, None, 100)],
                    "null_policy": "skip",
                    **criterion,
                }
            ],
            **values,
        )

    def _values(self, measure, as_of=AS_OF, run_values=None, **values):
        """Return the values of a measure by the names of the customers."""
        run = self._run(
            self._showing_scheme(measure, **values), as_of, **(run_values or {})
        )
        return {line.partner_id.name: line.detail[0]["value"] for line in run.line_ids}


class GradingCommon(GradingMixin, GroupCustomerCommon):
    """Grading on the history from before Odoo: no accounting is set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_grading()
