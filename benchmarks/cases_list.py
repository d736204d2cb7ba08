# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A page of 80 customers in the list and in the kanban, as the web client asks."""

import ast
import time

from lxml import etree
from measure import REPETITIONS, Row, alternate, statements
from odoo_session import say, transaction

PAGE = 80
SMALL_PAGE = 20
ORDER = "group_total_revenue desc, id"

BARE = """
WITH page AS (
    SELECT p.id FROM res_partner p
 LEFT JOIN group_customer_snapshot s ON s.partner_id = p.id AND s.company_id = %s
     WHERE p.active AND p.is_group_customer
  ORDER BY s.total_revenue_this_year DESC NULLS LAST, p.id LIMIT %s
)
SELECT p.*, s.* FROM page JOIN res_partner p USING (id)
 LEFT JOIN group_customer_snapshot s ON s.partner_id = p.id AND s.company_id = %s"""


def measure(registry):
    """Rows of the result table."""
    say("A page of customers")
    rows = []
    with transaction(registry, rollback=True) as env:
        if not env["group.customer.snapshot"].search_count([], limit=1):
            env["group.customer.snapshot"]._rebuild(companies=env.company)
        user = make_director(env)
        action = find_action(env)
        context = {
            **ast.literal_eval(action.context or "{}"),
            "allowed_company_ids": env.company.ids,
        }
        partners = env(user=user.id, context=context)["res.partner"]
        for view_type in ("list", "kanban"):
            specification = get_specification(partners, action, view_type)
            rows.append(measure_page(partners, view_type, specification))
            if view_type == "list":
                rows.append(measure_sort(partners, specification))
    return rows


def make_director(env):
    """Somebody who sees every customer, by the rules that hold for users."""
    from odoo.fields import Command

    groups = (
        "base.group_user",
        "sales_team.group_sale_salesman_all_leads",
        "group_customer.group_group_customer_director",
    )
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Benchmark director",
                "login": "benchmark_director",
                "group_ids": [Command.set([env.ref(group).id for group in groups])],
            }
        )
    )


def find_action(env):
    """The addon's own action on customers."""
    names = env["ir.model.data"].search(
        [("module", "=", "group_customer"), ("model", "=", "ir.actions.act_window")],
        order="id",
    )
    actions = env["ir.actions.act_window"].browse(names.mapped("res_id"))
    return actions.filtered(
        lambda action: action.res_model == "res.partner"
        and {"list", "kanban"} <= set(action.view_mode.split(","))
    )[:1] or env.ref("base.action_partner_form")


def get_specification(partners, action, view_type):
    """What the web client reads for this view."""
    views = dict((kind, view) for view, kind in action.views)
    description = partners.get_views([(views.get(view_type, False), view_type)])
    root = etree.fromstring(description["views"][view_type]["arch"])
    specification = {}
    for node in root.iter("field"):
        field = partners._fields.get(node.get("name"))
        if field is None:
            continue
        specification[field.name] = (
            {"fields": {"display_name": {}}} if field.relational else {}
        )
    say(f"  {view_type}: {len(specification)} fields of {action.display_name}")
    return specification


def read_page(partners, specification, limit, order=""):
    """One request of the web client, with nothing in the cache; seconds."""
    partners.env.invalidate_all()
    begin = time.perf_counter()
    page = partners.web_search_read(
        [("is_group_customer", "=", True)],
        specification,
        limit=limit,
        order=order,
        count_limit=10001,
    )
    seconds = time.perf_counter() - begin
    assert len(page["records"]) == limit
    return seconds


def measure_page(partners, view_type, specification):
    """Queries of a small and a full page."""
    counts = {}
    for limit in (SMALL_PAGE, PAGE):
        read_page(partners, specification, limit)
        with statements() as recorded:
            read_page(partners, specification, limit)
        counts[limit] = len(recorded)
    seconds = sorted(
        read_page(partners, specification, PAGE) for _turn in range(REPETITIONS)
    )[REPETITIONS // 2]
    say(f"    {counts} queries, {seconds * 1000:.0f} ms")
    return Row(
        f"{view_type} page of {PAGE} records, queries; of {SMALL_PAGE} records",
        "equal",
        f"{counts[PAGE]} and {counts[SMALL_PAGE]}",
        counts[PAGE] == counts[SMALL_PAGE],
    )


def measure_sort(partners, specification):
    """The first page by total revenue, against bare SQL reading whole rows."""
    cr = partners.env.cr
    company = partners.env.company.id

    def bare():
        begin = time.perf_counter()
        cr.execute(BARE, [company, PAGE, company])
        cr.fetchall()
        return time.perf_counter() - begin

    _bare, _ours, ratio = alternate(
        bare, lambda: read_page(partners, specification, PAGE, ORDER)
    )
    return Row(
        "list page sorted by total revenue of the group, time",
        "–",
        f"{ratio:.2f} × bare",
        note="bare: the same page read by SQL, without access rules and formatting",
    )
