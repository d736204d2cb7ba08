# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

COMPONENTS = [
    ("rank", "Staff Rank"),
    ("task", "Task Completion"),
    ("attendance", "Attendance"),
    ("log", "Work Logs Passed"),
    ("flexible", "Flexible Deployment"),
]


class GroupCustomerAllocationSchemeLine(models.AbstractModel):
    """A line of an allocation scheme: the scheme is checked whenever one changes."""

    _name = "group.customer.allocation.scheme.line"
    _description = "Line of an Allocation Scheme"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["group.customer.allocation.scheme"]._lines_together() as touched:
            lines = super().create(vals_list)
            touched.update(lines._get_schemes().ids)
        return lines

    def write(self, vals):
        with self._get_schemes()._lines_together() as touched:
            result = super().write(vals)
            touched.update(self._get_schemes().ids)
        return result

    def unlink(self):
        with self._get_schemes()._lines_together():
            return super().unlink()

    def _get_schemes(self):
        return self.scheme_id


class GroupCustomerAllocationShare(models.Model):
    """The share that one or several kinds of resources have of a month (AM-02)."""

    _name = "group.customer.allocation.share"
    _description = "Share of an Allocation Scheme"
    _inherit = ["group.customer.allocation.scheme.line"]
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.allocation.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="scheme_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(
        default=10, help="Whose resources are the more important ones comes first."
    )
    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Names the share in policy packs and from month to month.")
    percent = fields.Float(
        string="Share (%)", required=True, digits=(16, 4), aggregator="sum"
    )
    kind_ids = fields.One2many(
        comodel_name="group.customer.allocation.kind",
        inverse_name="share_id",
        string="Kinds of Resources",
        copy=True,
    )

    kind_names = fields.Char(string="Kinds", compute="_compute_kind_names")

    _code_unique = models.UniqueIndex(
        "(scheme_id, code) WHERE code IS NOT NULL",
        "Another share of the scheme has this code: choose another code.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100)",
        "A share lies between 0 and 100 per cent.",
    )

    @api.depends("kind_ids.kind_id.name")
    def _compute_kind_names(self):
        for share in self:
            share.kind_names = ", ".join(share.kind_ids.mapped("kind_id.name"))

    def _get_code(self):
        """Return what names the share from month to month."""
        self.ensure_one()
        return self.code or f"share_{self.id}"


class GroupCustomerAllocationKind(models.Model):
    """The times of a kind of resource, and what makes one of them important."""

    _name = "group.customer.allocation.kind"
    _description = "Kind in an Allocation Scheme"
    _inherit = ["group.customer.allocation.scheme.line"]
    _order = "scheme_id, sequence, id"

    share_id = fields.Many2one(
        comodel_name="group.customer.allocation.share",
        required=True,
        ondelete="cascade",
        index=True,
    )
    scheme_id = fields.Many2one(
        related="share_id.scheme_id", store=True, index=True, precompute=True
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="scheme_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(
        default=10,
        help="Which of a customer's resources is the one that counts: the first kind.",
    )
    kind_id = fields.Many2one(
        comodel_name="group.customer.resource.kind",
        string="Kind of Resource",
        required=True,
        ondelete="restrict",
        index=True,
    )
    window = fields.Selection(related="kind_id.window")
    lead_days = fields.Integer(
        string="Days Ahead",
        help="How many days before it is due a resource is shared out (AM-07).",
    )
    horizon_months = fields.Integer(
        string="Months Ahead",
        help="How many months ahead a resource may be due (AM-10); zero: any time.",
    )
    include_overdue = fields.Boolean(
        string="Keep What Came Due",
        default=True,
        help="Resources that came due earlier in the year of the month and that nobody "
        "was given stay in the pool. Not ticked: only those of the month.",
    )
    factor_ids = fields.One2many(
        comodel_name="group.customer.allocation.factor",
        inverse_name="allocation_kind_id",
        string="Factors",
        copy=True,
        help="What makes a resource important, and by how much. None: the factors of "
        "the kind, all the same.",
    )

    _kind_unique = models.UniqueIndex(
        "(scheme_id, kind_id)",
        "The kind of resource stands in the allocation scheme already: a kind belongs "
        "to one share.",
    )
    _times_positive = models.Constraint(
        "CHECK(lead_days >= 0 AND horizon_months >= 0)",
        "The times of a kind are zero or more.",
    )

    @api.depends("kind_id")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = kind.kind_id.name

    def _get_schemes(self):
        return self.share_id.scheme_id

    def _get_numbers(self):
        """Return the numbers of the window of the kind, by name."""
        self.ensure_one()
        return {
            "lead_days": self.lead_days,
            "horizon_months": self.horizon_months or None,
            "include_overdue": self.include_overdue,
        }

    def _prepare_definition(self):
        self.ensure_one()
        return {
            "kind_id": self.kind_id.id,
            "name": self.kind_id.name,
            "numbers": self._get_numbers(),
            "factors": {line.factor: line.weight for line in self.factor_ids},
        }


class GroupCustomerAllocationFactor(models.Model):
    """How much a factor of importance weighs for a kind (AM-07 to AM-09)."""

    _name = "group.customer.allocation.factor"
    _description = "Weight of a Factor of Importance"
    _inherit = ["group.customer.allocation.scheme.line"]
    _order = "allocation_kind_id, sequence, id"

    allocation_kind_id = fields.Many2one(
        comodel_name="group.customer.allocation.kind",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="allocation_kind_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    factor = fields.Selection(
        selection=lambda self: self._selection_factor(), required=True
    )
    weight = fields.Float(
        required=True,
        default=1,
        digits=(16, 4),
        help="In proportion to the weights of the other factors of the kind.",
    )

    _factor_unique = models.Constraint(
        "UNIQUE(allocation_kind_id, factor)",
        "The kind has this factor already: change that line instead.",
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A weight is zero or more."
    )

    def _selection_factor(self):
        factors = self.env["group.customer.resource.kind"]._get_factors()
        return [(code, factor["name"]) for code, factor in factors.items()]

    def _get_schemes(self):
        return self.allocation_kind_id.share_id.scheme_id


class GroupCustomerAllocationComponent(models.Model):
    """How many of the 100 points a part of a receiver's score is worth (AM-04)."""

    _name = "group.customer.allocation.component"
    _description = "Part of a Receiver's Score"
    _inherit = ["group.customer.allocation.scheme.line"]
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.allocation.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="scheme_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    component = fields.Selection(selection=COMPONENTS, string="Part", required=True)
    weight = fields.Float(string="Points", required=True, digits=(16, 4))
    description = fields.Text(translate=True)

    _component_unique = models.Constraint(
        "UNIQUE(scheme_id, component)",
        "The scheme has this part of the score already: change that line instead.",
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "The points of a part of the score are zero or more."
    )

    @api.depends("component")
    def _compute_display_name(self):
        labels = dict(self._fields["component"]._description_selection(self.env))
        for part in self:
            part.display_name = labels.get(part.component)


class GroupCustomerAllocationRankShare(models.Model):
    """How much of the points for the rank each rank has (AM-04, AM-05)."""

    _name = "group.customer.allocation.rank.share"
    _description = "Points of a Rank"
    _inherit = ["group.customer.allocation.scheme.line"]
    _order = "scheme_id, percent desc, id"

    scheme_id = fields.Many2one(
        comodel_name="group.customer.allocation.scheme",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="scheme_id.company_id", store=True, index="btree_not_null"
    )
    rank_id = fields.Many2one(
        comodel_name="group.customer.manager.rank",
        string="Staff Rank",
        required=True,
        ondelete="restrict",
        index=True,
    )
    percent = fields.Float(
        string="Share of the Points (%)",
        required=True,
        digits=(16, 4),
        help="100: all the points that the scheme gives for the rank.",
    )

    _rank_unique = models.Constraint(
        "UNIQUE(scheme_id, rank_id)",
        "The rank stands in the scheme already: change that line instead.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100)",
        "A rank has between 0 and 100 per cent of the points.",
    )

    @api.constrains("rank_id")
    def _check_rank(self):
        for line in self:
            if not line.rank_id.active:
                raise ValidationError(
                    self.env._(
                        "The rank “%(rank)s” is archived: bring it back, or leave it "
                        "out of the scheme.",
                        rank=line.rank_id.display_name,
                    )
                )
