# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL

# More accounts than this are told by the history alone, not in their chatter.
NOTED_ACCOUNTS = 100


class GroupCustomerAssignment(models.Model):
    """What a move writes: set by set, never account by account."""

    _inherit = "group.customer.assignment"

    # === HISTORY === #

    @api.model
    def _write_moves(self, changes, values):
        """End the present rows of these changes and begin the new ones; two statements.

        :param list changes: what :meth:`_plan_moves` returned
        :param dict values: source, reason, date… of the whole move
        """
        ended = [change["row_id"] for change in changes if change["row_id"]]
        if ended:
            self.env.execute_query(
                SQL(
                    """
                    UPDATE group_customer_assignment
                       SET date_to = GREATEST(date_from, %(date)s::date - 1),
                           write_uid = %(uid)s,
                           write_date = NOW() AT TIME ZONE 'UTC'
                     WHERE id = ANY(%(ids)s)
                 RETURNING id
                    """,
                    date=values["date"],
                    uid=self.env.uid,
                    ids=ended,
                )
            )
        begun = [c for c in changes if c["user_id"] or c["team_id"]]
        if begun:
            self._insert_rows(begun, values)
        self.invalidate_model(flush=False)
        partners = self.env["res.partner"]
        partners.invalidate_model(["assignment_ids"], flush=False)

    @api.model
    def _insert_rows(self, changes, values):
        columns = ("partner_id", "role_id", "user_id", "team_id", "company_id")
        self.env.execute_query(
            SQL(
                """
                INSERT INTO group_customer_assignment (
                    partner_id, role_id, user_id, team_id, company_id, date_from,
                    source, reason, request_id, res_model, res_id, assigned_by_id,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT move.partner_id, move.role_id, move.user_id, move.team_id,
                       move.company_id,
                       GREATEST(%(date)s::date, (
                           -- No condition on the role: its index has all accounts
                           SELECT MAX(last.date_to)
                                  FILTER (WHERE last.role_id = move.role_id)
                             FROM group_customer_assignment AS last
                            WHERE last.partner_id = move.partner_id
                       )),
                       %(origin)s, COALESCE(move.reason, %(reason)s), %(request)s,
                       %(model)s, %(document)s, %(uid)s,
                       %(uid)s, NOW() AT TIME ZONE 'UTC',
                       %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM unnest(%(partner_id)s::int[], %(role_id)s::int[],
                              %(user_id)s::int[], %(team_id)s::int[],
                              %(company_id)s::int[], %(reasons)s::text[])
                       AS move (partner_id, role_id, user_id, team_id, company_id,
                                reason)
             RETURNING id
                """,
                date=values["date"],
                origin=values["source"],
                reason=values["reason"],
                request=values["request_id"],
                model=values["res_model"],
                document=values["res_id"],
                uid=self.env.uid,
                reasons=[change["reason"] for change in changes],
                **{name: [c[name] for c in changes] for name in columns},
            )
        )

    # === CUSTOMERS === #

    @api.model
    def _write_accounts(self, changes):
        """Let the fields of the customers follow, and those of their people who had
        the same account manager."""
        # All of it: whatever waits to be written has its date of writing with it
        self.env["res.partner"].flush_model()
        by_field = {}
        for change in changes:
            by_field.setdefault(change["field"], []).append(change)
        for name, part in by_field.items():
            if not name:
                self._touch_accounts(part)
                continue
            ids = [change["partner_id"] for change in part]
            users = [change["user_id"] for change in part]
            written = self._get_account_values(name)
            self.env.execute_query(
                SQL(
                    """
                    UPDATE res_partner AS account
                       SET %(values)s,
                           write_uid = %(uid)s,
                           write_date = NOW() AT TIME ZONE 'UTC'
                      FROM unnest(%(ids)s::int[], %(users)s::int[])
                           AS move (partner_id, user_id)
                     WHERE account.id = move.partner_id
                 RETURNING account.id
                    """,
                    values=self._get_values_sql(written),
                    uid=self.env.uid,
                    ids=ids,
                    users=users,
                )
            )
            self._forget_accounts(ids, written)
            if name == "user_id":
                self._write_people(part)

    @api.model
    def _get_account_values(self, name):
        """Return what is written when a field follows its role: the field itself, and
        stored fields that would be computed account by account otherwise; extension
        point.

        Expressions may ask ``res_partner AS account``, ``move.user_id`` and the
        history, which is written before.

        :param str name: the field of the role
        :returns: name of the field → SQL expression
        """
        return {name: SQL("move.user_id")}

    @api.model
    def _get_values_sql(self, values):
        """Return column = expression, … as ``UPDATE`` sets them."""
        return SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), expression)
            for name, expression in values.items()
        )

    @api.model
    def _touch_accounts(self, changes):
        """Mark accounts as changed whose own fields stay: somebody who moves the same
        account at the same moment notices, and tries again."""
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner
                   SET write_uid = %s, write_date = NOW() AT TIME ZONE 'UTC'
                 WHERE id = ANY(%s)
             RETURNING id
                """,
                self.env.uid,
                [change["partner_id"] for change in changes],
            )
        )

    @api.model
    def _write_people(self, changes):
        """Let the people of accounts follow who had the account manager of before."""
        partners = self.env["res.partner"]
        partners.flush_model()
        written = self._get_account_values("user_id")
        followed = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner AS account
                   SET %(values)s
                  FROM unnest(%(ids)s::int[], %(before)s::int[], %(users)s::int[])
                       AS move (partner_id, before, user_id)
                 WHERE account.commercial_partner_id = move.partner_id
                   AND account.id != move.partner_id
                   AND account.is_company IS NOT TRUE
                   AND account.user_id IS NOT DISTINCT FROM move.before
                   AND account.user_id IS DISTINCT FROM move.user_id
             RETURNING account.id
                """,
                values=self._get_values_sql(written),
                ids=[change["partner_id"] for change in changes],
                before=[change["field_from"] for change in changes],
                users=[change["user_id"] for change in changes],
            )
        )
        if followed:
            self._forget_accounts([id_ for (id_,) in followed], written)

    @api.model
    def _forget_accounts(self, ids, names):
        """Make the ORM forget what SQL changed, and recompute what depends on it, but
        not what SQL has computed already."""
        partners = self.env["res.partner"].browse(ids)
        # No flush: what waited to be written was flushed before
        partners.invalidate_model([*names, "write_date", "write_uid"], flush=False)
        partners.modified(names)
        for name in names:
            field = partners._fields[name]
            if field.compute:
                self.env.remove_to_compute(field, partners)

    # === WHAT FOLLOWS === #

    @api.model
    def _on_moved(self, changes, values, document):
        """Tell whom it concerns; extension point for what depends on the holder.

        :param list changes: dicts of ``partner_id``, ``role_id``, ``user_id``,
            ``team_id``, ``from_user_id``, ``from_team_id``, ``reason``
        :param dict values: ``source``, ``reason``, ``date``, ``request_id`` …
        :param document: the record that moved the accounts, or None
        """
        partners = self.env["res.partner"].browse({c["partner_id"] for c in changes})
        partners._refresh_approvals()
        self._subscribe_holders(changes)
        if len(partners) <= NOTED_ACCOUNTS:
            self._note_moves(changes, values, document)

    @api.model
    def _subscribe_holders(self, changes):
        """Let new holders follow their accounts, with the usual subtypes."""
        pairs = {(c["partner_id"], c["user_id"]) for c in changes if c["user_id"]}
        if not pairs:
            return
        subtypes = self.env["mail.message.subtype"]
        default = subtypes.sudo().default_subtypes("res.partner")[0]
        self.env["mail.followers"].flush_model()
        self.env.execute_query(
            SQL(
                """
                WITH added AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT 'res.partner', pair.account_id, holder.partner_id
                      FROM unnest(%(accounts)s::int[], %(users)s::int[])
                           AS pair (account_id, user_id)
                      JOIN res_users AS holder ON holder.id = pair.user_id
               ON CONFLICT DO NOTHING
                 RETURNING id
                ), subscribed AS (
                    INSERT INTO mail_followers_mail_message_subtype_rel
                                (mail_followers_id, mail_message_subtype_id)
                    SELECT added.id, subtype.id
                      FROM added
                CROSS JOIN unnest(%(subtypes)s::int[]) AS subtype (id)
                )
                SELECT COUNT(*) FROM added
                """,
                accounts=[account_id for account_id, _user_id in sorted(pairs)],
                users=[user_id for _account_id, user_id in sorted(pairs)],
                subtypes=default.ids,
            )
        )
        self.env["mail.followers"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(
            ["message_follower_ids", "message_partner_ids"], flush=False
        )

    @api.model
    def _note_moves(self, changes, values, document):
        """Write into the chatter of each account who holds it now, and why."""
        texts = {}
        for change in changes:
            text = self._get_move_text(change, values, document)
            texts.setdefault(change["partner_id"], []).append(text)
        partners = self.env["res.partner"].browse(texts)
        partners._message_log_batch(
            {id_: Markup("<br/>").join(lines) for id_, lines in texts.items()}
        )

    @api.model
    def _get_move_text(self, change, values, document):
        users, teams = self.env["res.users"], self.env["crm.team"]
        role = self.env["group.customer.assignment.role"].browse(change["role_id"])
        before = users.browse(change["from_user_id"]).name
        before = before or teams.browse(change["from_team_id"]).name
        after = users.browse(change["user_id"]).name
        after = after or teams.browse(change["team_id"]).name
        selection = self._fields["source"]._description_selection(self.env)
        because = [dict(selection)[values["source"]]]
        if document:
            because.append(document.display_name)
        text = self.env._(
            "%(role)s: %(before)s → %(after)s (%(because)s)",
            role=role.name,
            before=before or self.env._("nobody"),
            after=after or self.env._("nobody"),
            because=", ".join(because),
        )
        reason = change["reason"] or values["reason"]
        return f"{text} – {reason}" if reason else text
