import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * The accounts of an account manager against the capacity: one bar in all and one per
 * grade. A bar opens its accounts. Where there is no limit, the count stands alone.
 */
export class GradeLoadField extends Component {
    static template = "group_customer.GradeLoadField";
    static props = {...standardFieldProps, isShort: {type: Boolean, optional: true}};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get lines() {
        const {data} = this.props.record;
        const grades = (data[this.props.name] || []).filter(
            ({count, maximum}) => !this.props.isShort || count || maximum !== null
        );
        return [
            {
                key: "all",
                code: _t("All"),
                name: _t("All accounts"),
                count: data.account_count,
                maximum: data.has_capacity_limit ? data.capacity_total : null,
                badgeClass: "text-bg-light",
            },
            ...grades.map((grade) => ({
                ...grade,
                key: String(grade.grade_id),
                badgeClass: `o_badge_color_${grade.color || 0}`,
            })),
        ].map((line) => this.describe(line));
    }

    describe(line) {
        const {count, maximum} = line;
        const isLimited = maximum !== null && maximum !== undefined;
        const label =
            line.code === line.name ? line.name : `${line.code} · ${line.name}`;
        return {
            ...line,
            isLimited,
            width: isLimited ? this.getWidth(count, maximum) : 0,
            barClass: this.getBarClass(count, maximum),
            text: isLimited ? `${count} / ${maximum}` : String(count),
            title: isLimited
                ? _t("%(label)s: %(count)s of %(maximum)s", {label, count, maximum})
                : _t("%(label)s: %(count)s, no limit", {label, count}),
        };
    }

    getWidth(count, maximum) {
        return maximum ? Math.min(100, (100 * count) / maximum) : 100;
    }

    getBarClass(count, maximum) {
        if (count > maximum) {
            return "bg-danger";
        }
        return count === maximum ? "bg-warning" : "bg-success";
    }

    async open(line) {
        const {resId, resModel} = this.props.record;
        const args = line.key === "all" ? [resId] : [resId, line.grade_id];
        return this.action.doAction(
            await this.orm.call(resModel, "action_view_accounts", args)
        );
    }
}

export const gradeLoadField = {
    component: GradeLoadField,
    displayName: _t("Load by Grade"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Only grades with accounts or a capacity"),
            name: "short",
            type: "boolean",
        },
    ],
    fieldDependencies: [
        {name: "account_count", type: "integer"},
        {name: "has_capacity_limit", type: "boolean"},
        {name: "capacity_total", type: "integer"},
    ],
    extractProps: ({options}) => ({isShort: Boolean(options.short)}),
};

registry.category("fields").add("group_customer_grade_load", gradeLoadField);
