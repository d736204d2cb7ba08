import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

const ICONS = {
    opportunity: ["fa-star", _t("Opportunity")],
    order: ["fa-file-text-o", _t("Order")],
    issue: ["fa-exclamation-circle", _t("Issue")],
};

/**
 * What is open at an account: opportunities, orders and issues. Each opens its
 * document.
 */
export class VisitMattersField extends Component {
    static template = "group_customer.VisitMattersField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get matters() {
        return (this.props.record.data[this.props.name] || []).map((matter) => ({
            ...matter,
            key: `${matter.res_model},${matter.res_id}`,
            icon: (ICONS[matter.kind] || ICONS.issue)[0],
            title: (ICONS[matter.kind] || ICONS.issue)[1],
        }));
    }

    open({res_model, res_id}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("group_customer_visit_matters", {
    component: VisitMattersField,
    displayName: _t("Open at the Account"),
    supportedTypes: ["json"],
});
