# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_checkin_common import NEAR, NOW, SHANGHAI, VisitCheckinCommon


@tagged("post_install", "-at_install")
class TestVisitCheckinAgenda(VisitCheckinCommon):
    """The day of a visitor, as the phone reads it."""

    def _get_agenda(self, day=None, user=None):
        visits = self.env["group.customer.visit"].with_user(user or self.visitor)
        return visits.get_agenda(day)

    def _get_card(self, visit, **kwargs):
        [card] = [
            card
            for card in self._get_agenda(**kwargs)["visits"]
            if card["id"] == visit.id
        ]
        return card

    def test_card(self):
        """Address, phone, what is open and what the geofence wants."""
        self.north.write(
            {
                "street": "1 Bund",
                "city": "Shanghai",
                "phone": "+86 (21) 5555-0100 转 8",
            }
        )
        person = self.env["res.partner"].create(
            {"name": "Ms Lin", "parent_id": self.north.id}
        )
        self.env["crm.lead"].create(
            {"name": "Cranes", "type": "opportunity", "partner_id": person.id}
        )
        visit = self._create_visit(
            contact_id=person.id,
            start=NOW + timedelta(hours=2),
            stop=NOW + timedelta(hours=3),
            purpose="Cranes for the harbour",
        )
        agenda = self._get_agenda()
        self.assertEqual((agenda["day"], agenda["is_today"]), ("2026-03-10", True))
        self.assertEqual(
            [card["id"] for card in agenda["visits"]], [self.visit.id, visit.id]
        )
        card = agenda["visits"][1]
        self.assertIn("1 Bund", card["address"])
        self.assertEqual(card["phone_link"], "tel:+862155550100")
        self.assertEqual(card["contact"], "Ms Lin")
        self.assertEqual(card["purpose"], "Cranes for the harbour")
        self.assertEqual([item["name"] for item in card["matters"]], ["Cranes"])
        self.assertFalse(card["last_visit_on"])
        self.assertEqual(
            card["fence"],
            {
                "place": list(SHANGHAI),
                "radius": 200,
                "accuracy_limit": 150,
                "mode": "reason",
                "photo_required": False,
                "keeps_position_days": 30,
            },
        )
        self.assertFalse(card["checkin"])
        visit.action_check_in(self._values())
        self.assertEqual(self._get_card(visit)["checkin"]["distance"], 100)

    def test_customer_without_address(self):
        visit = self._create_visit(partner_id=self.south.id)
        card = self._get_card(visit)
        self.assertEqual((card["address"], card["map_link"]), ("", ""))
        self.assertFalse(card["fence"]["place"])

    def test_topics_of_the_policy(self):
        policy = self.env["group.customer.visit.policy"].search(
            [("agenda_ids", "!=", False)], limit=1
        )
        self.visit._write_server({"policy_id": policy.id})
        self.assertEqual(
            self._get_card(self.visit)["agenda"], policy.agenda_ids.mapped("name")
        )

    def test_map_links(self):
        """The link leads to the customer, by its position or else by its address."""
        self.south.street = "8 River & Co"
        link = self._get_card(self.visit)["map_link"]
        self.assertEqual(
            link, "geo:31.230400,121.473700?q=31.230400,121.473700(North%20Works)"
        )
        south = self._create_visit(partner_id=self.south.id)
        for provider, placed, addressed in (
            ("phone", "geo:31.2304", "geo:0,0?q=8%20River%20%26%20Co"),
            (
                "amap",
                "https://uri.amap.com/marker?position=121.473700,31.230400&",
                "https://uri.amap.com/search?keyword=8%20River%20%26%20Co",
            ),
            (
                "openstreetmap",
                "https://www.openstreetmap.org/?mlat=31.230400&mlon=121.473700",
                "https://www.openstreetmap.org/search?query=8%20River%20%26%20Co",
            ),
        ):
            self.company.visit_map = provider
            with self.subTest(provider=provider):
                self.assertIn(placed, self._get_card(self.visit)["map_link"])
                self.assertIn(addressed, self._get_card(south)["map_link"])

    # === WHICH VISITS === #

    def test_days(self):
        """Visits of the day, those that last into it, and today what is not over."""
        long = self._create_visit(
            name="Fair", start=NOW - timedelta(days=2), stop=NOW + timedelta(days=1)
        )
        yesterday = self._create_visit(
            start=NOW - timedelta(days=1), stop=NOW - timedelta(hours=23)
        )
        cancelled = self._create_visit()
        cancelled.action_cancel("Snow")
        self.env["group.customer.visit"].flush_model()

        def get(day):
            return [card["id"] for card in self._get_agenda(day)["visits"]]

        self.assertEqual(get(None), [long.id, self.visit.id])
        self.assertEqual(get("2026-03-09"), [long.id, yesterday.id])
        self.assertEqual(get("2026-03-11"), [long.id])
        self.assertEqual(get("2026-03-12"), [])
        yesterday.action_check_in(self._values(at="2026-03-09 02:30:00"))
        self.assertEqual(get(None), [long.id, yesterday.id, self.visit.id])
        with self.assertRaisesRegex(UserError, "no day"):
            self._get_agenda("someday")

    def test_of_whom(self):
        """One sees the own visits, and those one goes along."""
        colleague = self.users["colleague"]
        together = self._create_visit(user_ids=[Command.link(colleague.id)])
        [card] = self._get_agenda(user=colleague)["visits"]
        self.assertEqual(card["id"], together.id)
        self.assertFalse(card["is_mine"])
        self.assertFalse(self._get_agenda(user=self.users["director"])["visits"])
        with self.assertRaises(AccessError):
            self._get_agenda(user=self.users["employee"])

    def test_query_count(self):
        """Ten visits cost as many statements as two."""

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_agenda()
            return self.env.cr.sql_log_count - before

        accounts = self.env["res.partner"].create(
            [
                {
                    "name": f"Account {number}",
                    "is_company": True,
                    "is_group_customer": True,
                    "user_id": self.visitor.id,
                    "street": "Somewhere",
                    "country_id": self.env.ref("base.cn").id,
                    "partner_latitude": 30 + number,
                    "partner_longitude": 120,
                }
                for number in range(9)
            ]
        )
        self._create_visit(partner_id=accounts[0].id)
        count()
        few = count()
        for account in accounts[1:]:
            self._create_visit(partner_id=account.id)
        self.assertLessEqual(count(), few)

    def test_followups(self):
        """Calls that are due stand under the visits."""
        rule = self.env["group.customer.followup.rule"].create(
            {
                "code": "agenda",
                "name": "Agenda",
                "trigger": "calendar",
                "date_from": "2020-01-01",
                "kind_id": self.kind.id,
                "channel_id": self.on_site.id,
                "offset_ids": [Command.create({"number": 0, "unit": "day"})],
            }
        )
        self.south.phone = "010 1234"
        followup = self.env["group.customer.followup"]._create_server(
            [
                {
                    "partner_id": self.south.id,
                    "company_id": self.company.id,
                    "user_id": self.visitor.id,
                    "rule_id": rule.id,
                    "offset_id": rule.offset_ids.id,
                    "kind_id": self.kind.id,
                    "channel_id": self.on_site.id,
                    "res_model": "res.partner",
                    "res_id": self.south.id,
                    "source_key": "agenda",
                    "base_date": "2026-03-09",
                    "due_on": "2026-03-09",
                    "state": "open",
                }
            ]
        )
        [item] = self._get_agenda()["followups"]
        self.assertEqual((item["id"], item["is_overdue"]), (followup.id, True))
        self.assertEqual(item["phone_link"], "tel:0101234")
        self.assertFalse(self._get_agenda("2026-03-11")["followups"])

    # === VISIT NOW === #

    def test_visit_now(self):
        """A visit that nobody planned: entered, and checked in like any other."""
        visits = self.env["group.customer.visit"].with_user(self.visitor)
        foreign = self._create_company_partner(
            "Foreign Works", user_id=self.users["colleague"].id
        )
        offered = visits.get_visit_now_accounts()
        self.assertEqual({account["id"] for account in offered}, set(self.tree.ids))
        [found] = visits.get_visit_now_accounts("North W")
        self.assertEqual(found["name"], "North Works")
        visit = visits.browse(visits.action_visit_now(self.north.id))
        self.assertEqual((visit.state, visit.start), ("planned", NOW))
        self.assertTrue(visit.is_on_site)
        visit.action_check_in(self._values(NEAR))
        self.assertEqual(visit.state, "in_progress")
        with self.assertRaises(AccessError):
            visits.action_visit_now(foreign.id)
        with self.assertRaises(AccessError):
            visits.with_user(self.users["employee"]).get_visit_now_accounts()
        manager = visits.with_user(self.users["director"])
        self.assertFalse(manager.get_visit_now_accounts())
        self.assertTrue(manager.get_visit_now_accounts("Foreign"))
