# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import float_compare, format_date

# Set while several lines of a scheme are being written
LINES_TOGETHER = "group_customer_allocation_lines_together"


class GroupCustomerAllocationScheme(models.Model):
    """How the resources of a month are shared out, from a day on (AM-02 to AM-10).

    All numbers of the regulation stand here and on the lines: shares, times, the parts
    of the score, the weights of what makes a resource important. A run keeps what it
    was computed from: changing a scheme changes runs to come alone.

    An archived scheme may be unfinished.
    """

    _name = "group.customer.allocation.scheme"
    _description = "Allocation Scheme"
    _inherit = ["mail.thread"]
    _order = "company_id, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(help="Names the scheme in policy packs.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        tracking=True,
        help="Empty: for every company that has no scheme of its own.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Holds for the months that begin on this day or later, until another "
        "scheme follows.",
    )
    # The shares
    share_ids = fields.One2many(
        comodel_name="group.customer.allocation.share",
        inverse_name="scheme_id",
        string="Shares",
        copy=True,
    )
    share_total = fields.Float(
        string="Sum of Shares (%)", compute="_compute_totals", digits=(16, 4)
    )
    kind_ids = fields.One2many(
        comodel_name="group.customer.allocation.kind",
        inverse_name="scheme_id",
        string="Kinds",
    )
    spill_mode = fields.Selection(
        selection=[
            ("carry_over", "Carry the missing pieces over to next month"),
            ("proportional", "Take them from all others in proportion"),
            ("order", "Take them from the others in their order"),
        ],
        string="Shortage",
        required=True,
        default="carry_over",
        tracking=True,
        help="What happens when there are fewer resources of a share than its part of "
        "the total. Carried over: what others have beyond their own part stays in the "
        "pool for next month.",
    )
    per_head_limit = fields.Integer(
        string="Limit per Head",
        tracking=True,
        help="How many customers at most each receiver is given in a month on "
        "average; the rest stays in the pool. Zero: no limit.",
    )
    distribution_mode = fields.Selection(
        selection=[
            ("equal", "The same number for everybody"),
            ("by_score", "In proportion to the score"),
        ],
        string="Distribution",
        required=True,
        default="equal",
        tracking=True,
        help="The same number: the score decides who comes first in the queue, and so "
        "who is given the more important resources and the odd ones.",
    )
    include_managed = fields.Boolean(
        string="Share Out Managed Customers",
        tracking=True,
        help="Ticked, customers that have an active account manager are shared out "
        "anew as well. Pinned customers never are.",
    )
    # The score
    component_ids = fields.One2many(
        comodel_name="group.customer.allocation.component",
        inverse_name="scheme_id",
        string="Parts of the Score",
        copy=True,
    )
    component_total = fields.Float(
        string="Full Score", compute="_compute_totals", digits=(16, 4)
    )
    rank_share_ids = fields.One2many(
        comodel_name="group.customer.allocation.rank.share",
        inverse_name="scheme_id",
        string="Points by Rank",
        copy=True,
    )
    rank_zero_from_month = fields.Integer(
        string="Rank Counts Zero from Month",
        default=2,
        tracking=True,
        help="From which month of the extended probation on the rank counts nothing; "
        "the month in which the period begins is the first. Zero: it always counts.",
    )
    score_months_back = fields.Integer(
        string="Figures of How Many Months Before",
        default=1,
        tracking=True,
        help="1: task, attendance and logs of the month before the one that is "
        "shared out.",
    )
    prepare_days = fields.Integer(
        string="Prepare Days Before",
        default=5,
        tracking=True,
        help="How many days before a month begins its draft is prepared and counted. "
        "Zero: nothing is prepared by itself.",
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        tracking=True,
        help="Who looks after the resources is told when the draft of a month was "
        "prepared.",
    )
    # Where it comes from
    description = fields.Text(translate=True)
    article = fields.Char(help="The regulation the scheme comes from.")
    requirement = fields.Char()

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another allocation scheme has this code: choose another code.",
    )
    _date_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), date_from) WHERE active",
        "Another allocation scheme of the company begins on the same day: archive it, "
        "or choose another day.",
    )
    _numbers_positive = models.Constraint(
        "CHECK(per_head_limit >= 0 AND rank_zero_from_month >= 0 "
        "AND score_months_back >= 0 AND prepare_days >= 0)",
        "The numbers of an allocation scheme are zero or more.",
    )

    # === COMPUTE METHODS === #

    @api.depends("share_ids.percent", "component_ids.weight")
    def _compute_totals(self):
        for scheme in self:
            scheme.share_total = sum(scheme.share_ids.mapped("percent"))
            scheme.component_total = sum(scheme.component_ids.mapped("weight"))

    @api.depends("name", "date_from")
    def _compute_display_name(self):
        for scheme in self:
            day = format_date(self.env, scheme.date_from) if scheme.date_from else ""
            scheme.display_name = f"{scheme.name} ({day})" if day else scheme.name

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._lines_together() as touched:
            schemes = super().create(vals_list)
            touched.update(schemes.ids)
        return schemes

    def write(self, vals):
        with self._lines_together():
            return super().write(vals)

    def copy_data(self, default=None):
        """A copy starts archived: it would begin on the same day."""
        return [
            {
                **vals,
                "active": False,
                "code": False,
                "name": self.env._("%(name)s (copy)", name=scheme.name),
            }
            for scheme, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        runs = self.env["group.customer.allocation"].sudo()
        if used := runs.search(Domain("scheme_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._(
                    "The allocation scheme “%(scheme)s” was used by “%(run)s”: archive "
                    "it instead of deleting it.",
                    scheme=used.scheme_id.display_name,
                    run=used.display_name,
                )
            )

    # === WHAT A SCHEME MUST HOLD === #

    @contextmanager
    def _lines_together(self):
        """Check schemes when all of their lines are written; the outermost one does.

        :returns: the ids of the schemes to check, for those made meanwhile
        """
        cache = self.env.cr.cache
        outer = cache.get(LINES_TOGETHER)
        if outer is not None:
            outer.update(self.ids)
            yield outer
            return
        touched = cache[LINES_TOGETHER] = set(self.ids)
        try:
            yield touched
        finally:
            cache.pop(LINES_TOGETHER, None)
        # sudo: what a scheme must hold does not depend on who writes it
        self.sudo().browse(touched).exists()._check_complete()

    def _check_complete(self):
        """Refuse a scheme in use that cannot be computed with.

        :raises ValidationError: naming the scheme and all that is wrong
        """
        for scheme in self.filtered("active"):
            if problems := scheme._find_problems():
                raise ValidationError(
                    self.env._(
                        "The allocation scheme “%(scheme)s” cannot be used:\n"
                        "%(problems)s\nCorrect it, or archive it until it is complete.",
                        scheme=scheme.display_name,
                        problems="\n".join(f"- {problem}" for problem in problems),
                    )
                )

    def _find_problems(self):
        """Return what keeps a scheme from being computed with, as sentences."""
        self.ensure_one()
        problems = []
        if not self._is_hundred(self.share_total):
            problems.append(
                self.env._(
                    "The shares are %(total)g %% in all and must be 100 %%: "
                    "%(shares)s.",
                    total=self.share_total,
                    shares=", ".join(
                        f"{share.name} {share.percent:g} %" for share in self.share_ids
                    )
                    or self.env._("there is none"),
                )
            )
        problems += [
            self.env._(
                "The share “%(share)s” has no kind of resource: add one, or remove it.",
                share=share.name,
            )
            for share in self.share_ids
            if not share.kind_ids
        ]
        if not self._is_hundred(self.component_total):
            problems.append(
                self.env._(
                    "The parts of the score are %(total)g points in all and must be "
                    "100: %(parts)s.",
                    total=self.component_total,
                    parts=", ".join(
                        f"{part.display_name} {part.weight:g}"
                        for part in self.component_ids
                    )
                    or self.env._("there is none"),
                )
            )
        problems += [
            self.env._(
                "The factors of “%(kind)s” have no weight: give one of them a weight, "
                "or remove them all.",
                kind=kind.kind_id.name,
            )
            for kind in self.kind_ids
            if kind.factor_ids and not any(kind.factor_ids.mapped("weight"))
        ]
        return problems

    @api.model
    def _is_hundred(self, number):
        return not float_compare(number, 100, precision_digits=4)

    # === BUSINESS METHODS === #

    @api.model
    def _get_in_force(self, company, month):
        """Return the scheme of a company for the month that begins on a day; its own
        comes before one of all companies. Empty when there is none."""
        # sudo: a scheme holds whoever prepares the month
        schemes = self.sudo().search(
            Domain("company_id", "in", [company.id, False])
            & Domain("date_from", "<=", month)
        )
        return schemes.sorted(
            lambda scheme: (bool(scheme.company_id), scheme.date_from, scheme.id)
        )[-1:]

    def _prepare_definition(self):
        """Return everything a run is computed from, as plain values.

        :rtype: dict
        """
        self.ensure_one()
        scheme = self.sudo()
        return {
            "name": scheme.name,
            "date_from": fields.Date.to_string(scheme.date_from),
            "spill_mode": scheme.spill_mode,
            "per_head_limit": scheme.per_head_limit,
            "distribution_mode": scheme.distribution_mode,
            "include_managed": scheme.include_managed,
            "rank_zero_from_month": scheme.rank_zero_from_month,
            "score_months_back": scheme.score_months_back,
            "components": {
                part.component: part.weight for part in scheme.component_ids
            },
            "ranks": {
                str(line.rank_id.id): line.percent for line in scheme.rank_share_ids
            },
            "shares": [
                {
                    "code": share._get_code(),
                    "name": share.name,
                    "percent": share.percent,
                    "kinds": [kind._prepare_definition() for kind in share.kind_ids],
                }
                for share in scheme.share_ids
            ],
        }
