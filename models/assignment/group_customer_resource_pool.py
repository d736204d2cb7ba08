# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import SQL
from odoo.tools.date_utils import add

from ...tools.allocation_order import Factor, order_by_importance
from ...tools.resource_windows import get_month_start
from .group_customer_resource import OPEN_STATES

# What one statement locks and changes at once
SLICE = 5000
# Digits of points that are shown; the order goes by the exact ones
DIGITS = 4
# How the values of a factor are found and read: column of the statement below
COLUMNS = {
    "amount": "amount",
    "date": "date",
    "address": "address",
    "phone": "phone",
    "insured_on": "insured_on",
    "last_payment_on": "last_payment_on",
    "payment_due_on": "payment_due_on",
    "original_unit": "unit_rank",
    "circulation": "circulation",
    "converted": "converted",
}


class GroupCustomerResource(models.Model):
    """What an allocation asks of resources: which there are, in which order of
    importance, and that they were given to somebody."""

    _inherit = "group.customer.resource"

    # === BUSINESS METHODS === #

    @api.model
    def _find_pool(self, company, month, numbers):
        """Find what the run of a month may deal.

        What nobody holds any more is taken back first.

        :param month: any day of the month
        :param numbers: dict kind id → dict with ``lead_days`` and ``horizon_months``
            of the allocation scheme; a kind that is not in it takes no part
        :returns: dict resource id → kind id, of the resources of ``company`` that are
            available or returned and within the window of their kind. A resource whose
            kind nobody gave takes the first kind that fits it in that month; one whose
            given kind is over, the kind for what was due before the year.
        """
        self._return_unheld(company)
        self.flush_model()
        case = self._get_kind_sql(month, numbers)
        rows = self.env.execute_query(
            SQL(
                """SELECT id, kind FROM (
                       SELECT r.id, %(case)s AS kind
                         FROM group_customer_resource r
                        WHERE r.company_id = %(company)s AND r.state IN %(states)s
                   ) AS pool
                    WHERE kind IS NOT NULL
                 ORDER BY id""",
                case=case,
                company=company.id,
                states=OPEN_STATES,
            )
        )
        return dict(rows)

    @api.model
    def _get_kind_sql(self, month, numbers):
        """The kind that row ``r`` has in the run of a month, NULL for none."""
        whens = []
        kinds = self.env["group.customer.resource.kind"].search([("active", "=", True)])
        kinds = kinds.filtered(lambda kind: kind.id in numbers)
        for kind in kinds:
            first, last = kind._get_window(month, **numbers[kind.id])
            terms = [
                SQL("r.kind_id = %s OR r.is_kind_given IS NOT TRUE", kind.id),
            ]
            if kind.premium:
                terms.append(
                    SQL("r.is_kind_given OR r.premium = %s", kind.premium),
                )
            if first:
                terms.append(SQL("r.date >= %s", first))
            if last:
                terms.append(SQL("r.date <= %s", last))
            condition = SQL(" AND ").join(SQL("(%s)", term) for term in terms)
            whens.append(SQL("WHEN %s THEN %s", condition, kind.id))
        whens += kinds._get_over_sql(month, numbers)
        if not whens:
            return SQL("NULL::integer")
        return SQL("CASE %s END", SQL(" ").join(whens))

    def _suggest_kinds(self, company):
        """Return the kinds that resources have in the coming month, as a dict;
        those that fit none are left out."""
        kinds = self.env["group.customer.resource.kind"].search([("active", "=", True)])
        month = get_month_start(
            add(self.env["group.customer.ledger"]._get_today(company), months=1)
        )
        numbers = kinds._get_numbers(company, month)
        windows = [
            (kind, kind._get_window(month, **numbers[kind.id]))
            for kind in kinds
            if kind.id in numbers
        ]
        suggested = {}
        for resource in self:
            for kind, (first, last) in windows:
                if kind.premium and kind.premium != resource.premium:
                    continue
                date = resource.date
                if (first or last) and not date:
                    continue
                if (first and date < first) or (last and date > last):
                    continue
                suggested[resource] = kind
                break
        return suggested

    # Order

    @api.model
    def _get_factor_values(self, resources):
        """Read what resources are compared by; an unknown value is None.

        :returns: list of dicts with ``id`` and a value per factor code
        """
        resources.flush_model()
        self.env["res.partner"].flush_model(["resource_circulation_count"])
        self.env["group.customer.resource.unit"].flush_model(["rank"])
        self.env.cr.execute(
            SQL(
                """SELECT r.id,
                          r.amount_company AS amount, r.date,
                          r.address_completeness AS address,
                          r.phone_completeness AS phone,
                          r.insured_on, r.last_payment_on,
                          COALESCE(r.payment_due_on, r.date) AS payment_due_on,
                          u.rank AS unit_rank,
                          COALESCE(r.circulation_before, 0)
                          + COALESCE(p.resource_circulation_count, 0) AS circulation,
                          COALESCE(r.is_converted, FALSE) AS converted
                     FROM group_customer_resource r
                LEFT JOIN group_customer_resource_unit u ON u.id = r.original_unit_id
                     JOIN res_partner p ON p.id = r.commercial_partner_id
                    WHERE r.id = ANY(%s)""",
                list(resources.ids),
            )
        )
        rows = self.env.cr.dictfetchall()
        return [
            {"id": row["id"], **{code: row[name] for code, name in COLUMNS.items()}}
            for row in rows
        ]

    def _rank(self, kind, weights, resources=None):
        """Order resources of one kind by importance (AM-07 to AM-09).

        :param kind: the kind, for the direction of its factors
        :param weights: dict factor code → weight; the order counts among equals
        :param resources: the resources of the kind's pool; left out: ``self``
        :returns: list of dicts, most important first: ``resource_id``, ``position``
            from 1, ``points`` 0–100 as float, ``detail``: list of dicts ``factor``,
            ``name``, ``value`` (as JSON holds it, None for unknown), ``points``,
            ``weight``, ``contribution``
        :raises UserError: no factor has a weight, one is negative or unknown
        """
        resources = self if resources is None else resources
        factors = self._get_weighted_factors(kind, weights)
        values = self._get_factor_values(resources)
        ranked = order_by_importance(
            [(row["id"], row) for row in values],
            [Factor(code, weight, first) for code, weight, first, _name in factors],
        )
        by_id = {row["id"]: row for row in values}
        result = []
        for place in ranked:
            points, parts = place.get_rounded(DIGITS)
            result.append(
                {
                    "resource_id": place.key,
                    "position": place.position,
                    "points": points,
                    "detail": [
                        {
                            "factor": code,
                            "name": name,
                            "value": self._get_json_value(by_id[place.key][code]),
                            "points": part,
                            "weight": float(weight),
                            "contribution": contribution,
                        }
                        for (code, weight, _first, name), (part, contribution) in zip(
                            factors, parts, strict=True
                        )
                    ],
                }
            )
        return result

    @api.model
    def _get_weighted_factors(self, kind, weights):
        """Return (code, weight, is higher first, name) of the factors that count.

        :raises UserError: as :meth:`_rank`
        """
        catalogue = kind._get_factors()
        directions = {
            factor["code"]: factor["is_higher_first"]
            for factor in kind._get_kind_factors()
        }
        for code, weight in weights.items():
            if code not in catalogue or code not in COLUMNS:
                raise UserError(
                    self.env._(
                        "%(kind)s: there is no factor “%(factor)s” to order customer "
                        "resources by. Choose one of: %(factors)s.",
                        kind=kind.name,
                        factor=code,
                        factors=", ".join(line["name"] for line in catalogue.values()),
                    )
                )
            if weight < 0:
                raise UserError(
                    self.env._(
                        "%(kind)s: the weight of the factor “%(factor)s” is negative. "
                        "Enter zero to leave the factor out.",
                        kind=kind.name,
                        factor=catalogue[code]["name"],
                    )
                )
        if not any(weights.values()):
            raise UserError(
                self.env._(
                    "%(kind)s: no factor has a weight, so its customer resources "
                    "cannot be ordered by importance. Give one a weight in the "
                    "allocation scheme.",
                    kind=kind.name,
                )
            )
        return [
            (
                code,
                weight,
                directions.get(code, catalogue[code]["is_higher_first"]),
                catalogue[code]["name"],
            )
            for code, weight in weights.items()
            if weight
        ]

    @api.model
    def _get_json_value(self, value):
        if value is None or isinstance(value, bool | int | str):
            return value
        if hasattr(value, "isoformat"):
            return Date.to_string(value)
        return float(value)

    # Circulation

    def _mark_allocated(self, holders, date):
        """Give resources to their holders: state, day, who received them, and the
        circulations of resource and customer, the customer's once for all of its
        resources in the call.

        To be called when the accounts have been assigned. Locks the rows. What is
        allocated already is left out, so that a second call does nothing.

        :param holders: dict resource id → user id
        :returns: the resources that were allocated by this call
        """
        self.flush_model()
        self.env["res.partner"].flush_model(["resource_circulation_count"])
        ids = sorted(holders)
        done = self.browse()
        customers = set()
        for start in range(0, len(ids), SLICE):
            part = ids[start : start + SLICE]
            rows = self.env.execute_query(
                SQL(
                    """WITH claimed AS (
                           SELECT id FROM group_customer_resource
                            WHERE id = ANY(%(ids)s) AND state IN %(states)s
                         ORDER BY id
                              FOR NO KEY UPDATE
                       )
                       UPDATE group_customer_resource r
                          SET state = 'allocated', allocated_on = %(date)s,
                              allocated_user_id = holder.user_id,
                              circulation_count
                              = COALESCE(r.circulation_count, 0) + 1,
                              write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                         FROM claimed,
                              unnest(%(ids)s, %(users)s) AS holder (id, user_id)
                        WHERE r.id = claimed.id AND holder.id = r.id
                    RETURNING r.id, r.commercial_partner_id""",
                    ids=part,
                    users=[holders[id_] for id_ in part],
                    states=OPEN_STATES,
                    date=date,
                    uid=self.env.uid,
                )
            )
            done += self.browse(sorted(id_ for id_, _customer in rows))
            customers.update(customer for _id, customer in rows)
        self._raise_circulation(customers)
        done.invalidate_recordset()
        done.modified(["state", "circulation_count"])
        return done

    @api.model
    def _raise_circulation(self, partner_ids):
        """Count one more allocation of these customers (AM-09)."""
        if not partner_ids:
            return
        partners = self.env["res.partner"].browse(sorted(partner_ids))
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner
                      SET resource_circulation_count
                          = COALESCE(resource_circulation_count, 0) + 1
                    WHERE id = ANY(%s)""",
                partners.ids,
            )
        )
        partners.invalidate_recordset(["resource_circulation_count"])
