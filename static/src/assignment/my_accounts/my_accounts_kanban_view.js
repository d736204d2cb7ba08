import {onWillStart} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

/**
 * The cards of My Accounts: the best grade stands first, also on the phone, which shows
 * one column at a time. Accounts without a grade come last, and open like the others.
 */
export class MyAccountsKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        onWillStart(() => this.openGroupWithoutValue());
    }

    async openGroupWithoutValue() {
        const {list} = this.props;
        if (!list.isGrouped || list.model.useSampleModel) {
            return;
        }
        const group = list.groups.find(({value, isFolded}) => !value && isFolded);
        if (group) {
            await group.toggle();
        }
    }

    getGroupsOrRecords() {
        const items = super.getGroupsOrRecords();
        if (!this.props.list.isGrouped) {
            return items;
        }
        return [
            ...items.filter(({group}) => group.value),
            ...items.filter(({group}) => !group.value),
        ];
    }
}

registry.category("views").add("group_customer_my_accounts_kanban", {
    ...kanbanView,
    Renderer: MyAccountsKanbanRenderer,
});
