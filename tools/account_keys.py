# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""What is left of a name, a city or a tax ID when two of them are compared."""

import re
import unicodedata

# Initials with points are one word: “S.A.”, “G.m.b.H.” is none
INITIALS = re.compile(r"(?<!\w)(?:\w\.){2,}")
# VAT prefixes that differ from the code of the country
VAT_PREFIXES = {"GR": "EL", "GB": "XI"}


def _words(text):
    """Return the words of a text: letters, digits and marks, in one width and case."""
    text = unicodedata.normalize("NFKC", text or "").casefold()
    # Some letters fold into what is composed differently
    text = unicodedata.normalize("NFKC", text)
    text = INITIALS.sub(lambda match: match[0].replace(".", "") + " ", text)
    return "".join(
        char if unicodedata.category(char)[0] in "LMN" else " " for char in text
    ).split()


def make_suffixes(texts):
    """Prepare suffixes for :func:`name_key` and :func:`city_key`: tuples of words, the
    longest first."""
    suffixes = {tuple(words) for text in texts if (words := _words(text))}
    return sorted(suffixes, key=lambda words: (-sum(map(len, words)), words))


def name_key(name, suffixes=()):
    """Return the key of a company name, or None when nothing is left of it.

    Width, case, spaces and punctuation do not count; nor do legal forms at the end, as
    long as something stands before them. A form in a script without spaces is taken
    off the last word too (“华成有限公司”), one in Latin letters is a word of its own
    (“Tesco” keeps its “co”).

    :param suffixes: what :func:`make_suffixes` returns
    """
    words = _words(name)
    rest = None
    while rest != words:
        rest = list(words)
        words = next(filter(None, (_cut(rest, suffix) for suffix in suffixes)), rest)
    return "".join(words) or None


def city_key(city, suffixes=()):
    """Return the key of a city (“上海市” is “上海”), or None."""
    return name_key(city, suffixes)


def _cut(words, suffix):
    """Return the words without the suffix, or None when they do not end in it."""
    count = len(suffix)
    if len(words) > count and tuple(words[-count:]) == suffix:
        return words[:-count]
    if count == 1 and words and _is_unspaced(suffix[0]):
        last, form = words[-1], suffix[0]
        if last.endswith(form) and len(last) > len(form):
            return [*words[:-1], last[: -len(form)]]
    return None


def _is_unspaced(word):
    """Whether a word is in a script that does not part words by spaces."""
    return all(unicodedata.category(char) == "Lo" for char in word)


def vat_key(vat, country_code=None):
    """Return the number of a tax ID, or None when it is none (“/”, “000000”, “n/a”).

    The prefix of the country is left out, so that the number with and without it is
    the same. Without a country any two letters before a digit are a prefix.
    """
    text = "".join(_words(vat)).upper()
    code = (country_code or "").upper()
    prefixes = {code, VAT_PREFIXES.get(code)} - {"", None}
    for prefix in prefixes:
        if text.startswith(prefix) and len(text) > len(prefix):
            text = text[len(prefix) :]
            break
    else:
        if not code and re.match(r"[A-Z]{2}\d", text):
            text = text[2:]
    if not any(char.isdigit() for char in text) or len(set(text)) < 2:
        return None
    return text
