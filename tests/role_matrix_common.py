# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import GroupCustomerCommon

GROUP = "group_customer.group_group_customer_"
# Every role of the file, with its groups: the least that makes it this role.
ROLES = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "user": f"base.group_user,{GROUP}user",
    "manager": f"base.group_user,{GROUP}manager",
    "director": f"base.group_user,{GROUP}director",
    "admin": f"base.group_user,{GROUP}admin",
    **{
        duty: f"base.group_user,{GROUP}{duty}"
        for duty in (
            "archive_admin",
            "settlement_manager",
            "marketing_manager",
            "chief_accountant",
            "credit_controller",
            "return_visit_officer",
            "sensitive_reader",
        )
    },
}
SCOPES = ("own", "team", "company", "other")
OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}
# Columns beside the creator that make somebody the owner of a record.
OWNER_COLUMNS = frozenset({"requester_id", "responsible_id", "entered_by_id"})
OWNERS = {
    "group.customer.allocation.line": {"user_id"},
    "group.customer.allocation.receiver": {"user_id"},
    "group.customer.approval.delegation": {"user_id"},
    "group.customer.assignment": {"user_id"},
    "group.customer.certificate": {"user_id"},
    "group.customer.checklist.review": {"user_id"},
    "group.customer.checklist.review.line": {"user_id"},
    "group.customer.followup": {"user_id"},
    "group.customer.handover": {"from_user_id"},
    "group.customer.manager": {"user_id"},
    "group.customer.visit.diary": {"user_id"},
    "group.customer.visit.plan.left": {"user_id"},
    "group.customer.visit.plan.week": {"user_id"},
    "group.customer.return.fault": {"user_id"},
    "group.customer.return.finding": {"user_id"},
    "group.customer.return.lead": {"user_id"},
}
# Values that checks of the database ask for.
VALUES = {
    "group.customer.visit.plan": {
        "month": SQL("DATE_TRUNC('month', CURRENT_DATE)::date")
    },
    "group.customer.visit.plan.week": {
        "date_from": SQL("DATE_TRUNC('week', CURRENT_DATE)::date")
    },
    "group.customer.manager.month": {
        "month": SQL("DATE_TRUNC('month', CURRENT_DATE)::date")
    },
    "group.customer.approval.delegation": {"delegate_id": 1},
    # One per company and month; what is decided is seen by its receivers
    "group.customer.allocation": {
        "state": "done",
        "month": SQL(
            "(DATE '2026-01-01' + make_interval(months => "
            "(SELECT COUNT(*) FROM group_customer_allocation)::int))::date"
        ),
    },
    "group.customer.allocation.scheme": {
        "date_from": SQL(
            "CURRENT_DATE "
            "+ (SELECT COUNT(*) FROM group_customer_allocation_scheme)::int"
        ),
    },
    "group.customer.allocation.line": {
        "outcome": "left",
        "left_reason": "quota",
    },
    # One per code, company and day; names who visits
    "group.customer.visit.policy": {
        "visitor_mode": "group",
        "group_id": SQL("(SELECT MIN(id) FROM res_groups)"),
        "minimum": 0,
        "target": 0,
        "gap_min_days": 0,
        "gap_max_days": 0,
        "duration": 0,
        "hour_from": 0,
        "hour_to": 24,
        "monday": True,
    },
    "group.customer.visit.window": {"hour_from": 0, "hour_to": 24},
    "group.customer.visit.daily.quota": {
        "new_visits": 2,
        "existing_visits": 3,
        "phone_contacts": 4,
    },
    # Ends after it begins
    "group.customer.visit": {
        "stop": SQL("NOW() AT TIME ZONE 'UTC' + INTERVAL '1 hour'")
    },
    # One per company, kind and day
    "group.customer.visit.geofence": {
        "mode": "warn",
        "keeps_position_days": 1,
        "date_from": SQL(
            "CURRENT_DATE + (SELECT COUNT(*) FROM group_customer_visit_geofence)::int"
        ),
    },
    # One per kind, company and day
    "group.customer.visit.template": {
        "date_from": SQL(
            "CURRENT_DATE + (SELECT COUNT(*) FROM group_customer_visit_template)::int"
        ),
    },
    # One per company and day
    "group.customer.return.policy": {
        "date_from": SQL(
            "CURRENT_DATE + (SELECT COUNT(*) FROM group_customer_return_policy)::int"
        ),
    },
    # One per company and month
    "group.customer.return.plan": {
        "month": SQL(
            "(DATE '2026-01-01' + make_interval(months => "
            "(SELECT COUNT(*) FROM group_customer_return_plan)::int))::date"
        ),
    },
    "group.customer.return.visit": {
        "kind": "issue",
        "issue_kind": "overdue_unprocessed",
    },
    # One per company, grade and day
    "group.customer.pool.policy": {
        "warning_days": 0,
        "date_from": SQL(
            "CURRENT_DATE + (SELECT COUNT(*) FROM group_customer_pool_policy)::int"
        ),
    },
}


class RoleMatrixCommon(GroupCustomerCommon):
    """One user per role, and of each model one record per scope.

    Teams and companies::

        team A (led by manager): all other roles, colleague
        team B: stranger
        other company: outsider

    Scopes: ``own`` belongs to the user who is asked about (account, request,
    document), ``team`` to the colleague, ``company`` to the stranger, ``other`` to the
    outsider in the other company. What belongs to no account, only to a company or to
    nobody, is the same for several scopes.

    The records are rows that are put into the tables as they are: who may see a filed
    run or a decided request does not depend on the way there, and the guards of the
    documents would ask for that whole way.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            role: new_test_user(cls.env, login=f"gc_matrix_{role}", groups=groups)
            for role, groups in ROLES.items()
        }
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.owners = {
            "own": cls.roles["user"],
            **{
                scope: new_test_user(cls.env, login=f"gc_{name}", groups=groups)
                for scope, name, groups in (
                    ("team", "matrix_colleague", ROLES["user"]),
                    ("company", "matrix_stranger", ROLES["user"]),
                )
            },
            "other": new_test_user(
                cls.env,
                login="gc_matrix_outsider",
                groups=ROLES["user"],
                company_id=cls.other_company.id,
                company_ids=[Command.set(cls.other_company.ids)],
            ),
        }
        cls._create_teams()
        cls.partners = {}
        for scope, owner in cls.owners.items():
            other = scope == "other"
            cls.partners[scope] = cls._create_company_partner(
                f"Matrix {scope}",
                user_id=owner.id,
                company_id=cls.other_company.id if other else False,
            )
        # What records of group customers link to, one per scope
        cls.env["crm.lead"].create([{"name": f"Matrix {scope}"} for scope in SCOPES])
        cls._made = {}
        cls.env.flush_all()

    @classmethod
    def _create_teams(cls):
        members = [
            user
            for role, user in cls.roles.items()
            if role not in ("portal", "manager")
        ]
        members.append(cls.owners["team"])
        for name, leader, users in (
            ("Matrix A", cls.roles["manager"], members),
            ("Matrix B", cls.owners["company"], [cls.owners["company"]]),
        ):
            cls.env["crm.team"].create(
                {
                    "name": name,
                    "user_id": leader.id,
                    "member_ids": [Command.set([user.id for user in users])],
                }
            )

    # ------------------------------------------------------------------
    # Records
    # ------------------------------------------------------------------

    @classmethod
    def _get_record(cls, name, scope):
        """Return the record of a model for a scope, made when first asked for."""
        if name == "res.partner":
            return cls.partners[scope]
        model = cls.env[name]
        key = (name, scope)
        if key not in cls._made:
            if model._auto:
                cls._made[key] = model.browse(cls._insert(model, scope))
            else:
                cls._made[key] = cls._find_in_view(model, scope)
        return cls._made[key]

    @classmethod
    def _get_company(cls, scope):
        return cls.other_company if scope == "other" else cls.env.company

    @classmethod
    def _insert(cls, model, scope):
        """Put a row into the table of a model: what is required, and what says whose
        the record is.

        :returns: its id
        """
        cls.env.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND is_nullable = 'NO'
                  AND column_default IS NULL AND column_name != 'id'""",
            [model._table],
        )
        required = {name for (name,) in cls.env.cr.fetchall()}
        values = {}
        for name, field in model._fields.items():
            if not field.store or not field.column_type or name == "id":
                continue
            value = cls._get_value(model, field, scope, name in required)
            if value is not None:
                values[name] = value
        values |= VALUES.get(model._name, {})
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(map(cls._as_sql, values.values())),
            )
        )
        return cls.env.cr.fetchone()[0]

    @staticmethod
    def _as_sql(value):
        return value if isinstance(value, SQL) else SQL("%s", value)

    @classmethod
    def _get_value(cls, model, field, scope, is_required):
        """Return what goes into a column, or None to leave it out."""
        if field.type == "many2one":
            return cls._get_link(model, field, scope, is_required)
        if field.name == "active":
            return True
        if not is_required:
            return None
        if field.type in ("char", "text", "html"):
            text = f"{model._name} {scope}"
            if field.translate:
                return SQL("jsonb_build_object('en_US', %s::text)", text)
            return text
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.type == "date":
            return SQL("CURRENT_DATE")
        if field.type == "datetime":
            return SQL("NOW() AT TIME ZONE 'UTC'")
        if field.type == "json":
            return SQL("'{}'::jsonb")
        if field.type == "boolean":
            return False
        if field.type == "binary":
            return b"file"
        if field.type == "many2one_reference":
            return cls.partners[scope].id
        return 1

    @classmethod
    def _get_link(cls, model, field, scope, is_required):
        comodel = field.comodel_name
        if comodel == "res.company":
            return cls._get_company(scope).id
        if comodel == "res.partner":
            # Other links to partners (referrers, parents…) say nothing about owners
            is_customer = field.name in ("partner_id", "commercial_partner_id")
            return cls.partners[scope].id if is_customer or is_required else None
        if comodel == "res.users":
            if field.name == "create_uid" or is_required:
                return cls.owners[scope].id
            owned = OWNER_COLUMNS | OWNERS.get(model._name, set())
            return cls.owners[scope].id if field.name in owned else None
        if comodel == "res.currency":
            return cls.env.company.currency_id.id
        if not is_required and not cls._is_parent(model, field):
            return None
        if comodel.startswith("group.customer."):
            return cls._get_record(comodel, scope).id
        # Another one per scope, as far as there are: a field is guarded once
        place = SCOPES.index(scope)
        model = cls.env[comodel]
        found = model.search([], order="id desc", offset=place, limit=1)
        return (found or model.search([], limit=1)).id

    @classmethod
    def _is_parent(cls, model, field):
        """Whether the company of the record, or whose it is, comes by this link."""
        return field.name == "request_id" and model._name.startswith("group.customer.")

    @classmethod
    def _find_in_view(cls, model, scope):
        """Return the record of a view of the database over the rows of a scope: those
        of the customer, or of the account manager."""
        key, owner = "partner_id", cls.partners[scope]
        for name in model._depends:
            if name.startswith("group.customer."):
                record = cls._get_record(name, scope)
                if name == "group.customer.manager":
                    key, owner = "manager_id", record
        record = model.search([(key, "=", owner.id)], limit=1)
        if not record:
            raise ValueError(f"{model._name} shows nothing of the scope {scope}")
        return record

    def _become_owner(self, user):
        """Make the records of the scope ``own`` those of a user."""
        self.env.flush_all()
        cr = self.env.cr
        partner = self.partners["own"]
        cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s", [user.id, partner.id]
        )
        for (name, scope), record in self._made.items():
            model = self.env[name]
            if scope != "own" or not model._auto:
                continue
            owned = {"create_uid"} | OWNER_COLUMNS | OWNERS.get(name, set())
            names = [
                column
                for column in sorted(owned)
                if column in model._fields and model._fields[column].store
            ]
            if not names or not model._log_access and names == ["create_uid"]:
                continue
            assignments = SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), user.id) for column in names
            )
            cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(model._table),
                    assignments,
                    record.id,
                )
            )
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def _get_letters(self, role, record):
        """Return what a role may do with a record, in the letters of the file."""
        record = record.with_user(self.roles[role]).with_context(
            allowed_company_ids=self.env.company.ids
        )
        letters = "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if record.has_access(operation)
        )
        return letters or "-"
