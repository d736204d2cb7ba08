# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .group_customer_allocation_count import FIGURES

# How many problems an error names; the rest is counted.
NAMED_PROBLEMS = 10
OPEN_STATES = ("available", "returned")


class GroupCustomerAllocation(models.Model):
    """Carries an approved allocation out: once, all of it or nothing."""

    _inherit = "group.customer.allocation"

    def _execute(self, request=None):
        """Give the customers to their receivers and count the circulation.

        A run that is done stays as it is: a second call does nothing.

        :raises UserError: when something is not any more as it was approved
        """
        self.ensure_one()
        run = self.sudo()
        run._lock_run()
        run.invalidate_recordset(["state"])
        if run.state == "done":
            return
        if run.state != "approved":
            raise UserError(
                self.env._(
                    "“%(run)s” is %(state)s: only an approved allocation is carried "
                    "out.",
                    run=run.display_name,
                    state=run._get_state_label(),
                )
            )
        run._check_drift()
        lines = run._get_given_lines()
        holders = {line.partner_id.id: line.user_id.id for line in lines}
        self.env["group.customer.assignment"]._assign(
            [
                {
                    "partner_id": partner_id,
                    "role_id": "account_manager",
                    "user_id": user_id,
                    "team_id": False,
                }
                for partner_id, user_id in holders.items()
            ],
            "allocation",
            reason=run.display_name,
            document=run,
            request=request,
        )
        today = self.env["group.customer.ledger"]._get_today(run.company_id)
        marked = lines.resource_id._mark_allocated(
            {line.resource_id.id: line.user_id.id for line in lines}, today
        )
        if len(marked) != len(lines):
            gone = lines.resource_id - marked
            raise UserError(
                self.env._(
                    "“%(run)s” was not carried out: %(resources)s were allocated at "
                    "the same moment. Compute the run again.",
                    run=run.display_name,
                    resources=", ".join(gone[:NAMED_PROBLEMS].mapped("display_name")),
                )
            )
        run._lock_figures()
        lines._write_server({"is_done": True})
        run._write_server(
            {
                "state": "done",
                "done_on": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )

    def _get_given_lines(self):
        """Return the lines of the run whose resources somebody receives."""
        return self.line_ids.filtered(lambda line: line.outcome != "left")

    def _lock_figures(self):
        """Keep the figures that the scores were computed from."""
        Figures = self.env["group.customer.manager.month"].sudo()
        figures = self._get_figures_counted()
        Figures.browse(record.id for record in figures.values())._lock()

    def _get_figures_counted(self):
        """Return the monthly figures of the receivers: id of the manager → record."""
        back = self.scheme_definition["score_months_back"]
        month = fields.Date.subtract(self.month, months=back)
        Figures = self.env["group.customer.manager.month"].sudo()
        return Figures._get_figures(self.receiver_ids.manager_id, month)

    # === WHAT HAS CHANGED MEANWHILE === #

    def _check_drift(self):
        """Refuse a run that is not any more what it was when it was computed.

        :raises UserError: naming the first customers and receivers
        """
        self.ensure_one()
        problems = self.sudo()._find_drift()
        if not problems:
            return
        texts = [f"- {text}" for text in problems[:NAMED_PROBLEMS]]
        if more := len(problems) - len(texts):
            texts.append(self.env._("- and %(count)s more", count=more))
        raise UserError(
            self.env._(
                "“%(run)s” does not fit any more:\n%(problems)s\nHave it returned or "
                "recall it if it is in approval, then compute it again.",
                run=self.display_name,
                problems="\n".join(texts),
            )
        )

    def _find_drift(self):
        """Return what has changed since the run was computed, as sentences."""
        lines = self._get_given_lines()
        return [
            *self._find_receiver_drift(lines),
            *self._find_figure_drift(),
            *self._find_line_drift(lines),
            *self._find_merged(lines),
        ]

    def _find_receiver_drift(self, lines):
        problems = []
        receivers = lines.final_receiver_id
        managers = receivers.manager_id
        absent = managers._find_absent_in_month(self.month)
        barred = self._find_barred_kinds(managers, self.scheme_definition)
        for receiver in receivers:
            manager = receiver.manager_id
            if not manager.active or not manager.is_receiver:
                problems.append(
                    self.env._(
                        "%(receiver)s does not take part any more",
                        receiver=receiver.display_name,
                    )
                )
            if manager in absent:
                problems.append(absent[manager])
            own = lines.filtered(
                lambda line, receiver=receiver: line.final_receiver_id == receiver
            )
            problems += [
                self.env._(
                    "%(receiver)s has no valid certificate for “%(kind)s” any more",
                    receiver=receiver.display_name,
                    kind=kind.name,
                )
                for kind in own.kind_id
                if kind.id in barred[manager.id]
            ]
        return problems

    def _find_figure_drift(self):
        """Whose figures are not any more what the score was computed from."""
        figures = self._get_figures_counted()
        problems = []
        for receiver in self.receiver_ids:
            now = figures.get(receiver.manager_id.id)
            for part in receiver.score_detail or []:
                name = FIGURES.get(part["part"])
                if not name:
                    continue
                percent = now[name] if now else 0
                if float_compare(percent, part["percent"], precision_digits=2):
                    problems.append(
                        self.env._(
                            "%(receiver)s has other monthly figures now than the score "
                            "was computed from",
                            receiver=receiver.display_name,
                        )
                    )
                    break
        return problems

    def _find_merged(self, lines):
        """Which customers were merged meanwhile and would go to several receivers."""
        return [
            self.env._(
                "%(customer)s was merged and would go to several receivers",
                customer=partner.display_name,
            )
            for partner, of_partner in lines.grouped("partner_id").items()
            if len(of_partner.final_receiver_id) > 1
        ]

    def _find_line_drift(self, lines):
        texts = self.env["group.customer.allocation.line"]._get_reason_texts()
        problems = []
        for line in lines:
            names = {
                "resource": line.resource_id.display_name,
                "customer": line.partner_id.display_name,
            }
            if line.resource_id.state not in OPEN_STATES:
                problems.append(
                    self.env._(
                        "%(resource)s (%(customer)s) is not available any more", **names
                    )
                )
            elif line.resource_id.commercial_partner_id != line.partner_id:
                problems.append(
                    self.env._(
                        "%(resource)s does not belong to %(customer)s any more", **names
                    )
                )
            elif reason := self._get_left_reason(
                line.partner_id, self.scheme_definition
            ):
                problems.append(
                    self.env._(
                        "%(customer)s: %(reason)s", reason=texts[reason], **names
                    )
                )
            elif line.partner_id.user_id != line.from_user_id:
                problems.append(
                    self.env._("%(customer)s has another account manager now", **names)
                )
        return problems
