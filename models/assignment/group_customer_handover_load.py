# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class GroupCustomerHandover(models.Model):
    """Which accounts go, and to whom."""

    _inherit = "group.customer.handover"

    # === CONSTRAINT METHODS === #

    @api.constrains("domain")
    def _check_domain(self):
        for handover in self:
            try:
                domain = handover._get_filter_domain()
                self.env["res.partner"].search(domain, limit=1)
            except (SyntaxError, TypeError, ValueError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(handover)s”: the filter cannot be read: %(problem)s. "
                        "Choose its conditions anew.",
                        handover=handover.display_name,
                        problem=error,
                    )
                ) from error

    def _get_filter_domain(self):
        self.ensure_one()
        return Domain(literal_eval((self.domain or "").strip() or "[]"))

    # === BUSINESS METHODS === #

    def _get_held_domain(self):
        """Return which assignments are handed over, as the scope says."""
        self.ensure_one()
        domain = self._get_giver_domain()
        if self.role_ids:
            domain &= Domain("role_id", "in", self.role_ids.ids)
        if self.scope == "chosen":
            accounts = self.partner_ids.commercial_partner_id
            return domain & Domain("partner_id", "in", accounts.ids)
        if self.scope == "domain":
            # As the user: a filter finds what its author may see
            found = self.env["res.partner"]._search(self._get_filter_domain())
            return domain & Domain("partner_id", "in", found)
        return domain

    def _get_giver_domain(self):
        """Return the assignments that the giver holds now in the company."""
        self.ensure_one()
        return (
            Domain("user_id", "=", self.from_user_id.id)
            & Domain("date_to", "=", False)
            & Domain("partner_id.active", "=", True)
            & Domain("company_id", "in", [self.company_id.id, False])
        )

    def _find_held(self, domain):
        """Return (account id, role id) → whether what the giver works on for the
        account goes along with this role: it is the giver's first one on the account.

        :param domain: which assignments
        """
        # sudo: what somebody holds is handed over whole, whoever prepares it
        Assignment = self.env["group.customer.assignment"].sudo()
        rows = Assignment.search_fetch(domain, ["partner_id", "role_id"], order="id")
        roles = self.env["group.customer.assignment.role"].sudo()
        rank = {
            role.id: position
            for position, role in enumerate(
                roles.with_context(active_test=False).search(Domain.TRUE)
            )
        }
        first = {}
        for partner_id, role_ids in self._read_giver_roles(rows.partner_id.ids):
            first[partner_id] = min(role_ids, key=rank.__getitem__)
        return {
            (row.partner_id.id, row.role_id.id): first[row.partner_id.id]
            == row.role_id.id
            for row in rows
        }

    def _read_giver_roles(self, partner_ids):
        groups = (
            self.env["group.customer.assignment"]
            .sudo()
            ._read_group(
                self._get_giver_domain() & Domain("partner_id", "in", partner_ids),
                ["partner_id"],
                ["role_id:array_agg"],
            )
        )
        return [(partner.id, role_ids) for partner, role_ids in groups]

    def _load_lines(self):
        """Bring the lines in line with what the giver holds: new accounts come in,
        those that the giver no longer holds go out, what was entered stays.

        :raises UserError: when there is nothing to hand over
        """
        self.ensure_one()
        held = self._find_held(self._get_held_domain())
        if not held:
            raise UserError(
                self.env._(
                    "%(giver)s holds no account of %(company)s that “%(handover)s” "
                    "could hand over: choose other accounts or roles.",
                    giver=self.sudo().from_user_id.name,
                    company=self.company_id.name,
                    handover=self.display_name,
                )
            )
        # sudo: lines come from here alone
        lines = self.sudo().line_ids
        keys = {line: (line.partner_id.id, line.role_id.id) for line in lines}
        lines.filtered(lambda line: keys[line] not in held).unlink()
        known = set(keys.values())
        for line, key in keys.items():
            if key in held and line.carries_work != held[key]:
                line._write_server({"carries_work": held[key]})
        lines._create_server(
            [
                {
                    "handover_id": self.id,
                    "partner_id": partner_id,
                    "role_id": role_id,
                    "carries_work": carries,
                }
                for (partner_id, role_id), carries in held.items()
                if (partner_id, role_id) not in known
            ]
        )
        self._propose_receivers()
        self._refresh_counts()

    # === RECEIVERS === #

    def _propose_receivers(self):
        """Fill in receivers as the handover says; who was chosen by hand stays."""
        self.ensure_one()
        lines = self.sudo().line_ids
        lines = lines.filtered(lambda line: line.explanation or not line.to_user_id)
        if self.successor_mode == "user":
            proposals = dict.fromkeys(
                lines, (self.to_user_id, self.env._("Receiver of the handover"))
            )
        elif self.successor_mode == "rule":
            proposals = lines._find_receivers()
        else:
            return
        nobody = (self.env["res.users"], False)
        groups = {}
        for line in lines:
            user, why = proposals.get(line, nobody)
            groups.setdefault((user.id, why if user else False), []).append(line.id)
        for (user_id, why), ids in groups.items():
            lines.browse(ids)._write_server({"to_user_id": user_id, "explanation": why})

    def write(self, vals):
        result = super().write(vals)
        if not {"successor_mode", "to_user_id"}.isdisjoint(vals):
            for handover in self:
                if handover.state == "draft" and handover.line_ids:
                    handover._propose_receivers()
        return result

    # === COMPLETE? === #

    def _check_complete(self):
        """Check what both sides have to find before they confirm.

        :raises UserError: naming the accounts and what is missing
        """
        self.ensure_one()
        handover = self.sudo()
        if not handover.line_ids:
            raise UserError(
                self.env._(
                    "“%(handover)s” has no accounts yet: load them first.",
                    handover=handover.display_name,
                )
            )
        lines = handover.line_ids
        lines._check_filled()
        lines._check_able()
        lines._check_held()
        lines._check_no_other()
        handover._check_delegate()

    def _check_delegate(self):
        """Refuse that somebody makes himself the one who decides for the giver."""
        self.ensure_one()
        delegate = self.delegate_id
        if not delegate:
            return
        names = {"handover": self.display_name, "user": delegate.name}
        resolver = self.env["group.customer.approval.resolver"]
        if not resolver._filter_able(delegate, self.company_id):
            raise UserError(
                self.env._(
                    "“%(handover)s”: %(user)s cannot decide instead of %(giver)s: "
                    "choose an active user of %(company)s.",
                    giver=self.from_user_id.name,
                    company=self.company_id.name,
                    **names,
                )
            )
        if delegate in self.create_uid | self.env.user:
            raise UserError(
                self.env._(
                    "“%(handover)s”: nobody makes himself the one who decides for "
                    "somebody else. Choose another person than %(user)s.",
                    **names,
                )
            )
        if self.delegate_until < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "“%(handover)s”: %(user)s would decide until a day that is over. "
                    "Choose a later one.",
                    **names,
                )
            )
