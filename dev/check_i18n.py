"""Compares the committed terms with fresh ones, and checks the translation.

Runs in the sandbox's environment, for ``polib``::

    python dev/check_i18n.py check|merge EXPORTED.pot
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

I18N = Path(__file__).resolve().parent.parent / "i18n"
POT = I18N / "group_customer.pot"
LANGUAGES = ("zh_CN",)
PLACEHOLDER = re.compile(
    r"%\(\w+\)[\d.]*[sdif]"  # %(name)s
    r"|%[sdif]|%%"
    r"|\{\{.*?\}\}|\{\w*\}"  # {{ object.name }} of templates, {name}
    r"|</?[a-zA-Z][\w-]*"  # tags, without attributes: these may be translated
    r"|\$\{.*?\}"
)


def _key(entry):
    return entry.msgctxt, entry.msgid


def _facts(entry):
    """Return what must be the same in the committed and the fresh list of terms.

    Odoo finds the term again by its occurrences, so they count; their order does not.
    """
    return sorted(set(entry.occurrences)), entry.comment, sorted(entry.flags)


def _short(text):
    return repr(text if len(text) < 70 else f"{text[:67]}...")


def stale_terms(exported):
    """Return what differs between the committed list of terms and the fresh one."""
    if not POT.exists():
        return [f"{POT.name} is missing: 'make i18n' writes it"]
    fresh = {_key(entry): entry for entry in polib.pofile(str(exported))}
    committed = {_key(entry): entry for entry in polib.pofile(str(POT))}
    missing = [f"missing {_short(k[1])}" for k in fresh if k not in committed]
    gone = [f"no longer used {_short(k[1])}" for k in committed if k not in fresh]
    moved = [
        f"used elsewhere now {_short(key[1])}"
        for key, entry in fresh.items()
        if key in committed and _facts(entry) != _facts(committed[key])
    ]
    return [f"{POT.name}: {text}" for text in missing + gone + moved]


def placeholders(text):
    """Return the placeholders and tags of a text with their numbers."""
    return Counter(PLACEHOLDER.findall(text))


def incomplete(language, exported):
    """Return what a translation lacks."""
    path = I18N / f"{language}.po"
    if not path.exists():
        return [f"{path.name} is missing: 'make i18n' writes it"]
    catalogue = polib.pofile(str(path))
    found = []
    translated = {}
    for entry in catalogue:
        name = f"{path.name}:{entry.linenum}: {_short(entry.msgid)}"
        if entry.obsolete:
            found.append(f"{name} is obsolete")
            continue
        translated[_key(entry)] = entry
        if entry.fuzzy:
            found.append(f"{name} is fuzzy")
        if not entry.msgstr.strip():
            found.append(f"{name} is not translated")
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            found.append(f"{name} has other placeholders or tags in its translation")
    terms = {_key(entry) for entry in polib.pofile(str(exported))}
    found += [
        f"{path.name}: missing {_short(key[1])}" for key in terms - set(translated)
    ]
    found += [
        f"{path.name}: no longer used {_short(key[1])}"
        for key in set(translated) - terms
    ]
    return found


def check(exported):
    """Print what is wrong; return the exit code."""
    found = stale_terms(exported)
    for language in LANGUAGES:
        found += incomplete(language, exported)
    for line in found[:200]:
        print(line)
    if found:
        print(f"{len(found)} findings; 'make i18n' renews the list of terms")
    return 1 if found else 0


def merge(exported):
    """Write the list of terms and merge it into the translations."""
    I18N.mkdir(exist_ok=True)
    if stale_terms(exported):
        # Only then: the dates in the header would make a change of their own.
        POT.write_bytes(Path(exported).read_bytes())
    template = polib.pofile(str(POT))
    for language in LANGUAGES:
        path = I18N / f"{language}.po"
        catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
        if not path.exists():
            catalogue.header = template.header
            catalogue.metadata = {**template.metadata, "Language": language}
        catalogue.merge(template)
        for entry in catalogue.obsolete_entries():
            catalogue.remove(entry)
        for entry in catalogue:
            source = template.find(entry.msgid, msgctxt=entry.msgctxt or False)
            if source:
                entry.comment = source.comment
        catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        catalogue.save(str(path))
        todo = len(catalogue.untranslated_entries())
        total = len(catalogue)
        print(f"{path.name}: {total} terms, {todo} to translate")
    return 0


if __name__ == "__main__":
    sys.exit({"check": check, "merge": merge}[sys.argv[1]](sys.argv[2]))
