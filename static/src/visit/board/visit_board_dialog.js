import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";
import {Dialog} from "@web/core/dialog/dialog";

import {Component, useState} from "@odoo/owl";

/**
 * The few words that adding, moving and dropping a visit need.
 *
 * ``confirm`` may refuse: the dialog stays open then, with what was entered.
 */
export class VisitBoardDialog extends Component {
    static template = "group_customer.VisitBoardDialog";
    static components = {Dialog};
    static props = {
        mode: {validate: (mode) => ["add", "move", "drop"].includes(mode)},
        account: String,
        day: {type: String, optional: true},
        policies: {type: Array, element: Object, optional: true},
        policy: {type: String, optional: true},
        confirm: Function,
        close: Function,
    };
    static defaultProps = {day: "", policies: [], policy: ""};

    setup() {
        useAutofocus();
        const {day, policies, policy} = this.props;
        this.state = useState({
            day,
            policy: policy || policies[0]?.key || "",
            reason: "",
            isSaving: false,
        });
    }

    get title() {
        return {
            add: _t("Plan a Visit"),
            move: _t("Move the Visit"),
            drop: _t("Drop from the Plan"),
        }[this.props.mode];
    }

    get confirmLabel() {
        return {add: _t("Plan It"), move: _t("Move"), drop: _t("Drop")}[
            this.props.mode
        ];
    }

    get isComplete() {
        const {day, policy, reason} = this.state;
        switch (this.props.mode) {
            case "add":
                return Boolean(day && policy);
            case "move":
                return Boolean(day);
            default:
                return Boolean(reason.trim());
        }
    }

    async onConfirm() {
        if (!this.isComplete || this.state.isSaving) {
            return;
        }
        this.state.isSaving = true;
        try {
            await this.props.confirm({
                day: this.state.day,
                policy: this.state.policy,
                reason: this.state.reason.trim(),
            });
        } finally {
            this.state.isSaving = false;
        }
        this.props.close();
    }
}
