# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_amount, format_date

from ...tools.form_pages import count_lines, cut_pages

# Layout of an A4 page in em, as the style of the templates makes it; see the forms of
# grade runs.
PAGE_HEIGHT = 68
RECEIVER_HEAD = 9
LINE_HEIGHT = 1.35
ROW_PADDING = 0.5
# Half-width characters that fit in a cell
CUSTOMER_COLUMNS = 30
RESOURCE_COLUMNS = 20


class ReportCustomerAllocation(models.AbstractModel):
    """The list of a month as it is filed and handed out: the shares, the queue with
    its scores, and a list for each receiver.

    It shows what the user who prints may see: account managers their own list.
    """

    _name = "report.group_customer.report_customer_allocation"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Allocation List"

    _document_model = "group.customer.allocation"

    def _prepare_form(self, run):
        # sudo: the decisions belong to the document
        request = run.sudo().approval_request_id
        return {
            "month": run.month_name,
            "state": run._get_state_label(),
            "quotas": run.quota_ids,
            "receivers": [
                self._prepare_receiver(receiver, lines)
                for receiver, lines in self._get_lines(run).items()
            ],
            "left": self._prepare_left(run),
            "decisions": self._prepare_approval_decisions(request) if request else [],
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
        }

    def _get_lines(self, run):
        """Return the lines that may be seen, by receiver, first in the queue first."""
        lines = self.env["group.customer.allocation.line"].search(
            Domain("allocation_id", "=", run.id) & Domain("outcome", "!=", "left")
        )
        by_receiver = lines.grouped("final_receiver_id")
        receivers = self.env["group.customer.allocation.receiver"].search(
            Domain("allocation_id", "=", run.id)
        )
        return {
            receiver: by_receiver.get(receiver, lines.browse())
            for receiver in receivers
        }

    def _prepare_receiver(self, receiver, lines):
        rows = [
            self._prepare_line(number, line) for number, line in enumerate(lines, 1)
        ]
        capacity = PAGE_HEIGHT - RECEIVER_HEAD
        pages = cut_pages(rows, self._get_row_height, capacity, capacity)
        return {
            "place": receiver.sequence,
            "name": receiver.display_name,
            "rank": receiver.rank_id.name or "",
            "score": f"{receiver.score:.2f}",
            "quota": receiver.quota_count,
            "quota_text": receiver.quota_text,
            "barred": receiver.barred_text,
            "received": receiver.received_count,
            "companions": receiver.companion_count,
            "pages": pages if rows else [],
        }

    def _prepare_line(self, number, line):
        # sudo: name of the customer on a list that the receiver may read
        return {
            "number": number,
            "kind": line.kind_id.name,
            "resource": line.resource_id.sudo().display_name,
            "customer": line.partner_id.sudo().display_name,
            "amount": format_amount(self.env, line.amount, line.currency_id),
            "date": format_date(self.env, line.date) if line.date else "",
            "note": self._get_note(line),
        }

    def _get_note(self, line):
        if line.is_changed:
            return self.env._("By hand: %(reason)s", reason=line.change_reason)
        if line.outcome == "companion":
            return self.env._("Companion")
        return self.env._("No. %(position)s", position=line.position)

    def _get_row_height(self, row):
        lines = max(
            count_lines(row["customer"], CUSTOMER_COLUMNS),
            count_lines(row["resource"], RESOURCE_COLUMNS),
            count_lines(row["note"], RESOURCE_COLUMNS),
        )
        return lines * LINE_HEIGHT + ROW_PADDING

    def _prepare_left(self, run):
        """Return why resources are left, with their numbers."""
        Line = self.env["group.customer.allocation.line"]
        groups = Line._read_group(
            Domain("allocation_id", "=", run.id) & Domain("outcome", "=", "left"),
            ["left_reason"],
            ["__count"],
        )
        labels = dict(Line._fields["left_reason"]._description_selection(self.env))
        return [(labels[reason], count) for reason, count in groups]
