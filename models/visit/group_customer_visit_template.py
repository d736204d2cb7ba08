# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

LINE_TYPES = [
    ("stage", "Stage"),
    ("agenda", "Agenda"),
    ("question", "Question"),
]
ANSWER_TYPES = [
    ("text", "Text"),
    ("number", "Number"),
    ("yes_no", "Yes or No"),
    ("choice", "Choice"),
    ("rating", "Rating (1 to 5)"),
]


class GroupCustomerVisitTemplate(models.Model):
    """What the report of a kind of visit asks for: stages, agenda, questions.

    Of the templates in force on the day of a visit, one for its kind goes before one
    for every kind, one of its company before one of all, a later one before an earlier
    one. The report copies the lines: a later template changes no report that is begun.
    """

    _name = "group.customer.visit.template"
    _description = "Template of Visit Reports"
    _order = "kind_id, date_from desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind_id = fields.Many2one(
        comodel_name="group.customer.visit.kind",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: for every kind of visit that has no template of its own.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: for every company that has no template of its own.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
    )
    date_to = fields.Date(string="In Force Until", help="Empty: without end.")
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation that the template comes from.")
    requirement = fields.Char(help="Identifiers of the rules that ask for it.")
    line_ids = fields.One2many(
        comodel_name="group.customer.visit.template.line",
        inverse_name="template_id",
        string="Points",
        copy=True,
    )

    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A template of visit reports has to end on or after the day it begins: "
        "correct the days.",
    )
    _start_unique = models.UniqueIndex(
        "(COALESCE(kind_id, 0), COALESCE(company_id, 0), date_from) WHERE active",
        "Another template begins on this day for the same kind of visit and company: "
        "change that one, or choose another day.",
    )

    @api.model
    def _get_for_visits(self, visits):
        """Return the template of each visit, one search for all of them.

        :rtype: dict of visit → template (or none)
        """
        # sudo: a template is read for whom the report is for, whoever asks
        templates = self.sudo().search(
            Domain("kind_id", "in", [*visits.kind_id.ids, False])
            & Domain("company_id", "in", [*visits.company_id.ids, False])
        )
        ranked = templates.sorted(
            lambda template: (
                bool(template.kind_id),
                bool(template.company_id),
                template.date_from,
            ),
            reverse=True,
        )
        return {
            visit: ranked.filtered(lambda t, visit=visit: t._fits(visit))[:1]
            for visit in visits
        }

    def _fits(self, visit):
        self.ensure_one()
        day = visit.date
        return (
            self.kind_id in (visit.kind_id, self.kind_id.browse())
            and self.company_id in (visit.company_id, self.company_id.browse())
            and self.date_from <= day
            and (not self.date_to or day <= self.date_to)
        )


class GroupCustomerVisitTemplateLine(models.Model):
    _name = "group.customer.visit.template.line"
    _description = "Point of a Template of Visit Reports"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        comodel_name="group.customer.visit.template",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="template_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    line_type = fields.Selection(
        selection=LINE_TYPES,
        string="Type",
        required=True,
        default="question",
        help="A stage that the talk goes through, a point of the agenda, or a question "
        "to be answered.",
    )
    name = fields.Char(string="Point", required=True, translate=True)
    hint = fields.Char(translate=True, help="What to look out for.")
    answer_type = fields.Selection(
        ANSWER_TYPES, string="Answer As", required=True, default="text"
    )
    choices = fields.Text(
        translate=True, help="What can be chosen, one choice in a line."
    )
    is_required = fields.Boolean(
        string="Must Be Answered",
        help="Without it the report cannot be submitted.",
    )

    @api.constrains("answer_type", "choices")
    def _check_choices(self):
        for line in self:
            if line.answer_type == "choice" and len(line._get_choices()) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(point)s” is answered by a choice: enter at least two "
                        "choices, one in a line.",
                        point=line.name,
                    )
                )

    def _get_choices(self):
        self.ensure_one()
        return [
            text.strip() for text in (self.choices or "").split("\n") if text.strip()
        ]

    def _prepare_answer_vals(self, visit):
        """Return the values of the answer that a report gets for this point: what is
        asked is frozen, in the language of the visitor."""
        line = self.with_context(lang=visit.user_id.lang or self.env.lang)
        return {
            "visit_id": visit.id,
            "line_id": self.id,
            "sequence": self.sequence,
            "line_type": self.line_type,
            "name": line.name,
            "hint": line.hint,
            "answer_type": self.answer_type,
            "choices": line.choices,
            "is_required": self.is_required,
        }
