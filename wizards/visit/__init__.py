# Kinds, visits, calendar

# Policies and attainment

# Plan

# Plan board and its screens

# Check-in and agenda

# Reports

# Follow-ups

# Return visits
