# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class GroupCustomerGradeRequest(models.Model):
    """What a request must hold, and what clients may not write."""

    _inherit = "group.customer.grade.request"

    # === CONSTRAINT METHODS === #

    @api.constrains("grade_id", "scheme_id")
    def _check_grade(self):
        for request in self:
            grade, scheme = request.grade_id, request.scheme_id
            if grade in scheme._get_requestable_grades():
                continue
            raise ValidationError(
                self.env._(
                    "The grade “%(grade)s” cannot be asked for in “%(scheme)s”: choose "
                    "one of %(grades)s, mark the grade “By Request Only” in the "
                    "scheme, or allow any grade on request there.",
                    grade=grade.display_name,
                    scheme=scheme.display_name,
                    grades=", ".join(
                        scheme._get_requestable_grades().mapped("display_name")
                    )
                    or "–",
                )
            )

    @api.constrains("route_id", "scheme_id")
    def _check_route(self):
        for request in self:
            route = request.route_id
            if route and route.scheme_id != request.scheme_id:
                raise ValidationError(
                    self.env._(
                        "The route “%(route)s” belongs to another scheme than "
                        "“%(scheme)s”: choose one of that scheme.",
                        route=route.display_name,
                        scheme=request.scheme_id.display_name,
                    )
                )

    @api.constrains("partner_id", "scheme_id")
    def _check_partner(self):
        for request in self:
            partner = request.partner_id
            holder = partner.commercial_partner_id
            if request.scheme_id.node_level == "root":
                holder = holder.group_root_id or holder
            if holder != partner:
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” gives no grade to %(partner)s itself: ask for "
                        "the grade for %(holder)s.",
                        scheme=request.scheme_id.display_name,
                        partner=partner.display_name,
                        holder=holder.display_name,
                    )
                )

    # === GUARDS === #

    def _check_may_edit(self):
        for request in self:
            if request.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(request)s” is %(state)s: what it asks for cannot be "
                        "changed any more. Set it back to draft first.",
                        request=request.display_name,
                        state=request._get_state_label(request.state),
                    )
                )

    def _check_may_note(self):
        for request in self:
            reachable = request._get_next_states_by_state()[request.state]
            may_withdraw = request.state == "approved" and "cancelled" in reachable
            if "approved" not in reachable and not may_withdraw:
                self._refuse_note()

    @api.model
    def _refuse_note(self):
        raise UserError(
            self.env._("The note of the decision is written by who decides.")
        )

    def _get_state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    # === CHECKS === #

    def _check_complete(self):
        self._check_grade()
        self._check_partner()
        for request in self:
            if message := next(request._get_problems(), None):
                raise UserError(message)

    def _get_problems(self):
        """What keeps the request from being decided, a message each."""
        self.ensure_one()
        scheme = self.scheme_id
        names = {
            "request": self.display_name,
            "partner": self.partner_id.display_name,
            "scheme": scheme.display_name,
            "route": self.route_id.display_name,
        }
        today = self._get_today(self.company_id)
        first = max(self.date_from, today)
        if not scheme.active or (scheme.date_to and first > scheme.date_to):
            yield self.env._(
                "“%(request)s” asks for a grade of “%(scheme)s”, which is not in force "
                "any more: choose another scheme.",
                **names,
            )
        if not (self.reason or "").strip():
            yield self.env._(
                "“%(request)s” has no reason: write why %(partner)s deserves the "
                "grade.",
                **names,
            )
        if scheme.route_ids and not self.route_id and not self.is_override:
            yield self.env._(
                "“%(request)s” has no route: choose one of %(routes)s.",
                routes=", ".join(
                    f"“{name}”" for name in scheme.route_ids.mapped("name")
                ),
                **names,
            )
        if self.route_id.requires_consent and not self.has_consent:
            yield self.env._(
                "The route “%(route)s” needs the customer's own wish: ask %(partner)s "
                "and tick “Customer Agrees” on “%(request)s”.",
                **names,
            )
        if self.route_id.requires_identity and not self.identity_verified:
            yield self.env._(
                "The route “%(route)s” needs a verified real name: check the papers of "
                "%(partner)s and tick “Identity Verified” on “%(request)s”.",
                **names,
            )
        if self.valid_until and self.valid_until < first:
            yield self.env._(
                "“%(request)s” asks for a grade until %(date)s, which has passed: "
                "choose a later day.",
                date=format_date(self.env, self.valid_until),
                **names,
            )
        if other := self._get_other_submitted():
            yield self.env._(
                "“%(other)s” asks for a grade of “%(scheme)s” for %(partner)s too: "
                "have it decided, or cancel it first.",
                other=other.display_name,
                **names,
            )

    def _get_other_submitted(self):
        # sudo: who asks need not see the request of a colleague
        return self.sudo().search(
            self._get_same_customer_domain() & Domain("state", "=", "submitted"),
            limit=1,
        )

    def _get_same_customer_domain(self):
        self.ensure_one()
        return (
            Domain("id", "!=", self.id)
            & Domain("scheme_id", "=", self.scheme_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
        )

    def _check_note(self):
        for request in self:
            if not (request.decision_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write the reason for your decision on “%(request)s” first.",
                        request=request.display_name,
                    )
                )
