# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain

from ...tools.allocation import Piece, count_out, deal, settle

DIRECTOR_GROUP = "group_customer.group_group_customer_director"


class GroupCustomerAllocation(models.Model):
    """Computes a run: counts, shares out, deals, and writes who gets what and why.

    The same month computed twice from the same data gives the same lines.
    """

    _inherit = "group.customer.allocation"

    # === ACTIONS === #

    def action_compute(self):
        """Count the pool of the month and propose who gets what."""
        self._check_may_prepare()
        for run in self:
            run._compute_run()
        return True

    def action_cancel(self):
        """Give the run up; the month can be allocated by another one."""
        self._check_may_prepare()
        self._write_server({"state": "cancelled"})
        return True

    def _check_may_prepare(self):
        """Refuse who may not prepare the runs, and runs that are decided on.

        :raises AccessError: for a user who is no director
        :raises UserError: naming the run and its state
        """
        if not self.env.su:
            self.check_access("write")
            if not self.env.user.has_group(DIRECTOR_GROUP):
                raise AccessError(
                    self.env._(
                        "The monthly allocation is prepared by directors: ask one of "
                        "them."
                    )
                )
        for run in self:
            if run.state not in ("draft", "computed") or run._is_in_approval():
                raise UserError(
                    self.env._(
                        "“%(run)s” is %(state)s, so it is neither computed nor "
                        "cancelled. While it is being approved, its requester can "
                        "recall it first.",
                        run=run.display_name,
                        state=run._get_state_label(),
                    )
                )

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # === COMPUTE === #

    def _compute_run(self):
        """Compute the run anew, whatever was proposed before.

        1. Find the scheme in force; keep what it says.
        2. Score the receivers and put them in a queue.
        3. Find the resources, order them by importance, and put those of one customer
           together: the first counts, the others go with it.
        4. Settle how many pieces each share hands out.
        5. Count out how many each receiver gets, and deal round by round.
        6. Write quotas, receivers and lines.

        :raises UserError: without a scheme, with one that does not add up, and
            without receivers
        """
        self.ensure_one()
        run = self.sudo()
        run._lock_run()
        scheme, definition = run._find_scheme()
        receivers, left_out = run._find_receivers(definition)
        rows = run._find_pool_resources(definition)
        leads = run._group_by_customer(rows, receivers)
        settlement = run._settle_shares(leads, receivers, definition)
        run._deal_pieces(leads, receivers, settlement, definition)
        run.line_ids.unlink()
        run.receiver_ids.unlink()
        run.quota_ids.unlink()
        run._write_server(
            {
                "scheme_id": scheme.id,
                "scheme_definition": definition,
                "state": "computed",
                "problem": False,
                "headcount": len(receivers),
                "left_out": "\n".join(left_out),
                "computed_on": fields.Datetime.now(),
                "computed_by_id": self.env.uid,
                "piece_count": len([lead for lead in leads if lead["piece"]]),
            }
        )
        quotas = run._create_quotas(rows, leads, settlement, definition)
        created = run._create_receivers(leads, receivers, definition)
        run._create_lines(rows, quotas, created)
        run._refresh_counts()

    def _lock_run(self):
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on “%(run)s” at this moment: wait, then "
                    "try again.",
                    run=self.display_name,
                )
            ) from error

    def _find_scheme(self):
        """Return the scheme in force, and what it says as plain values.

        :raises UserError: without one, or with one that does not add up
        """
        self.ensure_one()
        schemes = self.env["group.customer.allocation.scheme"]
        scheme = schemes._get_in_force(self.company_id, self.month)
        if not scheme:
            raise UserError(
                self.env._(
                    "“%(run)s” cannot be computed: %(company)s has no allocation "
                    "scheme in force on %(month)s-01. Load the policy pack of the "
                    "insurance trade, or make a scheme under Configuration > "
                    "Allocation Schemes.",
                    run=self.display_name,
                    company=self.company_id.display_name,
                    month=self.month_name,
                )
            )
        if problems := scheme._find_problems():
            raise UserError(
                self.env._(
                    "“%(run)s” cannot be computed with the allocation scheme "
                    "“%(scheme)s”:\n%(problems)s",
                    run=self.display_name,
                    scheme=scheme.display_name,
                    problems="\n".join(f"- {problem}" for problem in problems),
                )
            )
        return scheme, scheme._prepare_definition()

    def _group_by_customer(self, rows, receivers):
        """Put the resources of a customer together: the first counts.

        Sets ``lead`` on each row: the row of the first resource. On the first rows also
        ``rows`` (all of the customer), ``eligible`` (places of the receivers certified
        for every one of them) and ``piece``: what is dealt, None for what stays.

        :returns: the first rows, most important first
        """
        by_customer = defaultdict(list)
        for row in rows:
            by_customer[row["partner"].id].append(row)
        leads = []
        for row in rows:
            together = by_customer[row["partner"].id]
            lead = row["lead"] = together[0]
            if row is not lead:
                continue
            kinds = {other["kind_id"] for other in together}
            row["rows"] = together
            row["head"] = row["turn"] = row["piece"] = None
            eligible = frozenset(
                head
                for head, receiver in enumerate(receivers)
                if not kinds & receiver["barred"]
            )
            if not row["left_reason"]:
                if eligible:
                    row["piece"] = Piece(row["resource"].id, row["share"], eligible)
                else:
                    row["left_reason"] = "certificate"
            leads.append(row)
        return leads

    def _settle_shares(self, leads, receivers, definition):
        """Settle how many pieces each share hands out; the least important ones beyond
        that stay in the pool."""
        shares = definition["shares"]
        supplies = Counter(lead["share"] for lead in leads if lead["piece"])
        limit = definition["per_head_limit"]
        settlement = settle(
            [supplies[place] for place in range(len(shares))],
            [share["percent"] for share in shares],
            definition["spill_mode"],
            maximum=limit * len(receivers) if limit else None,
            carried=self._get_owed_before(definition),
        )
        room = list(settlement.dealt)
        for lead in leads:
            if not lead["piece"]:
                continue
            if room[lead["share"]]:
                room[lead["share"]] -= 1
            else:
                lead["left_reason"] = "quota"
        return settlement

    def _get_owed_before(self, definition):
        """Return what each share lacked before and nobody made up since.

        A month in which nothing could be dealt is never carried out: what was owed
        before it is owed still.
        """
        before = self.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("month", "<", self.month)
            & Domain("state", "=", "done"),
            order="month desc",
            limit=1,
        )
        owed = {quota.code: quota.owed_count for quota in before.quota_ids}
        return [owed.get(share["code"], 0) for share in definition["shares"]]

    def _deal_pieces(self, leads, receivers, settlement, definition):
        """Set ``head`` and ``turn`` on the first rows of the pieces that are dealt."""
        pieces = [
            lead["piece"] for lead in leads if lead["piece"] and not lead["left_reason"]
        ]
        weights = None
        if definition["distribution_mode"] == "by_score":
            weights = [receiver["score"] for receiver in receivers]
        heads = len(receivers)
        dealt = deal(pieces, count_out(pieces, heads, weights), heads)
        for lead in leads:
            lead["head"], lead["turn"] = dealt.get(lead["resource"].id, (None, None))

    # === WRITE === #

    def _create_quotas(self, rows, leads, settlement, definition):
        """Return the quota records, in the order of the shares."""
        shares = definition["shares"]
        owed = [0] * len(shares)  # otherwise the other shares have given it
        if definition["spill_mode"] == "carry_over":
            owed = [
                before + lacks - made_up
                for before, lacks, made_up in zip(
                    self._get_owed_before(definition),
                    settlement.missing,
                    settlement.carried,
                    strict=True,
                )
            ]
        pools = Counter(row["share"] for row in rows)
        pieces = Counter(lead["share"] for lead in leads if lead["piece"])
        spills = defaultdict(list)
        for spill in settlement.spills:
            spills[spill.giver].append(
                {"name": shares[spill.short]["name"], "count": spill.count}
            )
        Quota = self.env["group.customer.allocation.quota"]
        return Quota._create_server(
            [
                {
                    "allocation_id": self.id,
                    "sequence": place,
                    "code": share["code"],
                    "name": share["name"],
                    "kind_names": ", ".join(kind["name"] for kind in share["kinds"]),
                    "percent": share["percent"],
                    "pool_count": pools[place],
                    "piece_count": pieces[place],
                    "target_count": settlement.targets[place],
                    "missing_count": settlement.missing[place],
                    "carried_count": settlement.carried[place],
                    "owed_count": owed[place],
                    "planned_count": settlement.dealt[place],
                    "spills": spills[place],
                    # Until the lines are there
                    "dealt_count": 0,
                    "companion_count": 0,
                    "left_count": pools[place],
                }
                for place, share in enumerate(shares)
            ]
        )

    def _create_receivers(self, leads, receivers, definition):
        """Return the receiver records, first in the queue first."""
        counts = Counter(
            (lead["head"], lead["share"]) for lead in leads if lead["head"] is not None
        )
        names = {
            kind["kind_id"]: kind["name"]
            for share in definition["shares"]
            for kind in share["kinds"]
        }
        Receiver = self.env["group.customer.allocation.receiver"]
        return Receiver._create_server(
            [
                {
                    "allocation_id": self.id,
                    "sequence": head + 1,
                    "manager_id": receiver["manager"].id,
                    "user_id": receiver["manager"].user_id.id,
                    "rank_id": receiver["manager"].rank_id.id,
                    "score": float(receiver["score"]),
                    "score_detail": receiver["detail"],
                    "is_incomplete": receiver["is_incomplete"],
                    "barred_kinds": [
                        {"kind_id": kind_id, "name": names[kind_id]}
                        for kind_id in sorted(receiver["barred"])
                    ],
                    "quota_count": sum(
                        counts[head, place]
                        for place in range(len(definition["shares"]))
                    ),
                    "quota_detail": [
                        {"name": share["name"], "count": counts[head, place]}
                        for place, share in enumerate(definition["shares"])
                    ],
                }
                for head, receiver in enumerate(receivers)
            ]
        )

    def _create_lines(self, rows, quotas, receivers):
        """Write a line per resource; those that count first, others point to them."""
        Line = self.env["group.customer.allocation.line"]
        for sequence, row in enumerate(rows, 1):
            row["values"] = self._prepare_line_vals(row, sequence, quotas, receivers)
        leads = [row for row in rows if row["lead"] is row]
        lines = Line._create_server([row["values"] for row in leads])
        ids = {
            row["resource"].id: line.id for row, line in zip(leads, lines, strict=True)
        }
        Line._create_server(
            [
                {**row["values"], "lead_line_id": ids[row["lead"]["resource"].id]}
                for row in rows
                if row["lead"] is not row
            ]
        )

    def _prepare_line_vals(self, row, sequence, quotas, receivers):
        lead, resource = row["lead"], row["resource"]
        is_dealt = lead["head"] is not None
        outcome = "dealt" if lead is row else "companion"
        receiver = receivers[lead["head"]] if is_dealt else receivers.browse()
        return {
            "allocation_id": self.id,
            "sequence": sequence,
            "resource_id": resource.id,
            "partner_id": row["partner"].id,
            "from_user_id": row["partner"].user_id.id,
            "kind_id": row["kind_id"],
            "given_kind_id": row["given_kind_id"],
            "quota_id": quotas[row["share"]].id,
            "currency_id": resource.currency_id.id,
            "amount": resource.amount,
            "date": resource.date,
            "circulation_count": resource.circulation_count,
            "position": row["position"],
            "points": row["points"],
            "points_detail": row["detail"],
            "outcome": outcome if is_dealt else "left",
            "left_reason": False if is_dealt else lead["left_reason"],
            "turn": lead["turn"] or 0,
            "receiver_id": receiver.id,
            "final_receiver_id": receiver.id,
        }

    def _refresh_counts(self):
        """Count the lines of runs and quotas by what becomes of them."""
        Line = self.env["group.customer.allocation.line"].sudo()
        groups = Line._read_group(
            [("allocation_id", "in", self.ids)],
            ["allocation_id", "quota_id", "outcome"],
            ["__count"],
        )
        counts = Counter()
        for run, quota, outcome, count in groups:
            counts[run, outcome] += count
            counts[quota, outcome] += count
        for record in [*self.sudo(), *self.sudo().quota_ids]:
            values = {
                f"{outcome}_count": counts[record, outcome]
                for outcome in ("dealt", "companion", "left")
            }
            if record._name == self._name:
                values["pool_count"] = sum(values.values())
            record._write_server(values)
