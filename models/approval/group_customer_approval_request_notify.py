# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import is_html_empty

ACTIVITY_TYPE = "group_customer.mail_activity_type_approval"
NOTICE_TYPE = "mail.mail_activity_data_todo"
TEMPLATE = "group_customer.mail_template_approval_%s"


class GroupCustomerApprovalRequest(models.Model):
    """Who is told what: activities of the approvers, mails, chatters."""

    _inherit = "group.customer.approval.request"

    # === ACTIVITIES === #

    def _sync_activities(self):
        """Give everybody who can act one activity, and take the others' away.

        The activity stands on the request, so that Odoo's activity menu counts it.
        """
        activity_type = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        if not activity_type:
            return
        Activity = self.env["mail.activity"]
        activities = Activity.search(
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("activity_type_id", "=", activity_type.id)
        )
        # Of their own ids: deleting the stale ones empties the caches
        rows = self.approver_ids.browse(self.approver_ids.ids)
        wanted = {(row.request_id.id, row.user_id.id): row for row in rows}
        stale = Activity
        for activity in activities:
            if not wanted.pop((activity.res_id, activity.user_id.id), None):
                stale |= activity
        vals_list = [row._prepare_activity(activity_type) for row in wanted.values()]
        stale.unlink()
        # Approvers get a mail of their own: Odoo's would be a second one.
        Activity.with_context(mail_activity_quick_update=True).create(vals_list)

    def _tell_failure(self):
        """Ask the requester to look at what could not be carried out."""
        requester = self.with_context(lang=self.requester_id.lang)
        requester._ask_requester(
            requester.env._("Could not be carried out"), self.failure
        )

    def _tell_returned(self, comment):
        """Ask the requester to correct the document."""
        requester = self.with_context(lang=self.requester_id.lang)
        requester._ask_requester(requester.env._("Correct and submit again"), comment)

    def _ask_requester(self, summary, note):
        self.ensure_one()
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            NOTICE_TYPE,
            user_id=self.requester_id.id,
            summary=summary,
            note=note,
        )

    def _forget_activities(self):
        """Take away every activity: the request moves on."""
        self.activity_unlink([ACTIVITY_TYPE, NOTICE_TYPE])

    # === MAILS === #

    def _notify_waiting(self, users=None, template="waiting"):
        """Tell the people of the open step, or some of them, that it waits."""
        self.ensure_one()
        people = self.approver_ids.user_id
        self._notify(template, people & users if users else people)

    def _notify_escalated(self, newcomers):
        self.ensure_one()
        self._notify("escalated", newcomers | self.requester_id)
        self._notify("at_risk", self.approver_ids.user_id - newcomers)

    def _notify_decided(self, outcome, comment=None):
        """Tell who asked and who entered what became of the request.

        Whoever returned, rejected or executed it knows.
        """
        self.ensure_one()
        template = "expired" if outcome == "expired" else "decided"
        people = (self.requester_id | self.entered_by_id) - self.env.user
        self._notify(template, people)

    def _notify(self, template, users):
        """Send a template to users, each in the own language and on the own way.

        A template that an administrator removed sends nothing.
        """
        self.ensure_one()
        template = self.env.ref(TEMPLATE % template, raise_if_not_found=False)
        users = users.filtered(lambda user: user.active and user.partner_id)
        if not template or not template.active or not users:
            return
        by_language = defaultdict(lambda: self.env["res.users"])
        for user in users:
            by_language[user.lang or self.env.lang] |= user
        for lang, people in by_language.items():
            request = self.with_context(lang=lang)
            rendered = template.with_env(request.env)
            subject = rendered._render_field("subject", self.ids)[self.id]
            body = rendered._render_field("body_html", self.ids)[self.id]
            if is_html_empty(body):
                continue
            request.message_notify(
                subject=subject,
                body=body,
                partner_ids=people.partner_id.ids,
                email_layout_xmlid="mail.mail_notification_layout",
                model_description=request._description_of_type(),
            )

    def _description_of_type(self):
        return self.type_id.name

    # === CHATTERS === #

    def _post_decision(self, decision):
        """Write a decision into the chatters of request and document."""
        self.ensure_one()
        kinds = dict(decision._fields["kind"]._description_selection(self.env))
        names = {
            "decision": kinds[decision.kind],
            "step": decision.step_id.name,
            "principal": decision.principal_id.name,
            "path": decision.path,
            "receiver": decision.to_user_id.name,
        }
        lines = [
            self.env._("%(decision)s – %(step)s", **names)
            if decision.step_id
            else names["decision"]
        ]
        if decision.path:
            lines.append(
                self.env._("In the place of %(principal)s (%(path)s)", **names)
            )
        if decision.to_user_id:
            lines.append(
                self.env._("From %(principal)s to %(receiver)s", **names)
                if decision.principal_id != decision.user_id
                else self.env._("To %(receiver)s", **names)
            )
        lines += filter(None, (decision.changes_text, decision.comment))
        body = Markup("<br/>").join(lines)
        self._message_log(body=body)
        document = self._find_document()
        if document and hasattr(document, "_message_log"):
            document._message_log(body=Markup("%s: %s") % (self._get_html_link(), body))
