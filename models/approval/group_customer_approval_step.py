# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

# Which level of AP-01 the groups of the addon stand for.
LEVEL_GROUPS = {
    "group_customer.group_group_customer_director": "1",
    "group_customer.group_group_customer_manager": "2",
    "group_customer.group_group_customer_user": "3",
}


class GroupCustomerApprovalStep(models.Model):
    """One step of a rule: who decides, how many of them, how long they have.

    Requests keep the steps as they were at submission (:meth:`_prepare_frozen`).
    """

    _name = "group.customer.approval.step"
    _description = "Approval Step"
    _order = "rule_id, sequence, id"
    _check_company_auto = True

    rule_id = fields.Many2one(
        comodel_name="group.customer.approval.rule",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Stored for security rules
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    model = fields.Selection(related="rule_id.model")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    purpose = fields.Selection(
        selection=[("approve", "Approve"), ("execute", "Execute and Track")],
        required=True,
        default="approve",
        help="Approve: decides whether. Execute and track: carries out what was "
        "approved; always the last step.",
    )
    # Who
    approver_kind = fields.Selection(
        selection=[
            ("users", "Named users"),
            ("group", "Members of a group"),
            ("account_role", "Role on the account"),
            ("team_manager", "Department or team manager"),
            ("requester", "The requester"),
        ],
        string="Who",
        required=True,
        default="group",
        help="Department or team manager: the manager of the requester's department "
        "if the Employees app is installed, else the leader of the requester's sales "
        "team. The requester can execute, but never approve.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_step_user_rel",
        string="Users",
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    group_id = fields.Many2one(
        comodel_name="res.groups", ondelete="restrict", index="btree_not_null"
    )
    account_role = fields.Selection(
        selection=[
            ("account_manager", "Account manager"),
            ("chief_representative", "Chief representative"),
        ],
        string="Role",
    )
    authority_level = fields.Selection(
        selection=[
            ("1", "Level 1: decision makers"),
            ("2", "Level 2: managers"),
            ("3", "Level 3: staff"),
        ],
        compute="_compute_authority_level",
        store=True,
        readonly=False,
        precompute=True,
        help="The level of authority that decides here (AP-01): shown in the "
        "authority table.",
    )
    # How many
    quorum = fields.Selection(
        selection=[
            ("any", "Any one"),
            ("all", "All"),
            ("number", "A number of them"),
        ],
        required=True,
        default="any",
    )
    quorum_count = fields.Integer(string="How Many", default=1, aggregator=None)
    # When
    domain = fields.Char(
        string="Only If",
        help="The step is left out for documents that do not match; empty: never "
        "left out (AP-02, intermediate approval).",
    )
    amount_min = fields.Monetary(
        string="From Amount",
        help="The step is left out for documents of a smaller amount, in the currency "
        "of the rule; zero: never left out.",
    )
    # How long
    deadline_duration = fields.Float(
        string="Deadline", aggregator=None, help="Zero: no deadline."
    )
    deadline_unit = fields.Selection(
        selection=[
            ("working_hours", "Working hours"),
            ("working_days", "Working days"),
            ("calendar_days", "Calendar days"),
        ],
        string="Unit",
        required=True,
        default="working_days",
    )
    at_risk_percent = fields.Float(
        string="At Risk from (%)",
        default=80,
        aggregator=None,
        help="Share of the time after which the approvers are reminded.",
    )
    escalation_kind = fields.Selection(
        selection=[
            ("none", "Nobody"),
            ("users", "Named users"),
            ("group", "Members of a group"),
            ("team_manager", "Department or team manager"),
        ],
        string="Escalates to",
        required=True,
        default="none",
        help="Who may act as well once the step is overdue, or at once when nobody "
        "else is left.",
    )
    escalation_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="group_customer_approval_step_escalation_rel",
        string="Escalation Users",
        domain=[("share", "=", False)],
        context={"active_test": False},
    )
    escalation_group_id = fields.Many2one(
        comodel_name="res.groups", ondelete="restrict", index="btree_not_null"
    )
    # What else
    may_change_value = fields.Boolean(
        string="May Change the Proposal",
        help="Whoever decides here may change what is proposed.",
    )
    separate_executor = fields.Boolean(
        string="Not Who Approved",
        help="Whoever executes must not have approved.",
    )

    # === COMPUTE METHODS === #

    @api.depends("approver_kind", "group_id", "account_role")
    def _compute_authority_level(self):
        levels = {
            self.env["ir.model.data"]._xmlid_to_res_id(xmlid): level
            for xmlid, level in LEVEL_GROUPS.items()
        }
        for step in self:
            if step.approver_kind == "group":
                level = levels.get(step.group_id.id)
            elif step.approver_kind == "team_manager":
                level = "2"
            elif step.approver_kind == "account_role":
                level = "1" if step.account_role == "chief_representative" else "3"
            elif step.approver_kind == "requester":
                level = "3"
            else:
                level = None
            step.authority_level = level or step.authority_level

    # === BUSINESS METHODS === #

    def _prepare_frozen(self):
        """Return the facts of a step as a request keeps them.

        ``name`` is the text in the language of the source; the caller copies the
        translations.
        """
        self.ensure_one()
        step = self.with_context(lang=None)
        return {
            "name": step.name,
            "sequence": step.sequence,
            "purpose": step.purpose,
            "approver_kind": step.approver_kind,
            "user_ids": [fields.Command.set(step.user_ids.ids)],
            "group_id": step.group_id.id,
            "group_name": step.group_id.name,
            "account_role": step.account_role,
            "quorum": step.quorum,
            "quorum_count": step.quorum_count,
            "domain": step.domain,
            "amount_min": step.amount_min,
            "amount_currency_id": step.currency_id.id,
            "deadline_duration": step.deadline_duration,
            "deadline_unit": step.deadline_unit,
            "at_risk_percent": step.at_risk_percent,
            "escalation_kind": step.escalation_kind,
            "escalation_user_ids": [fields.Command.set(step.escalation_user_ids.ids)],
            "escalation_group_id": step.escalation_group_id.id,
            "escalation_group_name": step.escalation_group_id.name,
            "may_change_value": step.may_change_value,
            "separate_executor": step.separate_executor,
            "authority_level": step.authority_level,
        }
