import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * How many customers of a grade run have which grade: a bar and badges. A badge opens
 * the customers of its grade: those of the run, or what the option "method" returns.
 */
export class GradeCountsField extends Component {
    static template = "group_customer.GradeCountsField";
    static props = {...standardFieldProps, method: {type: String, optional: true}};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get grades() {
        const grades = this.props.record.data[this.props.name] || [];
        const total = grades.reduce((sum, grade) => sum + grade.count, 0);
        return grades.map((grade) => ({
            ...grade,
            label: [grade.code, grade.name]
                .filter((part, index, parts) => part && parts.indexOf(part) === index)
                .join(" · "),
            share: total ? Math.round((grade.count / total) * 1000) / 10 : 0,
            badgeClass: `o_badge_color_${grade.color || 0}`,
        }));
    }

    async open(grade) {
        if (this.props.method) {
            const {resId, resModel} = this.props.record;
            return this.action.doAction(
                await this.orm.call(resModel, this.props.method, [
                    resId,
                    grade.grade_id,
                ])
            );
        }
        const filter = grade.grade_id
            ? {search_default_grade_id: grade.grade_id}
            : {search_default_ungraded: 1};
        return this.action.doAction(
            "group_customer.group_customer_grade_run_line_action_run",
            {
                additionalContext: {
                    ...filter,
                    active_id: this.props.record.resId,
                },
            }
        );
    }
}

export const gradeCountsField = {
    component: GradeCountsField,
    displayName: _t("Customers by Grade"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({method: options.method}),
};

registry.category("fields").add("group_customer_grade_counts", gradeCountsField);
