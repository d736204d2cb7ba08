import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";

import {onMounted, onWillUnmount} from "@odoo/owl";

// Milliseconds between two looks at the visits of the day.
const DELAY = 60000;

/**
 * The visits of the day, read again every minute as long as the page is in sight.
 */
export class TeamTodayKanbanController extends KanbanController {
    setup() {
        super.setup();
        let timer = null;
        onMounted(() => {
            timer = browser.setInterval(() => this.refresh(), DELAY);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async refresh() {
        // Who writes, selects or opened a dialog is not disturbed.
        const isBusy =
            document.hidden ||
            this.model.root.editedRecord ||
            document.querySelector(".o_dialog, .o-dropdown--menu");
        if (!isBusy) {
            await this.model.root.load();
        }
    }
}

registry.category("views").add("group_customer_team_today_kanban", {
    ...kanbanView,
    Controller: TeamTodayKanbanController,
});
