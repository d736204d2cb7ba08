# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a policy pack's file may hold, and what one load of it does. No database."""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

# Words by which the texts of a pack own up to a number that no source gives.
ASSUMPTION_WORDS = ("assumption", "假设")


@dataclass(frozen=True)
class PackShape:
    """The keys of one kind of item of a pack: all that a file may write.

    ``fields`` are fields of ``model``, whose types say what a value looks like;
    ``keys`` are other keys with their kind (``code``, ``codes`` or ``segments``);
    ``lists`` names the shapes of the items below.
    """

    model: str = ""
    fields: tuple = ()
    required: tuple = ()
    keys: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)

    def names(self):
        return {*self.fields, *self.keys, *self.lists}


def add_sections(shapes, sections, below=None):
    """Return the shapes of a file that may hold more sections.

    :param dict shapes: :class:`PackShape` by name; ``pack`` is the file itself
    :param dict sections: the shape of the items of each section, by its name
    :param dict below: shapes of what stands below such items
    """
    pack = shapes["pack"]
    lists = {**pack.lists, **{name: name for name in sections}}
    return {
        **shapes,
        "pack": replace(pack, lists=lists),
        **sections,
        **(below or {}),
    }


class PackLoad:
    """One load of a pack: what it was asked for, where it is, what it did.

    ``changes`` holds one dict per record: ``key``, ``kind``, ``path`` (names from
    the top down), ``outcome`` (created, updated, kept, unchanged or removed) and
    ``fields``, each with label, from, to and whether it is kept.
    """

    def __init__(self, restore=False):
        self.restore = restore
        self.place = ""
        self.model = ""
        self.changes = []
        self.notes = []
        self.records = {}
        self.items = {}
        self._names = {}

    def enter(self, key, model=""):
        """Say which item is at work, for messages."""
        self.place = format_place(key)
        self.model = model

    def add(self, key, record, name, outcome, values=()):
        """Note what became of the record of an item."""
        self.records[key] = record
        self._names[key] = name
        self.changes.append(
            {
                "key": key,
                "kind": key.rsplit("/", 1)[-1].split(":", 1)[0],
                "path": self._get_path(key),
                "outcome": outcome,
                "fields": list(values),
            }
        )

    def _get_path(self, key):
        parts = key.split("/")
        prefixes = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        return [
            self._names.get(prefix) or part.split(":", 1)[-1]
            for prefix, part in zip(prefixes, parts, strict=True)
        ]

    def counts(self):
        return Counter(change["outcome"] for change in self.changes)


def make_key(*pairs):
    """Return the name of an item inside its pack: ``scheme:abc/grade:A``."""
    return "/".join(
        f"{kind}:{str(code).replace('%', '%25').replace('/', '%2F')}"
        for kind, code in pairs
    )


def format_place(key):
    """Return a key as people read it: ``scheme abc › grade A``."""
    return " › ".join(
        part.replace(":", " ", 1).replace("%2F", "/").replace("%25", "%")
        for part in key.split("/")
    )


def read_key_code(key):
    """Return the code of the last item of a key."""
    code = key.rsplit("/", 1)[-1].split(":", 1)[-1]
    return code.replace("%2F", "/").replace("%25", "%")


def parse_pack(text):
    """Return the content of a pack's file.

    :raises ValueError: what is not JSON, or JSON that two readers could understand
        differently (a key twice, NaN)
    """

    def check_pairs(pairs):
        names = [name for name, _value in pairs]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise ValueError(f"the key “{twice[0]}” stands twice in one item")
        return dict(pairs)

    def refuse(constant):
        raise ValueError(f"{constant} is no number")

    try:
        return json.loads(text, object_pairs_hook=check_pairs, parse_constant=refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def find_assumptions(content):
    """Return the texts of a pack that name an assumption, in reading order.

    :returns: dicts of language → text
    """
    found = []

    def walk(node):
        if isinstance(node, dict):
            if "en_US" in node:
                texts = [text for text in node.values() if isinstance(text, str)]
                if any(word in text for text in texts for word in ASSUMPTION_WORDS):
                    found.append(node)
                return
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(content)
    return found


def shorten_pair(before, after, length):
    """Return two texts cut to the part where they begin to differ."""
    if max(len(before), len(after)) <= length:
        return before, after
    same = next(
        (
            place
            for place, (one, other) in enumerate(zip(before, after, strict=False))
            if one != other
        ),
        min(len(before), len(after)),
    )
    # Some of what they share, to know where one is.
    start = max(0, same - length // 3)

    def cut(text):
        part = text[start : start + length]
        return ("…" if start else "") + part + ("…" if text[start + length :] else "")

    return cut(before), cut(after)


def slugify(text):
    """Return lower case ASCII letters, digits and underscores; maybe nothing."""
    ascii_text = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "_", ascii_text.decode().lower()).strip("_")[:40]


def make_codes(names, prefix):
    """Return one distinct code per name, the name's own words where it has any."""
    codes = []
    for number, name in enumerate(names, 1):
        code = base = slugify(name) or f"{prefix}{number}"
        while code in codes:
            code = f"{base}_{number}"
            base = code
        codes.append(code)
    return codes


def find_id_conditions(domain):
    """Return the conditions of a filter that name records by their numbers.

    Numbers of records mean something in one database only.

    :param domain: what the filter reads as: a list of conditions and operators
    :returns: (field path, list of numbers) pairs; the caller knows which of the
        fields are relations
    """
    found = []
    for condition in domain:
        if not isinstance(condition, (list, tuple)) or len(condition) != 3:
            continue
        path, _operator, value = condition
        values = value if isinstance(value, (list, tuple)) else [value]
        if values and isinstance(values[0], (list, tuple)):
            below = find_id_conditions(values)
            found += [(f"{path}.{name}", numbers) for name, numbers in below]
            continue
        numbers = [number for number in values if type(number) is int]
        if numbers:
            found.append((str(path), numbers))
    return found
