# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Models that exist in a test class alone, to test what mixins do."""


def add_test_models(cls, *definitions):
    """Add models to the registry and the database for the life of a test class.

    The tables go with the transaction of the class, the models when it ends. Every
    employee may do everything with them.

    :param definitions: model classes with ``_module = None``
    """
    from odoo.orm.model_classes import add_to_registry  # noqa: PLC0415

    registry = cls.registry
    names = [definition._name for definition in definitions]

    def remove():
        for name in names:
            model = registry.models.pop(name)
            for parent in model._inherit:
                registry[parent]._inherit_children.discard(name)
        registry._setup_models__(cls.env.cr, [])

    cls.addClassCleanup(remove)
    for definition in definitions:
        add_to_registry(registry, definition)
    registry._setup_models__(cls.env.cr, names)
    registry.init_models(cls.env.cr, names, {"models_to_check": True})
    for name in names:
        cls.env["ir.model.access"].create(
            {
                "name": name,
                "model_id": cls.env["ir.model"]._get_id(name),
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
