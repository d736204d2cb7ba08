# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import freeze_time, new_test_user

TODAY = "2024-06-10"


class GradeRequestMixin:
    """A bank's card scheme: two routes, three cards, a classic card by revenue."""

    @classmethod
    def _setup_requests(cls):
        cls.ann, cls.bob = cls.customers = cls._customers("Ann", "Bob")
        cls.customers.user_id = cls.users["account"]
        cls.scheme = cls._scheme(
            "weighted",
            [
                ("D", {"is_request_only": True}),
                ("G", {"is_request_only": True}),
                ("C", {"score_min": 0}),
            ],
            [
                {
                    "metric": "revenue",
                    "weight": 100,
                    "bands": [(None, None, 50)],
                    "null_policy": "zero",
                }
            ],
            user_id=cls.users["director"].id,
        )
        cls.diamond, cls.gold, cls.classic = cls.scheme.grade_ids
        cls.personal, cls.executive = cls.env["group.customer.grade.route"].create(
            [
                {
                    "scheme_id": cls.scheme.id,
                    "code": "personal",
                    "name": "Individual customer",
                    "description": "1. Branch submits\n2. Personal banking decides",
                    "requires_consent": True,
                    "requires_identity": True,
                },
                {
                    "scheme_id": cls.scheme.id,
                    "code": "executive",
                    "name": "Executive of a corporate customer",
                },
            ]
        )
        cls.second_director = new_test_user(
            cls.env,
            login="gc_second_director",
            groups="base.group_user,group_customer.group_group_customer_director",
        )

    @classmethod
    def _request(cls, partner=None, user="account", **values):
        Request = cls.env["group.customer.grade.request"].with_user(cls.users[user])
        return Request.create(
            {
                "partner_id": (partner or cls.ann).id,
                "scheme_id": cls.scheme.id,
                "grade_id": cls.gold.id,
                "route_id": cls.executive.id,
                "reason": "Chairs the chamber of commerce",
                **values,
            }
        )

    @classmethod
    def _submitted(cls, *args, **values):
        request = cls._request(*args, **values)
        request.action_submit()
        return request

    @classmethod
    def _approved(cls, *args, **values):
        request = cls._submitted(*args, **values)
        request.with_user(cls.second_director).action_approve()
        return request

    @classmethod
    def _award(cls, partner=None):
        return cls.env["group.customer.grade.award"].search(
            [
                ("partner_id", "=", (partner or cls.ann).id),
                ("scheme_id", "=", cls.scheme.id),
                ("is_current", "=", True),
            ]
        )

    def _expire(self, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(
                "group_customer.ir_cron_group_customer_grade_scheme_expire"
            ).method_direct_trigger()
        self.env.invalidate_all()
