# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import get_manifest

from ...tools.packs import PackShape, parse_pack
from .group_customer_policy_pack import PACK_FORMAT

# How many wrong places of a file one message names.
LISTED_PROBLEMS = 20
MAX_INTEGER = 2**31 - 1


class GroupCustomerPolicyPack(models.Model):
    """Refuses files that are not a policy pack, before anything is written.

    A file may write the fields that :meth:`_get_shapes` names and no others, so a
    pack from a stranger can at worst bring strange numbers.
    """

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_section_names(self):
        """Sections of a pack file, in the order in which they are loaded."""
        return ["parameters"]

    @api.model
    def _get_shapes(self):
        """Return what may stand in a file: :class:`PackShape` by name.

        ``pack`` is the file itself; a section that is a list has the shape of its
        items.
        """
        return {
            "pack": PackShape(
                self._name,
                fields=("name", "description", "article"),
                required=("code", "name", "version"),
                keys={
                    "code": "code",
                    "format": "integer",
                    "version": "integer",
                    "addon": "text",
                },
                lists={"parameters": "parameters"},
            ),
            "parameters": PackShape(
                "group.customer.parameter",
                fields=(
                    "code",
                    "name",
                    "unit",
                    "description",
                    "article",
                    "requirement",
                ),
                required=("code", "name", "unit", "values"),
                lists={"values": "parameter_values"},
            ),
            "parameter_values": PackShape(
                "group.customer.parameter.value",
                fields=("date_from", "value", "note"),
                required=("date_from", "value"),
            ),
        }

    # === PARSING === #

    @api.model
    def _parse_content(self, data):
        """Return the content of a file.

        :param bytes data: the file
        :raises UserError: when it is not the JSON of a pack
        """
        try:
            content = parse_pack(data.decode("utf-8-sig"))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The file is not a policy pack: it cannot be read as JSON "
                    "(%(error)s). Choose a file that was made by “Export as Policy "
                    "Pack”, unchanged or edited with care.",
                    error=error,
                )
            ) from error
        self._check_content(content)
        return content

    # === CHECKS === #

    @api.model
    def _check_content(self, content):
        """Refuse what cannot be loaded, naming every wrong place.

        :raises UserError: with what to do
        """
        if not isinstance(content, dict):
            raise UserError(
                self.env._(
                    "The file is not a policy pack: it must hold one object with the "
                    "keys code, name and version. Choose another file."
                )
            )
        self._check_version(content)
        problems = self._find_item_problems("pack", content, "")
        if not problems:
            problems = self._find_reference_problems(content)
        if problems:
            listed = [f"- {problem}" for problem in problems[:LISTED_PROBLEMS]]
            if len(problems) > LISTED_PROBLEMS:
                listed.append(
                    self.env._(
                        "… and %(count)s more.", count=len(problems) - LISTED_PROBLEMS
                    )
                )
            raise UserError(
                self.env._(
                    "The policy pack “%(pack)s” cannot be loaded; nothing was "
                    "changed. Correct the file in these places:\n%(problems)s",
                    pack=content.get("code") or self.display_name,
                    problems="\n".join(listed),
                )
            )

    @api.model
    def _check_version(self, content):
        """Refuse files of a newer addon, which may mean more than this one knows."""
        layout = content.get("format", 1)
        if (
            type(layout) is int
            and layout > PACK_FORMAT
            or self._get_release(content.get("addon")) > self._get_release()
        ):
            raise UserError(
                self.env._(
                    "The policy pack “%(pack)s” was written for a newer version of "
                    "Group Customers (%(theirs)s, here %(ours)s): update the addon, "
                    "then load it again.",
                    pack=content.get("code") or self.display_name,
                    theirs=content.get("addon") or f"format {layout}",
                    ours=self._get_addon_version(),
                )
            )

    @api.model
    def _get_addon_version(self):
        return get_manifest("group_customer")["version"]

    @api.model
    def _get_release(self, version=None):
        """Return Odoo's series and the addon's major number: what a file depends on.

        :param version: text such as 19.0.1.2.3; the addon's own when not given
        :rtype: tuple(int), empty for what is no version
        """
        version = version or self._get_addon_version()
        parts = str(version).split(".")[:3]
        return tuple(int(part) for part in parts if part.isdecimal())

    @api.model
    def _find_reference_problems(self, content):
        """Return what refers to something that is not there; sections add theirs."""
        problems = []
        if content["version"] < 1:
            problems.append(
                self.env._("version: versions begin at 1; enter a higher number.")
            )
        parameters = content.get("parameters") or []
        problems += self._find_double_codes("parameters", parameters)
        for item in parameters:
            problems += self._find_double_codes(
                f"parameters › {item['code']} › values", item["values"], "date_from"
            )
        return problems

    @api.model
    def _find_double_codes(self, place, items, name="code"):
        codes = [item[name] for item in items]
        return [
            self.env._(
                "%(place)s: “%(code)s” stands there %(count)s times; keep one of them.",
                place=place,
                code=code,
                count=codes.count(code),
            )
            for code in sorted({code for code in codes if codes.count(code) > 1})
        ]

    # === SHAPES === #

    @api.model
    def _find_item_problems(self, shape_name, item, place):
        """Return the wrong places of an item and of the items below it."""
        if not isinstance(item, dict):
            return [
                self.env._(
                    "%(place)s: an object {…} is expected here, not %(value)s.",
                    place=place,
                    value=self._quote(item),
                )
            ]
        shape = self._get_shapes()[shape_name]
        problems = []
        for name in sorted(set(item) - shape.names(), key=str):
            problems.append(
                self.env._(
                    "%(place)s: the key “%(name)s” is not one that a pack may hold "
                    "here; remove it. Known are: %(known)s.",
                    place=place or self.env._("top level"),
                    name=name,
                    known=", ".join(sorted(shape.names())),
                )
            )
        for name in shape.required:
            value = item.get(name)
            if value in (None, {}) or isinstance(value, str) and not value.strip():
                problems.append(
                    self.env._(
                        "%(place)s: “%(name)s” is missing; add it.",
                        place=place or self.env._("top level"),
                        name=name,
                    )
                )
        for name, value in item.items():
            below = f"{place} › {name}" if place else name
            if name in shape.lists:
                problems += self._find_list_problems(shape.lists[name], value, below)
            elif name in shape.names() and value is not None:
                if kind := shape.keys.get(name):
                    problem = self._find_kind_problem(kind, value)
                else:
                    problem = self._find_field_problem(shape.model, name, value)
                if problem:
                    problems.append(
                        self.env._(
                            "%(place)s: %(problem)s, not %(value)s.",
                            place=below,
                            problem=problem,
                            value=self._quote(value),
                        )
                    )
        return problems

    @api.model
    def _find_list_problems(self, shape_name, items, place):
        if not isinstance(items, list):
            return [
                self.env._(
                    "%(place)s: a list […] is expected here, not %(value)s.",
                    place=place,
                    value=self._quote(items),
                )
            ]
        problems = []
        for number, item in enumerate(items, 1):
            code = item.get("code") if isinstance(item, dict) else None
            label = code if code and isinstance(code, str) else f"№ {number}"
            problems += self._find_item_problems(shape_name, item, f"{place} › {label}")
        return problems

    @api.model
    def _find_kind_problem(self, kind, value):
        """Return what is expected of a key that is no field, if it is not so."""
        if kind == "integer":
            if type(value) is not int or abs(value) > MAX_INTEGER:
                return self.env._("a whole number is expected here")
        elif kind == "codes":
            if not isinstance(value, list) or not all(map(self._is_text, value)):
                return self.env._("a list of texts is expected here")
        elif not self._is_text(value):
            return self.env._("a text is expected here")
        return None

    @api.model
    def _find_field_problem(self, model, name, value):
        """Return what the field expects if the value is not so, else None."""
        field = self.env[model]._fields.get(name)
        if field is None:
            return None
        if field.type in ("char", "text") and field.translate:
            if (
                not isinstance(value, dict)
                or not value.get("en_US")
                or not all(map(self._is_text, [*value, *value.values()]))
            ):
                return self.env._(
                    "texts by language are expected here, with en_US among them"
                )
        elif field.type == "selection":
            choices = field.get_values(self.env)
            if not self._is_text(value) or value not in choices:
                return self.env._(
                    "one of %(choices)s is expected here", choices=", ".join(choices)
                )
        elif field.type == "boolean":
            if type(value) is not bool:
                return self.env._("true or false is expected here")
        elif field.type == "integer":
            return self._find_kind_problem("integer", value)
        elif field.type in ("float", "monetary"):
            # A number of JSON can be larger than any column holds.
            if type(value) not in (int, float) or not abs(value) < 1e15:
                return self.env._("a number is expected here")
        elif field.type == "date":
            return self._find_date_problem(value)
        elif not self._is_text(value):
            return self.env._("a text is expected here")
        return None

    @api.model
    def _find_date_problem(self, value):
        try:
            is_date = self._is_text(value) and str(fields.Date.to_date(value)) == value
        except ValueError:
            is_date = False
        if not is_date:
            return self.env._("a date such as 2025-12-31 is expected here")
        return None

    @api.model
    def _is_text(self, value):
        # PostgreSQL has no character NUL.
        return isinstance(value, str) and "\0" not in value

    @api.model
    def _quote(self, value):
        text = str(value)
        return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
