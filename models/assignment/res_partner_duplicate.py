# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.account_keys import city_key, name_key, vat_key

KEYS = ("account_name_key", "account_city_key", "account_vat_key")
# Fields that change a key, or who has one.
KEY_FIELDS = frozenset(
    {
        "name",
        "vat",
        "city",
        "country_id",
        "is_company",
        "company_type",
        "is_group_customer",
        "parent_id",
    }
)
# Fields that bring a known key where it was not before.
REACH_FIELDS = frozenset({"active", "company_id", "namesake_reason"})
# What two accounts are compared by, beside the keys.
COMPARED = (
    "active",
    "company_id",
    "country_id",
    "group_root_id",
    "namesake_reason",
    "parent_id",
)
NAMESAKE_GROUP = "group_customer.group_group_customer_director"


class ResPartner(models.Model):
    """One company is one account: entering it twice is refused (AM-23).

    Compared are group customers, and all companies of a company that guards them all.
    The keys are written by SQL beside the values they come from, never by a client.
    """

    _inherit = "res.partner"
    _server_fields = frozenset(KEYS)

    account_name_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the name without case, width, punctuation and legal form.",
    )
    account_city_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the city without case, width, spaces and punctuation.",
    )
    account_vat_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Technical: the tax ID without country, spaces and punctuation.",
    )
    namesake_reason = fields.Char(
        string="Not a Duplicate, Because",
        copy=False,
        tracking=True,
        help="Why this is another company than one of the same name in the same city, "
        "or than one of another country with the same tax number. Entered by a "
        "director. The tax ID is compared within a country all the same.",
    )
    has_account_twin = fields.Boolean(
        string="Possible Duplicate",
        compute="_compute_has_account_twin",
        search="_search_has_account_twin",
        help="Another group customer has the same tax ID, the same name and city, or "
        "the same name while the cities are not known. Merge the two, or complete the "
        "cities.",
    )

    _account_name_key_idx = models.Index(
        "(account_name_key) WHERE account_name_key IS NOT NULL"
    )
    _account_vat_key_idx = models.Index(
        "(account_vat_key) WHERE account_vat_key IS NOT NULL"
    )

    # === COMPUTE METHODS === #

    @api.depends(*KEYS, *COMPARED)
    def _compute_has_account_twin(self):
        found = self._find_account_twins(self._origin.ids, possible=True)
        twins = {id_ for id_, _other, _kind in found}
        for partner in self:
            partner.has_account_twin = partner._origin.id in twins

    @api.model
    def _search_has_account_twin(self, operator, value):
        if operator != "in":
            return NotImplemented
        if False in value:  # [True, False]: the ORM simplifies it only later
            return Domain.TRUE
        self.flush_model(COMPARED)
        twins = self._get_account_twins_sql(SQL("mine.active"), possible=True)
        return Domain("id", "in", SQL("(SELECT twin.id FROM (%s) AS twin)", twins))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._check_namesake_reason()
        partners._update_account_keys()
        return partners

    def write(self, vals):
        names = vals.keys()
        if "namesake_reason" in names:
            self._check_namesake_right()
        result = super().write(vals)
        if not KEY_FIELDS.isdisjoint(names):
            self._update_account_keys()
        if not REACH_FIELDS.isdisjoint(names):
            # Also those whose keys were compared just now: only what changed was
            self._check_account_reach()
        if "country_id" in names:
            self._check_account_country()
        if "group_parent_id" in names:
            self._request_group_leavers_check()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if default and default.get("vat"):
            return vals_list
        return [
            # Two accounts never have the same tax ID
            {**vals, "vat": False} if partner.account_vat_key else vals
            for partner, vals in zip(self, vals_list, strict=True)
        ]

    # === RIGHTS === #

    def _check_namesake_reason(self):
        """Refuse new contacts that come with the reason, however it got there."""
        if any(partner.namesake_reason for partner in self.sudo()):
            self._check_namesake_right()

    def _check_namesake_right(self):
        if not self.env.su and not self.env.user.has_group(NAMESAKE_GROUP):
            raise UserError(
                self.env._(
                    "%(customer)s: that a company is no duplicate is said by a "
                    "director. Leave “%(field)s” as it is and ask one.",
                    customer=self[:1].sudo().display_name,
                    field=self._fields["namesake_reason"]._description_string(self.env),
                )
            )

    # === KEYS === #

    def _is_account_protected(self):
        """Whether this contact is an account whose duplicates are refused."""
        self.ensure_one()
        if self.is_group_customer:
            return True
        return (
            self.is_company
            and not self.parent_id
            and bool(self.env["res.company"]._get_wide_guard()[0])
            and self._is_under_guard()
        )

    @api.model
    def _make_account_keys(self, name, city, vat, country_code, is_company):
        """Return the values of :data:`KEYS`. People bear one name in hundreds: theirs
        is not compared."""
        suffixes = self.env["group.customer.name.suffix"]._get_suffixes()
        return (
            name_key(name, suffixes.get("company", ())) if is_company else None,
            city_key(city, suffixes.get("city", ())),
            vat_key(vat, country_code),
        )

    def _update_account_keys(self):
        """Make the keys of these contacts anew and refuse those that are taken.

        :returns: the contacts whose keys are others now
        :raises UserError: naming the account that is there already
        """
        # sudo: the same for everybody who enters a customer
        partners = self.sudo().exists() if self.ids else self.browse()
        if not any(
            partner.account_name_key
            or partner.account_vat_key
            or partner._is_account_protected()
            for partner in partners
        ):
            return self.browse()
        before = {
            partner.id: tuple(partner[name] or None for name in KEYS)
            for partner in partners
        }
        after = {
            partner.id: self._make_account_keys(
                partner.name,
                partner.city,
                partner.vat,
                partner.country_id.code,
                partner.is_company,
            )
            if partner._is_account_protected()
            else (None, None, None)
            for partner in partners
        }
        changed = {id_ for id_, keys in after.items() if keys != before[id_]}
        if changed:
            self._write_account_keys([(id_, *after[id_]) for id_ in changed])
            # An old duplicate is worked on all the same: only what changed counts
            for kind, places in (("vat", (2,)), ("name", (0, 1))):
                ids = [
                    id_
                    for id_ in sorted(changed)
                    if any(after[id_][place] != before[id_][place] for place in places)
                ]
                self.browse(ids)._check_account_twins(after, kinds=(kind,))
        return self.browse(changed)

    @api.model
    def _write_account_keys(self, rows):
        """:param rows: tuples of id and the values of :data:`KEYS`"""
        ids, names, cities, vats = (list(column) for column in zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET account_name_key = fresh.name,
                       account_city_key = fresh.city,
                       account_vat_key = fresh.vat
                  FROM UNNEST(%s::int[], %s::text[], %s::text[], %s::text[])
                       AS fresh(id, name, city, vat)
                 WHERE partner.id = fresh.id
                """,
                ids,
                names,
                cities,
                vats,
            )
        )
        self.browse(ids).invalidate_recordset(KEYS, flush=False)

    def _forget_account(self):
        """Take the keys of accounts that are about to be deleted."""
        # sudo: what is merged or deleted stands in nobody's way
        known = self.sudo().filtered(
            lambda partner: partner.account_name_key or partner.account_vat_key
        )
        if known:
            self._write_account_keys([(id_, None, None, None) for id_ in known.ids])
