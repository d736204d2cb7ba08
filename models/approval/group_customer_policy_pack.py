# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from ...tools.packs import make_key

# Where the external id of a duty begins that a pack made.
DUTY_PREFIX = "group_customer.duty_"
# Sections of the approvals, in the order in which they are loaded
APPROVAL_SECTIONS = ("duties", "settlement_methods", "approval_rules")


class GroupCustomerPolicyPack(models.Model):
    """Loads duties, settlement methods and approval rules."""

    _inherit = "group.customer.policy.pack"

    @api.model
    def _get_section_names(self):
        return [*super()._get_section_names(), *APPROVAL_SECTIONS]

    def _prepare_item_vals(self, section, item):
        """Return the fields of an item that stand in a file as they are."""
        fields = self._get_shapes()[section].fields
        return {name: item[name] for name in fields if name in item}

    def _prepare_company_vals(self, section, item):
        """The same, for a record of the company that the pack is loaded for."""
        return {
            "company_id": self.company_id.id,
            **self._prepare_item_vals(section, item),
        }

    def _is_shared(self, load, key, record):
        """Whether another pack or the company made a record, which then keeps it."""
        if not record or self._get_made(load, key, record._name):
            return False
        load.add(key, record, record.display_name, "unchanged")
        return True

    # === DUTIES === #

    def _load_duties(self, load, items):
        """Make the groups that steps name, each no more than an employee by itself.

        What a duty may do is decided by the rules and guards that name it. Its rights
        never come from a file, which is why whoever loads a pack need not be allowed
        to change groups.
        """
        packs = self.sudo()
        Group = packs.env["res.groups"]
        for item in items:
            key = make_key(("duty", item["code"]))
            load.enter(key, Group._name)
            group = packs._find_group(item["code"])
            if packs._is_shared(load, key, group):
                continue
            known = bool(group)
            group = packs._load_record(
                load,
                key,
                group,
                {
                    **packs._prepare_item_vals("duties", item),
                    "implied_ids": packs.env.ref("base.group_user").ids,
                },
            )
            if not known:
                packs.env["ir.model.data"]._update_xmlids(
                    [
                        {
                            "xml_id": f"{DUTY_PREFIX}{item['code']}",
                            "record": group,
                            "noupdate": True,
                        }
                    ]
                )

    @api.model
    def _find_group(self, name):
        """Return the group that a file names, if it is here.

        :param str name: an external id, or the code of a duty
        """
        xmlid = name if "." in name else f"{DUTY_PREFIX}{name}"
        # sudo: looks a name up
        record = self.env.ref(xmlid, raise_if_not_found=False)
        groups = self.env["res.groups"]
        return record if record and record._name == groups._name else groups

    @api.model
    def _find_group_id(self, name):
        return self._find_group(name).id if name else False

    # === SETTLEMENT METHODS === #

    def _load_settlement_methods(self, load, items):
        Method = self.env["group.customer.settlement.method"]
        for sequence, item in enumerate(items, 1):
            key = make_key(("method", item["code"]))
            load.enter(key, Method._name)
            method = Method.search(Domain("code", "=", item["code"]), limit=1)
            if self._is_shared(load, key, method):
                continue
            self._load_record(
                load,
                key,
                method,
                {
                    "sequence": sequence * 10,
                    **self._prepare_item_vals("settlement_methods", item),
                },
            )

    # === RULES === #

    def _load_approval_rules(self, load, items):
        for key, item, made in self._enter_items(
            load,
            "approval_rules",
            "rule",
            items,
            lambda name, code: self.env._(
                "There is an approval rule “%(rule)s” with the code %(code)s that this "
                "pack did not make. It is left alone: give it another code, then load "
                "the pack again.",
                rule=name,
                code=code,
            ),
        ):
            with made._steps_together() as touched:
                rule = self._load_record(
                    load, key, made, self._prepare_rule_vals(load, item, made)
                )
                touched.add(rule.id)
                self._load_steps(load, key, rule, item["steps"])
                self._drop_missing(load, key)
                load.enter(key, rule._name)  # where the rule is checked as a whole

    def _prepare_rule_vals(self, load, item, rule):
        """Values of a rule; one that names users waits until they are chosen."""
        types = self.env["group.customer.approval.type"]
        values = {
            "type_id": types._get(item["type"]).id,
            **self._prepare_company_vals("approval_rules", item),
        }
        if currency := self._find_currency(load, item, rule):
            values["currency_id"] = currency.id
        if not rule and any(self._is_naming_users(step) for step in item["steps"]):
            values["active"] = False
            load.notes.append(
                self.env._(
                    "The approval rule “%(rule)s” names users, whom a file cannot: it "
                    "is archived until they are chosen.",
                    rule=self._pick_lang(item["name"]),
                )
            )
        return values

    @api.model
    def _is_naming_users(self, step):
        return "users" in (step.get("approver_kind"), step.get("escalation_kind"))

    def _find_currency(self, load, item, rule):
        """Return the currency of a rule's amounts: the one in the file, else that of
        the company, which later loads leave alone."""
        company = self.company_id or self.env.company
        none = self.env["res.currency"]
        if not (name := item.get("currency")):
            return none if rule else company.currency_id
        # sudo: looks a name up; an inactive currency is found by the loader's context
        currencies = none.sudo().with_context(active_test=False)
        if currency := currencies.search(Domain("name", "=", name), limit=1):
            return currency
        load.notes.append(
            self.env._(
                "There is no currency %(currency)s here: check the amounts of the "
                "approval rule “%(rule)s”, which are in %(used)s now.",
                currency=name,
                rule=self._pick_lang(item["name"]),
                used=(rule.currency_id or company.currency_id).name,
            )
        )
        return none if rule else company.currency_id

    def _load_steps(self, load, key, rule, items):
        Step = self.env["group.customer.approval.step"]
        for sequence, item in enumerate(items, 1):
            step_key = f"{key}/{make_key(('step', item['code']))}"
            load.enter(step_key, Step._name)
            values = {
                "rule_id": rule.id,
                "sequence": sequence * 10,
                **self._prepare_item_vals("approval_steps", item),
            }
            for name in ("group", "escalation_group"):
                if name in item:
                    values[f"{name}_id"] = self._find_group_id(item[name])
            self._load_record(load, step_key, Step, values)
