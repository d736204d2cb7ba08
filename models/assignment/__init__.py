# Roles and history
from . import group_customer_assignment_role
from . import group_customer_assignment
from . import group_customer_assignment_move
from . import group_customer_assignment_write
from . import group_customer_assignment_follow
from . import group_customer_assignment_merge
from . import group_customer_assignment_batch
from . import group_customer_assignment_batch_line
from . import group_customer_assignment_batch_load
from . import group_customer_assignment_batch_approval
from . import group_customer_approval_account_role
from . import group_customer_change_request
from . import res_partner_assignment
from . import res_partner_assign
from . import res_partner_my_accounts

# Managers and teams
from . import group_customer_manager_rank
from . import group_customer_certificate_type
from . import group_customer_manager
from . import group_customer_manager_capacity
from . import group_customer_manager_absence
from . import group_customer_manager_load
from . import group_customer_manager_find
from . import group_customer_manager_board
from . import group_customer_certificate
from . import group_customer_certificate_warning
from . import group_customer_checklist
from . import group_customer_checklist_review
from . import crm_team_account
from . import crm_team_member
from . import crm_team_figures
from . import res_users_manager

# Territories
from . import group_customer_territory_plan
from . import group_customer_territory
from . import group_customer_territory_criterion
from . import group_customer_territory_match
from . import group_customer_territory_preview
from . import group_customer_territory_activate
from . import group_customer_territory_queue
from . import res_partner_territory
from . import res_company_territory

# Rules
from . import group_customer_assignment_rule
from . import group_customer_assignment_rule_check
from . import group_customer_assignment_rule_propose
from . import group_customer_assignment_rule_text
from . import group_customer_assignment_rule_lock
from . import group_customer_assignment_run
from . import group_customer_assignment_run_apply
from . import group_customer_assignment_run_unattended
from . import group_customer_assignment_queue
from . import group_customer_assignment_batch_rules
from . import res_partner_rules
from . import group_customer_policy_pack_rules
from . import group_customer_policy_pack_rules_export

# Protection and pool
from . import group_customer_name_suffix
from . import group_customer_account_key
from . import group_customer_pool_policy
from . import group_customer_pool_event
from . import res_company_duplicate
from . import res_partner_duplicate
from . import res_partner_duplicate_check
from . import res_partner_duplicate_fill
from . import res_partner_touch
from . import res_partner_pool
from . import res_partner_pool_claim
from . import res_partner_pool_run
from . import group_customer_assignment_pool

# Handover
from . import group_customer_handover
from . import group_customer_handover_line
from . import group_customer_handover_line_check
from . import group_customer_handover_line_confirm
from . import group_customer_handover_flow
from . import group_customer_handover_load
from . import group_customer_handover_count
from . import group_customer_handover_approval
from . import group_customer_handover_execute
from . import group_customer_handover_receiver
from . import group_customer_handover_summary
from . import group_customer_handover_mail
from . import res_users_handover

# Resources
from . import group_customer_resource_kind
from . import group_customer_resource_kind_factor
from . import group_customer_resource_unit
from . import group_customer_resource_source
from . import group_customer_resource_source_sql
from . import group_customer_resource_source_fill
from . import group_customer_resource
from . import group_customer_resource_compute
from . import group_customer_resource_import
from . import group_customer_resource_pool
from . import group_customer_resource_refresh
from . import group_customer_resource_write
from . import res_partner_circulation
from . import group_customer_manager_import_mixin
from . import group_customer_manager_month
from . import group_customer_manager_month_import
from . import group_customer_log_inspection
from . import group_customer_log_inspection_import

# Allocation
from . import group_customer_allocation_scheme
from . import group_customer_allocation_scheme_line
from . import group_customer_allocation
from . import group_customer_allocation_quota
from . import group_customer_allocation_receiver
from . import group_customer_allocation_line
from . import group_customer_allocation_change
from . import group_customer_allocation_count
from . import group_customer_allocation_compute
from . import group_customer_allocation_approval
from . import group_customer_allocation_execute
from . import group_customer_allocation_cron
from . import group_customer_allocation_manager
from . import group_customer_allocation_window
from . import group_customer_policy_pack_allocation
