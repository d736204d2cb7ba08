# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import contextmanager

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name


class WorkersCommon(BaseCase):
    """Several workers at once, each with a connection of its own.

    Everything is committed for good, so that each test removes what it made.
    """

    _connect_context = {"tracking_disable": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @contextmanager
    def _connect(self, user_id=api.SUPERUSER_ID):
        """The environment of a worker; what it did is committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, self._connect_context)
