# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.tools import SQL

# Rows read and written at a time.
FILL_SLICE = 5000
REQUESTED = "group_customer_account_keys"


class ResPartner(models.Model):
    """Makes the keys of all accounts anew: at installation, and when what is compared
    changes (suffixes, whose duplicates are refused)."""

    _inherit = "res.partner"

    @api.model
    def _request_account_keys(self):
        """Have all keys made anew once, at the end of the transaction."""
        precommit = self.env.cr.precommit
        if not precommit.data.setdefault(REQUESTED, False):
            precommit.data[REQUESTED] = True
            precommit.add(self.env(su=True)["res.partner"]._fill_account_keys)

    @api.model
    def _fill_account_keys(self):
        """Make all keys anew, in slices; existing duplicates are left as they are.

        :returns: the number of accounts that got other keys
        """
        self.env.cr.precommit.data.pop(REQUESTED, None)
        self.env.flush_all()
        last, written = 0, 0
        while rows := self._read_account_names(last):
            last = rows[-1][0]
            changed = []
            for id_, is_account, name, city, vat, code, is_company, *keys in rows:
                fresh = (None, None, None)
                if is_account:
                    fresh = self._make_account_keys(name, city, vat, code, is_company)
                if fresh != tuple(key or None for key in keys):
                    changed.append((id_, *fresh))
            if changed:
                self._write_account_keys(changed)
                written += len(changed)
        return written

    @api.model
    def _read_account_names(self, last):
        """Return the next slice of accounts, and of what has keys without being one
        any more, by id."""
        wide, own = self.env["res.company"]._get_wide_guard()
        is_account = SQL("COALESCE(partner.is_group_customer, FALSE)")
        if wide:
            is_account = SQL(
                """(%s OR partner.is_company AND partner.parent_id IS NULL
                       AND (partner.company_id IS NULL OR partner.company_id IN %s)
                       AND NOT partner.id = ANY(%s::int[]))""",
                is_account,
                tuple(wide),
                list(own),
            )
        return self.env.execute_query(
            SQL(
                """
                SELECT partner.id, %(is_account)s, partner.name, partner.city,
                       partner.vat, country.code, COALESCE(partner.is_company, FALSE),
                       partner.account_name_key, partner.account_city_key,
                       partner.account_vat_key
                  FROM res_partner AS partner
             LEFT JOIN res_country AS country ON country.id = partner.country_id
                 WHERE partner.id > %(last)s
                   AND (%(is_account)s OR partner.account_name_key IS NOT NULL
                        OR partner.account_vat_key IS NOT NULL
                        OR partner.account_city_key IS NOT NULL)
              ORDER BY partner.id
                 LIMIT %(slice)s
                """,
                is_account=is_account,
                last=last,
                slice=FILL_SLICE,
            )
        )
