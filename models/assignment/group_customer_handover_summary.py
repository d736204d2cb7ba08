# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

# Counts of the lines that are shown in total
WORK_COUNTS = (
    "opportunity_count",
    "quotation_count",
    "meeting_count",
    "activity_count",
    "request_count",
    "approval_count",
    "order_count",
)


class GroupCustomerHandover(models.Model):
    """What the handover amounts to."""

    _inherit = "group.customer.handover"

    account_count = fields.Integer(
        string="Number of Accounts", compute="_compute_totals"
    )
    line_count = fields.Integer(string="Roles on Accounts", compute="_compute_totals")
    receiver_missing_count = fields.Integer(
        string="Without Receiver", compute="_compute_totals"
    )
    note_missing_count = fields.Integer(
        string="Without Note", compute="_compute_totals"
    )
    giver_confirmed_count = fields.Integer(
        string="Confirmed by the Giver", compute="_compute_totals"
    )
    receiver_confirmed_count = fields.Integer(
        string="Confirmed by Receivers", compute="_compute_totals"
    )
    confirmed_percent = fields.Float(
        string="Confirmed (%)", compute="_compute_totals", digits=(5, 1)
    )
    opportunity_count = fields.Integer(
        string="Opportunities", compute="_compute_totals"
    )
    quotation_count = fields.Integer(string="Quotations", compute="_compute_totals")
    meeting_count = fields.Integer(string="Meetings to Come", compute="_compute_totals")
    activity_count = fields.Integer(string="To-Dos", compute="_compute_totals")
    request_count = fields.Integer(string="Open Requests", compute="_compute_totals")
    approval_count = fields.Integer(
        string="Approvals Waiting", compute="_compute_totals"
    )
    order_count = fields.Integer(string="Orders", compute="_compute_totals")
    receivable = fields.Monetary(compute="_compute_totals")
    remaining_count = fields.Integer(
        string="Accounts That Stay",
        compute="_compute_remaining_count",
        help="Accounts on which the giver keeps a role, in every company.",
    )
    mail_count = fields.Integer(string="Mails Queued", compute="_compute_totals")
    mail_problem_count = fields.Integer(
        string="Customers without Mail", compute="_compute_totals"
    )
    receiver_html = fields.Html(
        string="Load of the Receivers",
        compute="_compute_receiver_html",
        sanitize=False,
        help="Accounts that the receivers manage before and after the handover.",
    )

    # === ACTION METHODS === #

    def action_open_lines(self):
        """Open the accounts as a list of their own, for many at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "group_customer.group_customer_handover_line_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("handover_id", "=", self.id)],
            "context": {"search_default_group_receiver": 1},
        }

    def action_open_remaining(self):
        """Open the accounts on which the giver keeps a role."""
        self.ensure_one()
        self.check_access("read")
        held = self._find_remaining()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Accounts That Stay with %(user)s", user=self.sudo().from_user_id.name
            ),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", sorted(held))],
        }

    # === COMPUTE METHODS === #

    @api.depends(
        "line_ids.to_user_id",
        "line_ids.note",
        "line_ids.giver_confirmed_on",
        "line_ids.receiver_confirmed_on",
        "line_ids.mail_state",
        "counted_on",
    )
    def _compute_totals(self):
        # sudo: both sides see what the whole handover amounts to
        Line = self.env["group.customer.handover.line"].sudo()
        here = Domain("handover_id", "in", self._origin.ids)
        names = (*self._get_work_counts(), "receivable")
        sums = [f"{name}:sum" for name in names]
        totals = {
            handover.id: values
            for handover, *values in Line._read_group(
                here,
                ["handover_id"],
                [
                    "__count",
                    "partner_id:count_distinct",
                    "giver_confirmed_on:count",
                    "receiver_confirmed_on:count",
                    *sums,
                ],
            )
        }
        conditions = {
            "receiver_missing_count": Domain("to_user_id", "=", False),
            "note_missing_count": Domain("note", "=", False),
            "mail_count": Domain("mail_state", "=", "queued"),
            "mail_problem_count": Domain("mail_state", "in", ("no_address", "failed")),
        }
        counts = {
            name: {
                handover.id: count
                for handover, count in Line._read_group(
                    here & condition, ["handover_id"], ["__count"]
                )
            }
            for name, condition in conditions.items()
        }
        for handover in self:
            values = totals.get(handover._origin.id) or [0] * (4 + len(sums))
            lines, accounts, giver, receiver, *work = values
            handover.line_count = lines
            handover.account_count = accounts
            handover.giver_confirmed_count = giver
            handover.receiver_confirmed_count = receiver
            handover.confirmed_percent = (
                100 * (giver + receiver) / (2 * lines) if lines else 0
            )
            for name, value in zip(names, work, strict=True):
                handover[name] = value
            for name, count in counts.items():
                handover[name] = count.get(handover._origin.id, 0)

    @api.model
    def _get_work_counts(self):
        """Return the counts of the lines that are shown in total. Extension point."""
        return WORK_COUNTS

    @api.depends("from_user_id", "line_ids", "state")
    def _compute_remaining_count(self):
        for handover in self:
            handover.remaining_count = len(handover._find_remaining())

    def _find_remaining(self):
        """Return the ids of accounts on which the giver keeps a role."""
        self.ensure_one()
        # sudo: also accounts that the reader may not see are to be handed over
        Assignment = self.env["group.customer.assignment"].sudo()
        held = Assignment._read_group(
            Domain("user_id", "=", self.from_user_id.id)
            & Domain("date_to", "=", False)
            & Domain("partner_id.active", "=", True),
            ["partner_id", "role_id"],
        )
        if self.state != "done":
            given = {(line.partner_id, line.role_id) for line in self.sudo().line_ids}
            held = [pair for pair in held if pair not in given]
        return {account.id for account, _role in held}

    @api.depends("line_ids.to_user_id", "state")
    @api.depends_context("lang")
    def _compute_receiver_html(self):
        head = Markup(
            "<tr><th>%s</th><th class='text-end'>%s</th><th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr>"
        ) % (
            self.env._("Receiver"),
            self.env._("Receives"),
            self.env._("Before"),
            self.env._("After"),
            self.env._("Capacity"),
        )
        for record in self:
            handover = record.sudo()
            rows = [handover._get_receiver_row(*row) for row in handover._get_loads()]
            record.receiver_html = rows and (
                Markup(
                    "<table class='table table-sm'><thead>%s</thead>"
                    "<tbody>%s</tbody></table>"
                )
                % (head, Markup("").join(rows))
            )

    def _get_loads(self):
        """Return (receiver, accounts received, managed before, after, capacity)."""
        self.ensure_one()
        received = {
            user: count
            for user, count in self.env["group.customer.handover.line"]._read_group(
                Domain("handover_id", "=", self._origin.id)
                & Domain("to_user_id", "!=", False)
                & Domain("role_id.code", "=", "account_manager"),
                ["to_user_id"],
                ["__count"],
            )
        }
        users = self.line_ids.to_user_id.sorted("id")
        loads = self._read_loads(users)
        rows = []
        for user in users:
            now, count = loads.count(user.id), received.get(user, 0)
            before = now - count if self.state == "done" else now
            rows.append((user, count, before, before + count, loads.limit(user.id)))
        return rows

    def _get_receiver_row(self, user, count, before, after, limit):
        is_over = limit is not None and after > limit
        return Markup(
            "<tr class='%s'><td>%s</td><td class='text-end'>%s</td>"
            "<td class='text-end'>%s</td><td class='text-end'>%s</td>"
            "<td class='text-end'>%s</td></tr>"
        ) % (
            "table-warning" if is_over else "",
            user.name,
            count,
            before,
            after,
            self.env._("no limit") if limit is None else limit,
        )
