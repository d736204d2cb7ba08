import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * The days of a month as bars: visits against what fits into a day.
 */
export class PlanLoadField extends Component {
    static template = "group_customer.PlanLoadField";
    static props = {...standardFieldProps};

    get days() {
        const days = this.props.record.data[this.props.name] || [];
        const highest = Math.max(
            ...days.map(({count, capacity}) => Math.max(count, capacity)),
            1
        );
        return days.map((day) => {
            const date = deserializeDate(day.date);
            return {
                ...day,
                number: date.day,
                weekday: date.toLocaleString({weekday: "narrow"}),
                isMonday: date.weekday === 1,
                doneHeight: (100 * day.done) / highest,
                openHeight: (100 * (day.count - day.done)) / highest,
                limitHeight: (100 * day.capacity) / highest,
                isOver: day.count > day.capacity,
                text: _t(
                    "%(date)s: %(count)s visits, %(done)s done, %(capacity)s fit",
                    {
                        ...day,
                        date: date.toLocaleString({
                            weekday: "short",
                            month: "short",
                            day: "numeric",
                        }),
                    }
                ),
            };
        });
    }
}

export const planLoadField = {
    component: PlanLoadField,
    displayName: _t("Load per Day"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_plan_load", planLoadField);
