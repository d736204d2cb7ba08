# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_duplicate import COMPARED

LEAVERS = "group_customer_group_leavers"


class ResPartner(models.Model):
    """Finds accounts that are there already, and says so.

    Two accounts are one company when they belong to a common company of ours and have

    1. the same tax ID, in different groups: branches of one group share theirs; or
    2. the same name, in one city. A company without city is taken for the one of its
       name whose city is known, until its own is entered, which no customer is approved
       without. What may still be one company is shown (``has_account_twin``).

    A reason why it is another company (``namesake_reason``) on either of them ends the
    comparison of names, and that of tax IDs of two countries.
    """

    _inherit = "res.partner"

    # === WHEN === #

    def _check_account_reach(self):
        """Compare accounts whose keys are known where they are now: in use again, or
        in another company. What is archived is no reason to leave them out."""
        # sudo: the same for everybody
        partners = self.sudo().filtered(
            lambda partner: (
                partner.active and (partner.account_name_key or partner.account_vat_key)
            )
        )
        if partners:
            partners.with_env(self.env)._check_account_twins(
                partners._get_account_keys(), archived=False
            )

    def _check_account_country(self):
        """Compare tax IDs that were told apart by their countries alone. Old duplicates
        get their country all the same."""
        # sudo: the same for everybody
        partners = self.sudo().filtered(lambda p: p.active and p.account_vat_key)
        if not partners:
            return
        self.env["group.customer.account.key"]._take(
            f"vat:{key}" for key in partners.mapped("account_vat_key")
        )
        for pair in self._find_account_twins(partners.ids, kinds=("vat",)):
            if any(partner.namesake_reason for partner in partners.browse(pair[:2])):
                raise self._get_account_twin_error(*pair)

    def _request_group_leavers_check(self):
        """Have the tax IDs of accounts that came into another group compared once, at
        the end of the transaction: in the group they left, others may have the same."""
        precommit = self.env.cr.precommit
        ids = precommit.data.setdefault(LEAVERS, set())
        if not ids:
            precommit.add(self.browse()._check_group_leavers)
        ids.update(self.ids)

    @api.model
    def _check_group_leavers(self):
        """Compare the tax IDs of accounts that were moved, and of what is below."""
        # sudo: the same for everybody
        ids = self.env.cr.precommit.data.pop(LEAVERS, ())
        moved = self.browse(sorted(ids)).exists().sudo()
        paths = [path for path in moved.mapped("group_path") if path]
        if not paths:
            return
        members = moved.with_context(active_test=True).search(
            Domain.OR(Domain("group_path", "=like", f"{path}%") for path in paths)
            & Domain("account_vat_key", "!=", False)
        )
        members.with_env(self.env)._check_account_twins(
            members._get_account_keys(), archived=False, kinds=("vat",)
        )

    def _get_account_keys(self):
        """Return dict of id → name, city and tax number as they are compared."""
        return {
            partner.id: (
                partner.account_name_key or None,
                partner.account_city_key or None,
                partner.account_vat_key or None,
            )
            for partner in self
        }

    def _check_account_twins(self, keys, archived=True, kinds=("vat", "name")):
        """Refuse these accounts when another one has the same keys.

        :param keys: what :meth:`_get_account_keys` returns
        :param archived: whether archived accounts count as well
        """
        self.env["group.customer.account.key"]._take(
            f"{kind}:{value}"
            for id_ in self.ids
            for kind, value in (("name", keys[id_][0]), ("vat", keys[id_][2]))
            if value and kind in kinds
        )
        wanted = [
            id_
            for id_ in self.ids
            if ("name" in kinds and keys[id_][0]) or ("vat" in kinds and keys[id_][2])
        ]
        found = self._find_account_twins(wanted, archived=archived, kinds=kinds)
        if found:
            raise self._get_account_twin_error(*found[0])

    # === FINDING === #

    @api.model
    def _find_account_twins(
        self, ids, archived=False, kinds=("vat", "name"), possible=False
    ):
        """Return (id, id of its twin, "vat" or "name"), tax IDs first.

        :param ids: the active accounts to look at
        :param archived: whether archived twins count as well
        :param possible: see :meth:`_get_account_twins_sql`
        """
        if not ids:
            return []
        self.flush_model(COMPARED)
        condition = SQL("mine.active AND mine.id IN %s", tuple(ids))
        other = SQL("TRUE") if archived else SQL("other.active")
        return self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) AS twin ORDER BY kind DESC, id, other_id",
                self._get_account_twins_sql(condition, other, kinds, possible),
            )
        )

    @api.model
    def _get_account_twins_sql(
        self,
        condition,
        other=None,
        kinds=("vat", "name"),
        possible=False,
    ):
        """Return SQL of pairs: id, other_id and kind.

        :param SQL condition: on the alias ``mine``
        :param SQL other: on the alias ``other``, by default that it is active
        :param possible: also those of one name of which any city is unknown
        """
        cities = SQL(
            """(other.account_city_key = mine.account_city_key
                OR mine.account_city_key IS NULL
                   AND other.account_city_key IS NOT NULL %s)""",
            SQL("OR other.account_city_key IS NULL") if possible else SQL(),
        )
        alike = {
            "vat": SQL(
                """other.account_vat_key = mine.account_vat_key
               AND COALESCE(other.group_root_id, other.id)
                   != COALESCE(mine.group_root_id, mine.id)
               AND other.id IS DISTINCT FROM mine.parent_id
               AND mine.id IS DISTINCT FROM other.parent_id
               AND (other.country_id = mine.country_id
                    OR other.country_id IS NULL
                    OR mine.country_id IS NULL
                    OR COALESCE(mine.namesake_reason, other.namesake_reason, '') = '')
                """
            ),
            "name": SQL(
                """other.account_name_key = mine.account_name_key
               AND %s
               AND COALESCE(mine.namesake_reason, other.namesake_reason, '') = ''
                """,
                cities,
            ),
        }
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT mine.id, other.id AS other_id, %(kind)s AS kind
                  FROM res_partner AS mine
                  JOIN res_partner AS other
                    ON other.id != mine.id
                   AND (other.company_id = mine.company_id
                        OR other.company_id IS NULL
                        OR mine.company_id IS NULL)
                   AND %(alike)s
                 WHERE %(condition)s AND %(other)s
                """,
                kind=kind,
                alike=alike[kind],
                condition=condition,
                other=other or SQL("other.active"),
            )
            for kind in kinds
        )

    # === TELLING === #

    @api.model
    def _get_account_twin_error(self, id_, other_id, kind):
        """Return the error for an account that is there already. It says whose it is
        as far as the user may know."""
        customer = self.browse(id_).sudo().display_name
        existing = self.browse(other_id)
        same = (
            self.env._("the same tax ID")
            if kind == "vat"
            else self.env._("the same name and city")
        )
        # A new record may be unreadable only for its owner: who reads it, knows it
        readable = existing.has_access("read")
        existing = existing.sudo()
        owner = existing.user_id
        values = {
            "customer": customer,
            "existing": existing.display_name,
            "owner": owner.name,
            "same": same,
        }
        if not readable:
            text = self.env._(
                "%(customer)s is an account of another account manager already, "
                "entered with %(same)s. Ask your department manager or a director "
                "whose it is.",
                **values,
            )
        elif not existing.active:
            text = self.env._(
                "%(customer)s is entered already, with %(same)s: %(existing)s is "
                "archived. Unarchive it instead of entering it again.",
                **values,
            )
        elif owner:
            text = self.env._(
                "%(customer)s is an account already: %(existing)s has %(same)s and "
                "belongs to %(owner)s. Work with %(owner)s, or request a change of "
                "its account manager.",
                **values,
            )
        else:
            text = self.env._(
                "%(customer)s is an account already: %(existing)s has %(same)s and no "
                "account manager. Claim it from the pool instead of entering it again.",
                **values,
            )
        if kind == "name":
            text += " " + self.env._(
                "If it is another company, complete the cities of both, or have a "
                "director say why it is another one."
            )
        return UserError(text)
