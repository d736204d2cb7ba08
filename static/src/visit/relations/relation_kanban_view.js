import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {kanbanView} from "@web/views/kanban/kanban_view";

/**
 * The column of the people whose relation nobody has entered has a name, too: Odoo
 * gives one to columns without a record, but none to columns without a choice.
 */
class RelationGroup extends kanbanView.Model.Group {
    setup() {
        super.setup(...arguments);
        this.displayName ||= _t("Relation Not Entered");
    }
}

class RelationModel extends kanbanView.Model {}
RelationModel.Group = RelationGroup;

registry.category("views").add("group_customer_relation_kanban", {
    ...kanbanView,
    Model: RelationModel,
});
