# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain
from odoo.tools import float_compare

# How many bad lines one report lists; the summary counts them all.
LISTED_ERRORS = 100


class ImportLine:
    """A line of the file: its number there, its values, what is wrong with it."""

    def __init__(self, index, number):
        self.index = index
        self.number = number
        self.vals = {}
        self.errors = []
        self.key = None


class GroupCustomerLineImportMixin(models.AbstractModel):
    """Imports that take the good lines of a file and report each bad one.

    A model says how its lines are named (:meth:`_get_import_finders`), which are whole
    (:meth:`_import_check`) and which are here already (:meth:`_import_find_known`).
    """

    _name = "group.customer.line.import.mixin"
    _description = "Import Line by Line"

    # Read by Odoo's import wizard
    _reports_import_lines = True
    # What a line that is here already may not say otherwise
    _import_compared_fields = ()

    @api.model
    def load(self, fields, data):
        """Take the good lines of a file and report the bad ones.

        A line whose key is known already is skipped when it says the same and reported
        when it says something else, so the same file can be loaded again after its bad
        lines were mended. A file that names records by id is an update and is left to
        Odoo.

        :return: as in Odoo, but ``ids`` are those of the lines taken even when others
            were refused, and the whole file is read in one go
        """
        if {"id", ".id"}.intersection(fields):
            return super().load(fields, data)
        self.check_access("create")
        first = self.env.context.get("group_customer_import_first_line", 1)
        lines = [ImportLine(i, first + i) for i in range(len(data))]
        rest, rows = self._import_resolve(list(fields), data, lines)
        self._import_convert(rest, rows, lines)
        self._import_check(lines)
        known = self._import_skip_known(lines)
        ids = self._import_create([ln for ln in lines if ln.key and not ln.errors])
        return {
            "ids": ids,
            "messages": self._import_messages(lines, len(ids), known),
            "nextrow": 0,
        }

    # Hooks

    @api.model
    def _get_import_finders(self):
        """Return column → method, which takes a set of cells and returns a dict cell →
        record, or the text of what is wrong with it."""
        return {
            "partner_id": self._import_find_partners,
            "currency_id": self._import_find_currencies,
        }

    @api.model
    def _import_check(self, lines):
        """Add what is wrong to the errors of each line; give those without any a
        key."""
        raise NotImplementedError

    @api.model
    def _import_find_known(self, keyed):
        """Return key → record of what is here already of these lines."""
        raise NotImplementedError

    @api.model
    def _import_known_error(self, record, changed):
        """Return what is said of a line that is here already with other values.

        :param list changed: labels of the fields
        """
        raise NotImplementedError

    @api.model
    def _import_twice_error(self, first):
        """Return what is said of a line that contradicts an earlier one of the file."""
        raise NotImplementedError

    @api.model
    def _import_skip_known(self, lines):
        """Take the key from the lines that are here already, or twice in the file;
        return how many. Those that say something else there are reported."""
        keyed = [line for line in lines if line.key]
        known = self._import_find_known(keyed)
        skipped = 0
        first_lines = {}
        for line in keyed:
            record = known.get(line.key)
            first = first_lines.setdefault(line.key, line)
            if record:
                changed = self._import_changes(line, record)
                if changed:
                    line.errors.append(self._import_known_error(record, changed))
                    continue
            elif first is line:
                continue
            elif first.vals != line.vals:
                line.errors.append(self._import_twice_error(first))
                continue
            line.key = None
            skipped += 1
        return skipped

    @api.model
    def _import_create_records(self, vals_list):
        return self.create(vals_list)

    @api.model
    def _import_check_required(self, lines, names):
        """Report the cells that must not be empty."""
        for name in names:
            label = self._fields[name]._description_string(self.env)
            for line in lines:
                value = line.vals.get(name)
                if value is None or value is False or value == "":
                    line.errors.append(self.env._("%(field)s is missing.", field=label))

    # Reading

    @api.model
    def _import_resolve(self, names, data, lines):
        """Find what is named by more than one name; return the other columns and their
        cells."""
        finders = self._get_import_finders()
        for name in set(finders).intersection(names):
            column = names.index(name)
            cells = [str(row[column] or "").strip() for row in data]
            found = finders[name]({cell for cell in cells if cell})
            for line, cell in zip(lines, cells, strict=True):
                if not cell:
                    continue
                if isinstance(found[cell], str):
                    line.errors.append(found[cell])
                else:
                    line.vals[name] = found[cell].id
        kept = [i for i, name in enumerate(names) if name not in finders]
        return [names[i] for i in kept], [[row[i] for i in kept] for row in data]

    def _import_find_partners(self, cells):
        """Customer per cell: its reference, else its tax number, else its name; an
        error text where there is none or more than one."""
        partners = self.env["res.partner"].with_context(active_test=False)
        tax_numbers = {cell.replace(" ", "").upper() for cell in cells}
        candidates = partners.search(
            Domain("ref", "in", cells)
            | Domain("vat", "in", cells | tax_numbers)
            | Domain("name", "in", cells)
            | Domain("complete_name", "in", cells)
        )
        by_key = {}
        for partner in candidates:
            keys = {("ref", partner.ref), ("vat", (partner.vat or "").upper())}
            keys |= {("name", partner.name), ("name", partner.complete_name)}
            for key in keys:
                by_key[key] = by_key.get(key, partners) | partner
        found = {}
        for cell in cells:
            matches = (
                by_key.get(("ref", cell))
                or by_key.get(("vat", cell.replace(" ", "").upper()))
                or by_key.get(("name", cell), partners)
            )
            for narrowed in (
                matches.filtered("active"),
                matches.filtered(lambda p: p == p.commercial_partner_id),
            ):
                matches = matches & narrowed or matches
            if len(matches) == 1:
                found[cell] = matches
            elif matches:
                found[cell] = self.env._(
                    "%(count)s customers are called '%(name)s'. Name the one that is "
                    "meant by its reference or tax number.",
                    count=len(matches),
                    name=cell,
                )
            else:
                found[cell] = self.env._(
                    "No customer has the name, reference or tax number '%(name)s'. "
                    "Create the customer first or correct the line.",
                    name=cell,
                )
        return found

    def _import_find_currencies(self, cells):
        currencies = self.env["res.currency"].with_context(active_test=False)
        by_name = {
            currency.name: currency
            for currency in currencies.search(
                Domain("name", "in", [cell.upper() for cell in cells])
            )
        }
        found = {}
        for cell in cells:
            currency = by_name.get(cell.upper())
            if not currency:
                found[cell] = self.env._(
                    "There is no currency '%(currency)s'. Use the three letters of "
                    "ISO 4217, such as CNY.",
                    currency=cell,
                )
            elif not currency.active:
                found[cell] = self.env._(
                    "The currency %(currency)s is not active. Activate it under "
                    "Invoicing, Configuration, Currencies, or use another one.",
                    currency=currency.name,
                )
            else:
                found[cell] = currency
        return found

    def _import_convert(self, names, rows, lines):
        """Convert the other cells as Odoo's import does, a report per line."""

        def log(message):
            # Odoo warns where it guesses; with money a guess is an error
            line = lines[message["rows"]["from"]]
            line.errors.append(message["message"])

        paths = [models.fix_import_export_id_paths(name) for name in names]
        with self.env.cr.savepoint() as savepoint:
            extracted = self._extract_records(paths, rows, log=log)
            for _id, _xid, vals, info in self._convert_records(
                extracted, log=log, savepoint=savepoint
            ):
                lines[info["rows"]["from"]].vals.update(vals)

    def _import_changes(self, line, record):
        """Labels of the fields in which the line differs from the record."""
        changed = []
        for name in self._import_compared_fields:
            if name not in line.vals:
                continue
            field = self._fields[name]
            new, old = line.vals[name] or False, record[name]
            if field.type == "many2one":
                differs = new != old.id
            elif field.type == "monetary":
                currency = record.currency_id
                differs = currency.compare_amounts(new or 0, old) != 0
            elif field.type == "date":
                differs = (Date.to_date(new or None) or False) != old
            elif field.type == "float":
                digits = field.get_digits(self.env)[1]
                differs = float_compare(new or 0, old, precision_digits=digits) != 0
            else:
                differs = (new or False) != (old or False)
            if differs:
                changed.append(field._description_string(self.env))
        return changed

    # Writing

    def _import_create(self, lines):
        """Create the records of these lines, one by one where a batch fails."""
        if not lines:
            return []
        try:
            with self.env.cr.savepoint():
                records = self._import_create_records(
                    [dict(line.vals) for line in lines]
                )
                records.flush_recordset()
                return records.ids
        except (UserError, psycopg2.IntegrityError) as error:
            if len(lines) == 1:
                message = str(error)
                if isinstance(error, psycopg2.Error):
                    message = self._sql_error_to_message(error)
                lines[0].errors.append(message)
                return []
        half = len(lines) // 2
        return self._import_create(lines[:half]) + self._import_create(lines[half:])

    def _import_messages(self, lines, created, known):
        """What Odoo's import screen shows; nothing when all went well."""
        bad = [line for line in lines if line.errors]
        if not bad and not known:
            return []
        if self.env.context.get("group_customer_import_test"):
            parts = [self.env._("Lines to be imported: %(count)s.", count=created)]
        else:
            parts = [self.env._("Lines imported: %(count)s.", count=created)]
        if known:
            parts.append(
                self.env._(
                    "Imported before and left as they are: %(count)s.", count=known
                )
            )
        if bad:
            parts.append(
                self.env._(
                    "Not imported: %(count)s, for the reasons below. Correct them and "
                    "import the file again: what is here already is not taken twice.",
                    count=len(bad),
                )
            )
        # Without "record" the screen shows it above the others
        messages = [{"type": "error" if bad else "warning", "message": " ".join(parts)}]
        for line in bad[:LISTED_ERRORS]:
            messages.append(
                {
                    "type": "error",
                    "message": self.env._(
                        "Line %(line)s: %(reason)s",
                        line=line.number,
                        reason=" ".join(line.errors),
                    ),
                    "record": line.number,
                    "rows": {"from": line.index, "to": line.index},
                }
            )
        return messages
