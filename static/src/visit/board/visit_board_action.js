import {registry} from "@web/core/registry";
import {WithSearch} from "@web/search/with_search/with_search";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {VisitBoard} from "./visit_board";

import {Component} from "@odoo/owl";

/**
 * The plan board with the search bar of the accounts.
 */
export class VisitBoardAction extends Component {
    static template = "group_customer.VisitBoardAction";
    static components = {VisitBoard, WithSearch};
    static props = {...standardActionServiceProps};

    setup() {
        const {action, state} = this.props;
        this.searchProps = {
            resModel: "res.partner",
            searchViewId: action.params?.search_view_id || false,
            searchMenuTypes: ["filter", "favorite"],
            loadIrFilters: true,
            context: action.context,
        };
        if (state?.searchModel) {
            this.searchProps.globalState = {searchModel: state.searchModel};
        }
        // What was looked at, when one comes back; else what the caller asks for
        const {board_month: month, board_user_id: userId} = action.context;
        this.start = {month, userId, ...state?.board};
    }
}

registry.category("actions").add("group_customer_visit_board", VisitBoardAction);
