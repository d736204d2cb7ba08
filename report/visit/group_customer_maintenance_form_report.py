# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...models.visit.group_customer_visit_report import REPORT_TEXTS


class ReportMaintenanceForm(models.AbstractModel):
    """The maintenance form of a customer (客户维护表, annex 3), and its variants for
    VIP customers: the summary of a quarter and the form of daily care (VI-26)."""

    _name = "report.group_customer.report_maintenance_form"
    _inherit = "report.group_customer.report_approval_form"
    _description = "Customer Maintenance Form"

    _document_model = "group.customer.visit.form.print"

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data=data)
        forms = [form for forms in values["forms"].values() for form in forms]
        return {**values, "forms": forms}

    @api.model
    def _get_documents(self, docids):
        wizards = super()._get_documents(docids)
        wizards.partner_ids.check_access("read")
        return wizards

    def _prepare_form(self, wizard):
        """Return one form for each customer."""
        visits = wizard._get_visits()
        customers = wizard._get_customers(visits)
        title = wizard._fields["form"]._description_selection(self.env)
        common = {
            "form": wizard.form,
            "title": dict(title)[wizard.form],
            "company": self.env.company.name,
            "period": (
                f"{format_date(self.env, wizard.date_from)} – "
                f"{format_date(self.env, wizard.date_to)}"
            ),
            "printed_on": format_date(self.env, fields.Date.context_today(self)),
            "months": self._get_months(wizard),
        }
        return [
            {**common, **self._prepare_customer_form(partner, visits[partner], wizard)}
            for partner in customers
        ]

    def _prepare_customer_form(self, partner, visits, wizard):
        return {
            "customer": self._prepare_customer(partner),
            "contacts": self._prepare_contacts(partner, visits),
            "counts": self._prepare_counts(visits),
            "matrix": self._prepare_matrix(visits, self._get_months(wizard)),
            "rows": [
                self._prepare_visit(number, visit, partner)
                for number, visit in enumerate(visits, 1)
            ],
            "checks": self._prepare_checks(visits),
            "signatures": [
                {"label": label, "name": "", "date": ""}
                for label in (
                    self.env._("Filled in by"),
                    self.env._("Marketing Manager"),
                    self.env._("Filed by"),
                )
            ],
        }

    def _prepare_customer(self, partner):
        # sudo: who may read the customer prints the head of the form, whatever duty
        # they have
        partner = partner.sudo()
        stages = dict(
            partner._fields["customer_stage"]._description_selection(self.env)
        )
        return {
            "name": partner.display_name,
            "ref": partner.ref or "",
            "grade": partner.group_customer_grade_id.display_name or "",
            "stage": stages.get(partner.customer_stage, ""),
            "manager": partner.user_id.name or "",
            "address": ", ".join(
                filter(
                    None,
                    map(
                        str.strip,
                        partner._display_address(without_company=True).split("\n"),
                    ),
                )
            ),
            "phone": partner.phone or "",
        }

    def _prepare_contacts(self, partner, visits):
        """People of the customer whom the visits met, with the relation to them."""
        stages = dict(
            partner._fields["relation_stage"]._description_selection(self.env)
        )
        return ", ".join(
            f"{contact.name} ({stages[contact.relation_stage]})"
            if contact.relation_stage
            else contact.name
            for contact in visits.contact_id
            if contact.commercial_partner_id == partner
        )

    def _prepare_counts(self, visits):
        """Contacts by channel, the most frequent first."""
        counts = Counter(visits.mapped(lambda visit: visit.channel_id.name))
        return ", ".join(f"{name}: {count}" for name, count in counts.most_common())

    def _get_months(self, wizard):
        months, month = [], fields.Date.start_of(wizard.date_from, "month")
        while month <= wizard.date_to and len(months) < 3:
            months.append(month)
            month += relativedelta(months=1)
        return [
            {
                "start": month,
                "name": format_date(self.env, month, date_format="MMM yyyy"),
            }
            for month in months
        ]

    def _prepare_matrix(self, visits, months):
        """Contacts by kind and month, for the summary of a quarter."""
        rows = []
        for kind, of_kind in visits.grouped("kind_id").items():
            counts = Counter(of_kind.mapped(lambda visit: visit.date.replace(day=1)))
            rows.append(
                {
                    "kind": kind.name,
                    "counts": [counts[month["start"]] for month in months],
                    "total": len(of_kind),
                }
            )
        return rows

    def _prepare_visit(self, number, visit, partner):
        # sudo: who may read the visit prints all of it
        visit = visit.sudo()
        # Of an event of several customers, each form has the people of one
        people = visit.participant_ids.filtered(
            lambda participant: participant.account_id == partner
        )
        reviewed = visit.reviewed_by_id.name if visit.report_state == "accepted" else ""
        return {
            "number": number,
            "date": format_date(self.env, visit.date),
            "kind": visit.kind_id.name,
            "subject": visit.name or visit.purpose or "",
            "channel": visit.channel_id.name,
            "initiator": self._get_label(visit, "initiator"),
            "contents": ", ".join(visit.content_ids.mapped("name")),
            "ours": ", ".join((visit.user_id | visit.user_ids).mapped("name")),
            "contact": ", ".join(
                (
                    visit.contact_id.filtered(
                        lambda person: person.commercial_partner_id == partner
                    )
                    | people.partner_id
                ).mapped("name")
            ),
            "texts": self._prepare_texts(visit, people),
            "next": format_date(self.env, visit.next_visit_date)
            if visit.next_visit_date
            else "",
            "reviewed": reviewed,
            "reviewed_on": self._format_moment(visit.reviewed_at, day=True)
            if reviewed
            else "",
        }

    def _prepare_texts(self, visit, people):
        """What was written, as pairs of label and text."""
        texts = [
            {
                "label": visit._fields[name]._description_string(self.env),
                "text": visit[name].strip(),
            }
            for name in REPORT_TEXTS
            if (visit[name] or "").strip()
        ]
        texts += [
            {"label": answer.name, "text": answer._get_text()}
            for answer in visit.answer_ids
            if answer._is_answered()
        ]
        texts += [
            {"label": participant.partner_id.name, "text": participant.opinion}
            for participant in people
            if participant.opinion
        ]
        return texts

    def _prepare_checks(self, visits):
        # sudo: the results of spot checks stand on the form
        checks = visits.sudo().spot_check_ids.filtered("result").sorted("date")
        return [
            {
                "visit": format_date(self.env, check.visit_id.date),
                "date": format_date(self.env, check.date),
                "checker": check.checker_id.name,
                "result": self._get_label(check, "result"),
                "comment": check.comment or "",
            }
            for check in checks
        ]
