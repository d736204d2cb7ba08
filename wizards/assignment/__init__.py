# Roles and history
# Managers and teams
# Territories
# Rules
# Protection and pool
# Handover
# Resources
# Allocation
