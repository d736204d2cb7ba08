# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools.misc import format_amount, format_date

COUNTS = (
    "opportunity_count",
    "quotation_count",
    "meeting_count",
    "activity_count",
    "request_count",
)


class ReportHandover(models.AbstractModel):
    """The handover as it is filed: every account with its note and what goes along,
    both sides with their days, and the decisions on it."""

    _name = "report.group_customer.report_handover"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Handover Form"

    _document_model = "group.customer.handover"

    def _prepare_form(self, handover):
        # sudo: who may read the handover prints all of it
        handover = handover.sudo()
        request = handover.approval_request_id
        approval_type = self.env.ref(
            "group_customer.group_customer_approval_type_account_handover"
        ).sudo()
        return {
            "title": approval_type.form_title or approval_type.name,
            "occasion": self._get_label(handover, "reason_kind"),
            "state": self._get_label(handover, "state"),
            "date": format_date(self.env, handover.date),
            "date_done": self._format_moment(handover.date_done),
            "counted_on": self._format_moment(handover.counted_on),
            "receivable": self._format_amount(handover, handover.receivable),
            "rows": [
                self._prepare_row(number, line)
                for number, line in enumerate(handover.line_ids.sorted("id"), 1)
            ],
            "decisions": self._prepare_approval_decisions(request) if request else [],
            "signatures": self._prepare_sides(handover),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    @api.model
    def _get_counts(self):
        """Return the counts of a line that are printed. Extension point."""
        return COUNTS

    def _prepare_row(self, number, line):
        labels = (
            (line._fields[name]._description_string(self.env), line[name])
            for name in self._get_counts()
        )
        return {
            "number": number,
            "account": line.partner_id.name,
            "role": line.role_id.name,
            "receiver": line.to_user_id.name,
            "note": line.note,
            "work": ", ".join(f"{label}: {count}" for label, count in labels if count),
            "receivable": (
                self._format_amount(line, line.receivable) if line.receivable else ""
            ),
            "giver": self._format_moment(line.giver_confirmed_on, day=True),
            "receiver_on": self._format_moment(line.receiver_confirmed_on, day=True),
        }

    def _prepare_sides(self, handover):
        """Return who signs: the giver's side, then each receiver; with the day on
        which the last account was confirmed, or a line to sign on."""
        lines = handover.line_ids
        confirmed_by = lines.giver_confirmed_by_id
        label = self.env._("Giver: %(user)s", user=handover.from_user_id.name)
        sides = [
            self._prepare_side(label, confirmed_by, lines, "giver_confirmed_on"),
        ]
        for user, received in lines.grouped("to_user_id").items():
            if user:
                label = self.env._("Receiver: %(user)s", user=user.name)
                confirmed_by = received.receiver_confirmed_by_id
                sides.append(
                    self._prepare_side(
                        label, confirmed_by, received, "receiver_confirmed_on"
                    )
                )
        return sides

    def _prepare_side(self, label, users, lines, name):
        moments = lines.mapped(name)
        done = bool(moments) and all(moments)
        return {
            "label": label,
            "name": ", ".join(users.mapped("name")) if done else "",
            "date": self._format_moment(max(moments), day=True) if done else "",
        }

    def _format_amount(self, record, amount):
        return format_amount(self.env, amount, record.currency_id)
