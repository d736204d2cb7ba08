import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onWillStart, onWillUpdateProps} from "@odoo/owl";

// Grades are few: read at most once per page, and only for the hierarchy view.
let gradesPromise = null;

/**
 * Shows a grade in the colour its scheme gives it. The colour and the letter are read
 * together with the name of the grade, so no view needs helper fields. The hierarchy
 * view keeps nothing but the name; there they are looked up.
 */
export class GradeBadgeField extends Component {
    static template = "group_customer.GradeBadgeField";
    static props = {
        ...standardFieldProps,
        isShort: {type: Boolean, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.grades = {};
        onWillStart(() => this.loadGrades(this.props));
        onWillUpdateProps((nextProps) => this.loadGrades(nextProps));
    }

    async loadGrades(props) {
        const grade = props.record.data[props.name];
        if (!grade || grade.color !== undefined) {
            return;
        }
        gradesPromise ||= this.orm
            .searchRead("group.customer.grade", [], ["code", "color"])
            .then((grades) => Object.fromEntries(grades.map((one) => [one.id, one])));
        this.grades = await gradesPromise;
    }

    get grade() {
        const grade = this.props.record.data[this.props.name];
        return grade && {...this.grades[grade.id], ...grade};
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
