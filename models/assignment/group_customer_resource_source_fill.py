# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Datetime
from odoo.tools import SQL

from ...tools.resource_windows import get_month_start, get_next_renewal
from .group_customer_resource import OPEN_STATES

_logger = logging.getLogger(__name__)

# Documents that are read and turned into resources in one transaction of a cron
SLICE = 1000
# How many documents that were not taken one result names
LISTED_ERRORS = 100
COUNTED = ("made", "updated", "reopened", "closed", "failed")


class GroupCustomerResourceSource(models.Model):
    """Turning sales into customer resources, again and again: what is there is
    brought up to date, what was cancelled is closed, nothing is made twice."""

    _inherit = "group.customer.resource.source"

    # === ACTION METHODS === #

    def action_fill(self):
        """Fill now; directors and administrators."""
        if not self.env.user.has_group("group_customer.group_group_customer_director"):
            raise AccessError(
                self.env._("Customer resources are filled by directors. Ask one.")
            )
        self.check_access("read")
        for record in self:
            record._fill()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": "\n".join(
                    f"{record.name}: {record.result}" for record in self
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === CRON METHODS === #

    @api.model
    def _cron_fill(self, size=SLICE):
        """Fill from every source, slice by slice, each in its own transaction; then
        bring up to date what changes with the days."""
        todo = self.search([("active", "=", True)])
        for number, record in enumerate(todo, start=1):
            total, is_last = None, False
            while not is_last:
                # Each commit gives the lock back; whoever has it does the rest
                if not record.try_lock_for_update():
                    break
                total, is_last = record._fill_slice(size, total)
                left = len(todo) - number + (not is_last)
                if not self.env["ir.cron"]._commit_progress(
                    int(is_last), remaining=left
                ):
                    return
        resources = self.env["group.customer.resource"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            resources._refresh_company(company)

    # === BUSINESS METHODS === #

    def _fill(self, size=SLICE):
        """Make resources of the sales of one source that have none yet, bring those
        up to date that nobody holds, close those whose sale was cancelled.

        :returns: dict of counts: made, updated, reopened, closed, failed; ``errors``
        """
        self.ensure_one()
        # sudo: what is filled follows from the documents, not from who asks
        record = self.sudo()
        record._lock_to_fill()
        record._write_server({"cursor": 0})
        total, is_last = None, False
        while not is_last:
            total, is_last = record._fill_slice(size, total)
        self.env["group.customer.resource"].sudo()._refresh_company(record.company_id)
        return total

    def _lock_to_fill(self):
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(name)s is being filled right now. Look at the result in a "
                    "moment.",
                    name=self.name,
                )
            ) from error

    def _fill_slice(self, size, total=None):
        """Fill from the next documents.

        :param total: the counts so far, with the list ``errors``
        :returns: (counts, whether the source is through)
        """
        self.ensure_one()
        total = total or {**dict.fromkeys(COUNTED, 0), "errors": []}
        documents = self._read_documents(size)
        if documents:
            self._fill_documents(documents, total)
        is_last = len(documents) < size
        if is_last:
            total["closed"] += self._close_gone()
        self._write_server(
            {
                "cursor": 0 if is_last else documents[-1]["id"],
                "filled_on": Datetime.now(),
                "result": self._describe_result(total),
            }
        )
        return total, is_last

    def _describe_result(self, total):
        counts = self.env._(
            "Made %(made)s, brought up to date %(updated)s, opened again %(reopened)s, "
            "closed %(closed)s, not taken %(failed)s.",
            **{name: total[name] for name in COUNTED},
        )
        return "\n".join([counts, *total["errors"][:LISTED_ERRORS]])

    def _read_documents(self, size):
        """Return the next documents with the resource each of them has."""
        self._flush_documents()
        self.env["group.customer.resource"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT d.*, r.id AS resource_id
                     FROM (%(documents)s) AS d
                LEFT JOIN group_customer_resource r
                       ON r.res_model = %(model)s AND r.res_id = d.id
                      AND r.source_id = %(record)s
                    WHERE d.id > %(cursor)s
                 ORDER BY d.id
                    LIMIT %(size)s""",
                documents=self._get_documents_sql(),
                model=self._get_model(),
                record=self.id,
                cursor=self.cursor or 0,
                size=size,
            )
        )
        return self.env.cr.dictfetchall()

    def _fill_documents(self, documents, total):
        resources = self.env["group.customer.resource"].with_context(
            tracking_disable=True
        )
        by_id = {
            resource.id: resource
            for resource in resources.browse(
                line["resource_id"] for line in documents if line["resource_id"]
            )
        }
        new = [line for line in documents if not line["resource_id"]]
        names = self._get_names(new)
        self._make(resources, [self._get_values(ln, names) for ln in new], total)
        for line in documents:
            resource = by_id.get(line["resource_id"])
            if resource:
                self._update(resource, self._get_values(line), total)

    def _get_values(self, document, names=None):
        """The values of the resource of a document."""
        sold_on = document["sold_on"]
        due_on = document["due_on"]
        if not due_on and self.premium == "regular":
            today = self.env["group.customer.ledger"]._get_today(self.company_id)
            due_on = get_next_renewal(
                sold_on, self.shift_months, get_month_start(today)
            )
        elif not due_on:
            due_on = sold_on + relativedelta(months=self.shift_months)
        values = {
            "partner_id": document["partner_id"],
            "amount": document["amount"],
            "currency_id": document["currency_id"],
            "date": due_on,
            "insured_on": min(sold_on, due_on),
            "premium": self.premium,
        }
        if names is None:
            return values
        has_contact = document["contact_id"] != document["partner_id"]
        return {
            **values,
            "name": names[document["id"]],
            "contact_id": has_contact and document["contact_id"],
            "company_id": self.company_id.id,
            "original_unit_id": self.unit_id.id,
            "source": self._get_resource_source(),
            "source_id": self.id,
            "res_model": self._get_model(),
            "res_id": document["id"],
            "is_kind_given": bool(self.kind_id),
            **({"kind_id": self.kind_id.id} if self.kind_id else {}),
        }

    def _get_names(self, documents):
        """Return document id → reference that nobody in the company has yet: the
        document's, with the source where two sources read one document."""
        candidates = {line["id"]: line["name"] or str(line["id"]) for line in documents}
        rows = self.env.execute_query(
            SQL(
                """SELECT name FROM group_customer_resource
                    WHERE company_id = %s AND name = ANY(%s)""",
                self.company_id.id,
                list(candidates.values()),
            )
        )
        taken = {name for (name,) in rows}
        names = {}
        for id_, name in candidates.items():
            if name in taken:
                # Ids of source and document: unlike names, they are never twice
                name = f"{name} ({self.id}-{id_})"
            taken.add(name)
            names[id_] = name
        return names

    def _make(self, resources, vals_list, total):
        """Make resources, one by one where a batch fails."""
        if not vals_list:
            return
        try:
            with self.env.cr.savepoint():
                resources._create_server(vals_list).flush_recordset()
                total["made"] += len(vals_list)
                return
        except (UserError, psycopg2.IntegrityError) as error:
            if len(vals_list) == 1:
                reason = str(error).strip().splitlines()[0]
                total["errors"].append(f"{vals_list[0]['name']}: {reason}")
                total["failed"] += 1
                return
        half = len(vals_list) // 2
        self._make(resources, vals_list[:half], total)
        self._make(resources, vals_list[half:], total)

    def _update(self, resource, values, total):
        """Bring a resource up to date with its document.

        What is allocated stays what it was allocated as, but for the day of the next
        renewal, which its holder waits for.
        """
        if resource.state == "closed":
            if not resource.is_source_gone:
                return
            resource._write_server(
                {"state": "available", "close_reason": False, "is_source_gone": False}
            )
            total["reopened"] += 1
        if resource.state == "allocated":
            is_regular = values["premium"] == "regular"
            values = {"date": values["date"]} if is_regular else {}
        changed = {
            name: value
            for name, value in values.items()
            if self._differs(resource, name, value)
        }
        if changed:
            resource._write_server(changed)
            total["updated"] += 1

    @api.model
    def _differs(self, resource, name, value):
        old = resource[name]
        if isinstance(old, models.BaseModel):
            return old.id != (value or False)
        if name == "amount":
            return resource.currency_id.compare_amounts(old, value) != 0
        return old != value

    def _close_gone(self):
        """Close what nobody holds and whose document does not count any more."""
        self._flush_documents()
        resources = self.env["group.customer.resource"]
        resources.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT r.id
                     FROM group_customer_resource r
                    WHERE r.source_id = %(record)s AND r.state IN %(states)s
                      AND NOT EXISTS (
                          SELECT FROM (%(documents)s) AS d WHERE d.id = r.res_id)""",
                record=self.id,
                states=OPEN_STATES,
                documents=self._get_documents_sql(),
            )
        )
        gone = resources.browse(id_ for (id_,) in rows)
        gone._write_server(
            {
                "state": "closed",
                "is_source_gone": True,
                "close_reason": self.env._(
                    "The document was cancelled or credited, or does not count any "
                    "more for %(name)s.",
                    name=self.name,
                ),
            }
        )
        return len(gone)
