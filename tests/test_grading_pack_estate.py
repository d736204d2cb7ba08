# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .pack_schemes_common import PackSchemesCommon


@tagged("post_install", "-at_install")
class TestCardEstate(PackSchemesCommon):
    """GR-05 to GR-08: any condition of the best level that holds decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._load("real_estate", "card_estate")

    def _brought(self, customer):
        self._create_company_partner("Neighbour", referrer_id=customer.id)

    def test_amounts_and_their_limits(self):
        self._customer("over 50 million", 50000000.01)
        self._customer("50 million in two", 30000000, 20000000.01)
        self._customer("exactly 50 million", 50000000)
        self._customer("exactly 8 million", 8000000)
        self._customer("below 8 million", 7999999.99)
        self._customer("any purchase", 1)
        back = self._customer("given back in part", 8000000)
        self._transact(back, 1, self.today, kind="refund")
        old = self._customer("long ago")
        self._transact(old, 60000000, self._years_ago(20))
        self._customer("enquiry")
        self._assert_grades(
            self.scheme,
            {
                "over 50 million": "A",
                "50 million in two": "A",
                "exactly 50 million": "B",
                "exactly 8 million": "B",
                "below 8 million": "C",
                "any purchase": "C",
                "given back in part": "C",
                "long ago": "A",
                "enquiry": "E",
            },
        )

    def test_villa_and_influence(self):
        villa, similar, leader, official = 2, 1, 3, 2
        self._customer("leader", villa_bought=villa, social_standing=leader)
        self._customer("insider", villa_bought=villa, company_influence=1)
        self._customer("no influence", villa_bought=villa, company_influence=0)
        self._customer("official", villa_bought=villa, social_standing=official)
        self._customer("similar", villa_bought=similar, social_standing=leader)
        self._customer("leader without purchase", social_standing=leader)
        self._assert_grades(
            self.scheme,
            {
                "leader": "A",
                "insider": "A",
                "no influence": "B",
                # An official's importance makes a B, not an A
                "official": "B",
                "similar": "B",
                "leader without purchase": "E",
            },
        )

    def test_interest_and_bringing_others(self):
        intent, for_villa = 1, 2
        fan = self._customer("fan", 900000, purchase_interest=for_villa)
        vague = self._customer("vague", 900000, purchase_interest=intent)
        never = self._customer("never bought", purchase_interest=for_villa)
        for customer in (fan, vague, never):
            self._brought(customer)
        self._customer("alone", 900000, purchase_interest=for_villa)
        self._assert_grades(
            self.scheme,
            {"fan": "A", "vague": "C", "never bought": "D", "alone": "C"},
        )

    def test_standing_of_a_buyer(self):
        industry, official = 1, 2
        self._customer("official", 900000, social_standing=official)
        self._customer("industry", 900000, social_standing=industry)
        self._customer("ordinary", 900000, social_standing=0)
        self._customer("official without purchase", social_standing=official)
        self._assert_grades(
            self.scheme,
            {
                "official": "B",
                "industry": "B",
                "ordinary": "C",
                "official without purchase": "E",
            },
        )

    def test_intent_and_events(self):
        self._customer("intent", purchase_interest=1)
        self._customer("active", event_activity=1)
        self._customer("neither", purchase_interest=0, event_activity=0)
        self._assert_grades(self.scheme, {"intent": "D", "active": "D", "neither": "E"})

    def test_enquiring_persons_take_part(self):
        person, stranger = self.env["res.partner"].create(
            [
                {"name": "Caller", "acquisition_source": "phone"},
                {"name": "Supplier"},
            ]
        )
        (person + stranger).category_id = self.category
        self._assert_grades(self.scheme, {"Caller": "E"})
