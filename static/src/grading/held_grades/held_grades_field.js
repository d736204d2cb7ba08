import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

import {dateText, openReason} from "../grade_timeline/grade_timeline_field";

/**
 * The grades a customer holds today, one per scheme: since when, how long they are
 * valid, what they mean for the customer and for us.
 */
export class HeldGradesField extends Component {
    static template = "group_customer.HeldGradesField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get held() {
        const value = this.props.record.data[this.props.name];
        const held = [];
        for (const lane of (value && value.lanes) || []) {
            const segment = lane.segments.at(-1);
            if (!lane.is_active || segment.date_to) {
                continue;
            }
            held.push({
                ...lane,
                segment,
                badgeClass: `o_badge_color_${segment.color || 0}`,
                since: _t("since %s", dateText(segment.date_from)),
                valid: segment.valid_until
                    ? segment.is_expired
                        ? _t("expired on %s", dateText(segment.valid_until))
                        : _t("valid until %s", dateText(segment.valid_until))
                    : "",
            });
        }
        return held;
    }

    open(segment) {
        return openReason(this.action, segment);
    }
}

export const heldGradesField = {
    component: HeldGradesField,
    displayName: _t("Grades Held Today"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_held_grades", heldGradesField);
