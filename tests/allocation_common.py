# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import GroupCustomerCommon

# A month long ago: no test depends on the day on which it runs
MONTH = date(2024, 3, 1)
BEFORE = date(2024, 2, 1)
SHARES = (
    ("maturity", 10, ("maturity",)),
    ("renewal", 30, ("renewal",)),
    ("old", 50, ("old",)),
    ("other", 10, ("not_yet_matured", "other")),
)
WEIGHTS = {"rank": 40, "task": 20, "attendance": 10, "log": 20, "flexible": 10}


class AllocationCommon(GroupCustomerCommon):
    """Three receivers, the numbers of the regulation, and an approval by the chief.

    Li (senior planner), Zhang and Wang (planners); the director prepares, the chief,
    another director, approves.
    """

    # Kind code → factor → weight; other kinds are ordered by their amount
    factors = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.company = cls.env.company
        cls.Run = cls.env["group.customer.allocation"]
        cls.Line = cls.env["group.customer.allocation.line"]
        cls.Scheme = cls.env["group.customer.allocation.scheme"]
        cls.Resource = cls.env["group.customer.resource"]
        cls.Engine = cls.env["group.customer.approval.request"]
        cls.Scheme.search([]).active = False
        cls.env.flush_all()
        cls.env["group.customer.manager"].search([]).is_receiver = False
        cls.director = cls.users["director"]
        cls.chief = new_test_user(
            cls.env,
            login="gc_allocation_chief",
            groups="base.group_user,group_customer.group_group_customer_director",
        )
        cls.kinds = {
            kind.code: kind
            for kind in cls.env["group.customer.resource.kind"].search([])
        }
        cls.ranks = {
            rank.code: rank
            for rank in cls.env["group.customer.manager.rank"].search([])
        }
        cls.receivers = {}
        for name, rank in (
            ("Li", "senior_planner"),
            ("Zhang", "planner"),
            ("Wang", "planner"),
        ):
            cls.receivers[name] = cls._create_receiver(name, rank)
        cls.scheme = cls._create_scheme(factors=cls.factors)
        cls.rule = cls.env["group.customer.approval.rule"].create(
            {
                "name": "Allocations",
                "type_id": cls.env["group.customer.approval.type"]
                ._get("customer_allocation")
                .id,
                "step_ids": [
                    Command.create(
                        {
                            "name": "Chief",
                            "approver_kind": "users",
                            "user_ids": [Command.set(cls.chief.ids)],
                        }
                    )
                ],
            }
        )

    # === WHAT THERE IS === #

    @classmethod
    def _create_receiver(cls, name, rank="planner", **values):
        user = new_test_user(
            cls.env,
            login=f"gc_allocation_{name.lower()}",
            name=name,
            groups="base.group_user,group_customer.group_group_customer_user",
        )
        return cls.env["group.customer.manager"].create(
            {
                "user_id": user.id,
                "rank_id": cls.ranks[rank].id,
                "is_receiver": True,
                **values,
            }
        )

    @classmethod
    def _create_scheme(cls, shares=SHARES, weights=None, factors=None, **values):
        """Create a scheme with the numbers of the regulation.

        :param factors: kind code → factor → weight; kinds that are not named are
            ordered by their amount
        """
        factors = factors or {}
        return cls.Scheme.create(
            {
                "name": "Resources",
                "date_from": "2000-01-01",
                "share_ids": [
                    Command.create(
                        {
                            "sequence": place,
                            "code": code,
                            "name": code.capitalize(),
                            "percent": percent,
                            "kind_ids": [
                                Command.create(
                                    {
                                        "sequence": place * 10 + inner,
                                        "kind_id": cls.kinds[kind].id,
                                        "lead_days": 15,
                                        "horizon_months": 12,
                                        "factor_ids": [
                                            Command.create(
                                                {"factor": factor, "weight": weight}
                                            )
                                            for factor, weight in factors.get(
                                                kind, {"amount": 1}
                                            ).items()
                                        ],
                                    }
                                )
                                for inner, kind in enumerate(kinds)
                            ],
                        }
                    )
                    for place, (code, percent, kinds) in enumerate(shares)
                ],
                "component_ids": [
                    Command.create(
                        {"sequence": place, "component": part, "weight": weight}
                    )
                    for place, (part, weight) in enumerate((weights or WEIGHTS).items())
                ],
                "rank_share_ids": [
                    Command.create({"rank_id": cls.ranks[code].id, "percent": percent})
                    for code, percent in (
                        ("senior_planner", 100),
                        ("planner", 80),
                        ("trainee_planner", 50),
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _enter_figures(
        cls, name, task=0, attendance=0, log=0, flexible=0, month=BEFORE
    ):
        return cls.env["group.customer.manager.month"].create(
            {
                "manager_id": cls.receivers[name].id,
                "month": month,
                "task_completion": task,
                "attendance": attendance,
                "log_pass": log,
                "flexible": flexible,
            }
        )

    @classmethod
    def _create_customer(cls, name, **values):
        return cls._create_company_partner(f"Allocated {name}", **values)

    @classmethod
    def _create_resource(cls, name, kind, amount, partner=None, **values):
        """Create a resource of a kind, within its days, of a customer of its own."""
        premium, day = {
            "maturity": ("single", "2024-03-20"),
            "renewal": ("regular", "2024-03-10"),
            "old": ("single", "2023-05-05"),
            "not_yet_matured": ("single", "2024-09-10"),
            "other": ("none", "2024-03-10"),
        }[kind]
        return cls.Resource.create(
            {
                "name": name,
                "partner_id": (partner or cls._create_customer(name)).id,
                "kind_id": cls.kinds[kind].id,
                "premium": premium,
                "date": day,
                "amount": amount,
                **values,
            }
        )

    @classmethod
    def _create_pool(cls, **counts):
        """Create so many resources of each kind: “old 1” is the most important one."""
        return {
            kind: [
                cls._create_resource(f"{kind} {number}", kind, 1000 * (100 - number))
                for number in range(1, count + 1)
            ]
            for kind, count in counts.items()
        }

    # === WHAT IS DONE === #

    @classmethod
    def _computed(cls, month=MONTH, user=None):
        run = cls.Run.with_user(user or cls.director).create({"month": month})
        run.action_compute()
        return run.with_env(cls.env)

    @classmethod
    def _submit(cls, run, user=None):
        user = user or cls.director
        request = cls.Engine.with_user(user)._submit(run.with_user(user))
        cls.env.invalidate_all()
        return request.with_env(cls.env)

    @classmethod
    def _decide(cls, request, kind="approve", user=None, comment=None):
        user = user or cls.chief
        step = request.current_step_id.with_user(user)
        request.with_user(user)._decide(kind, step, comment=comment)
        cls.env.invalidate_all()

    @classmethod
    def _carry_out(cls, run):
        request = cls._submit(run)
        cls._decide(request)
        return request

    def _refused(self, expected, method, *args):
        with self.assertRaisesRegex(UserError, expected), self.env.cr.savepoint():
            method(*args)
        self.env.invalidate_all()

    # === WHAT CAME OF IT === #

    def _get_dealt(self, run):
        """Return resource → receiver; what is left → its reason in brackets."""
        return {
            line.resource_id.name: line.user_id.name or f"({line.left_reason})"
            for line in run.line_ids
        }

    def _get_counts(self, run, name="received_count"):
        return [receiver[name] for receiver in run.receiver_ids]

    def assertAddsUp(self, run):
        """Every resource of the pool once, and all of them accounted for."""
        lines = run.line_ids
        self.assertEqual(len(lines.resource_id), len(lines))
        self.assertEqual(run.pool_count, len(lines))
        self.assertEqual(
            run.pool_count, run.dealt_count + run.companion_count + run.left_count
        )
        for name in ("pool_count", "dealt_count", "companion_count", "left_count"):
            self.assertEqual(sum(run.quota_ids.mapped(name)), run[name], name)
