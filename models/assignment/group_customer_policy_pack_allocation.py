# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from ...tools.packs import PackShape, add_sections, make_key

SECTION = "allocation_schemes"
SCHEME_FIELDS = (
    "code",
    "name",
    "date_from",
    "spill_mode",
    "per_head_limit",
    "distribution_mode",
    "include_managed",
    "rank_zero_from_month",
    "score_months_back",
    "prepare_days",
    "description",
    "article",
    "requirement",
)
KIND_FIELDS = ("lead_days", "horizon_months", "include_overdue")


class GroupCustomerPolicyPack(models.Model):
    """Section ``allocation_schemes``: how the resources of a month are shared out.

    Kinds of resources, ranks and factors are named by their codes.
    """

    _inherit = "group.customer.policy.pack"

    # === SHAPE === #

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), SECTION]

    @api.model
    def _get_shapes(self):
        prefix = "group.customer.allocation"
        return add_sections(
            super()._get_shapes(),
            {
                SECTION: PackShape(
                    f"{prefix}.scheme",
                    SCHEME_FIELDS,
                    ("code", "name", "date_from", "shares", "components"),
                    {},
                    {
                        "shares": "allocation_shares",
                        "components": "allocation_components",
                        "ranks": "allocation_ranks",
                    },
                ),
            },
            {
                "allocation_shares": PackShape(
                    f"{prefix}.share",
                    ("code", "name", "percent"),
                    ("code", "name", "percent", "kinds"),
                    {},
                    {"kinds": "allocation_kinds"},
                ),
                "allocation_kinds": PackShape(
                    f"{prefix}.kind",
                    KIND_FIELDS,
                    ("kind",),
                    {"kind": "code"},
                    {"factors": "allocation_factors"},
                ),
                "allocation_factors": PackShape(
                    f"{prefix}.factor", ("factor", "weight"), ("factor", "weight")
                ),
                "allocation_components": PackShape(
                    f"{prefix}.component",
                    ("component", "weight", "description"),
                    ("component", "weight"),
                ),
                "allocation_ranks": PackShape(
                    f"{prefix}.rank.share",
                    ("percent",),
                    ("rank", "percent"),
                    {"rank": "code"},
                ),
            },
        )

    @api.model
    def _get_kind_labels(self):
        return {
            **super()._get_kind_labels(),
            "allocation": self.env._("Allocation scheme"),
            "share": self.env._("Share of an allocation scheme"),
            "resource_kind": self.env._("Kind of resource"),
            "factor": self.env._("Factor of importance"),
            "component": self.env._("Part of the score"),
            "rank": self.env._("Points of a rank"),
        }

    # === REFERENCES === #

    @api.model
    def _find_reference_problems(self, content):
        problems = super()._find_reference_problems(content)
        items = content.get(SECTION) or []
        problems += self._find_double_codes(SECTION, items)
        for item in items:
            place = f"{SECTION} › {item['code']}"
            shares = item["shares"]
            kinds = [kind for share in shares for kind in share["kinds"]]
            problems += self._find_double_codes(f"{place} › shares", shares)
            problems += self._find_double_codes(f"{place} › kinds", kinds, "kind")
            problems += self._find_double_codes(
                f"{place} › components", item["components"], "component"
            )
            ranks = item.get("ranks") or []
            problems += self._find_double_codes(f"{place} › ranks", ranks, "rank")
            problems += self._find_total_problems(place, item)
            problems += self._find_unknown_codes(
                f"{place} › kind",
                "group.customer.resource.kind",
                [kind["kind"] for kind in kinds],
            )
            problems += self._find_unknown_codes(
                f"{place} › rank",
                "group.customer.manager.rank",
                [rank["rank"] for rank in ranks],
            )
        return problems

    @api.model
    def _find_total_problems(self, place, item):
        """Return where shares or parts of the score are not 100 in all."""
        totals = (
            ("shares", sum(share["percent"] for share in item["shares"])),
            ("components", sum(part["weight"] for part in item["components"])),
        )
        Scheme = self.env["group.customer.allocation.scheme"]
        return [
            self.env._(
                "%(place)s › %(list)s: they are %(total)g in all and must be 100.",
                place=place,
                list=name,
                total=total,
            )
            for name, total in totals
            if not Scheme._is_hundred(total)
        ]

    @api.model
    def _find_unknown_codes(self, place, model, codes):
        """Return where a file names what is not here."""
        records = self.env[model].sudo().with_context(active_test=True)
        known = set(records.search(Domain("code", "in", codes)).mapped("code"))
        return [
            self.env._(
                "%(place)s: there is no %(model)s “%(code)s” in use here; correct the "
                "code, or bring it back.",
                place=place,
                model=records._description,
                code=code,
            )
            for code in codes
            if code not in known
        ]

    # === LOADING === #

    def _load_allocation_schemes(self, load, items):
        Scheme = self.env["group.customer.allocation.scheme"]
        for key, item, made in self._enter_items(
            load,
            SECTION,
            "allocation",
            items,
            lambda name, code: self.env._(
                "There is an allocation scheme “%(scheme)s” with the code %(code)s "
                "that this pack did not make. It is left alone: give it another code, "
                "then load the pack again.",
                scheme=name,
                code=code,
            ),
        ):
            # Its lines come one by one: it is checked as a whole when all are there.
            with made._lines_together() as touched:
                scheme = self._load_record(
                    load, key, made, self._prepare_company_vals(SECTION, item)
                )
                touched.add(scheme.id)
                self._load_shares(load, key, scheme, item["shares"])
                self._load_components(load, key, scheme, item["components"])
                self._load_ranks(load, key, scheme, item.get("ranks") or [])
                self._drop_missing(load, key)
                load.enter(key, Scheme._name)

    def _load_shares(self, load, key, scheme, items):
        Share = self.env["group.customer.allocation.share"]
        Kind = self.env["group.customer.allocation.kind"]
        for sequence, item in enumerate(items, 1):
            share_key = f"{key}/{make_key(('share', item['code']))}"
            load.enter(share_key, Share._name)
            values = self._prepare_item_vals("allocation_shares", item)
            share = self._load_record(
                load,
                share_key,
                Share,
                {"scheme_id": scheme.id, "sequence": sequence * 10, **values},
            )
            for place, line in enumerate(item["kinds"], 1):
                kind_key = f"{share_key}/{make_key(('resource_kind', line['kind']))}"
                load.enter(kind_key, Kind._name)
                kind = self._load_record(
                    load,
                    kind_key,
                    Kind,
                    {
                        "share_id": share.id,
                        "sequence": sequence * 100 + place * 10,
                        "kind_id": self._find_coded(
                            "group.customer.resource.kind", line["kind"]
                        ).id,
                        **self._prepare_item_vals("allocation_kinds", line),
                    },
                )
                self._load_factors(load, kind_key, kind, line.get("factors") or [])

    def _load_factors(self, load, key, kind, items):
        Factor = self.env["group.customer.allocation.factor"]
        for sequence, item in enumerate(items, 1):
            factor_key = f"{key}/{make_key(('factor', item['factor']))}"
            self._load_record(
                load,
                factor_key,
                Factor,
                {
                    "allocation_kind_id": kind.id,
                    "sequence": sequence * 10,
                    **self._prepare_item_vals("allocation_factors", item),
                },
            )

    def _load_components(self, load, key, scheme, items):
        Component = self.env["group.customer.allocation.component"]
        for sequence, item in enumerate(items, 1):
            self._load_record(
                load,
                f"{key}/{make_key(('component', item['component']))}",
                Component,
                {
                    "scheme_id": scheme.id,
                    "sequence": sequence * 10,
                    **self._prepare_item_vals("allocation_components", item),
                },
            )

    def _load_ranks(self, load, key, scheme, items):
        Rank = self.env["group.customer.allocation.rank.share"]
        for item in items:
            self._load_record(
                load,
                f"{key}/{make_key(('rank', item['rank']))}",
                Rank,
                {
                    "scheme_id": scheme.id,
                    "rank_id": self._find_coded(
                        "group.customer.manager.rank", item["rank"]
                    ).id,
                    **self._prepare_item_vals("allocation_ranks", item),
                },
            )

    @api.model
    def _find_coded(self, model, code):
        return self.env[model].sudo().search(Domain("code", "=", code), limit=1)

    # === EXPORT === #

    @api.model
    def _export_allocation_schemes(self, schemes):
        """Return the items of allocation schemes for a file."""
        return [
            {
                **self._export_values(SECTION, scheme),
                "code": code,
                "shares": [
                    {
                        **self._export_values("allocation_shares", share),
                        "code": share._get_code(),
                        "kinds": [
                            {
                                **self._export_values("allocation_kinds", kind),
                                "kind": kind.kind_id.code,
                                "factors": [
                                    self._export_values("allocation_factors", factor)
                                    for factor in kind.factor_ids
                                ],
                            }
                            for kind in share.kind_ids
                        ],
                    }
                    for share in scheme.share_ids
                ],
                "components": [
                    self._export_values("allocation_components", part)
                    for part in scheme.component_ids
                ],
                "ranks": [
                    {
                        **self._export_values("allocation_ranks", line),
                        "rank": line.rank_id.code,
                    }
                    for line in scheme.rank_share_ids
                ],
            }
            for scheme, code in zip(
                schemes, self._get_own_codes(schemes, "allocation"), strict=True
            )
        ]
