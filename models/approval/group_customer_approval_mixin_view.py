# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo import api, models

FORM_PARTS = "group_customer.approval_mixin_form_parts"


class GroupCustomerApprovalMixin(models.AbstractModel):
    """Puts buttons, ribbon, notice and the page “Approval” on every form of a document.

    The parts stand in one template, as a form has them (``header``, ``notice``,
    ``ribbon``, ``page``), and go into each form that is not marked
    ``<form approval="0">``. A form that has a part already – a ribbon of its own, a
    page named ``approval``, a button ``action_submit_approval`` – keeps its own.
    """

    _inherit = "group.customer.approval.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.attrib.pop("approval", "1") != "0":
            self._add_approval_parts(arch)
        return arch, view

    @api.model
    def _add_approval_parts(self, arch):
        template = self.env.ref(FORM_PARTS, raise_if_not_found=False)
        if not template:
            return
        # The template is read in the user's language, as forms are.
        parts = etree.fromstring(template.sudo().arch)
        if not arch.xpath(".//button[@name='action_submit_approval']"):
            self._add_approval_header(arch, parts.find(".//header"))
        sheet = arch.find("sheet")
        if sheet is None:
            return
        for node in list(parts.find(".//div[@name='notice']")):
            sheet.addprevious(node)
        if sheet.find(".//widget[@name='web_ribbon']") is None:
            for position, node in enumerate(list(parts.find(".//div[@name='ribbon']"))):
                sheet.insert(position, node)
        if not arch.xpath(".//page[@name='approval']"):
            notebook = sheet.find("notebook")
            if notebook is None:
                notebook = etree.SubElement(sheet, "notebook")
            notebook.append(parts.find(".//page"))

    @api.model
    def _add_approval_header(self, arch, additions):
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        for position, node in enumerate(list(additions)):
            header.insert(position, node)
        if header.find("field[@widget='statusbar']") is None:
            etree.SubElement(
                header,
                "field",
                name="approval_state",
                widget="statusbar",
                statusbar_visible="draft,in_progress,approved,executed",
                invisible="not approval_state",
            )
