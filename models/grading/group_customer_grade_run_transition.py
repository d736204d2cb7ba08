# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class GroupCustomerGradeRun(models.Model):
    """The states of a run: who may reach which, and what belongs to reaching it."""

    _inherit = "group.customer.grade.run"

    def _get_next_states_by_state(self):
        """Return the states that the user may reach from each state.

        Extension point: a module that adds a state or a role extends this table;
        the buttons, the guard in :meth:`write` and its message follow.
        """
        next_states = {
            "draft": set(),
            "computed": set(),
            "confirmed": set(),
            "filed": set(),
        }
        has_group = self.env.user.has_group
        if has_group("group_customer.group_group_customer_manager"):
            next_states["draft"].add("computed")
            next_states["computed"] |= {"computed", "draft", "confirmed"}
        if has_group("group_customer.group_group_customer_settlement_manager"):
            next_states["confirmed"].add("filed")
        return next_states

    def _enter_state(self, state):
        """Do what belongs to reaching a state, and return the values to write.

        :raises UserError: when the table does not allow it, or somebody else is
            deciding on the run at this moment
        """
        self.ensure_one()
        self._begin_transition(state)
        return {"state": state, **getattr(self, f"_enter_{state}")()}

    def _enter_as_server(self, state):
        """Bring the run to a state that somebody else than the user decided on: an
        approval, or the scheme itself. Who may is not asked, what must hold is."""
        self.ensure_one()
        self._lock()
        self._check_follows(state)
        self._write_server({"state": state, **getattr(self, f"_enter_{state}")()})

    def _check_follows(self, state):
        if (self.state, state) in (("computed", "confirmed"), ("confirmed", "filed")):
            return
        raise UserError(
            self.env._(
                "“%(run)s” is %(current)s and cannot become %(target)s: compute it, "
                "have it confirmed, then file it.",
                run=self.display_name,
                current=self._get_state_label(self.state),
                target=self._get_state_label(state),
            )
        )

    def _begin_transition(self, state):
        self._lock()
        self._check_transition(state)

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
            # Two runs of a scheme would decide on the same awards.
            self.scheme_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on “%(run)s” or on another run of its "
                    "scheme at this moment: wait a little and look again.",
                    run=self.display_name,
                )
            ) from error
        # What was read before the lock may be what the other one has changed.
        self.invalidate_recordset(["state"])

    def _check_transition(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for run in self:
            reachable = run._get_next_states_by_state()[run.state]
            if state in reachable:
                continue
            raise UserError(
                self.env._(
                    "“%(run)s” is %(current)s and cannot become %(target)s. You may "
                    "move it to: %(reachable)s.",
                    run=run.display_name,
                    current=labels[run.state],
                    target=labels.get(state, state),
                    reachable=", ".join(
                        label for key, label in labels.items() if key in reachable
                    )
                    or self.env._("nothing"),
                )
            )

    def _enter_draft(self):
        self._delete_lines()
        return {
            "scheme_definition": False,
            "version_id": False,
            "is_partial": False,
            "prepared_by_id": False,
            "prepared_on": False,
        }

    def _enter_computed(self):
        return self._compute_lines(
            self._prepare_compute(),
            self.env["group.customer.grade.engine"],
            self._get_partial_customers(),
        )

    def _get_partial_customers(self):
        """The customers of a run of some only, which stays theirs when it is computed
        again; None for everybody."""
        self.ensure_one()
        # sudo: the run is computed for all its customers, whoever computes it
        return self.sudo().line_ids.partner_id if self.is_partial else None

    def _compute_together(self):
        """Compute several runs in one pass through the books, each guarded as alone.

        Either all are computed or, with the message of the first that cannot be,
        none.
        """
        definitions = {}
        for run in self:
            run._begin_transition("computed")
            definitions[run] = run._prepare_compute()
        engine = self.env["group.customer.grade.engine"]
        with engine._share_measurements(list(definitions.values())) as engine:
            for run, definition in definitions.items():
                # Among the runs of this pass, too, one of a scheme is open at most.
                run._check_none_open()
                values = run._compute_lines(
                    definition, engine, run._get_partial_customers()
                )
                run._write_server({"state": "computed", **values})

    def _compute_partial(self, partners, origin="revisit"):
        """Grade these customers alone, by their places among all customers.

        For what the server starts; people grade everybody.
        """
        self.ensure_one()
        self._begin_transition("computed")
        values = self._compute_lines(
            self._prepare_compute(), self.env["group.customer.grade.engine"], partners
        )
        self._write_server({"state": "computed", "origin": origin, **values})

    def _prepare_compute(self):
        """Check that the run can be computed; return what it is computed from."""
        self.scheme_id._check_complete()
        self._check_scheme_in_force()
        self._check_none_open()
        return self.scheme_id._get_definition(self.company_id, self.as_of)

    def _compute_lines(self, definition, engine, partners=None):
        """Write the lines anew; return the values of the run that go with them."""
        scheme = self.scheme_id
        self._delete_lines()
        if not engine._insert_lines(self, definition, partners):
            raise UserError(
                self.env._(
                    "“%(run)s” finds no customer: no contact of %(company)s matches "
                    "the filter of the scheme “%(scheme)s”. Change the filter, or "
                    "mark contacts as group customers.",
                    run=self.display_name,
                    company=self.company_id.display_name,
                    scheme=scheme.display_name,
                )
            )
        self._invalidate_lines()
        return {
            "scheme_definition": definition,
            "version_id": scheme._file_version(definition).id,
            "is_partial": partners is not None,
            "prepared_by_id": self.env.uid,
            "prepared_on": fields.Datetime.now(),
        }

    def _enter_confirmed(self):
        self._check_not_superseded()
        self._check_requests_in_force()
        self.env["group.customer.grade.award"]._award_run(self)
        return {
            "reviewed_by_id": self.env.uid,
            "reviewed_on": fields.Datetime.now(),
        }

    def _check_requests_in_force(self):
        """Refuse to give grades by requests that were withdrawn, or replaced, since the
        run was computed."""
        self.env["group.customer.grade.request"].flush_model()
        ended = self.env.execute_query(
            SQL(
                """SELECT r.name
                     FROM group_customer_grade_run_line l
                     JOIN group_customer_grade_request r
                       ON r.id = (l.request_detail->>'id')::int
                    WHERE l.run_id = %s AND l.is_requested
                      AND (r.state <> 'approved' OR r.valid_until < %s)
                 ORDER BY r.id""",
                self.id,
                self.as_of,
            )
        )
        if ended:
            raise UserError(
                self.env._(
                    "“%(run)s” gives grades by requests that ended since it was "
                    "computed (%(requests)s): compute it again.",
                    run=self.display_name,
                    requests=", ".join(name for (name,) in ended),
                )
            )

    def _enter_filed(self):
        return {
            "rechecked_by_id": self.env.uid,
            "rechecked_on": fields.Datetime.now(),
        }

    def _delete_lines(self):
        self.flush_recordset()
        self.env.cr.execute(
            SQL("DELETE FROM group_customer_grade_run_line WHERE run_id = %s", self.id)
        )
        self._invalidate_lines()

    def _invalidate_lines(self):
        self.env["group.customer.grade.run.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _get_state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    def _check_scheme_in_force(self):
        scheme = self.scheme_id
        if (scheme.date_from and self.as_of < scheme.date_from) or (
            scheme.date_to and self.as_of > scheme.date_to
        ):
            raise UserError(
                self.env._(
                    "The scheme “%(scheme)s” is not in force on %(date)s: choose "
                    "another day or change the dates of the scheme.",
                    scheme=scheme.display_name,
                    date=format_date(self.env, self.as_of),
                )
            )

    def _check_none_open(self):
        """Refuse a second result while nobody decided on the first.

        :raises UserError: names the open run, who computed it and what to do
        """
        # sudo: also an open run that the user may not see
        other = self.sudo().search(
            Domain("scheme_id", "=", self.scheme_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "computed")
            & Domain("id", "!=", self.id),
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "“%(run)s” cannot be computed while “%(other)s” of the same scheme "
                    "“%(scheme)s” is open: %(user)s computed it as of %(date)s. "
                    "Confirm that run, or set it back to draft, first.",
                    run=self.display_name,
                    other=other.display_name,
                    scheme=self.scheme_id.display_name,
                    user=other.prepared_by_id.name,
                    date=format_date(self.env, other.as_of),
                )
            )

    def _check_not_superseded(self):
        """Refuse to bring back old grades over newer ones.

        Of a later run of a part of the customers, these are left out when grades are
        given: see ``_award_run``.
        """
        later = self.sudo().search(
            Domain("scheme_id", "=", self.scheme_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("is_partial", "=", False)
            & Domain("state", "in", ("confirmed", "filed"))
            & Domain("as_of", ">", self.as_of),
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "“%(run)s” grades as of %(date)s, but “%(later)s” as of "
                    "%(later_date)s is already in force. Keep this run for "
                    "comparison, or grade as of a later day.",
                    run=self.display_name,
                    date=format_date(self.env, self.as_of),
                    later=later.display_name,
                    later_date=format_date(self.env, later.as_of),
                )
            )
