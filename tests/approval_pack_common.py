# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import copy

from .pack_common import PackCommon

DIRECTOR = "group_customer.group_group_customer_director"


class ApprovalPackCommon(PackCommon):
    """A stranger's pack with approvals, and loading it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._archive_approval_rules()
        cls.Rule = cls.env["group.customer.approval.rule"]

    @classmethod
    def _approvals(cls, **values):
        """Return a pack with one rule of two steps, a duty, a method, a range."""
        return copy.deepcopy(
            {
                "code": "guild",
                "format": 3,
                "version": 1,
                "name": {"en_US": "Guild", "zh_CN": "行会"},
                "duties": [
                    {
                        "code": "guild_elder",
                        "name": {"en_US": "Elder", "zh_CN": "长老"},
                        "comment": {"en_US": "Decides last"},
                    }
                ],
                "settlement_methods": [
                    {"code": "salt", "name": {"en_US": "In Salt", "zh_CN": "以盐结算"}}
                ],
                "approval_rules": [
                    {
                        "code": "guild_project",
                        "type": "project",
                        "name": {"en_US": "Guild project", "zh_CN": "行会项目"},
                        "sequence": 3,
                        "domain": "[('revenue', '>', 5)]",
                        "amount_min": 10,
                        "amount_max": 20,
                        "currency": "USD",
                        "date_from": "2026-01-01",
                        "expiry_days": 30,
                        "steps": [
                            {
                                "code": "elder",
                                "name": {"en_US": "Elder", "zh_CN": "长老"},
                                "approver_kind": "group",
                                "group": "guild_elder",
                                "quorum": "number",
                                "quorum_count": 2,
                                "deadline_duration": 3,
                                "deadline_unit": "working_days",
                                "escalation_kind": "group",
                                "escalation_group": DIRECTOR,
                                "may_change_value": True,
                            },
                            {
                                "code": "do",
                                "name": {"en_US": "Do", "zh_CN": "执行"},
                                "purpose": "execute",
                                "approver_kind": "requester",
                            },
                        ],
                    }
                ],
                "guarded_fields": [
                    {
                        "field": "industry_id",
                        "type": "partner_data",
                        "groups": ["guild_elder", DIRECTOR],
                        "free_when_empty": True,
                    }
                ],
                "term_ranges": [
                    {
                        "code": "guild",
                        "name": {"en_US": "Guild terms"},
                        "discount_max": 15,
                        "settlement_methods": ["salt"],
                    }
                ],
                **values,
            }
        )

    def _load(self, content, user=None, **kwargs):
        """Load a file as an administrator does, through the import."""
        pack = self._register(content)
        return pack.with_user(user or self.admin)._load(**kwargs), pack

    def _rule(self, code="guild_project"):
        return self.Rule.with_context(active_test=False).search([("code", "=", code)])
