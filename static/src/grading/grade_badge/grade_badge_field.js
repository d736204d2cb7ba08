import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/**
 * Shows a grade in the colour its scheme gives it. The colour and the letter are read
 * together with the name of the grade, so no view needs helper fields.
 */
export class GradeBadgeField extends Component {
    static template = "group_customer.GradeBadgeField";
    static props = {
        ...standardFieldProps,
        isShort: {type: Boolean, optional: true},
    };

    get grade() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return (this.props.isShort && this.grade.code) || this.grade.display_name;
    }

    get badgeClass() {
        return `o_badge_color_${this.grade.color || 0}`;
    }
}

export const gradeBadgeField = {
    component: GradeBadgeField,
    displayName: _t("Grade Badge"),
    supportedTypes: ["many2one"],
    supportedOptions: [
        {
            label: _t("Letter only"),
            name: "short",
            type: "boolean",
        },
    ],
    relatedFields: [
        {name: "code", type: "char"},
        {name: "color", type: "integer"},
    ],
    extractProps: ({options}) => ({isShort: Boolean(options.short)}),
};

registry.category("fields").add("group_customer_grade_badge", gradeBadgeField);
