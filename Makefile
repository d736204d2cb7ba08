# Everything below works in the git-ignored folder .sandbox: Odoo 19, its Python
# packages, PostgreSQL, databases, logs. Any target can be the first, and each can be
# repeated.
#
#   make demo                       serve the addon with demo data at localhost:8069
#   make demo PORT=8070 ADDRESS=0.0.0.0 RESET=1
#   make test                       the whole suite, life cycle, demo data, other addons
#   make test ARGS="-k grade -x"    a part of the suite
#
# Variables: PYTHON (3.10 or newer), ODOO_HOME (an existing Odoo 19), PGHOST PGPORT
# PGUSER PGPASSWORD (an existing PostgreSQL server).

PYTHON ?= python3
export PORT ADDRESS RESET ARGS
SANDBOX := $(PYTHON) -B dev/sandbox.py

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format i18n bench northwind shell screenshots \
        stop clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Odoo, its packages, PostgreSQL and a database, nothing run
	@$(SANDBOX) setup

demo: ## Odoo with the addon and demo data (PORT=8069 ADDRESS=localhost RESET=)
	@$(SANDBOX) demo

test: ## the whole suite, browser tours included (ARGS="-k word" for a part)
	@$(SANDBOX) test

lint: ## every check of format, style and translations
	@$(SANDBOX) lint

format: ## rewrite the sources in the project's format
	@$(SANDBOX) format

i18n: ## export the terms and merge them into the translation
	@$(SANDBOX) i18n

bench: ## the benchmarks, on a database of their own (ARGS for options)
	@$(SANDBOX) bench

northwind: ## the Northwind example (ARGS=folder with its CSV files)
	@$(SANDBOX) northwind

shell: ## an Odoo shell on the demo database
	@$(SANDBOX) shell

screenshots: ## pictures of the screens in dev/screens.json (ARGS="--only name")
	@$(SANDBOX) screenshots

stop: ## stop the embedded PostgreSQL server
	@$(SANDBOX) stop

clean: ## stop it and remove .sandbox
	@$(SANDBOX) clean
