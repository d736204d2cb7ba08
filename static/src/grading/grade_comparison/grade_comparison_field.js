import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {getGradeLabel} from "../grade_colors/grade_colors";

import {Component} from "@odoo/owl";

/**
 * The two sides of a simulation: customers and revenue per grade before and after.
 */
export class GradeComparisonField extends Component {
    static template = "group_customer.GradeComparisonField";
    static props = {...standardFieldProps};

    get comparison() {
        return this.props.record.data[this.props.name];
    }

    get rows() {
        const rows = this.comparison.rows.filter(
            (row) => row.place || row.base_count || row.simulated_count
        );
        const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
        const most = (name) => Math.max(...rows.map((row) => row[name]), 0) || 1;
        const largest = {
            count: Math.max(most("base_count"), most("simulated_count")),
            revenue: Math.max(most("base_revenue"), most("simulated_revenue")),
        };
        const share = (value, total) => Math.max(0, (value / total) * 100);
        return rows.map((row) => ({
            ...row,
            label: getGradeLabel(row),
            badgeClass: `o_badge_color_${row.color || 0}`,
            difference: row.simulated_count - row.base_count,
            sides: ["base", "simulated"].map((side) => ({
                side,
                title:
                    side === "base"
                        ? this.comparison.base_title
                        : this.comparison.title,
                count: formatInteger(row[`${side}_count`]),
                revenue: this.money(row[`${side}_revenue`]),
                countShare: share(row[`${side}_count`], largest.count),
                revenueShare: share(row[`${side}_revenue`], largest.revenue),
                countPercent: share(row[`${side}_count`], sum(`${side}_count`) || 1),
                revenuePercent: share(
                    row[`${side}_revenue`],
                    sum(`${side}_revenue`) || 1
                ),
            })),
        }));
    }

    percent(value) {
        return `${Math.round(value * 10) / 10} %`;
    }

    signed(value) {
        return `${value > 0 ? "+" : "−"}${formatInteger(Math.abs(value))}`;
    }

    money(value) {
        return formatMonetary(value, {
            currencyId: this.comparison.currency_id,
            digits: [16, 0],
        });
    }
}

export const gradeComparisonField = {
    component: GradeComparisonField,
    displayName: _t("Grades Side by Side"),
    supportedTypes: ["json"],
};

registry
    .category("fields")
    .add("group_customer_grade_comparison", gradeComparisonField);
