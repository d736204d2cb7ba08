# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError


class GroupCustomerGradeLineMixin(models.AbstractModel):
    """Lines that one SQL statement writes when their document is computed; neither a
    client nor the ORM changes them.

    A class names the link to the document in ``_document_field``.
    """

    _name = "group.customer.grade.line.mixin"
    _description = "Computed Lines"

    _document_field = None

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_document(self):
        self._refuse_change()

    @api.model
    def _refuse_change(self):
        document = self._fields[self._document_field].comodel_name
        raise UserError(
            self.env._(
                "%(document)s: its lines are written when it is computed; compute it "
                "again instead of changing them.",
                document=self.env["ir.model"]._get(document).name,
            )
        )
