import {browser} from "@web/core/browser/browser";
import {
    deserializeDate,
    deserializeDateTime,
    serializeDate,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {CheckinDialog} from "../checkin/checkin_dialog";
import {formatMetres} from "../checkin/position";
import {VisitNowDialog} from "./visit_now_dialog";

import {
    Component,
    onMounted,
    onWillDestroy,
    onWillStart,
    useExternalListener,
    useState,
} from "@odoo/owl";

const {DateTime} = luxon;
const VISIT = "group.customer.visit";
const STATE_COLORS = {
    draft: "secondary",
    planned: "info",
    confirmed: "primary",
    in_progress: "warning",
    done: "success",
    reviewed: "success",
    missed: "danger",
};
const MATTER_ICONS = {
    opportunity: "fa-star-o",
    order: "fa-file-text-o",
    issue: "fa-exclamation-circle",
};
// The agendas read last, by day: without network they are shown again
const lastAgendas = new Map();

/**
 * The day of a visitor, for the phone: where to, how to get there, whom to call, what is
 * open there, and a button to check in.
 */
export class VisitAgenda extends Component {
    static template = "group_customer.VisitAgenda";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("group_customer_checkin");
        this.waiting = useState(this.queue.state);
        this.display = {controlPanel: {}};
        this.keepLast = new KeepLast();
        this.state = useState({
            agenda: null,
            isStale: false,
            opened: {},
            isOnline: browser.navigator.onLine,
        });
        useExternalListener(browser, "online", () => this.onNetwork(true));
        useExternalListener(browser, "offline", () => this.onNetwork(false));
        onWillStart(() => this.load(this.props.state?.day));
        const stop = this.queue.onSent((item, answer) => this.onSent(item, answer));
        onWillDestroy(stop);
        onMounted(() => this.queue.flush());
    }

    // Reading

    async load(day = this.state.agenda?.day) {
        try {
            const agenda = await this.keepLast.add(
                this.orm.call(VISIT, "get_agenda", [], {day: day || null})
            );
            this.show(agenda, false);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.show(
                lastAgendas.get(day || "") || {day, visits: [], followups: []},
                true
            );
        }
    }

    show(agenda, isStale) {
        if (!isStale) {
            lastAgendas.set(agenda.day, agenda);
            if (agenda.is_today) {
                lastAgendas.set("", agenda);
            }
        }
        this.state.agenda = agenda;
        this.state.isStale = isStale;
        this.props.updateActionState({day: agenda.is_today ? undefined : agenda.day});
    }

    onNetwork(isOnline) {
        this.state.isOnline = isOnline;
        if (isOnline && this.state.isStale) {
            this.load();
        }
    }

    onSent(item, answer) {
        const visit = this.visits.find(({id}) => id === item.visitId);
        if (visit) {
            Object.assign(visit, answer);
        }
        this.load();
    }

    // Days

    get dayLabel() {
        const {day} = this.state.agenda;
        if (!day) {
            return _t("Today");
        }
        return deserializeDate(day).toLocaleString({
            weekday: "short",
            day: "numeric",
            month: "short",
        });
    }

    showDay(days) {
        const {day, today} = this.state.agenda;
        const from = deserializeDate(day || today || serializeDate(DateTime.now()));
        return this.load(serializeDate(from.plus({days})));
    }

    showToday() {
        return this.load("");
    }

    // Visits

    get visits() {
        return this.state.agenda.visits;
    }

    /**
     * What of a visit is on its way, and what the server did not take.
     */
    getWaiting(visit) {
        return this.waiting.items.filter(({visitId}) => visitId === visit.id);
    }

    /**
     * The step that the big button of a visit takes: "checkin", "checkout", "move",
     * "report" or none.
     */
    getStep(visit) {
        const steps = this.getWaiting(visit)
            .filter(({error}) => !error)
            .map(({step}) => step);
        if (steps.includes("checkout")) {
            return "";
        }
        if (steps.includes("checkin")) {
            return "checkout";
        }
        if (visit.checkin && !visit.checkout) {
            const isOwn = visit.checkin.user_id === this.state.agenda.user_id;
            return isOwn && !["cancelled", "missed"].includes(visit.state)
                ? "checkout"
                : "";
        }
        if (visit.checkout) {
            return visit.state === "in_progress" && visit.is_mine ? "report" : "";
        }
        if (!visit.is_on_site || !visit.is_open) {
            return "";
        }
        if (visit.state === "in_progress" || this.isOnDay(visit)) {
            return "checkin";
        }
        return "move";
    }

    /**
     * Whether a visit takes place today, where the company is.
     */
    isOnDay(visit) {
        const {today} = this.state.agenda;
        return (
            visit.date <= today &&
            (visit.date === today || deserializeDateTime(visit.stop) > DateTime.now())
        );
    }

    getStateColor(visit) {
        return STATE_COLORS[visit.state] || "secondary";
    }

    getMatterIcon(matter) {
        return MATTER_ICONS[matter.kind] || "fa-circle-o";
    }

    getHours(visit) {
        if (visit.is_all_day) {
            return _t("All day");
        }
        const start = deserializeDateTime(visit.start);
        const stop = deserializeDateTime(visit.stop);
        const time = DateTime.TIME_SIMPLE;
        if (start.hasSame(stop, "day")) {
            return `${start.toLocaleString(time)} – ${stop.toLocaleString(time)}`;
        }
        const moment = {month: "short", day: "numeric", ...time};
        return `${start.toLocaleString(moment)} – ${stop.toLocaleString(moment)}`;
    }

    formatDate(day) {
        return deserializeDate(day).toLocaleString(DateTime.DATE_MED);
    }

    formatMoment(moment) {
        return deserializeDateTime(moment).toLocaleString(DateTime.TIME_SIMPLE);
    }

    /**
     * What is stored of a check-in or check-out, in one line.
     */
    describe(step, facts) {
        const parts = [
            step === "checkin"
                ? _t("Checked in %s", this.formatMoment(facts.at))
                : _t("Checked out %s", this.formatMoment(facts.at)),
        ];
        if (["ok", "outside"].includes(facts.result)) {
            parts.push(_t("%s from the customer", formatMetres(facts.distance)));
        }
        if (facts.result === "no_position") {
            parts.push(_t("without position"));
        }
        if (facts.result === "no_address") {
            parts.push(_t("distance unknown"));
        }
        if (facts.reason) {
            parts.push(facts.reason);
        }
        return parts.join(" · ");
    }

    hasDetails(visit) {
        return Boolean(
            visit.agenda.length ||
                visit.purpose ||
                visit.task ||
                visit.opening ||
                visit.route
        );
    }

    toggle(visit) {
        this.state.opened[visit.id] = !this.state.opened[visit.id];
    }

    // Doing

    check(visit, step) {
        this.dialog.add(CheckinDialog, {
            visit,
            step,
            onRecorded: (answer) => this.onRecorded(answer),
        });
    }

    onRecorded({state}) {
        if (state === "waiting") {
            this.notification.add(
                _t("Kept on this device. It is sent as soon as there is a network."),
                {type: "info"}
            );
        } else {
            this.notification.add(_t("Stored."), {type: "success"});
        }
    }

    async moveToToday(visit) {
        await this.orm.call(VISIT, "action_move_to_today", [[visit.id]]);
        await this.load("");
    }

    visitNow() {
        this.dialog.add(VisitNowDialog, {
            onChosen: async (partnerId) => {
                const visitId = await this.orm.call(VISIT, "action_visit_now", [
                    partnerId,
                ]);
                await this.load("");
                const visit = this.visits.find(({id}) => id === visitId);
                if (visit) {
                    this.check(visit, "checkin");
                }
            },
        });
    }

    sendAgain(item) {
        return this.queue.retry(item.token);
    }

    sendWithReason(item, ev) {
        const reason = ev.target.closest("form").querySelector("input").value.trim();
        return this.queue.retry(item.token, reason ? {reason} : {});
    }

    discard(item) {
        return this.queue.discard(item.token);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

registry.category("actions").add("group_customer_visit_agenda", VisitAgenda);
