# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.windows import window_start


def read_names(records):
    """Return id → {language: name}, read at once for all records.

    What is not saved yet, on the screen, has its name in the user's language alone.
    """
    lang = records.env.lang or "en_US"
    names = {
        record.id: {lang: record.name or ""} for record in records if not record.id
    }
    saved = records.filtered("id")
    if not saved:
        return names
    saved.flush_recordset(["name"])
    return names | dict(
        saved.env.execute_query(
            SQL(
                "SELECT id, name FROM %s WHERE id IN %s",
                SQL.identifier(saved._table),
                tuple(saved.ids),
            )
        )
    )


class GroupCustomerGradeScheme(models.Model):
    """The copy of a scheme that a run is computed from and keeps."""

    _inherit = "group.customer.grade.scheme"

    def _get_definition(self, company, as_of):
        """Return the scheme as plain data, from which a run is computed.

        Names are kept in every language, so that a filed run can be read in the
        reader's language after the scheme has changed.
        """
        self.ensure_one()
        Parameter = self.env["group.customer.parameter"]
        grades = self.grade_ids.sorted("sequence")
        criteria = self.criterion_ids.sorted("sequence")
        grade_names = read_names(grades)
        return {
            "scheme_id": self.id,
            "code": self.code,
            "name": read_names(self)[self.id],
            "mode": self.mode,
            "node_level": self.node_level,
            "company_scope": self.company_scope,
            "population_domain": self.population_domain,
            "weight_total": self.weight_total,
            "combination": self.combination,
            "score_factor": self.score_factor,
            "hysteresis_margin": self.hysteresis_margin,
            "confirmations": self.confirmations,
            "clv_retention": self.clv_retention,
            "clv_discount": self.clv_discount,
            "clv_margin_rate": self.clv_margin_rate,
            "as_of": fields.Date.to_string(as_of),
            "company_id": company.id,
            "company_ids": self._get_ledger_companies(company).ids,
            "currency_id": company.currency_id.id,
            "pareto_share": Parameter._get_value("pareto_share", company, as_of),
            "grades": [
                {
                    "id": grade.id,
                    "code": grade.code,
                    "name": grade_names[grade.id],
                    "score_min": grade.score_min,
                    "share_max": grade.share_max,
                    "is_veto_only": grade.is_veto_only,
                    "is_request_only": grade.is_request_only,
                    "color": grade.color,
                    "segments": [
                        {
                            "criterion_id": segment.criterion_id.id,
                            "alternative": segment.alternative,
                            "from": segment.score_from,
                            "to": segment.score_to,
                        }
                        for segment in grade.segment_ids.sorted("alternative")
                    ],
                }
                for grade in grades
            ],
            "criteria": criteria._get_definitions(as_of),
        }

    def _get_ledger_companies(self, company):
        """The companies whose books a run of ``company`` reads."""
        if self.company_scope == "company":
            return company
        # Chosen by the scheme, not by the companies ticked in the switcher.
        return self.env["res.company"].sudo().search(Domain.TRUE)


class GroupCustomerGradeCriterion(models.Model):
    _inherit = "group.customer.grade.criterion"

    def _get_definitions(self, as_of):
        names = read_names(self)
        band_names = read_names(self.band_ids)
        return [
            criterion._get_definition(as_of, names, band_names) for criterion in self
        ]

    @api.model
    def _get_window_start(self, as_of, value, unit):
        """First day of a window up to ``as_of`` as text; False without a window."""
        start = window_start(as_of, value, unit)
        return fields.Date.to_string(start) if start else False

    def _get_definition(self, as_of, names, band_names):
        self.ensure_one()
        window_value = self.window_value if self.uses_window else 0
        return {
            "id": self.id,
            "name": names[self.id],
            "role": self.role,
            "metric_id": self.metric_id.id,
            "metric": self.metric_id.code,
            "measure": self.measure,
            "unit": self.unit,
            "options": self._get_measure_options(),
            "date_from": self._get_window_start(as_of, window_value, self.window_unit),
            "window_value": window_value,
            "window_unit": self.window_unit,
            "basis": self.basis,
            "quantile_count": self.quantile_count,
            "lower_is_better": self.lower_is_better,
            "null_policy": self.null_policy,
            "weight": self.weight,
            "grade_id": self.grade_id.id,
            "alternative": self.alternative,
            "operator": self.operator,
            "threshold": self.threshold,
            "bands": [
                {
                    "from": None if band.no_lower else band.value_from,
                    "to": None if band.no_upper else band.value_to,
                    "points": band.points,
                    "name": band_names[band.id],
                }
                for band in self.band_ids.sorted(
                    lambda band: (not band.no_lower, band.value_from)
                )
            ],
        }
