import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {Component, onWillStart, useState} from "@odoo/owl";

/**
 * Whom to visit now although nobody planned it: the own accounts, the longest not
 * visited first.
 */
export class VisitNowDialog extends Component {
    static template = "group_customer.VisitNowDialog";
    static components = {Dialog};
    static props = {close: Function, onChosen: Function};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({accounts: [], isBusy: false});
        this.search = useDebounced((text) => this.load(text), 250);
        useAutofocus({mobile: false});
        onWillStart(() => this.load(""));
    }

    async load(text) {
        this.state.accounts = await this.keepLast.add(
            this.orm.call("group.customer.visit", "get_visit_now_accounts", [
                text.trim(),
            ])
        );
    }

    describe(account) {
        const visited = account.last_visit_on
            ? _t(
                  "last visited %s",
                  deserializeDate(account.last_visit_on).toLocaleString(
                      luxon.DateTime.DATE_MED
                  )
              )
            : _t("never visited");
        return [account.city, visited].filter(Boolean).join(" · ");
    }

    async choose(account) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.props.onChosen(account.id);
            this.props.close();
        } finally {
            this.state.isBusy = false;
        }
    }
}
