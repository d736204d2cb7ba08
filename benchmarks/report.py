# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The results as a table: on the screen and in ``results.md``."""

HEADERS = ("Work", "Budget", "Measured", "")

INTRODUCTION = """\
# Results of `make bench`

Data set: {companies:,} companies in {groups:,} groups, {invoices:,} posted invoices
and credit notes with their payments, matchings and orders. A ratio compares with
bare SQL that does the part of the work nobody can do without, in the same run, in
turn. See `README.md` beside this file for what "bare" holds.

"""


def as_text(rows):
    """Table in columns of equal width."""
    table = [HEADERS, *((r.work, r.budget, r.measured, r.verdict) for r in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in table
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def as_markdown(rows, marker):
    """The file that is committed: ratios and counts, nothing of this machine."""
    lines = [
        INTRODUCTION.format(**marker) + "| Work | Budget | Measured | |",
        "| --- | --- | --- | --- |",
    ]
    for row in rows:
        work = f"{row.work} ({row.note})" if row.note else row.work
        lines.append(f"| {work} | {row.budget} | {row.measured} | {row.verdict} |")
    return "\n".join(lines) + "\n"
