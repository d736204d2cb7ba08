import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

// Marks of the axis are at most this many, whatever the time they span.
const MAX_TICKS = 8;
const MAX_TICKS_SMALL = 4;

/**
 * Opens why a grade was given: the line of the run, else the award.
 *
 * @param {Object} action the action service
 * @param {Object} segment part of a timeline
 * @returns {Promise}
 */
export function openReason(action, segment) {
    return action.doAction({
        type: "ir.actions.act_window",
        name: _t("Why this grade?"),
        res_model: segment.res_model,
        res_id: segment.res_id,
        views: [[false, "form"]],
        target: "new",
        context: {create: false, edit: false},
    });
}

/**
 * Puts a date of a timeline into the words of the reader.
 *
 * @param {String} date as the server writes it
 * @returns {String}
 */
export function dateText(date) {
    return date ? formatDate(deserializeDate(date)) : "";
}

/**
 * The grades of a customer over time: a lane per scheme, a coloured part per grade. A
 * click tells why the grade was given.
 */
export class GradeTimelineField extends Component {
    static template = "group_customer.GradeTimelineField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get timeline() {
        const value = this.props.record.data[this.props.name];
        if (!value || !value.lanes.length) {
            return null;
        }
        const span = this.getSpan(value);
        return {
            ticks: this.getTicks(span),
            lanes: value.lanes.map((lane) => ({
                ...lane,
                segments: lane.segments.map((segment) =>
                    this.prepareSegment(segment, lane, span)
                ),
            })),
        };
    }

    /**
     * From the first grade to today, and at least a year.
     */
    getSpan({today, lanes}) {
        const end = deserializeDate(today).plus({days: 1});
        const starts = lanes.map((lane) => lane.segments[0].date_from);
        const first = deserializeDate(starts.sort()[0]);
        const start = first < end.minus({years: 1}) ? first : end.minus({years: 1});
        const days = end.diff(start, "days").days;
        return {
            start,
            end,
            position: (date) =>
                Math.min(
                    100,
                    Math.max(0, (date.diff(start, "days").days / days) * 100)
                ),
        };
    }

    /**
     * Years, or every few of them; months when there is little to show.
     */
    getTicks(span) {
        const months = span.end.diff(span.start, "months").months;
        const most = this.env.isSmall ? MAX_TICKS_SMALL : MAX_TICKS;
        const step =
            [1, 3, 6, 12, 24, 60, 120].find((length) => months / length <= most) || 240;
        const ticks = [];
        let date = span.start.startOf(step < 12 ? "month" : "year");
        while (date < span.end) {
            if (date >= span.start) {
                ticks.push({
                    key: date.toISODate(),
                    left: span.position(date),
                    label:
                        step < 12
                            ? date.toLocaleString({year: "numeric", month: "short"})
                            : date.toLocaleString({year: "numeric"}),
                });
            }
            date = date.plus({months: step});
        }
        return ticks;
    }

    prepareSegment(segment, lane, span) {
        const from = deserializeDate(segment.date_from);
        const to = segment.date_to
            ? deserializeDate(segment.date_to).plus({days: 1})
            : span.end;
        const left = span.position(from);
        const period = segment.date_to
            ? _t("%(start)s to %(end)s", {
                  start: dateText(segment.date_from),
                  end: dateText(segment.date_to),
              })
            : _t("since %s", dateText(segment.date_from));
        const tooltip = {
            scheme: lane.scheme,
            name: segment.name,
            period,
            valid: segment.valid_until
                ? _t("Valid until %s", dateText(segment.valid_until))
                : "",
            origin: segment.origin,
            reason: segment.reason,
        };
        return {
            ...segment,
            badgeClass: `o_badge_color_${segment.color || 0}`,
            style: `left: ${left}%; width: ${span.position(to) - left}%`,
            label: `${lane.scheme}: ${segment.name}, ${period}`,
            tooltip: JSON.stringify(tooltip),
        };
    }

    open(segment) {
        return openReason(this.action, segment);
    }
}

export const gradeTimelineField = {
    component: GradeTimelineField,
    displayName: _t("Grade Timeline"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_grade_timeline", gradeTimelineField);
