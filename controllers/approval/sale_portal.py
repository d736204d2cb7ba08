# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers import portal


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_quote_accept(
        self, order_id, access_token=None, name=None, signature=None
    ):
        """Take no signature for what cannot be confirmed."""
        token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access("sale.order", order_id, token)
        except (AccessError, MissingError):
            order = None  # answered below, as ever
        if order and order._has_to_be_signed() and order._refuse_online_acceptance():
            return {"error": order._get_online_refusal()}
        return super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )


class PaymentPortal(portal.PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Take no money for what cannot be confirmed."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order = None  # answered below, as ever
        if order and order.state in ("draft", "sent") and order._find_terms_problems():
            order._refuse_online_acceptance_later()
            raise ValidationError(order._get_online_refusal())
        return super().portal_order_transaction(order_id, access_token, **kwargs)
