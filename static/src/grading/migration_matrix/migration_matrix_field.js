import {getCurrency} from "@web/core/currency";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {getGradeLabel} from "../grade_colors/grade_colors";

import {Component} from "@odoo/owl";

/**
 * The migration matrix of a simulation: how many customers, and how much revenue, move
 * from which grade to which. A cell opens its customers.
 */
export class MigrationMatrixField extends Component {
    static template = "group_customer.MigrationMatrixField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get matrix() {
        return this.props.record.data[this.props.name];
    }

    /** Grades that nobody has on a side take no room there, but real ones stay. */
    isShown(grade, key) {
        return grade.place || this.matrix.cells.some((cell) => cell[key] === 0);
    }

    get columns() {
        return this.matrix.grades.filter((grade) => this.isShown(grade, "to"));
    }

    get rows() {
        return this.matrix.base_grades
            .filter((base) => this.isShown(base, "from"))
            .map((base) => ({
                base,
                cells: this.columns.map((grade) => this.getCell(base, grade)),
                total: this.getTotal((cell) => cell.from === base.place),
            }));
    }

    get totals() {
        return this.columns.map((grade) =>
            this.getTotal((cell) => cell.to === grade.place)
        );
    }

    get total() {
        return this.getTotal(() => true);
    }

    getCell(base, grade) {
        const found = this.matrix.cells.find(
            (cell) => cell.from === base.place && cell.to === grade.place
        );
        const label = _t("%(base)s → %(grade)s", {
            base: this.label(base),
            grade: this.label(grade),
        });
        return {
            key: `${base.place}_${grade.place}`,
            base,
            grade,
            label,
            count: 0,
            revenue: 0,
            change: "none",
            ...found,
        };
    }

    getTotal(condition) {
        const cells = this.matrix.cells.filter(condition);
        return {
            count: cells.reduce((sum, cell) => sum + cell.count, 0),
            revenue: cells.reduce((sum, cell) => sum + cell.revenue, 0),
        };
    }

    label(grade) {
        return getGradeLabel(grade);
    }

    count(value) {
        return formatInteger(value);
    }

    money(value) {
        return formatMonetary(value, {
            currencyId: this.matrix.currency_id,
            digits: [16, 0],
        });
    }

    /** An amount that fits a cell, in the units of the language: 1.1M, 110万. */
    shortMoney(value) {
        const number = new Intl.NumberFormat(user.lang, {
            notation: "compact",
            maximumFractionDigits: 1,
        }).format(value);
        const {symbol, position} = getCurrency(this.matrix.currency_id) || {};
        const parts = position === "after" ? [number, symbol] : [symbol, number];
        return parts.filter(Boolean).join(" ");
    }

    describe(cell) {
        return _t("%(label)s: %(count)s customers, revenue %(revenue)s", {
            label: cell.label,
            count: this.count(cell.count),
            revenue: this.money(cell.revenue),
        });
    }

    badgeClass(grade) {
        return `o_badge_color_${grade.color || 0}`;
    }

    open(cell) {
        return this.action.doAction(
            "group_customer.group_customer_grade_simulation_line_action_simulation",
            {
                additionalContext: {active_id: this.props.record.resId},
                props: {
                    dynamicFilters: [
                        {
                            description: cell.label,
                            domain: [
                                ["base_place", "=", cell.base.place],
                                ["place", "=", cell.grade.place],
                            ],
                        },
                    ],
                },
            }
        );
    }
}

export const migrationMatrixField = {
    component: MigrationMatrixField,
    displayName: _t("Migration Matrix"),
    supportedTypes: ["json"],
};

registry
    .category("fields")
    .add("group_customer_migration_matrix", migrationMatrixField);
