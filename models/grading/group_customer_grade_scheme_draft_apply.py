# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

# What a scheme keeps when a draft is put into force: who it is, not how it grades.
KEPT_FIELDS = {"name", "code", "sequence", "active", "company_id", "draft_of_id"}


class GroupCustomerGradeScheme(models.Model):
    """Puts a draft into force.

    The scheme, its grades and its criteria are changed in place, not replaced: awards
    keep pointing at their grades, and policy packs at what they brought.
    """

    _inherit = "group.customer.grade.scheme"

    def _put_into_force(self):
        """Change the scheme as its draft says, and archive the draft.

        :raises UserError: when the draft is not complete, lacks a grade that was
            given, or somebody else works on the scheme at this moment
        """
        self.ensure_one()
        original = self.draft_of_id
        try:
            (self + original).lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on “%(scheme)s” at this moment: wait a "
                    "little and look again.",
                    scheme=original.display_name,
                )
            ) from error
        self._check_complete()
        self._check_keeps_held_grades()
        values = {
            name: value
            for name, value in self.copy_data()[0].items()
            if name not in KEPT_FIELDS and self._fields[name].type != "one2many"
        }
        original.write(values)
        excluded = KEPT_FIELDS | {
            name for name, field in self._fields.items() if field.type == "one2many"
        }
        self.copy_translations(original, excluded=excluded)
        grades = self._put_grades_into_force(original)
        criteria = self._put_criteria_into_force(original, grades)
        self._put_segments_into_force(grades, criteria)
        kept = self.env["group.customer.grade"].union(*grades.values())
        (original.grade_ids - kept).unlink()
        original.message_post(
            body=self.env._(
                "The draft “%(draft)s” was put into force.", draft=self.display_name
            )
        )
        self.action_archive()

    def _check_keeps_held_grades(self):
        """Refuse to drop grades that customers have or had."""
        codes = set(self.grade_ids.mapped("code"))
        dropped = self.draft_of_id.grade_ids.filtered(
            lambda grade: grade.code not in codes
        )
        if not dropped:
            return
        # sudo: customers of every company count, also those the user may not read
        Award = self.env["group.customer.grade.award"].sudo()
        held = dict(
            Award._read_group(
                Domain("grade_id", "in", dropped.ids) & Domain("date_to", "=", False),
                ["grade_id"],
                ["__count"],
            )
        )
        for grade in dropped:
            if count := held.get(grade.sudo()):
                raise UserError(
                    self.env._(
                        "The draft “%(draft)s” has no grade with the code "
                        "“%(code)s”, which %(count)s customers hold today: add the "
                        "grade to the draft, by request only if nobody shall get it "
                        "any more.",
                        draft=self.display_name,
                        code=grade.code,
                        count=count,
                    )
                )

    def _put_grades_into_force(self, original):
        """Change the grades in place by their codes, and add new ones.

        :returns: grade of the draft → grade of the scheme
        """
        by_code = {grade.code: grade for grade in original.grade_ids}
        grades = {}
        for grade in self.grade_ids:
            target = by_code.get(grade.code)
            if target:
                self._overwrite(grade, target, {"scheme_id": original.id})
            else:
                target = grade.copy({"scheme_id": original.id})
            grades[grade] = target
        return grades

    def _put_criteria_into_force(self, original, grades):
        """Change the criteria from which the draft was made, add and delete others.

        :returns: criterion of the draft → criterion of the scheme
        """
        none = self.env["group.customer.grade"]
        criteria = {}
        for criterion in self.criterion_ids:
            grade = grades.get(criterion.grade_id, none)
            values = {"scheme_id": original.id, "grade_id": grade.id}
            target = criterion.draft_of_id & original.criterion_ids
            if target:
                with target._bands_checked_together():
                    self._overwrite(criterion, target, values)
                    self._overwrite_all(
                        criterion._get_sorted_bands(),
                        target._get_sorted_bands(),
                        lambda _band, target=target: {"criterion_id": target.id},
                    )
                target._check_bands()
            else:
                target = criterion.copy(values)
            criteria[criterion] = target
        kept = self.env["group.customer.grade.criterion"].union(*criteria.values())
        (original.criterion_ids - kept).unlink()
        return criteria

    def _put_segments_into_force(self, grades, criteria):
        for grade, target in grades.items():
            self._overwrite_all(
                grade.segment_ids.sorted(),
                target.segment_ids.sorted(),
                lambda segment, target=target: {
                    "grade_id": target.id,
                    "criterion_id": criteria[segment.criterion_id].id,
                },
            )

    def _overwrite(self, record, target, values):
        """Give ``target`` the values of ``record``, in every language."""
        one2many = {
            name for name, field in record._fields.items() if field.type == "one2many"
        }
        copied = record.copy_data(values)[0]
        target.write(
            {name: value for name, value in copied.items() if name not in one2many}
        )
        record.copy_translations(target, excluded=one2many)

    def _overwrite_all(self, records, targets, get_values):
        """Overwrite one record after the other; add what lacks, delete what is left."""
        for record, target in zip(records, targets, strict=False):
            self._overwrite(record, target, get_values(record))
        for record in records[len(targets) :]:
            record.copy(get_values(record))
        targets[len(records) :].unlink()


class GroupCustomerGradeCriterion(models.Model):
    _inherit = "group.customer.grade.criterion"

    def _get_sorted_bands(self):
        """The bands, the lowest values first."""
        return self.band_ids.sorted(lambda band: (not band.no_lower, band.value_from))
