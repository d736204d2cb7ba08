# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

# What a client may enter on a line
CHANGEABLE = {"final_receiver_id", "change_reason"}
# Why a resource may be left and given to somebody by hand nevertheless
GIVEABLE = (False, "quota", "hand")


class GroupCustomerAllocationLine(models.Model):
    """Changes by hand, each with a reason, and why a line is what it is."""

    _inherit = "group.customer.allocation.line"

    # === CHANGES BY HAND === #

    def write(self, vals):
        if not CHANGEABLE.intersection(vals):
            return super().write(vals)
        self._check_server_fields(vals)
        self._check_changeable()
        for line in self:
            line._change_receiver(vals)
        self.allocation_id._refresh_counts()
        return True

    def _check_changeable(self):
        """Refuse changes of what is decided on, and of resources that follow another.

        :raises AccessError: for a user who may not change lines
        :raises UserError: naming the run, or the resource to change instead
        """
        self.check_access("write")
        for run in self.allocation_id.sudo():
            if run.state != "computed" or run._is_in_approval():
                raise UserError(
                    self.env._(
                        "“%(run)s” is %(state)s: receivers are changed while it is "
                        "computed and not submitted. Recall the request first, if it "
                        "still runs.",
                        run=run.display_name,
                        state=run._get_state_label(),
                    )
                )
        for line in self:
            if line.lead_line_id:
                raise UserError(
                    self.env._(
                        "“%(resource)s” goes with “%(lead)s” of the same customer: "
                        "change that one, and this one follows.",
                        resource=line.resource_id.display_name,
                        lead=line.lead_line_id.resource_id.display_name,
                    )
                )

    def _change_receiver(self, vals):
        """Give the resources of one customer to another receiver, or to nobody."""
        self.ensure_one()
        line = self.sudo()
        receiver = line.final_receiver_id
        if "final_receiver_id" in vals:
            receiver = receiver.browse(vals["final_receiver_id"]).exists()
        reason = (vals.get("change_reason", line.change_reason) or "").strip()
        is_changed = receiver != line.receiver_id
        if is_changed and not reason:
            raise UserError(
                self.env._(
                    "Give the reason why “%(resource)s” goes to %(receiver)s instead "
                    "of %(proposed)s.",
                    resource=line.resource_id.display_name,
                    receiver=receiver.display_name or self.env._("nobody"),
                    proposed=line.receiver_id.display_name or self.env._("nobody"),
                )
            )
        before = line.final_receiver_id
        together = line | line._get_companions()
        if receiver and receiver != before:
            together._check_receiver(receiver)
        left_reason = False
        if not receiver:
            # What was proposed for nobody was beyond the part of its share.
            left_reason = "hand" if line.receiver_id else line.left_reason or "quota"
        for other in together:
            outcome = "companion" if other.lead_line_id else "dealt"
            other._write_server(
                {
                    "final_receiver_id": receiver.id,
                    "outcome": outcome if receiver else "left",
                    "left_reason": left_reason,
                    "change_reason": reason if is_changed else False,
                    "is_changed": is_changed,
                }
            )
        if receiver != before:
            line._log_change(before, receiver, reason)

    def _get_companions(self):
        """Return the other resources of the same customers in the same runs."""
        return self.search([("lead_line_id", "in", self.ids)])

    def _check_receiver(self, receiver):
        """Refuse a receiver of another run, one who lacks a certificate, and giving
        away what has to stay.

        :raises UserError: naming the resource and the receiver
        """
        for line in self:
            names = {
                "resource": line.resource_id.display_name,
                "receiver": receiver.display_name,
                "kind": line.kind_id.name,
            }
            if receiver.allocation_id != line.allocation_id:
                raise UserError(
                    self.env._(
                        "%(receiver)s is no receiver of this allocation: "
                        "“%(resource)s” goes to one of its receivers.",
                        **names,
                    )
                )
            if line.left_reason not in GIVEABLE:
                raise UserError(
                    self.env._(
                        "“%(resource)s” stays in the pool and goes to nobody by hand "
                        "either: %(reason)s.",
                        reason=self._get_reason_texts()[line.left_reason],
                        **names,
                    )
                )
            barred = {item["kind_id"] for item in receiver.barred_kinds or []}
            if line.kind_id.id in barred:
                raise UserError(
                    self.env._(
                        "%(receiver)s lacks a valid certificate for “%(kind)s” and "
                        "receives none of it: choose somebody else for “%(resource)s”.",
                        **names,
                    )
                )

    def _log_change(self, before, receiver, reason):
        """Leave a trace of a change in the chatter of the run."""
        text = self.env._(
            "%(resource)s: %(before)s → %(after)s. %(reason)s",
            resource=self.resource_id.display_name,
            before=before.display_name or self.env._("nobody"),
            after=receiver.display_name or self.env._("nobody"),
            reason=reason or self.env._("As proposed."),
        )
        self.allocation_id._message_log(body=Markup("<p>%s</p>") % text)

    # === WHY === #

    @api.model
    def _get_reason_texts(self):
        return {
            "pinned": self.env._("the customer is pinned"),
            "managed": self.env._("the customer has an account manager"),
            "customer": self.env._("no active group customer of the company"),
            "certificate": self.env._(
                "no receiver is certified for all resources of the customer"
            ),
            "quota": self.env._("beyond the part of its share in this month"),
            "hand": self.env._("taken out by hand"),
        }

    @api.depends(
        "outcome",
        "points_detail",
        "final_receiver_id",
        "left_reason",
        "is_changed",
        "given_kind_id",
    )
    @api.depends_context("lang")
    def _compute_explanation(self):
        texts = self._get_reason_texts()
        for line in self.sudo():
            parts = [line._explain_importance(), line._explain_outcome(texts)]
            if line.given_kind_id:
                parts.insert(0, line._explain_kind())
            if line.is_changed:
                parts.append(line._explain_change())
            line.explanation = "\n".join(parts)

    def _explain_kind(self):
        return self.env._(
            "Given as %(given)s, whose days are over: due before the year, it counts "
            "as %(kind)s.",
            given=self.given_kind_id.name,
            kind=self.kind_id.name,
        )

    def _explain_importance(self):
        catalogue = self.env["group.customer.resource.kind"]._get_factors()
        factors = ", ".join(
            self.env._(
                "%(factor)s %(value)s: %(points).1f × %(weight)g",
                factor=catalogue.get(item["factor"], item)["name"],
                value=self._format_value(item["value"]),
                points=item["points"],
                weight=item["weight"],
            )
            for item in self.points_detail or []
        )
        return self.env._(
            "No. %(position)s of %(kind)s by importance with %(points).2f points "
            "(%(factors)s).",
            position=self.position,
            kind=self.kind_id.name,
            points=self.points,
            factors=factors or self.env._("no factors"),
        )

    @api.model
    def _format_value(self, value):
        """Return the value of a factor as people read it."""
        if value is None:
            return self.env._("unknown")
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, float):
            return f"{value:,.2f}".rstrip("0").rstrip(".")
        return str(value)

    def _explain_outcome(self, texts):
        if self.outcome == "left":
            return self.env._("Left: %(reason)s.", reason=texts[self.left_reason])
        if self.lead_line_id:
            return self.env._(
                "Goes with %(lead)s of the same customer and is not counted.",
                lead=self.lead_line_id.resource_id.display_name,
            )
        receiver = self.receiver_id
        if not receiver:
            return self.env._("Given out by hand, beyond the part of its share.")
        return self.env._(
            "Proposed for %(receiver)s: place %(place)s in the queue with a score of "
            "%(score).2f, round %(turn)s of %(share)s, quota %(quota)s.",
            receiver=receiver.display_name,
            place=receiver.sequence,
            score=receiver.score,
            turn=self.turn,
            share=self.quota_id.name,
            quota=receiver.quota_text,
        )

    def _explain_change(self):
        return self.env._(
            "Changed by hand to %(receiver)s: %(reason)s",
            receiver=self.final_receiver_id.display_name or self.env._("nobody"),
            reason=self.change_reason,
        )
