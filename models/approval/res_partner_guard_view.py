# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

HELPER = "guard_locked_names"
# Attributes of a field that its label and its row share
SHARED_ATTRIBUTES = ("invisible", "groups")


class ResPartner(models.Model):
    """Guarded fields on the screen: read-only where the user needs a request, with a
    small button beside each that asks for it."""

    _inherit = "res.partner"

    # ------------------------------------------------------------------
    # Views
    # ------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("form", "list") and self._get_guards():
            self._add_guard_to_view(arch)
        return arch, view

    @api.model
    def _add_guard_to_view(self, arch):
        """Make the guarded fields of a view of partners read-only where the record
        says so, also in the contacts shown inside it."""
        guards = self._get_guards()
        guarded = [
            node
            for node in arch.iter("field")
            if node.get("name") in guards and self._is_partner_node(node)
        ]
        roots = {}
        for node in guarded:
            root = next(a for a in node.iterancestors("form", "list", "kanban"))
            self._lock_node(node)
            if root.tag == "form" and root is arch and not _is_hidden(node):
                self._add_request_button(node)
            roots[root] = True
        for root in roots:
            hidden = "column_invisible" if root.tag == "list" else "invisible"
            root.insert(0, etree.Element("field", {"name": HELPER, hidden: "1"}))

    @api.model
    def _is_partner_node(self, node):
        """Whether this field of a view belongs to a contact that may be edited there:
        the view's own record, or one shown inside it."""
        for ancestor in node.iterancestors():
            if ancestor.tag in ("groupby", "kanban"):
                return False
            if ancestor.tag == "field":
                field = self._fields.get(ancestor.get("name"))
                return (
                    field is not None
                    and field.comodel_name == self._name
                    and not any(a.tag == "field" for a in ancestor.iterancestors())
                )
        return True

    @api.model
    def _get_guard_condition(self, name):
        return f"',{name},' in ({HELPER} or '')"

    @api.model
    def _lock_node(self, node):
        condition = self._get_guard_condition(node.get("name"))
        readonly = node.get("readonly")
        if readonly in ("1", "True", "true"):
            return
        if readonly and readonly not in ("0", "False", "false"):
            condition = f"({readonly}) or {condition}"
        node.set("readonly", condition)

    @api.model
    def _add_request_button(self, node):
        """Put the button that asks for a change beside a field of the form."""
        name = node.get("name")
        title = self.env._("Request a change")
        button = etree.Element(
            "button",
            {
                "name": "action_request_change",
                "type": "object",
                "icon": "fa-pencil-square-o",
                "class": "btn btn-link p-0 ms-2 o_group_customer_request_change",
                "title": title,
                "aria-label": title,
                "invisible": f"not ({self._get_guard_condition(name)})",
                "context": f"{{'group_customer_change_field': '{name}'}}",
            },
        )
        parent = node.getparent()
        if parent.tag != "group" or node.get("nolabel") in ("1", "True"):
            button.tail, node.tail = node.tail, None
            node.addnext(button)
            return
        label = etree.Element("label", {"for": name})
        row = etree.Element("div", {"name": f"guarded_{name}"})
        for attribute in SHARED_ATTRIBUTES:
            if node.get(attribute):
                label.set(attribute, node.get(attribute))
                row.set(attribute, node.get(attribute))
        if node.get("string"):
            label.set("string", node.get("string"))
        if node.get("colspan"):
            row.set("colspan", node.get("colspan"))
        groups = self._fields[name].groups
        if groups and not node.get("groups"):
            row.set("groups", groups)
        row.set("class", "o_row")
        row.tail, node.tail = node.tail, None
        node.addprevious(label)
        node.addprevious(row)
        row.extend([node, button])

    # ------------------------------------------------------------------
    # Saving on the screen
    # ------------------------------------------------------------------

    def web_save(self, vals, specification, next_id=None):
        try:
            return super().web_save(vals, specification, next_id=next_id)
        except UserError as error:
            self._redirect_to_request(error)
            raise

    def web_save_multi(self, vals_list, specification):
        try:
            return super().web_save_multi(vals_list, specification)
        except UserError as error:
            self._redirect_to_request(error)
            raise

    @api.model
    def _redirect_to_request(self, error):
        """Offer the request for the guarded field that this error is about."""
        partner = self.browse(getattr(error, "guarded_partner_id", None) or ())
        if not partner:
            return
        key = {"group_customer_change_field": error.guarded_name}
        try:
            action = partner.with_context(**key).action_request_change()
        except (AccessError, NotImplementedError):
            # Who may not ask for changes has the message alone.
            return
        warning = RedirectWarning(error.args[0], action, self.env._("Request a change"))
        # What a user is told is no fault of the server for its log
        warning.loglevel = logging.INFO
        raise warning from error


def _is_hidden(node):
    return node.get("invisible") in ("1", "True", "true")
