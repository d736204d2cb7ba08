# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import GroupCustomerCommon

HEADER = ["partner_id", "date", "reference", "amount", "product_category_id"]


@tagged("post_install", "-at_install")
class TestPartnerTransactionCategory(GroupCustomerCommon):
    """History from before Odoo names what was bought."""

    def _load(self, *cells):
        """Import a line per cell, its place as reference."""
        return self.env["group.customer.transaction"].load(
            HEADER,
            [
                ["Head Holding", "2023-01-31", f"C{place}", "100", cell]
                for place, cell in enumerate(cells, 1)
            ],
        )

    def test_import_of_product_categories_by_name(self):
        """By the whole name, or by its own when it is the only one."""
        category = self.env["product.category"]
        property_, goods = category.create([{"name": "Property"}, {"name": "Stock"}])
        villas, *_parks = category.create(
            [
                {"name": "Villas", "parent_id": property_.id},
                {"name": "Parks", "parent_id": property_.id},
                {"name": "Parks", "parent_id": goods.id},
            ]
        )
        result = self._load("Villas", "Property / Villas", "", "Parks", "Castles")
        imported = self.env["group.customer.transaction"].browse(result["ids"])
        self.assertEqual(
            [(row.reference, row.product_category_id) for row in imported],
            [("C1", villas), ("C2", villas), ("C3", category)],
        )
        _summary, parks, castles = (line["message"] for line in result["messages"])
        self.assertIn("2 product categories are called 'Parks'", parks)
        self.assertIn("'Property / Parks', 'Stock / Parks'", parks)
        self.assertIn("There is no product category 'Castles'", castles)

    def test_import_of_another_category_is_reported(self):
        self.env["product.category"].create([{"name": "Villas"}, {"name": "Parks"}])
        self._load("Villas")
        [summary] = self._load("Villas")["messages"]
        self.assertIn("left as they are: 1", summary["message"])
        [_summary, changed] = self._load("Parks")["messages"]
        self.assertIn("another value of: Product Category", changed["message"])
