# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import models


class SaleOrder(models.Model):
    """A visitor who signs or pays does not get a blocked order confirmed: it stays a
    quotation, the salesperson is told, and the visitor reads a plain sentence."""

    _inherit = "sale.order"

    def _validate_order(self):
        orders = self.filtered(lambda order: not order._refuse_online_acceptance())
        if not orders:
            return None
        return super(SaleOrder, orders)._validate_order()

    def _refuse_online_acceptance(self):
        """Tell the salesperson of a blocked quotation; whether it is one."""
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            return False
        problems = self._find_terms_problems().get(self)
        if not problems:
            return False
        self.sudo()._notify_online_refusal(problems)
        return True

    def _refuse_online_acceptance_later(self):
        """Tell the salesperson although the error for the visitor undoes everything
        of this transaction: in one of its own, when this one has ended."""
        self.ensure_one()
        env, order_id = self.env, self.id

        @env.cr.postrollback.add
        def _tell_salesperson():
            with env.registry.cursor() as cr:
                order = env(cr=cr)["sale.order"].browse(order_id).exists()
                if order:
                    order._refuse_online_acceptance()

    def _notify_online_refusal(self, problems):
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        user = self.user_id or customer.user_id or self.team_id.user_id
        order = self.with_context(lang=user.lang or self.env.lang)
        summary = order.env._("Accepted online, but not permitted yet")
        # In the language of who reads it
        found = order._find_terms_problems().get(order, problems)
        note = Markup("<ul>%s</ul>") % Markup().join(
            Markup("<li>%s</li>") % problem.text for problem in found
        )
        known = self.activity_ids.filtered(
            lambda activity: activity.summary == summary and activity.user_id == user
        )
        if user and not known:
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=user.id,
            )
        elif not user:
            order.message_post(body=Markup("<p>%s</p>%s") % (summary, note))

    def _get_online_notice(self):
        """Return the sentence above a quotation that is blocked, or False."""
        self.ensure_one()
        if self.state not in ("draft", "sent") or not self._find_terms_problems():
            return False
        return self._get_online_refusal()

    def _get_online_refusal(self):
        """Return what the visitor reads: no inner affairs, but what happens next."""
        self.ensure_one()
        salesperson = self.sudo().user_id.name or self.sudo().company_id.name
        return self.env._(
            "We cannot confirm %(order)s online yet, because we still have to check it "
            "on our side. Nothing is lost: %(salesperson)s will contact you.",
            order=self.sudo().name,
            salesperson=salesperson,
        )


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Keep the money, and leave blocked quotations as they are."""
        blocked = self.filtered(
            lambda tx: (
                len(tx.sale_order_ids) == 1
                and tx.sale_order_ids.state in ("draft", "sent")
                and tx.sale_order_ids._is_confirmation_amount_reached()
                and tx.sale_order_ids._refuse_online_acceptance()
            )
        )
        return super(
            PaymentTransaction, self - blocked
        )._check_amount_and_confirm_order()
