# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .group_customer_territory_match import TEXT_COLUMNS

# Where the records are that a criterion names: kind → field.
LINK_FIELDS = {
    "country": "country_ids",
    "state": "state_ids",
    "industry": "industry_ids",
    "grade": "grade_ids",
}
# Commas, semicolons and the Chinese enumeration comma separate names.
SEPARATORS = re.compile(r"[,;、，；\n]")  # noqa: RUF001 Chinese commas are meant
# How many names a summary shows before "…".
NAMES_IN_SUMMARY = 6
# Stands for “no upper limit”; the largest number of employees that Odoo stores.
MAX_INT = 2**31 - 1


class GroupCustomerTerritoryCriterion(models.Model):
    """One condition of a territory on the accounts it takes."""

    _name = "group.customer.territory.criterion"
    _description = "Territory Criterion"
    _inherit = ["group.customer.server.field.mixin"]
    _order = "territory_id, is_excluded, sequence, id"
    _rec_name = "summary"
    _server_fields = frozenset({"company_id"})

    territory_id = fields.Many2one(
        comodel_name="group.customer.territory",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(
        related="territory_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("country", "Country"),
            ("state", "State or Province"),
            ("city", "City"),
            ("zip", "Postcode"),
            ("industry", "Industry"),
            ("size", "Number of Employees"),
            ("grade", "Grade"),
            ("grid", "Grid"),
            ("street", "Street"),
            ("building", "Building"),
        ],
        required=True,
        default="city",
    )
    is_excluded = fields.Boolean(
        string="Excludes",
        help="Accounts that this criterion describes are taken out.",
    )
    country_ids = fields.Many2many(comodel_name="res.country", string="Countries")
    state_ids = fields.Many2many(
        comodel_name="res.country.state", string="States or Provinces"
    )
    industry_ids = fields.Many2many(
        comodel_name="res.partner.industry", string="Industries"
    )
    grade_ids = fields.Many2many(
        comodel_name="group.customer.grade",
        relation="group_customer_territory_criterion_grade_rel",
        string="Grades",
    )
    text = fields.Char(
        string="Names",
        help="Names of cities, grids, streets or buildings with commas between them. "
        "Capitals, full-width letters and blanks around a name make no difference.",
    )
    zip_from = fields.Char(
        string="Postcode From",
        help="The first postcode, or its beginning: 2000 starts with 200000.",
    )
    zip_to = fields.Char(
        string="Postcode To",
        help="The last postcode, or its beginning: 2019 ends with 201999. Empty: only "
        "postcodes that begin like the first one.",
    )
    size_min = fields.Integer(string="Employees From")
    size_max = fields.Integer(string="Employees To", help="0: no upper limit.")
    summary = fields.Char(compute="_compute_summary")

    # === COMPUTE METHODS === #

    @api.depends(
        "kind",
        "is_excluded",
        "text",
        "zip_from",
        "zip_to",
        "size_min",
        "size_max",
        *LINK_FIELDS.values(),
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for criterion in self:
            criterion.summary = self.env._(
                "%(kind)s: %(values)s",
                kind=labels.get(criterion.kind, ""),
                values=criterion._get_value_text(),
            )

    def _get_value_text(self):
        """Return what the criterion asks for, in words."""
        self.ensure_one()
        if self.kind == "zip":
            first, last = self.zip_from or "", self.zip_to or self.zip_from or ""
            return first if first == last else f"{first}–{last}"
        if self.kind == "size":
            if not self.size_max:
                return self.env._("%(number)s and more", number=self.size_min)
            return f"{self.size_min}–{self.size_max}"
        if self.kind in LINK_FIELDS:
            names = self[LINK_FIELDS[self.kind]].mapped("display_name")
        else:
            names = self._get_names()
        more = ", …" if len(names) > NAMES_IN_SUMMARY else ""
        return ", ".join(names[:NAMES_IN_SUMMARY]) + more

    # === CONSTRAINT METHODS === #

    @api.constrains(
        "kind",
        "text",
        "zip_from",
        "zip_to",
        "size_min",
        "size_max",
        *LINK_FIELDS.values(),
    )
    def _check_values(self):
        """A criterion asks for something, and a range has its ends in order."""
        for criterion in self:
            problem = criterion._find_problem()
            if problem:
                labels = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "The criterion “%(kind)s” of the territory %(territory)s: "
                        "%(problem)s",
                        kind=labels[criterion.kind],
                        territory=criterion.territory_id.complete_name,
                        problem=problem,
                    )
                )

    def _find_problem(self):
        self.ensure_one()
        if self.kind == "zip":
            first, last = (_get_zip(value) for value in (self.zip_from, self.zip_to))
            if not first:
                return self.env._("enter the first postcode.")
            if last and last < first[: len(last)]:
                return self.env._("the last postcode comes before the first one.")
        elif self.kind == "size":
            if self.size_min < 0 or self.size_max < 0:
                return self.env._("the number of employees cannot be negative.")
            if not self.size_min and not self.size_max:
                return self.env._("enter the smallest or the largest number.")
            if self.size_max and self.size_max < self.size_min:
                return self.env._("the largest number is below the smallest one.")
        elif self.kind in LINK_FIELDS:
            if not self[LINK_FIELDS[self.kind]]:
                return self.env._("choose at least one value.")
        elif not self._get_names():
            return self.env._("enter at least one name.")
        return False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria._on_map_change()
        return criteria

    def write(self, vals):
        self._on_map_change()
        if "territory_id" in vals and any(
            criterion.territory_id.id != vals["territory_id"] for criterion in self
        ):
            raise UserError(
                self.env._(
                    "The criterion “%(criterion)s” stays with its territory: create "
                    "it in the other one.",
                    criterion=self[:1].summary,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._on_map_change()

    def _on_map_change(self):
        """Only a draft is changed, and what was previewed no longer holds."""
        plans = self.territory_id.plan_id
        plans._check_draft()
        plans._drop_preview()

    # === BUSINESS METHODS === #

    def _get_names(self):
        """Return the names that were entered, each without blanks around it."""
        self.ensure_one()
        names = (name.strip() for name in SEPARATORS.split(self.text or ""))
        return [name for name in names if name]

    def _get_values(self):
        """Return the values of which an account has to have one, as text; none for a
        range."""
        self.ensure_one()
        if self.kind in LINK_FIELDS:
            return [str(id_) for id_ in self[LINK_FIELDS[self.kind]].ids]
        return self._get_names() if self.kind in TEXT_COLUMNS else []

    def _get_bounds(self):
        """Return the first and the last value of a range as text, or None."""
        self.ensure_one()
        if self.kind == "zip":
            return _get_zip(self.zip_from), _get_zip(self.zip_to or self.zip_from)
        if self.kind == "size":
            return str(self.size_min), str(self.size_max or MAX_INT)
        return None


def _get_zip(value):
    """Return a postcode as letters and digits alone, as the statement does."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", value or "")).upper()
