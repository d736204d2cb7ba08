# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Group Customers",
    "summary": "Key accounts: corporate tree, roll-up and explained grading",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Group Customers contributors",
    "license": "LGPL-3",
    "depends": [
        "contacts",
        "crm",
        "sale_management",
        "account",
        "base_import",
        "spreadsheet_dashboard",
        "web_hierarchy",
    ],
    "data": [
        # Security
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        # Policy
        "views/policy/group_customer_parameter_views.xml",
        "views/policy/group_customer_policy_pack_templates.xml",
        "wizards/policy/group_customer_policy_pack_load_views.xml",
        "wizards/policy/group_customer_policy_pack_import_views.xml",
        "wizards/policy/group_customer_policy_pack_export_views.xml",
        "views/policy/group_customer_policy_pack_views.xml",
        "views/policy/res_config_settings_views.xml",
        # Partner
        "data/partner/ir_cron_data.xml",
        "data/partner/group_customer_archive_item_data.xml",
        "data/partner/group_customer_contact_role_data.xml",
        "data/partner/group_customer_expansion_mode_data.xml",
        "views/partner/crm_team_views.xml",
        "views/partner/group_customer_archive_item_views.xml",
        "views/partner/group_customer_contact_role_views.xml",
        "views/partner/group_customer_expansion_mode_views.xml",
        "views/partner/group_customer_important_date_views.xml",
        "views/partner/group_customer_snapshot_views.xml",
        "views/partner/group_customer_transaction_views.xml",
        "views/partner/res_partner_form_views.xml",
        "views/partner/res_partner_views.xml",
        "views/partner/res_partner_rollup_views.xml",
        # Grading
        "data/grading/ir_sequence_data.xml",
        "data/grading/ir_cron_data.xml",
        "views/grading/group_customer_grade_explanation_templates.xml",
        "report/grading/group_customer_grade_run_templates.xml",
        "report/grading/group_customer_grade_run_reports.xml",
        "report/grading/group_customer_grade_pareto_templates.xml",
        "report/grading/group_customer_grade_pareto_reports.xml",
        "views/grading/group_customer_metric_views.xml",
        "views/grading/group_customer_grade_run_line_views.xml",
        "views/grading/group_customer_grade_run_views.xml",
        "views/grading/group_customer_grade_pareto_views.xml",
        "views/grading/group_customer_grade_award_views.xml",
        "views/grading/group_customer_grade_input_views.xml",
        "views/grading/group_customer_grade_scheme_views.xml",
        "views/grading/res_partner_views.xml",
        # Packs: the general regime is loaded at installation
        "data/policy/policy_pack_data.xml",
        # Menus last: they need the actions
        "views/menus.xml",
    ],
    "demo": [
        "demo/group_customer_users_demo.xml",
        "demo/res.partner-group_customer_companies.csv",
        "demo/res.partner-group_customer_contacts.csv",
        "demo/group.customer.important.date.csv",
        "demo/group_customer_sales_demo.xml",
        "demo/group_customer_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "group_customer/static/src/**/*",
        ],
        "web.assets_tests": [
            "group_customer/static/tests/tours/**/*",
        ],
    },
    # Read by the demo data's own method, not by Odoo
    "oca_data_manual": ["demo/history.csv"],
    "application": True,
}
