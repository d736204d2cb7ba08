# Kinds, visits, calendar
from . import group_customer_visit_cancel

# Policies and attainment

# Plan

# Plan board and its screens

# Check-in and agenda

# Reports

# Follow-ups

# Return visits
