# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

# Changes of contacts that can complete the archive of their company.
CONTACT_FIELDS = frozenset({"active", "contact_role_ids", "parent_id"})
# Archives rated in one go; more of them are left to the scheduled action.
SLICE = 1000


class ResPartner(models.Model):
    """How complete the archive of a group customer is (MD-13 to MD-15, MD-39).

    ``archive_rated_by`` remembers by which items a customer was rated, as a digest.
    When the items that count change, those customers whose digest is now another are
    found by one statement and rated anew: a few at once, many in slices by the
    scheduled action, which also catches whatever was missed.
    """

    _inherit = "res.partner"
    _server_fields = frozenset({"archive_completeness", "archive_rated_by"})

    archive_completeness = fields.Float(
        compute="_compute_archive_completeness",
        store=True,
        copy=False,
        aggregator="avg",
        digits=(5, 1),
        help="Weight of the complete archive items against all items, in per cent.",
        groups="base.group_user",
    )
    archive_rated_by = fields.Char(
        compute="_compute_archive_completeness",
        store=True,
        copy=False,
        export_string_translation=False,
        help="Technical: digest of the items by which the archive was rated last.",
        groups="base.group_user",
    )
    archive_missing = fields.Text(
        string="Missing in Archive",
        compute="_compute_archive_missing",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.model
    def _get_columns_created_empty(self):
        return {
            **super()._get_columns_created_empty(),
            "archive_completeness": "numeric",
            "archive_rated_by": "varchar",
        }

    # ------------------------------------------------------------------
    # Items that count
    # ------------------------------------------------------------------

    def _get_archive_items(self):
        """Return a dict partner → archive items that count for it."""
        Item = self.env["group.customer.archive.item"].sudo()
        items = Item.search(Domain("active", "=", True))
        special_sql = Item._special_sql(self.ids)
        if special_sql is None:
            return dict.fromkeys(self, items)
        special = {}
        for partner_id, item_id in self.env.execute_query(special_sql):
            special.setdefault(partner_id, set()).add(item_id)
        [[common]] = self.env.execute_query(
            SQL(
                "SELECT array_agg(i.id) FROM group_customer_archive_item i WHERE %s",
                Item._is_common_sql("i"),
            )
        )
        common = frozenset(common or ())
        # Few sets occur, whatever the number of customers.
        by_ids = {}
        result = {}
        for partner in self:
            ids = common.union(special.get(partner._origin.id, ()))
            if ids not in by_ids:
                by_ids[ids] = items.filtered(lambda item, ids=ids: item.id in ids)
            result[partner] = by_ids[ids]
        return result

    @api.model
    def _archive_digests_sql(self, partner_ids=None):
        """A query of ``id``, ``is_group_customer``, ``archive_rated_by`` and
        ``digest``: by which items a customer was rated, and is to be rated today.

        :param partner_ids: only these customers; all by default
        """
        Item = self.env["group.customer.archive.item"].sudo()
        Item.flush_model()
        of_item = SQL(
            "string_agg(concat_ws('|', i.id, i.weight, i.field_id, i.domain), ';' "
            "ORDER BY i.id)"
        )
        special_sql = Item._special_sql(partner_ids)
        if special_sql is None:
            special_sql = SQL("SELECT NULL::int AS partner_id, NULL::int AS item_id")
        scope = SQL("TRUE")
        if partner_ids is not None:
            scope = SQL("p.id IN %s", tuple(partner_ids) or (0,))
        return SQL(
            """SELECT p.id, p.is_group_customer, p.archive_rated_by,
                      md5(concat_ws('+', common.items, special.items)) AS digest
                 FROM res_partner p
           CROSS JOIN (SELECT %(of_item)s AS items
                         FROM group_customer_archive_item i
                        WHERE %(is_common)s) common
            LEFT JOIN (SELECT wanted.partner_id, %(of_item)s AS items
                         FROM (%(special)s) wanted
                         JOIN group_customer_archive_item i
                           ON i.id = wanted.item_id AND i.active
                     GROUP BY wanted.partner_id) special
                   ON special.partner_id = p.id
                WHERE %(scope)s""",
            of_item=of_item,
            is_common=Item._is_common_sql("i"),
            special=special_sql,
            scope=scope,
        )

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    def _get_archive_results(self):
        """Return a dict partner → (complete items, missing items)."""
        customers = self.filtered("is_group_customer")
        if not customers:
            return {}
        items_by_partner = customers._get_archive_items()
        all_items = self.env["group.customer.archive.item"].union(
            *items_by_partner.values()
        )
        complete = {item: item._filter_complete(customers)._ids for item in all_items}
        complete = {item: frozenset(ids) for item, ids in complete.items()}
        results = {}
        for partner, items in items_by_partner.items():
            done = items.filtered(lambda item, p=partner: p._ids[0] in complete[item])
            results[partner] = done, items - done
        return results

    # Which other fields count is data, see _mark_archive_completeness.
    @api.depends("is_group_customer")
    def _compute_archive_completeness(self):
        results = self._get_archive_results()
        digests = {}
        if results:
            rows = self.env.execute_query(self._archive_digests_sql(self.ids))
            digests = {row[0]: row[-1] for row in rows}
        for partner in self:
            done, missing = results.get(partner, ((), ()))
            weight = sum(item.weight for item in done)
            total = weight + sum(item.weight for item in missing)
            partner.archive_completeness = 100 * weight / total if total else 0
            partner.archive_rated_by = partner.is_group_customer and digests.get(
                partner._origin.id
            )

    def _compute_archive_missing(self):
        results = self._get_archive_results()
        for partner in self:
            missing = results[partner][1] if partner in results else ()
            partner.archive_missing = "\n".join(item.name for item in missing)

    def _mark_archive_completeness(self):
        """Have the archives that these partners belong to rated anew."""
        customers = (self | self.commercial_partner_id).filtered("is_group_customer")
        field = self._fields["archive_completeness"]
        self.env.add_to_compute(field, customers)
        customers.invalidate_recordset(["archive_missing"], flush=False)

    # ------------------------------------------------------------------
    # When the items that count change
    # ------------------------------------------------------------------

    @api.model
    def _find_archives_to_rate(self, partner_ids=None, limit=None):
        """Return the ids of the customers rated by other items than those that count
        for them today; one statement.

        :param partner_ids: look at these customers; at all by default
        """
        self.flush_model(["is_group_customer", "archive_rated_by"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM (%s) rated
                    WHERE is_group_customer
                      AND archive_rated_by IS DISTINCT FROM digest
                 ORDER BY id LIMIT %s""",
                self._archive_digests_sql(partner_ids),
                limit,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _rate_changed_archives(self, partner_ids=None, slice_size=SLICE):
        """Rate anew the archives for which other items count than when they were
        rated: up to a slice of them at once, else soon after the commit."""
        ids = self._find_archives_to_rate(partner_ids, limit=slice_size + 1)
        if len(ids) <= slice_size:
            # sudo: whoever changes what counts need not see every customer
            self.sudo().browse(ids)._mark_archive_completeness()
            return
        self.invalidate_model(["archive_missing"], flush=False)
        cron = self.env.ref(
            "group_customer.ir_cron_res_partner_rate_archive", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_rate_archives(self, slice_size=SLICE):
        """Rate the archives for which other items count by now, slice by slice, each
        in its own transaction."""
        ids = self._find_archives_to_rate()
        remaining = len(ids)
        for slice_ids in split_every(slice_size, ids):
            partners = self.browse(slice_ids).try_lock_for_update()
            partners._mark_archive_completeness()
            self.flush_model(["archive_completeness", "archive_rated_by"])
            remaining -= len(slice_ids)
            time_left = self.env["ir.cron"]._commit_progress(
                len(slice_ids), remaining=remaining
            )
            # Memory stays flat, however many archives there are.
            self.env.invalidate_all(flush=False)
            if not time_left:
                return

    # ------------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("parent_id")._mark_archive_completeness()
        return partners

    def write(self, vals):
        names = self.env["group.customer.archive.item"]._get_field_names()
        if not vals.keys() & (names | CONTACT_FIELDS | {"is_group_customer"}):
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        (self | before)._mark_archive_completeness()
        return result

    def unlink(self):
        customers = self.commercial_partner_id - self
        result = super().unlink()
        customers._mark_archive_completeness()
        return result
