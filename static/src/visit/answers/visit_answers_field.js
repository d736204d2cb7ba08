import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

const RATINGS = ["1", "2", "3", "4", "5"];
const HEADINGS = {
    stage: _t("Stages"),
    agenda: _t("Agenda"),
    question: _t("Questions"),
};

/**
 * The points of a visit report, each with what its answer asks for: a text, a number,
 * yes or no, a choice, or one to five. All are written in place, on a phone too.
 */
export class VisitAnswersField extends Component {
    static template = "group_customer.VisitAnswersField";
    static props = {...standardFieldProps};

    setup() {
        this.ratings = RATINGS;
    }

    /** The points with their headings, in their order. */
    get sections() {
        const sections = [];
        for (const record of this.props.record.data[this.props.name].records) {
            const type = record.data.line_type;
            if (sections.at(-1)?.type !== type) {
                sections.push({type, heading: HEADINGS[type] || "", points: []});
            }
            sections.at(-1).points.push(this.getPoint(record));
        }
        return sections;
    }

    getPoint(record) {
        const {answer_type, choices, hint, is_required, name, value} = record.data;
        return {
            id: record.id,
            record,
            answerType: answer_type,
            choices: (choices || "")
                .split("\n")
                .map((choice) => choice.trim())
                .filter(Boolean),
            hint: hint || "",
            isRequired: is_required,
            isMissing: is_required && !(value || "").trim(),
            name,
            value: value || "",
        };
    }

    getText(point) {
        if (point.answerType === "yes_no") {
            return {yes: _t("Yes"), no: _t("No")}[point.value] || "";
        }
        return point.answerType === "rating" && point.value
            ? `${point.value}/${RATINGS.length}`
            : point.value;
    }

    /** The rows that a text needs, so that what was written is seen. */
    getRows(point) {
        return Math.min(8, Math.max(2, point.value.split("\n").length));
    }

    setValue(point, value) {
        return point.record.update({value});
    }

    /** A second click takes the answer back. */
    toggle(point, value) {
        return this.setValue(point, point.value === value ? false : value);
    }
}

export const visitAnswersField = {
    component: VisitAnswersField,
    displayName: _t("Answers of a Visit Report"),
    supportedTypes: ["one2many"],
    relatedFields: [
        {name: "name", type: "char", readonly: true},
        {name: "hint", type: "char", readonly: true},
        {name: "line_type", type: "char", readonly: true},
        {name: "answer_type", type: "char", readonly: true},
        {name: "choices", type: "text", readonly: true},
        {name: "is_required", type: "boolean", readonly: true},
        {name: "value", type: "text", readonly: false},
    ],
};

registry.category("fields").add("group_customer_visit_answers", visitAnswersField);
