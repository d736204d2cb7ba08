import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * Accounts per account manager before and after a change of holders, as two bars per
 * person and with the capacity where there is one.
 */
export class LoadComparisonField extends Component {
    static template = "group_customer.LoadComparisonField";
    static props = {...standardFieldProps};

    get rows() {
        const rows = this.props.record.data[this.props.name] || [];
        const most =
            Math.max(
                ...rows.map((row) => Math.max(row.before, row.after, row.maximum || 0)),
                0
            ) || 1;
        const share = (value) => (value / most) * 100;
        return rows.map((row) => {
            const limited = row.maximum !== null && row.maximum !== undefined;
            return {
                ...row,
                key: row.user_id || 0,
                isOver: limited && row.after > row.maximum,
                change: row.won - row.lost,
                limit: limited ? formatInteger(row.maximum) : "",
                limitShare: limited ? share(row.maximum) : null,
                sides: [
                    {side: "before", title: _t("Before"), value: row.before},
                    {side: "after", title: _t("After"), value: row.after},
                ].map((one) => ({
                    ...one,
                    text: formatInteger(one.value),
                    share: share(one.value),
                })),
            };
        });
    }

    signed(value) {
        const sign = value > 0 ? "+" : "−";
        return `${sign}${formatInteger(Math.abs(value))}`;
    }

    integer(value) {
        return formatInteger(value);
    }
}

export const loadComparisonField = {
    component: LoadComparisonField,
    displayName: _t("Load Before and After"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_load_comparison", loadComparisonField);
