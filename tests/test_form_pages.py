# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from ..tools.form_pages import count_lines, cut_pages, text_width


@tagged("post_install", "-at_install")
class TestFormPages(BaseCase):
    """Pages of printed forms are cut by the height of their rows (GR-03)."""

    def test_chinese_counts_double(self):
        self.assertEqual(text_width("ABC"), 3)
        self.assertEqual(text_width("客户A"), 5)
        self.assertEqual(text_width("① 5"), 4)
        self.assertEqual(text_width(""), 0)
        self.assertEqual(text_width(None), 0)

    def test_lines_of_a_cell(self):
        for text, columns, lines in (
            ("", 10, 1),
            ("0123456789", 10, 1),
            ("01234567890", 10, 2),
            ("客户分类表", 10, 1),
            ("客户分类表一", 10, 2),
            # Words stay whole: "aaaa bbbb" | "cccc"
            ("aaaa bbbb cccc", 10, 2),
            # "aaaaaa" | "bbbbbb" | "cccccc"
            ("aaaaaa bbbbbb cccccc", 10, 3),
            ("aaaaaa\N{NO-BREAK SPACE}bbb", 10, 1),
            # A word longer than two lines
            ("a " + "b" * 21, 10, 4),
        ):
            with self.subTest(text=text):
                self.assertEqual(count_lines(text, columns), lines)

    def test_pages(self):
        for heights, pages in (
            ([], [[]]),
            ([1], [[1]]),
            # First page 3, others 5
            ([1, 1, 1], [[1, 1, 1]]),
            ([1, 1, 1, 1], [[1, 1, 1], [1]]),
            ([2, 2, 3], [[2], [2, 3]]),
            # A row higher than a page is on a page of its own
            ([9, 1], [[9], [1]]),
        ):
            with self.subTest(heights=heights):
                self.assertEqual(cut_pages(heights, lambda row: row, 3, 5), pages)

    def test_last_page_keeps_room_for_the_foot(self):
        """The signatures never fall off the page, and never stand alone."""
        for heights, reserve, pages in (
            ([1], 2, [[1]]),
            ([1, 1, 1], 2, [[1], [1, 1]]),
            ([1, 1, 1, 1, 1, 1, 1, 1], 2, [[1, 1, 1], [1, 1], [1, 1, 1]]),
            # Only as many rows as fit above the foot
            ([1, 2], 4, [[1, 2], []]),
            ([1, 1, 1], 4, [[1, 1], [1]]),
            # The only row of a page stays there
            ([3], 2, [[3], []]),
        ):
            with self.subTest(heights=heights, reserve=reserve):
                self.assertEqual(
                    cut_pages(heights, lambda row: row, 3, 5, reserve), pages
                )
