# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """New customers, and customers in another territory, are put to the rules."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        customers = partners.filtered("is_group_customer")
        self.env["group.customer.assignment.queue"]._add("new", customers.ids)
        return partners

    def write(self, vals):
        news = self.browse()
        if vals.get("is_group_customer") or vals.get("active"):
            # sudo: whether they were customers before, also archived ones
            news = self.sudo().filtered(
                lambda partner: not (partner.is_group_customer and partner.active)
            )
        result = super().write(vals)
        if news:
            self.env["group.customer.assignment.queue"]._add("new", news.ids)
        return result

    @api.model
    def _territories_changed(self, partner_ids):
        result = super()._territories_changed(partner_ids)
        self.env["group.customer.assignment.queue"]._add("move", partner_ids)
        return result


class ResCompany(models.Model):
    """Customers whose grade changed are put to the rules."""

    _inherit = "res.company"

    def _sync_group_customer_grades(self, partners=None):
        """Every way on which grades are given or end leads here, in the transaction
        that does it: what bears its time is what changed."""
        res = super()._sync_group_customer_grades(partners)
        Rule = self.env["group.customer.assignment.rule"]
        if not Rule._is_triggered_by("regrade"):
            return res
        scope = SQL("TRUE")
        if partners is not None:
            scope = SQL("a.partner_id = ANY(%s)", list(partners.ids))
        for company in self:
            self.env["group.customer.assignment.queue"]._insert(
                "regrade",
                SQL(
                    """p.id IN (
                        SELECT a.partner_id FROM group_customer_grade_award a
                         WHERE a.company_id = %s AND %s
                           AND (a.create_date = %s
                                OR a.date_to IS NOT NULL AND a.write_date = %s))""",
                    company.id,
                    scope,
                    self.env.cr.now(),
                    self.env.cr.now(),
                ),
                company,
            )
        return res


class GroupCustomerAssignmentRule(models.Model):
    _inherit = "group.customer.assignment.rule"

    @api.model
    def _is_triggered_by(self, kind):
        """Whether any rule is asked for an event; kept in the cache of the registry, so
        it costs nothing per customer.

        :param str kind: new, regrade, move or schedule
        """
        return kind in self.sudo()._get_triggers()

    @api.model
    @tools.ormcache()
    def _get_triggers(self):
        rules = self.with_context(active_test=True).search(Domain.TRUE)
        return frozenset(
            kind
            for kind in ("new", "regrade", "move", "schedule")
            if any(rules.mapped(f"on_{kind}"))
        )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
