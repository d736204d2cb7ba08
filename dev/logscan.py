"""Finds warnings and errors in Odoo's logs.

Every WARNING, ERROR or CRITICAL fails a run, apart from the few below that come from
elsewhere and do no harm. Tests that provoke one mute it themselves.
"""

import re

from common import Failure, shown

ENTRY = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>[\w.]+): (?P<message>.*)"
)
# (logger, message, why it is harmless)
HARMLESS = [
    (
        r"odoo\.addons\.(partner_autocomplete|iap)\b.*",
        r".*",
        "Odoo's own calls home, which a machine without a network refuses",
    ),
    (
        r"odoo\.addons\..*\.browser",
        r"Error received after termination",
        "what a page still asked for when its test was over and the server gone",
    ),
    (
        r"odoo\.addons\.base\.models\.ir_actions_report",
        r"is not support using unpatched qt",
        "Debian's wkhtmltopdf prints without repeated headers, and says so each time",
    ),
    (
        r"odoo\.http",
        r"base_import\.controllers\.main\.set_file> called ignoring args",
        "Odoo's own import screen sends more than its own controller takes",
    ),
    (
        r"odoo\.(http|sql_db)",
        r"retrying with a read/write cursor"
        r"|bad query: b'INSERT INTO \"ir_attachment\".*/web/assets/"
        r"|in save_attachment[\s\S]*ReadOnlySqlTransaction",
        "a request that is the first to want an asset bundle, here after a test made a "
        "company with report colours: Odoo repeats it in a transaction that may write",
    ),
    (
        r"odoo\.http",
        r"Opening a read/write test cursor from a readonly one",
        "in a test all requests share one transaction, so those of wkhtmltopdf cannot "
        "write while the request for the PDF reads",
    ),
]


def entries(lines):
    """Yield (level, logger, text) of each entry, its continuation lines joined."""
    current = None
    for line in lines:
        found = ENTRY.match(line)
        if found:
            if current:
                yield current
            current = (found["level"], found["logger"], line.rstrip("\n"))
        elif current:
            current = (*current[:2], f"{current[2]}\n{line.rstrip()}")
    if current:
        yield current


def _harmless(logger, text):
    return any(
        re.fullmatch(name, logger) and re.search(message, text)
        for name, message, _why in HARMLESS
    )


def findings(path):
    """Return the entries of a log that must not be there."""
    with open(path, encoding="utf-8", errors="replace") as log:
        return [
            text
            for level, logger, text in entries(log)
            if level in ("WARNING", "ERROR", "CRITICAL") and not _harmless(logger, text)
        ]


def check(path, what):
    """Fail if a log holds a warning or an error."""
    found = findings(path)
    if not found:
        return
    for text in found[:10]:
        print(text[:4000], flush=True)
    raise Failure(f"{what}: {len(found)} warnings or errors in {shown(path)}")
