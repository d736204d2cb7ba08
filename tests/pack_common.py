# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import copy
import json

from .grading_common import GradingCommon


class PackCommon(GradingCommon):
    """A small pack of a stranger, and the wizards through which it comes in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.Pack = cls.env["group.customer.policy.pack"]
        cls.Scheme = cls.env["group.customer.grade.scheme"]
        cls.admin = cls.users["admin"]

    @classmethod
    def _content(cls, **values):
        """Return a pack with a scheme of two grades by one metric of its own."""
        return copy.deepcopy(
            {
                "code": "guild",
                "format": 2,
                "version": 1,
                "name": {"en_US": "Guild", "zh_CN": "行会"},
                "description": {"en_US": "Rules of the guild", "zh_CN": "行会规则"},
                "metrics": [
                    {
                        "code": "guild_turnover",
                        "measure": "revenue",
                        "name": {"en_US": "Guild turnover", "zh_CN": "行会营业额"},
                    }
                ],
                "schemes": [
                    {
                        "code": "guild",
                        "name": {"en_US": "Guild classes", "zh_CN": "行会等级"},
                        "mode": "weighted",
                        "weight_total": 100,
                        "population_domain": cls._population(),
                        "grades": [
                            {
                                "code": "A",
                                "name": {"en_US": "Master", "zh_CN": "师傅"},
                                "score_min": 50,
                            },
                            {
                                "code": "B",
                                "name": {"en_US": "Apprentice", "zh_CN": "学徒"},
                                "score_min": 0,
                            },
                        ],
                        "criteria": [
                            {
                                "code": "turnover",
                                "name": {"en_US": "Turnover", "zh_CN": "营业额"},
                                "role": "score",
                                "metric": "guild_turnover",
                                "weight": 100,
                                "bands": [
                                    {"no_lower": True, "value_to": 10, "points": 0},
                                    {"value_from": 10, "no_upper": True, "points": 100},
                                ],
                            }
                        ],
                    }
                ],
                **values,
            }
        )

    @classmethod
    def _make_file(cls, version=1, **sections):
        """Return a stranger's pack that holds these sections alone."""
        return {
            "code": "guild",
            "format": 5,
            "version": version,
            "name": {"en_US": "Guild", "zh_CN": "行会"},
            **copy.deepcopy(sections),
        }

    @classmethod
    def _register(cls, content, **values):
        """Register a file, or the newer one of a pack, as the import does."""
        cls.Pack._check_content(content)
        pack = cls.Pack.search(
            [("code", "=", content["code"]), ("origin", "=", "imported")]
        )
        if not pack:
            pack = cls.Pack.create(
                {
                    "code": content["code"],
                    "origin": "imported",
                    "name": "Guild",
                    **values,
                }
            )
        pack.content = content
        pack._write_description(content)
        return pack

    @classmethod
    def _population(cls):
        return f"[('category_id', '=', {cls.category.id})]"

    @classmethod
    def _encode(cls, content):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        return base64.b64encode(content)

    @classmethod
    def _import(cls, content, user=None, lang=None, **values):
        """Register a file as a user would; returns the preview."""
        wizard = (
            cls.env["group.customer.policy.pack.import"]
            .with_user(user or cls.admin)
            .with_context(lang=lang)
            .create({"file": cls._encode(content), **values})
        )
        action = wizard.action_import()
        preview = wizard.env[action["res_model"]]
        return preview.browse(action["res_id"])

    @classmethod
    def _export(cls, schemes, user=None, **values):
        """Return the content of a file of schemes, made as a user would."""
        wizard = (
            cls.env["group.customer.policy.pack.export"]
            .with_user(user or cls.admin)
            .create({"name": "Ours", "scheme_ids": schemes.ids, **values})
        )
        wizard.action_export()
        return json.loads(base64.b64decode(wizard.file)), wizard

    def _guild(self):
        return self.Scheme.with_context(active_test=False).search(
            [("code", "=", "guild")]
        )
