import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, onMounted, useState} from "@odoo/owl";

import {BandBars, formatShare} from "./band_bars";

/**
 * What the scheme on the screen, saved or not, does to today's customers: a bar per
 * grade with the difference to the grades held today, and the bands of each
 * criterion. The customers are measured on demand, and again when that was before
 * today.
 */
export class GradePreviewField extends Component {
    static template = "group_customer.GradePreviewField";
    static components = {BandBars};
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({isMeasuring: false, showBands: false});
        onMounted(() => {
            if (this.preview.is_old) {
                this.measure();
            }
        });
    }

    get preview() {
        return this.props.record.data[this.props.name] || {};
    }

    get grades() {
        const {grades} = this.preview;
        const largest = Math.max(...grades.map((grade) => grade.count), 1);
        return grades.map((grade) => ({
            ...grade,
            size: Math.round((grade.count / largest) * 1000) / 10,
            text: formatInteger(grade.count),
            percent: formatShare(grade.share),
            sign: grade.difference > 0 ? "+" : "−",
            change: formatInteger(Math.abs(grade.difference)),
            title: _t("Today: %(count)s", {count: formatInteger(grade.held)}),
            badgeClass: `o_badge_color_${grade.color || 0}`,
        }));
    }

    get summary() {
        const {up, down, same} = this.preview.moves;
        const fresh = this.preview.moves.new;
        return _t("%(up)s up, %(down)s down, %(same)s unchanged, %(fresh)s new", {
            up: formatInteger(up),
            down: formatInteger(down),
            same: formatInteger(same),
            fresh: formatInteger(fresh),
        });
    }

    get missing() {
        return (this.preview.missing || []).map((name) => `“${name}”`).join(", ");
    }

    get total() {
        return formatInteger(this.preview.total);
    }

    toggleBands() {
        this.state.showBands = !this.state.showBands;
    }

    /** Save the scheme, for only what is saved is measured, and measure. */
    async measure() {
        const {record} = this.props;
        if (this.state.isMeasuring || !(await record.save())) {
            return;
        }
        this.state.isMeasuring = true;
        try {
            await this.orm.call(record.resModel, "action_measure_today", [
                [record.resId],
            ]);
            await record.load();
        } finally {
            this.state.isMeasuring = false;
        }
    }
}

export const gradePreviewField = {
    component: GradePreviewField,
    displayName: _t("Preview of Grades"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_grade_preview", gradePreviewField);
