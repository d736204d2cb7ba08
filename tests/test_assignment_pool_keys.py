# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from ..tools.account_keys import city_key, make_suffixes, name_key, vat_key

SUFFIXES = make_suffixes(
    [
        "有限公司",
        "股份有限公司",
        "Co., Ltd.",
        "Ltd.",
        "Co.",
        "S.A.",
        "GmbH",
        "GmbH & Co. KG",
    ]
)


@tagged("post_install", "-at_install")
class TestAccountKeys(BaseCase):
    """What is left of names, cities and numbers; worked out by hand."""

    def test_names(self):
        for name, key in (
            ("华成贸易（上海）有限公司", "华成贸易上海"),
            ("华成贸易 (上海) 股份有限公司", "华成贸易上海"),
            ("Ａｃｍｅ　Ｃｏ．，Ｌｔｄ．", "acme"),
            ("ACME Co.,Ltd", "acme"),
            ("Acme, Ltd.", "acme"),
            ("acme-co", "acme"),
            ("Acme S.A.", "acme"),
            ("Acme SA", "acme"),
            ("Straße 7 GmbH & Co. KG", "strasse7"),
            ("Cafe\u0301 GmbH", "café"),
            ("Tesco", "tesco"),  # a word of its own, not an ending
            ("Co., Ltd.", "co"),  # something has to be left
            ("Acme Ltd. GmbH", "acme"),  # one after the other
            ("华成", "华成"),
            ("…", None),
            ("", None),
            (None, None),
        ):
            with self.subTest(name=name):
                self.assertEqual(name_key(name, SUFFIXES), key)

    def test_without_suffixes_all_counts(self):
        self.assertEqual(name_key("Acme Ltd."), "acmeltd")

    def test_cities(self):
        suffixes = make_suffixes(["市"])
        self.assertEqual(city_key("上海市", suffixes), "上海")
        self.assertEqual(city_key(" 上海 ", suffixes), "上海")
        self.assertEqual(city_key("市", suffixes), "市")
        self.assertIsNone(city_key(False, suffixes))

    def test_numbers(self):
        for vat, country, key in (
            ("91 3100-00MA1K", "CN", "91310000MA1K"),
            ("CN91310000MA1K", "CN", "91310000MA1K"),
            ("cn91310000ma1k", None, "91310000MA1K"),
            ("ＣＮ９１３１０００", "CN", "9131000"),
            ("EL094259216", "GR", "094259216"),
            ("DE123", "AT", "DE123"),
            ("B12345678", None, "B12345678"),
            ("/", "CN", None),
            ("n/a", None, None),
            ("000000", "CN", None),
            ("", "CN", None),
            (False, None, None),
        ):
            with self.subTest(vat=vat, country=country):
                self.assertEqual(vat_key(vat, country), key)

    def test_order_of_suffixes_does_not_matter(self):
        names = ["Ltd.", "Co., Ltd.", "Co."]
        self.assertEqual(make_suffixes(names), make_suffixes(reversed(names)))
        self.assertEqual(make_suffixes(["", "…"]), [])
