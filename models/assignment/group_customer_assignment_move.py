# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

# Accounts that are moved by one set of statements.
SLICE = 1000
# How many accounts an error message names.
NAMES_IN_MESSAGE = 5
# What decides by itself leaves accounts alone that somebody pinned.
AUTOMATIC_SOURCES = frozenset({"allocation", "pool", "rule", "territory"})


class GroupCustomerAssignment(models.Model):
    """Moving accounts: the one way in which they get other holders."""

    _inherit = "group.customer.assignment"

    @api.model
    def _assign(
        self, moves, source, reason=None, document=None, request=None, date=None
    ):
        """Give roles on accounts to other people, all of them or none.

        1. The accounts are locked, in the order of their ids.
        2. Every successor is checked: active, internal, with access to the company of
           the account; pinned accounts refuse what decides by itself.
        3. The present rows end on the day before (a row of the same day ends that day),
           new rows begin, and the fields of the customers and of their people follow.
        4. Approvals on the accounts find their people anew, new holders follow the
           accounts, and each of a few accounts says so in its chatter.

        A move to the present holder changes nothing. Rights are the caller's business.

        :param list moves: dicts of ``partner_id`` (id of a group customer), ``role_id``
            (id or code), ``user_id``, ``team_id`` (id or False; none of both: nobody
            from now on) and ``reason`` (otherwise that of the call)
        :param str source: a value of the field of this name
        :param reason: text for all moves without a reason of their own
        :param document: the record that moves the accounts
        :param request: the ``group.customer.approval.request`` that allowed it
        :param date: the day on which the new holders begin, today at the latest
            (default). Nobody begins before the day on which the last one ended.
        :returns: the number of roles that have another holder
        :raises UserError: naming the accounts and what to do
        """
        rows = self.sudo()
        wanted = rows._collect_moves(moves)
        if not wanted:
            return 0
        today = self.env["group.customer.ledger"]._get_today(self.env.company)
        date = fields.Date.to_date(date) or today
        rows._check_move_date(date, today)
        accounts = rows._lock_accounts({partner_id for partner_id, _role in wanted})
        changes, repairs = rows._plan_moves(wanted, accounts)
        rows._check_moves(changes, accounts, source)
        values = {
            "source": source,
            "reason": reason or None,
            "res_model": document._name if document else None,
            "res_id": document.id if document else None,
            "request_id": request.id if request else None,
            "date": date,
        }
        for part in split_every(SLICE, changes, list):
            rows._write_moves(part, values)
        for part in split_every(SLICE, [*changes, *repairs], list):
            rows._write_accounts(part)
        if changes:
            rows._on_moved(changes, values, document)
        return len(changes)

    # === WHAT IS ASKED FOR === #

    @api.model
    def _collect_moves(self, moves):
        """Return (account id, role id) → move, the moves in a form fit for SQL.

        :raises UserError: when one role on an account goes to two holders
        """
        Role = self.env["group.customer.assignment.role"]
        wanted = {}
        for move in moves:
            role = move["role_id"]
            role_id = Role._get(role).id if isinstance(role, str) else int(role)
            change = {
                "partner_id": int(move["partner_id"]),
                "role_id": role_id,
                "user_id": move.get("user_id") or None,
                "team_id": move.get("team_id") or None,
                "reason": move.get("reason") or None,
            }
            key = change["partner_id"], role_id
            other = wanted.setdefault(key, change)
            if any(other[name] != change[name] for name in ("user_id", "team_id")):
                raise UserError(
                    self.env._(
                        "%(account)s: the role “%(role)s” would go to two holders at "
                        "once. Leave one of them out.",
                        account=self.env["res.partner"].browse(key[0]).display_name,
                        role=Role.browse(role_id).display_name,
                    )
                )
        return wanted

    @api.model
    def _check_move_date(self, date, today):
        if date > today:
            raise UserError(
                self.env._(
                    "Accounts cannot be moved on a day that is still to come "
                    "(%(date)s): move them on that day.",
                    date=fields.Date.to_string(date),
                )
            )

    # === WHAT THERE IS === #

    @api.model
    def _lock_accounts(self, ids):
        """Lock accounts and return what is stored, by id; one statement.

        :raises UserError: when another transaction changes one of them
        """
        partners = self.env["res.partner"]
        names = self._get_account_columns()
        partners.flush_model(names)
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, %(columns)s
                  FROM res_partner
                 WHERE id = ANY(%(ids)s)
              ORDER BY id
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                columns=SQL(", ").join(map(SQL.identifier, names)),
                ids=sorted(ids),
            )
        )
        accounts = {values["id"]: values for values in found}
        if missing := sorted(set(ids) - accounts.keys()):
            raise UserError(
                self.env._(
                    "Somebody is changing %(accounts)s at this moment, or deleted it: "
                    "try again.",
                    accounts=self._get_account_names(missing),
                )
            )
        return accounts

    @api.model
    def _get_account_columns(self):
        """Return the columns of the customer that a move looks at."""
        Role = self.env["group.customer.assignment.role"]
        return [
            "company_id",
            "is_assignment_pinned",
            "is_group_customer",
            *sorted(set(Role._get_fields().values())),
        ]

    @api.model
    def _plan_moves(self, wanted, accounts):
        """Compare what is asked for with what there is; one statement.

        :returns: (changes, repairs): moves to another holder, and accounts whose field
            differs from a row that stays
        """
        role_fields = self.env["group.customer.assignment.role"]._get_fields()
        self.flush_model()
        present = {
            (partner_id, role_id): (id_, user_id, team_id)
            for id_, partner_id, role_id, user_id, team_id in self.env.execute_query(
                SQL(
                    """
                    SELECT id, partner_id, role_id, user_id, team_id
                      FROM group_customer_assignment
                     WHERE date_to IS NULL
                       AND partner_id = ANY(%s)
                       AND role_id = ANY(%s)
                    """,
                    sorted(accounts),
                    sorted({role_id for _partner_id, role_id in wanted}),
                )
            )
        }
        changes, repairs = [], []
        for key, change in sorted(wanted.items()):
            row_id, user_id, team_id = present.get(key, (None, None, None))
            account = accounts[change["partner_id"]]
            name = role_fields.get(change["role_id"])
            change |= {
                "row_id": row_id,
                "from_user_id": user_id,
                "from_team_id": team_id,
                "field": name,
                "field_from": account[name] if name else None,
                "company_id": account["company_id"],
            }
            if (change["user_id"], change["team_id"]) != (user_id, team_id):
                changes.append(change)
            elif name and change["field_from"] != user_id:
                repairs.append(change)
        return changes, repairs

    # === WHAT IS REFUSED === #

    @api.model
    def _check_moves(self, changes, accounts, source):
        """Refuse accounts that cannot be moved, and successors who cannot hold them.

        :raises UserError: naming the first accounts
        """
        strangers = [
            change["partner_id"]
            for change in changes
            if not accounts[change["partner_id"]]["is_group_customer"]
            and (change["user_id"] or change["team_id"])
        ]
        if strangers:
            raise UserError(
                self.env._(
                    "Only group customers have holders of roles, which these are not: "
                    "%(accounts)s. Mark them as group customers first.",
                    accounts=self._get_account_names(strangers),
                )
            )
        pinned = [
            change["partner_id"]
            for change in changes
            if source in AUTOMATIC_SOURCES
            and accounts[change["partner_id"]]["is_assignment_pinned"]
        ]
        if pinned:
            raise UserError(
                self.env._(
                    "These accounts are pinned and stay where they are: %(accounts)s. "
                    "Leave them out, or unpin them first.",
                    accounts=self._get_account_names(pinned),
                )
            )
        problems = self._find_move_problems(changes)
        if problems:
            texts = [
                self.env._(
                    "%(account)s: %(problem)s",
                    account=self._get_account_names([change["partner_id"]]),
                    problem=problem,
                )
                for change, problem in problems[:NAMES_IN_MESSAGE]
            ]
            if len(problems) > NAMES_IN_MESSAGE:
                texts.append("…")
            raise UserError(
                self.env._(
                    "Choose another successor, for these accounts cannot be moved:"
                    "\n%(problems)s",
                    problems="\n".join(texts),
                )
            )

    @api.model
    def _find_move_problems(self, changes):
        """Return why successors cannot hold what they are to get, in a constant number
        of queries.

        :param list changes: dicts of ``partner_id``, ``role_id``, ``user_id``,
            ``team_id`` and ``company_id`` (of the account)
        :returns: list of pairs (change, text), in the order of the changes
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.browse({c["user_id"] for c in changes if c["user_id"]})
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        teams = teams.browse({c["team_id"] for c in changes if c["team_id"]})
        roles = self.env["group.customer.assignment.role"].sudo()
        roles = roles.browse({c["role_id"] for c in changes})
        by_id = {
            records._name: {record.id: record for record in records.exists()}
            for records in (users, teams, roles)
        }
        companies = {user.id: set(user.company_ids.ids) for user in users.exists()}
        problems = []
        for change in changes:
            problem = self._get_move_problem(
                by_id["group.customer.assignment.role"].get(change["role_id"]),
                by_id["res.users"].get(change["user_id"]),
                by_id["crm.team"].get(change["team_id"]),
                change,
                companies,
            )
            if problem:
                problems.append((change, problem))
        return problems

    @api.model
    def _get_move_problem(self, role, user, team, change, companies):
        """Return why a successor cannot hold a role on an account, or False.

        :param companies: user id → ids of the companies that the user may work in
        """
        if not role:
            return self.env._("the role does not exist any more.")
        if change["user_id"] and change["team_id"]:
            return self.env._("give the role to a person or to a team, not to both.")
        if (change["user_id"] and not user) or (change["team_id"] and not team):
            return self.env._("the successor was deleted.")
        company_id = change["company_id"]
        if user:
            if not user.active:
                return self.env._("%(user)s is archived.", user=user.name)
            if user.share:
                return self.env._("%(user)s is no internal user.", user=user.name)
            if company_id and company_id not in companies[user.id]:
                return self.env._(
                    "%(user)s has no access to the company %(company)s.",
                    user=user.name,
                    company=self.env["res.company"].browse(company_id).name,
                )
        if team:
            if not role.allows_team:
                return self.env._(
                    "the role “%(role)s” is held by persons, not by teams.",
                    role=role.name,
                )
            if not team.active:
                return self.env._("the team %(team)s is archived.", team=team.name)
            if company_id and team.company_id and team.company_id.id != company_id:
                return self.env._(
                    "the team %(team)s belongs to the company %(company)s.",
                    team=team.name,
                    company=team.company_id.name,
                )
        return False

    @api.model
    def _get_account_names(self, ids):
        """Return the names of the first of these accounts, for a message."""
        # sudo: who is refused learns which account it is about
        partners = self.env["res.partner"].sudo().browse(ids[:NAMES_IN_MESSAGE])
        names = ", ".join(
            partner.name or self.env._("account %(id)s", id=partner.id)
            if partner.exists()
            else self.env._("account %(id)s", id=partner.id)
            for partner in partners
        )
        return names + (", …" if len(ids) > NAMES_IN_MESSAGE else "")
