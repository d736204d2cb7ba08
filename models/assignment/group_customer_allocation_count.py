# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.allocation import score

# Fields of the monthly figures that parts of the score are read from
FIGURES = {
    "task": "task_completion",
    "attendance": "attendance",
    "log": "log_pass",
    "flexible": "flexible",
}


class GroupCustomerAllocation(models.Model):
    """Counts what a run works with: who takes part, and what there is to share out."""

    _inherit = "group.customer.allocation"

    # === RECEIVERS === #

    def _find_receivers(self, definition):
        """Return who takes part, first in the queue first, and who does not.

        :returns: (list of dicts with ``manager``, ``score`` as exact fraction,
            ``detail``, ``is_incomplete`` and ``barred``, the ids of the kinds for
            which a certificate is missing; list of sentences on who is left out)
        :raises UserError: when nobody takes part
        """
        self.ensure_one()
        # sudo: everybody of the company takes part, whoever prepares the month
        managers = self.env["group.customer.manager"].sudo()
        managers = managers.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("active", "=", True)
            & Domain("is_receiver", "=", True)
        )
        left_out = managers._find_absent_in_month(self.month)
        managers = managers.filtered(lambda manager: manager not in left_out)
        if not managers:
            raise UserError(
                self.env._(
                    "“%(run)s”: the headcount is zero, nobody of %(company)s takes "
                    "part in %(month)s. Mark account managers as taking part in "
                    "allocation first, under Account Managers.%(left_out)s",
                    run=self.display_name,
                    company=self.company_id.display_name,
                    month=self.month_name,
                    left_out="".join(f"\n- {text}" for text in left_out.values()),
                )
            )
        barred = self._find_barred_kinds(managers, definition)
        back = fields.Date.subtract(self.month, months=definition["score_months_back"])
        figures = self.env["group.customer.manager.month"].sudo()
        figures = figures._get_figures(managers, back)
        months = self.env["group.customer.manager.month"].sudo()
        empty = months.union(*figures.values())._find_empty()
        receivers = [
            {
                "manager": manager,
                "barred": barred[manager.id],
                **self._score_manager(
                    manager, figures.get(manager.id), definition, empty
                ),
            }
            for manager in managers
        ]
        receivers.sort(key=self._get_queue_key)
        return receivers, list(left_out.values())

    def _get_queue_key(self, receiver):
        """The highest score first; among equals the higher rank, then whoever joined
        earlier, then the older profile."""
        manager = receiver["manager"]
        rank = manager.rank_id
        return (
            -receiver["score"],
            (not rank, rank.sequence),
            (not manager.joined_on, manager.joined_on or fields.Date.today()),
            manager.id,
        )

    def _score_manager(self, manager, figures, definition, empty):
        """Return the score of a receiver, and how it came about (AM-04, AM-05).

        :param figures: the monthly figures, or None
        :param empty: id of monthly figures → fields that nobody entered
        """
        percents = {}
        notes = {}
        percents["rank"], notes["rank"] = self._get_rank_percent(manager, definition)
        for part, name in FIGURES.items():
            percents[part] = figures[name] if figures else 0
            if not figures or name in empty[figures.id]:
                notes[part] = "missing"
            elif percents[part] > 100:
                notes[part] = "capped"
        weights = definition["components"]
        points = score(weights, percents)
        return {
            "score": sum(points.values()),
            "is_incomplete": any(
                weight and notes.get(part) == "missing"
                for part, weight in weights.items()
            ),
            "detail": [
                {
                    "part": part,
                    "percent": percents[part],
                    "weight": weight,
                    "points": float(points[part]),
                    "note": notes.get(part),
                }
                for part, weight in weights.items()
            ],
        }

    def _get_rank_percent(self, manager, definition):
        """Return how much of the points the rank has, and the code of a note."""
        begun, zero_from = (
            manager.extended_probation_from,
            definition["rank_zero_from_month"],
        )
        if zero_from and begun:
            # The month in which the period begins is the first.
            months = (self.month.year - begun.year) * 12 + self.month.month
            if months - begun.month + 1 >= zero_from:
                return 0, "probation"
        if not manager.rank_id:
            return 0, "no_rank"
        percent = definition["ranks"].get(str(manager.rank_id.id))
        return (0, "rank_without_share") if percent is None else (percent, None)

    def _find_barred_kinds(self, managers, definition):
        """Return of which kinds each account manager may have none (OT-05).

        :returns: manager id → set of kind ids
        """
        date = self._get_certificate_date()
        barred = defaultdict(set)
        kinds = self.env["group.customer.resource.kind"].sudo()
        for kind in kinds.browse(self._get_kind_ids(definition)):
            certified = managers._get_certified(kind.certificate_type_ids, date)
            for manager_id in set(managers.ids) - certified:
                barred[manager_id].add(kind.id)
        return barred

    def _get_certificate_date(self):
        """Return the day on which certificates have to be valid: the first of the
        month, or today once it has begun."""
        return max(fields.Date.context_today(self), self.month)

    def _get_kind_ids(self, definition):
        return [
            kind["kind_id"] for share in definition["shares"] for kind in share["kinds"]
        ]

    # === RESOURCES === #

    def _find_pool_resources(self, definition):
        """Return every resource of the month with its kind and its importance.

        :returns: list of dicts with ``resource``, ``partner``, ``kind_id``,
            ``given_kind_id`` (one that was given and is over), ``share`` (its place),
            ``position``, ``points``, ``detail``, ``left_reason``; most
            important first: by share, kind, position
        """
        self.ensure_one()
        # sudo: the run is about the whole pool of the company
        Resource = self.env["group.customer.resource"].sudo()
        kinds = [
            (place, kind)
            for place, share in enumerate(definition["shares"])
            for kind in share["kinds"]
        ]
        pool = Resource._find_pool(
            self.company_id,
            self.month,
            {kind["kind_id"]: kind["numbers"] for _place, kind in kinds},
        )
        by_kind = defaultdict(list)
        for resource_id, kind_id in pool.items():
            by_kind[kind_id].append(resource_id)
        rows = []
        for place, kind in kinds:
            resources = Resource.browse(sorted(by_kind[kind["kind_id"]]))
            for rank in self._rank_resources(kind, resources):
                rows.append(
                    {
                        "resource": Resource.browse(rank["resource_id"]),
                        "kind_id": kind["kind_id"],
                        "share": place,
                        "position": rank["position"],
                        "points": rank["points"],
                        "detail": rank["detail"],
                    }
                )
        # One recordset, so that all are read at once
        everything = Resource.browse(row["resource"].id for row in rows)
        for row, resource in zip(rows, everything, strict=True):
            row["resource"] = resource
            row["partner"] = resource.commercial_partner_id
            given = resource.is_kind_given and resource.kind_id.id
            row["given_kind_id"] = given if given != row["kind_id"] else False
            row["left_reason"] = self._get_left_reason(row["partner"], definition)
        return rows

    def _rank_resources(self, kind, resources):
        """Return the resources of a kind by importance; without weights of the scheme
        all factors of the kind weigh the same."""
        if not resources:
            return []
        kinds = self.env["group.customer.resource.kind"].sudo()
        record = kinds.browse(kind["kind_id"])
        weights = kind["factors"] or {
            factor["code"]: 1 for factor in record._get_kind_factors()
        }
        return resources._rank(record, weights)

    def _get_left_reason(self, partner, definition):
        """Return why nothing of a customer is shared out, or False."""
        company = partner.company_id
        if not (partner.active and partner.is_group_customer) or (
            company and company not in self.company_id.parent_ids
        ):
            return "customer"
        if partner.is_assignment_pinned:
            return "pinned"
        if partner.user_id.active and not definition["include_managed"]:
            return "managed"
        return False
