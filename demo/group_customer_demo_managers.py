# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

# Login suffix → rank, capacity in all, capacity of the grades, industries (last letter
# of their XML ids), takes part in the allocation
MANAGERS = {
    "zhang": ("senior", 20, {"A": 3, "B": 6}, "CK", True),
    "li": ("planner", 16, {"A": 8, "B": 5}, "CG", True),
    "wang": ("planner", 24, {"A": 4, "B": 8}, "CJ", True),
    "chen": ("trainee", 22, {"A": 6, "B": 4}, "HG", True),
    "he": ("chief_supervisor", None, {}, "C", False),
    "liu": ("supervisor", 0, {}, "", False),
}
# Team → kind, whether it is an account manager team, planned staff
TEAMS = {
    "key_accounts": ("market_expansion", True, 5),
    "international": ("customer_relations", False, 2),
    "marketing": ("marketing", False, 2),
}
# The customer centres of a group customer department (MD-24)
CENTRES = (
    ("Government Centre 1", "政府客户一中心", "O"),
    ("Government Centre 2", "政府客户二中心", "PQ"),
    ("Finance and Services Centre", "金融与服务业客户中心", "KMN"),
    ("IT and Manufacturing Centre", "信息与制造业客户中心", "CJ"),
    ("Public Utilities Centre", "公用事业客户中心", "DE"),
)
SYSTEM = {
    "group_customer_management_mode": "Customers are managed by the headquarters; the "
    "unit keeps to its targets. 总部统一管理，本单位负责落实指标。",
    "group_customer_process": "Management: monthly plan and review. Business: visit, "
    "offer, contract, delivery. Support: one contact for complaints.\n"
    "管理流程：月度计划与检查；业务流程：拜访、报价、签约、交付；支撑流程：投诉统一受理。",
    "group_customer_capability": "Two account managers with technical background, one "
    "for foreign trade. 技术背景客户经理两名，外贸一名。",
    "group_customer_risks": "Unclear duties between account manager and service. "
    "客户经理与服务人员职责界面不清。",
}


class GroupCustomerDemo(models.AbstractModel):
    """Account managers with ranks, capacities and certificates, and their units."""

    _inherit = "group.customer.demo"

    @api.model
    def _load_managers(self):
        """Give the account managers their profiles and the teams their duties.

        Does nothing where the profiles are kept from an earlier installation.
        """
        company = self.env.ref("base.main_company")
        zhang = self._get_demo_user("zhang")
        if self.env["group.customer.manager"]._get_for(zhang, company):
            return
        demo = self.with_company(company).with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        demo._set_up_teams(company)
        managers = demo._create_managers(company)
        demo._create_certificates(managers)
        demo._create_reviews(managers)

    @api.model
    def _get_demo_user(self, name):
        return self.env.ref(f"group_customer.user_{name}_demo")

    @api.model
    def _get_industries(self, letters):
        industries = self.env["res.partner.industry"]
        for letter in letters:
            industries |= self.env.ref(f"base.res_partner_industry_{letter}")
        return industries

    @api.model
    def _set_up_teams(self, company):
        marketing = self.env.ref("group_customer.team_marketing_demo")
        for name, (kind, is_account_team, staff) in TEAMS.items():
            team = self.env.ref(f"group_customer.team_{name}_demo")
            team.write(
                {
                    "group_customer_kind": kind,
                    "group_customer_level": "group",
                    "group_customer_staff_planned": staff,
                    "is_account_team": is_account_team,
                }
            )
            if team != marketing:
                team.group_customer_assessing_team_id = marketing
        key_accounts = self.env.ref("group_customer.team_key_accounts_demo")
        key_accounts.write({"group_customer_head_title": "manager_assistant", **SYSTEM})
        values = [
            {
                "name": name,
                "group_customer_kind": "service_centre",
                "group_customer_industry_ids": [
                    Command.set(self._get_industries(letters).ids)
                ],
                "group_customer_parent_id": key_accounts.id,
            }
            for name, _chinese, letters in CENTRES
        ]
        values += [
            {
                "name": "On-site Team Huayue",
                "group_customer_kind": "on_site",
                "group_customer_on_site_partner_id": self.env.ref(
                    "group_customer.partner_huayue_demo"
                ).id,
                "group_customer_staff_planned": 8,
                "group_customer_equipment": "Service van, 2 laptops, printer, scanner"
                " 服务车、笔记本电脑两台、打印机、扫描仪",
            },
            {
                "name": "Customer Response",
                "group_customer_kind": "customer_response",
                "group_customer_staff_planned": 3,
            },
            {
                "name": "Chengdu Branch",
                "is_individual_customer_branch": True,
                "group_customer_level": "city",
                "individual_manager_id": False,
            },
            {
                "name": "Shenyang Branch",
                "is_individual_customer_branch": True,
                "group_customer_level": "city",
                "individual_deputy_id": self._get_demo_user("xu").id,
                "individual_trained_on": fields.Date.context_today(self)
                - relativedelta(months=4),
            },
        ]
        teams = self.env["crm.team"].create(
            [{"company_id": company.id, **vals} for vals in values]
        )
        chinese = [
            *(name for _name, name, _letters in CENTRES),
            "华岳驻点服务团队",
            "客户响应中心",
            "成都支行",
            "沈阳支行",
        ]
        if self.env["res.lang"]._get_data(code="zh_CN"):
            for team, name in zip(teams, chinese, strict=True):
                team.with_context(lang="zh_CN").name = name

    @api.model
    def _create_managers(self, company):
        """:returns: name → profile"""
        today = fields.Date.context_today(self)
        grades = {
            grade.code: grade.id for grade in company.group_customer_scheme_id.grade_ids
        }
        languages = self.env["res.lang"].with_context(active_test=False)
        languages = languages.search([("code", "in", ("zh_CN", "en_US"))])
        values = []
        for name, (rank, total, capacity, letters, receives) in MANAGERS.items():
            rank = self.env.ref(f"group_customer.group_customer_manager_rank_{rank}")
            values.append(
                {
                    "user_id": self._get_demo_user(name).id,
                    "company_id": company.id,
                    "series": rank.series,
                    "rank_id": rank.id,
                    "joined_on": today - relativedelta(years=3),
                    "has_capacity_limit": total is not None,
                    "capacity_total": total or 0,
                    "industry_ids": [Command.set(self._get_industries(letters).ids)],
                    "language_ids": [Command.set(languages.ids)],
                    "is_receiver": receives,
                    "capacity_ids": [
                        Command.create(
                            {
                                "grade_id": grades[code],
                                "maximum": maximum,
                                "date_from": today - relativedelta(years=1),
                            }
                        )
                        for code, maximum in capacity.items()
                        if code in grades
                    ],
                }
            )
        managers = dict(
            zip(
                MANAGERS,
                self.env["group.customer.manager"].create(values),
                strict=True,
            )
        )
        managers["li"].absence_ids = [
            Command.create(
                {
                    "date_from": today - relativedelta(days=3),
                    "date_to": today + relativedelta(days=10),
                    "reason": "Training 培训",
                }
            )
        ]
        managers["chen"].write(
            {
                "joined_on": today - relativedelta(months=9),
                "extended_probation_from": today - relativedelta(months=3),
                "skills": "Foreign trade, English and German 外贸，英语、德语",
            }
        )
        return managers

    @api.model
    def _create_certificates(self, managers):
        """Valid ones, one that expires soon and one that has expired (OT-05)."""
        today = fields.Date.context_today(self)
        values = []
        for place, (name, kind, months) in enumerate(
            (
                ("zhang", "agency", 20),
                ("zhang", "wealth", 20),
                ("zhang", "fund", 8),
                ("li", "agency", 30),
                ("li", "wealth", 1),
                ("wang", "agency", -2),
                ("wang", "wealth", 14),
                ("chen", "agency", 25),
            ),
            start=1,
        ):
            kind = self.env.ref(
                f"group_customer.group_customer_certificate_type_{kind}"
            )
            values.append(
                {
                    "manager_id": managers[name].id,
                    "type_id": kind.id,
                    "number": f"{kind.code.upper()}-{place:04d}",
                    "issuer": "China Banking Association 中国银行业协会",
                    "date_from": today + relativedelta(months=months - 36),
                    "date_to": today + relativedelta(months=months),
                }
            )
        self.env["group.customer.certificate"].create(values)

    @api.model
    def _create_reviews(self, managers):
        """Last month's duties, confirmed by the leader of the team; this month's are
        still to be confirmed."""
        duties = self.env.ref("group_customer.group_customer_checklist_manager_duties")
        standard = self.env.ref(
            "group_customer.group_customer_checklist_resource_allocation"
        )
        today = fields.Date.context_today(self)
        months = [today - relativedelta(months=1), today]
        names = ("zhang", "li", "wang")
        reviews = self.env["group.customer.checklist.review"].create(
            [
                {
                    "manager_id": managers[name].id,
                    "checklist_id": checklist.id,
                    "month": month,
                }
                for month in months
                for name in names
                for checklist in (duties, standard)
            ]
        )
        for place, review in enumerate(reviews):
            # Every fifth point is open, another one each time
            for number, line in enumerate(review.line_ids):
                line.is_done = (place + number) % 5 != 0
        leader = self._get_demo_user("he")
        half = len(reviews) // 2
        reviews[:half].with_user(leader).with_context(
            allowed_company_ids=leader.company_id.ids
        ).action_confirm()
