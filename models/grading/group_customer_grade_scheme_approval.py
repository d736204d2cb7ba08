# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class GroupCustomerGradeScheme(models.Model):
    """A scheme whose standard is itself approved before it is used (GR-15).

    What is approved is the content, by its digest: whatever changes it, on whichever
    road, leaves the scheme to be approved again. That a scheme needs no approval any
    more is such a change too: the duty lasts until it was approved.
    """

    _inherit = "group.customer.grade.scheme"
    _server_fields = frozenset(
        {"approved_by_id", "approved_digest", "approved_on", "needs_approval"}
    )

    requires_approval = fields.Boolean(
        string="Needs Approval",
        tracking=True,
        help="Nobody is graded by the scheme before a director has approved it, and "
        "each change has to be approved again (GR-15). Drafts and simulations need "
        "no approval. Unticked, the duty ends with the next approval.",
    )
    needs_approval = fields.Boolean(
        string="Must Be Approved",
        compute="_compute_needs_approval",
        store=True,
        copy=False,
        help="Whether the scheme grades by approval only: from the day on which that "
        "was asked for, until a director has approved that it is not any more.",
    )
    approved_digest = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    is_approved = fields.Boolean(
        compute="_compute_is_approved",
        help="Whether a director approved the scheme as it is.",
    )
    can_approve = fields.Boolean(compute="_compute_is_approved")

    # === COMPUTE METHODS === #

    @api.depends("requires_approval")
    def _compute_needs_approval(self):
        for scheme in self:
            # What was once ticked ends by an approval alone.
            scheme.needs_approval = scheme.requires_approval or scheme.needs_approval

    # Whatever the definition is made of, the rows below the scheme included.
    @api.depends(
        "requires_approval", "needs_approval", "approved_digest", "problems", "preview"
    )
    @api.depends_context("uid", "company")
    def _compute_is_approved(self):
        is_director = self._is_director()
        for scheme in self:
            origin = scheme._origin
            scheme.is_approved = not scheme.needs_approval or bool(
                origin
                and scheme.approved_digest
                and scheme.approved_digest == origin._get_content_digest()
            )
            scheme.can_approve = (
                is_director
                and bool(origin)
                and not scheme.is_approved
                and not scheme.draft_of_id
            )

    # === ACTION METHODS === #

    def action_approve(self):
        """Approve the schemes as they are.

        :raises AccessError: for whoever is no director
        :raises UserError: for incomplete schemes, and whoever changed them last
        """
        self.check_access("read")
        if not self._is_director():
            raise AccessError(
                self.env._("Only directors approve grading schemes: ask one of them.")
            )
        for scheme in self:
            scheme.lock_for_update(allow_referencing=True)
            scheme._check_complete()
            scheme._check_other_author()
            # sudo: a director approves what an administrator designs
            scheme.sudo()._set_approved(self.env.user)
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _is_director(self):
        return self.env.su or self.env.user.has_group(
            "group_customer.group_group_customer_director"
        )

    def _refuse_server_fields(self, names):
        raise UserError(
            self.env._(
                "The approval of a scheme is not entered: a director presses "
                "Approve on “%(scheme)s”.",
                scheme=self[:1].display_name or self.env._("the scheme"),
            )
        )

    def _set_approved(self, user):
        """Note that ``user`` approved the scheme as it is."""
        self.ensure_one()
        self.with_context(tracking_disable=True)._write_server(
            {
                "approved_digest": self._get_content_digest(),
                "approved_by_id": user.id,
                "approved_on": fields.Datetime.now(),
                "needs_approval": self.requires_approval,
                "changed_by_ids": [Command.clear()],
            }
        )
        self.message_post(
            body=self.env._("%(user)s approved the scheme.", user=user.name)
        )

    def _check_approved(self):
        """Refuse to grade by a scheme that waits for its approval.

        :raises UserError: naming the scheme
        """
        self.invalidate_recordset(["is_approved"])
        for scheme in self:
            if not scheme.is_approved:
                raise UserError(
                    self.env._(
                        "The scheme “%(scheme)s” has not been approved as it is now: "
                        "have a director approve it, then grade. A simulation needs "
                        "no approval.",
                        scheme=scheme.display_name,
                    )
                )

    def _get_content_digest(self):
        """Return the digest of what judges the customers.

        Names count in English alone: a language installed later changes no standard.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        definition = self.sudo()._get_definition(
            company, fields.Date.context_today(self)
        )
        canonical = self._get_canonical_definition(definition)
        names = self._get_source_names(canonical)
        if self.needs_approval and not self.requires_approval:
            names["needs_approval"] = False  # what is asked for
        text = json.dumps(names, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _get_source_names(self, value):
        if isinstance(value, dict):
            return {
                key: item.get("en_US")
                if key == "name" and isinstance(item, dict)
                else self._get_source_names(item)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._get_source_names(item) for item in value]
        return value


class GroupCustomerGradeRun(models.Model):
    _inherit = "group.customer.grade.run"

    def _prepare_compute(self):
        self.scheme_id._check_approved()
        return super()._prepare_compute()
