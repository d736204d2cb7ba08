# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cut the rows of a printed form into pages.

wkhtmltopdf built without the patched Qt repeats no table head, so forms bring
their own pages: each page is a table of its own with its head and its total.
"""

import re
import unicodedata

# A space, a Chinese character, or a word
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# How many rows go with a foot that finds no room on their page
CARRIED_ROWS = 3
TOKEN = re.compile(f" |[{WIDE}]|[^ {WIDE}]+")


def text_width(text):
    """Width of ``text`` in half-width characters: Chinese ones count double.

    So do the signs that a Chinese font shows as wide as its characters (①, →, –).
    """
    return sum(
        2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text or ""
    )


def count_lines(text, columns):
    """Lines that ``text`` fills in a cell of ``columns`` half-width characters.

    Breaks at spaces, between Chinese characters, and inside a word that is longer
    than a line; a no-break space holds its neighbours together.
    """
    lines, free = 1, columns
    for token in TOKEN.findall(text or ""):
        width = text_width(token)
        if token != " " and width > free:
            if free < columns:
                lines += 1
                free = columns
            lines += (width - 1) // columns
            width = (width - 1) % columns + 1
        free -= width
    return lines


def cut_pages(rows, get_height, first_capacity, capacity, last_reserve=0):
    """Split ``rows`` into pages; return a list of lists, at least one.

    :param get_height: height of a row
    :param first_capacity: height that fits below the head of the first page
    :param capacity: height that fits on every other page
    :param last_reserve: height that the last page keeps free (totals, signatures);
        when the rows leave less, the last of them are carried over to a new page,
        for a foot does not stand alone
    """
    pages = [[]]
    free = first_capacity
    for row in rows:
        height = get_height(row)
        if pages[-1] and height > free:
            pages.append([])
            free = capacity
        pages[-1].append(row)
        free -= height
    if pages[-1] and free < last_reserve:
        carried, free = [], capacity - last_reserve
        while len(pages[-1]) > 1 and len(carried) < CARRIED_ROWS:
            free -= get_height(pages[-1][-1])
            if free < 0:
                break
            carried.insert(0, pages[-1].pop())
        pages.append(carried)
    return pages
