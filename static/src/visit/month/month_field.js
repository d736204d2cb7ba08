import {registry} from "@web/core/registry";
import {DateTimeField, dateField} from "@web/views/fields/datetime/datetime_field";

/**
 * A day that stands for its whole month: read and chosen as "December 2026".
 */
export class MonthField extends DateTimeField {
    getFormattedValue(valueIndex, numeric = this.props.numeric) {
        const value = this.values[valueIndex];
        if (!value || numeric) {
            return super.getFormattedValue(valueIndex, numeric);
        }
        return value.toLocaleString({month: "long", year: "numeric"});
    }
}

registry.category("fields").add("group_customer_month", {
    ...dateField,
    component: MonthField,
    supportedTypes: ["date"],
    listViewWidth: () => 130,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...dateField.extractProps(fieldInfo, dynamicInfo),
        minPrecision: "months",
        maxPrecision: "months",
    }),
});
