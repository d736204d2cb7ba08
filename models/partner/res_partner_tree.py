# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.group_paths import GroupCycleError, path_ids, resolve_paths

# Non-stored fields whose value depends on the tree around a record.
TREE_DEPENDENT_FIELDS = ("group_member_count", "group_ancestor_ids", "group_depth")


class ResPartner(models.Model):
    """Keeps ``group_path`` and ``group_root_id``, in statements per change, not per
    node: one that locks and reads, Odoo's own UPDATE of the parent, and one that
    rewrites the prefix of every path in the moved branches.

    Odoo works in REPEATABLE READ: who waited for a lock still sees the tree as it was
    before. Every change of a tree therefore *writes* the row of its root; the second
    of two simultaneous changes then fails with a serialization error, and Odoo
    repeats it on the new tree.
    """

    _inherit = "res.partner"
    _server_fields = frozenset({"group_path", "group_root_id"})

    def _check_server_fields(self, vals):
        # Odoo's merge wizard, and an import, may write again what is there.
        forged = set()
        for name in self._get_server_fields().intersection(vals):
            field, value = self._fields[name], vals[name] or False
            # sudo: the user need not be allowed to read what is there
            current = [
                field.convert_to_write(partner[name], partner)
                for partner in self.sudo()
            ]
            if (value and not self) or any(known != value for known in current):
                forged.add(name)
        if forged:
            self._refuse_server_fields(forged)

    @api.model
    def _refuse_server_fields(self, names):
        for name in names:
            field = self._fields[name]
            raise ValidationError(
                self.env._(
                    "%(field)s is derived and cannot be entered. Change what it "
                    "follows from instead (%(help)s)",
                    field=field._description_string(self.env),
                    help=field._description_help(self.env) or name,
                )
            )

    # ------------------------------------------------------------------
    # Locking and reading
    # ------------------------------------------------------------------

    def _mark_group_parents(self):
        """Make these future parents group customers, so that they have a path."""
        # sudo: becoming a parent marks a company, whoever manages it
        outside = self.sudo().filtered(lambda p: not p.group_path)
        # A contact is left alone: the link itself will be refused.
        outside = outside.filtered(lambda p: not p.parent_id or p.is_company)
        if outside:
            outside.write({"is_group_customer": True})

    def _lock_group_trees(self, other_ids=()):
        """Lock the trees of these partners and of ``other_ids``; one statement.

        :returns: dict id → dict(parent, path, root, flag) as stored
        """
        ids = tuple({*self.ids, *other_ids})
        if not ids:
            return {}
        self.browse(ids).flush_recordset(["is_group_customer", "group_parent_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH node AS (
                    SELECT id, group_parent_id, group_path, group_root_id,
                           is_group_customer
                      FROM res_partner
                     WHERE id IN %(ids)s
                ), root AS (
                    SELECT id
                      FROM res_partner
                     WHERE id IN (SELECT COALESCE(group_root_id, id) FROM node)
                  ORDER BY id
                       FOR NO KEY UPDATE
                ), touched AS (
                    UPDATE res_partner
                       SET group_root_id = group_root_id
                     WHERE id IN (SELECT id FROM root)
                )
                SELECT id, group_parent_id, group_path, group_root_id,
                       COALESCE(is_group_customer, FALSE)
                  FROM node
                """,
                ids=ids,
            )
        )
        return {
            id_: {"parent": parent, "path": path, "root": root, "flag": flag}
            for id_, parent, path, root, flag in rows
        }

    # ------------------------------------------------------------------
    # Planning a change
    # ------------------------------------------------------------------

    def _get_moved_nodes(self, vals, rows):
        """Return the records whose place in a tree these values change, and set the
        new parent in their rows (False in ``flag``: the record leaves)."""
        moved = self.browse()
        for node in self:
            row = rows[node.id]
            parent = vals.get("group_parent_id", row["parent"]) or None
            flag = vals.get("is_group_customer", row["flag"])
            if parent != row["parent"] or bool(row["path"]) != bool(flag):
                row.update(parent=parent, flag=flag)
                moved += node
        return moved

    def _check_group_exit(self, rows):
        """The mark can only be cleared on a partner without parent and members."""
        leaving = self.filtered(lambda node: not rows[node.id]["flag"])
        if not leaving:
            return
        for node in leaving:
            if rows[node.id]["parent"]:
                raise UserError(
                    self.env._(
                        "%(name)s belongs to the group of %(parent)s. Clear its group "
                        "parent before clearing the mark Group Customer.",
                        name=node.display_name,
                        parent=node.sudo().group_parent_id.display_name,
                    )
                )
        members = leaving._get_group_children()
        if members:
            raise UserError(
                self.env._(
                    "%(name)s heads a group: %(members)s. Give the members another "
                    "group parent before clearing the mark Group Customer.",
                    name=members[0].sudo().group_parent_id.display_name,
                    members=members._get_names_for_message(),
                )
            )

    def _resolve_group_paths(self, rows):
        """Return the new path of each of these nodes, None for those that leave.

        :raises ValidationError: when a node would be its own parent or lie below itself
        """
        parents = {}
        for node in self:
            row = rows[node.id]
            if not row["flag"]:
                continue
            if row["parent"] == node.id:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be its own group parent. Choose another "
                        "company, or leave the group parent empty.",
                        name=node.display_name,
                    )
                )
            parents[node.id] = row["parent"]
        try:
            paths = resolve_paths(parents, {id_: r["path"] for id_, r in rows.items()})
        except GroupCycleError as error:
            node = self.sudo().browse(error.node)
            raise ValidationError(
                self.env._(
                    "%(name)s cannot belong to %(parent)s, which lies below it in the "
                    "same group. Move %(parent)s elsewhere first.",
                    name=node.display_name,
                    parent=self.sudo().browse(parents[node.id]).display_name,
                )
            ) from error
        return {node.id: paths.get(node.id) for node in self}

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _place_group_nodes(self, rows):
        """Give new nodes their path; ``rows`` holds them and their parents."""
        for node in self:
            rows[node.id].setdefault("flag", True)
        self._update_group_paths(self._resolve_group_paths(rows), rows)

    def _update_group_paths(self, paths, rows):
        """Rewrite path and root of these nodes and of all below, and queue the trees
        for new figures; one statement.

        :param dict paths: node id → new path or None
        :param dict rows: node id → row with the old ``path`` and ``root``
        """
        new_roots = [path_ids(path)[0] if path else None for path in paths.values()]
        changed_roots = {*new_roots, *(rows[id_].get("root") for id_ in paths)} - {None}
        changed = self.env.execute_query(
            SQL(
                """
                WITH moved AS (
                    SELECT *
                      FROM unnest(%(ids)s::int[], %(old)s::varchar[],
                                  %(new)s::varchar[], %(roots)s::int[])
                           AS moved (id, old_path, new_path, new_root)
                ), target AS (
                    -- the deepest moved node above a row decides
                    (SELECT DISTINCT ON (member.id)
                            member.id,
                            moved.new_path
                            || substr(member.group_path, length(moved.old_path) + 1)
                            AS new_path,
                            moved.new_root
                       FROM moved
                       JOIN res_partner AS member
                         ON member.group_path ~>=~ moved.old_path
                        AND member.group_path ~<~ (moved.old_path || ':')
                   ORDER BY member.id, length(moved.old_path) DESC)
                    UNION ALL
                    SELECT id, new_path, new_root FROM moved WHERE old_path IS NULL
                ), queued AS (
                    INSERT INTO group_customer_snapshot_queue (partner_id)
                    SELECT unnest(%(changed_roots)s::int[])
                )
                UPDATE res_partner AS partner
                   SET group_path = target.new_path, group_root_id = target.new_root
                  FROM target
                 WHERE partner.id = target.id
                   AND partner.group_path IS DISTINCT FROM target.new_path
             RETURNING partner.id
                """,
                ids=list(paths),
                old=[rows[id_]["path"] for id_ in paths],
                new=list(paths.values()),
                roots=new_roots,
                changed_roots=sorted(changed_roots),
            )
        )
        self._invalidate_group_trees([id_ for (id_,) in changed])
        self.env["group.customer.snapshot"]._queue_changed()

    @api.model
    def _invalidate_group_trees(self, changed_ids):
        """Make the ORM forget what SQL changed, and recompute what depends on it."""
        # No flush: the ORM itself never writes these fields.
        names = ["group_path", "group_root_id", *TREE_DEPENDENT_FIELDS]
        self.invalidate_model(names, flush=False)
        self.browse(changed_ids).modified(["group_path", "group_root_id"])

    @api.model
    def _group_roots_changed(self, root_ids):
        """Hook: the trees of these roots (ids) lost nodes by a deletion or a merge. A
        root that became a member of another tree is among them."""

    @api.model
    def _get_group_member_counts(self, paths):
        """Return how many active companies lie in each branch; one statement.

        :param dict paths: node id → path
        :returns: dict node id → count, the node itself included
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT head.id, COUNT(*)
                  FROM unnest(%s::int[], %s::varchar[]) AS head (id, path)
                  JOIN res_partner AS member
                    ON member.group_path ~>=~ head.path
                   AND member.group_path ~<~ (head.path || ':')
                 WHERE member.active OR member.id = head.id
              GROUP BY head.id
                """,
                list(paths),
                list(paths.values()),
                to_flush=self._fields["active"],
            )
        )
        return dict(rows)

    @api.model
    def _rebuild_group_paths(self):
        """Derive every path anew from ``group_parent_id``: the slow, independent way,
        for migrations and tests. Returns the number of rows that were wrong."""
        self.flush_model(["is_group_customer", "group_parent_id"])
        changed = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE tree AS (
                    SELECT id, id AS root_id, id || '/' AS path
                      FROM res_partner
                     WHERE is_group_customer AND group_parent_id IS NULL
                 UNION ALL
                    SELECT child.id, tree.root_id, tree.path || child.id || '/'
                      FROM res_partner AS child
                      JOIN tree ON child.group_parent_id = tree.id
                )
                UPDATE res_partner AS partner
                   SET group_path = tree.path, group_root_id = tree.root_id
                  FROM res_partner AS other
             LEFT JOIN tree ON tree.id = other.id
                 WHERE partner.id = other.id
                   AND (partner.group_path, partner.group_root_id)
                       IS DISTINCT FROM (tree.path, tree.root_id)
             RETURNING partner.id
                """
            )
        )
        self._invalidate_group_trees([id_ for (id_,) in changed])
        return len(changed)

    # ------------------------------------------------------------------
    # Merging partners
    # ------------------------------------------------------------------

    def _detach_from_group_trees(self):
        """Take these partners out of every tree, leaving their members behind with
        the old paths. Only for a merge, which puts everything back together."""
        # Everything, for everything is forgotten below
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner
                   SET is_group_customer = FALSE, group_parent_id = NULL,
                       group_path = NULL, group_root_id = NULL
                 WHERE id IN %s
             RETURNING id
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_model(flush=False)

    def _attach_to_group_tree(self, parent_id, old_root_ids):
        """Put a detached partner below a parent, with everything that names it as
        group parent; the counterpart of :meth:`_detach_from_group_trees`."""
        self.ensure_one()
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE res_partner
                   SET is_group_customer = TRUE, group_parent_id = %s
                 WHERE id = %s
             RETURNING id
                """,
                parent_id,
                self.id,
            )
        )
        self.invalidate_model(flush=False)
        nodes = self + self._get_group_children()
        rows = nodes._lock_group_trees([parent_id] if parent_id else [])
        nodes._update_group_paths(nodes._resolve_group_paths(rows), rows)
        self._group_roots_changed(old_root_ids - {None})
