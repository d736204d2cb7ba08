import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

import {onMounted, onWillUnmount} from "@odoo/owl";

// Milliseconds between two looks at the record.
const DELAY = 4000;

/**
 * A progress bar of work in the background: it reads its record again now and then,
 * as long as it is in sight.
 */
export class LiveProgressField extends ProgressBarField {
    setup() {
        super.setup();
        let timer = null;
        onMounted(() => {
            timer = browser.setInterval(() => this.refresh(), DELAY);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async refresh() {
        const {record} = this.props;
        if (record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }
}

export const liveProgressField = {
    ...progressBarField,
    component: LiveProgressField,
    displayName: _t("Progress Bar of Background Work"),
};

registry.category("fields").add("group_customer_live_progress", liveProgressField);
