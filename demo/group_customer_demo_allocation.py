# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

# Figures of this month, for the allocation of the coming one: task, attendance, logs,
# flexible points in per cent. Chen's are still to be entered.
THIS_MONTH = {
    "zhang": (108, 100, 88, 80),
    "li": (94, 87.5, 100, 60),
    "wang": (71, 100, 75, 70),
}


class GroupCustomerDemo(models.AbstractModel):
    """This month's allocation, carried out, and the proposal for the coming one."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_allocation(self):
        """Allocate two months as the demo users do.

        Does nothing without the scheme of the insurance pack, or where a month was
        allocated already.
        """
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_activity_quick_update=True
        )
        Allocation = demo.env["group.customer.allocation"]
        month = Allocation._default_month()
        schemes = demo.env["group.customer.allocation.scheme"]
        scheme = schemes._get_in_force(company, month)
        if not scheme or Allocation.search_count([("company_id", "=", company.id)]):
            return
        scheme.responsible_id = self.env.ref("group_customer.user_sun_demo")
        demo._ask_for_certificates()
        demo._allocate_this_month(month - relativedelta(months=1))
        demo._enter_this_months_figures(company)
        demo._propose_coming_month(month)

    @api.model
    def _ask_for_certificates(self):
        """Money that matures is placed again: whoever sells wealth products must be
        certified (OT-05)."""
        kind = self.env.ref("group_customer.group_customer_resource_kind_maturity")
        kind.certificate_type_ids = self.env.ref(
            "group_customer.group_customer_certificate_type_wealth"
        )

    @api.model
    def _prepare_allocation(self, month):
        """:returns: the run of a month, computed by the director who prepares it"""
        Allocation = self._as("sun").env["group.customer.allocation"]
        run = Allocation.create({"month": month})
        run.action_compute()
        return run

    @api.model
    def _allocate_this_month(self, month):
        run = self._prepare_allocation(month)
        if not run.dealt_count:
            return
        today = fields.Date.context_today(self)
        days = (today - month).days
        self._pass(
            run.sudo(),
            "sun",
            [("zhou", "approve", "Agreed 同意")],
            (days + 2, days),
            note="As counted for the month 按当月统计结果分配",
        )

    @api.model
    def _enter_this_months_figures(self, company):
        month = fields.Date.context_today(self).replace(day=1)
        figures = self.env["group.customer.manager.month"]
        for name, (task, attendance, log, flexible) in THIS_MONTH.items():
            user = self.env.ref(f"group_customer.user_{name}_demo")
            manager = self.env["group.customer.manager"]._get_for(user, company)
            if figures._get_figures(manager, month):
                continue
            figures.create(
                {
                    "manager_id": manager.id,
                    "month": month,
                    "task_completion": task,
                    "attendance": attendance,
                    "log_pass": log,
                    "flexible": flexible,
                    "note": "Up to now 截至目前",
                }
            )

    @api.model
    def _propose_coming_month(self, month):
        """Computed, with one change by hand, and not submitted yet."""
        run = self._prepare_allocation(month)
        dealt = run.line_ids.filtered(lambda line: line.outcome == "dealt")
        for line in dealt:
            others = run.receiver_ids.filtered(
                lambda receiver, line=line: (
                    receiver != line.final_receiver_id and not receiver.barred_kinds
                )
            )
            if others:
                line.write(
                    {
                        "final_receiver_id": others[0].id,
                        "change_reason": "Looked after the customer before "
                        "曾服务过该客户",
                    }
                )
                break
