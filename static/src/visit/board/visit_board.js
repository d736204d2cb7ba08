import {deserializeDate} from "@web/core/l10n/dates";
import {usePopover} from "@web/core/popover/popover_hook";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {usePager} from "@web/search/pager_hook";
import {SearchBar} from "@web/search/search_bar/search_bar";
import {useSearchBarToggler} from "@web/search/search_bar/search_bar_toggler";

import {VisitBoardDialog} from "./visit_board_dialog";
import {useBoardDrag} from "./visit_board_drag";
import {VisitBoardMenu} from "./visit_board_menu";
import {prepareBoard} from "./visit_board_page";

import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";

const PLAN = "group.customer.visit.plan";
const VISIT = "group.customer.visit";
const LIMIT = 80;

/**
 * Accounts × weeks, or days, of a month: what is due, planned, done and missed.
 *
 * The server cuts the page, decides what the user may see and checks each change; the
 * page is read again after it.
 */
export class VisitBoard extends Component {
    static template = "group_customer.VisitBoard";
    static components = {Layout, SearchBar};
    static props = {domain: Array, start: Object};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.searchBarToggler = useSearchBarToggler();
        this.display = {controlPanel: {}};
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.focusKey = false;
        const {month, scale, userId, only, offset} = this.props.start;
        this.state = useState({
            month: month || false,
            scale: scale || "week",
            userId: userId || false,
            only: only || false,
            offset: offset || 0,
            column: false,
            board: null,
            message: "",
        });
        this.menu = usePopover(VisitBoardMenu, {position: "bottom-start"});
        useSetupAction({
            getLocalState: () => ({
                searchModel: JSON.stringify(this.env.searchModel.exportState()),
                board: {
                    month: this.state.month,
                    scale: this.state.scale,
                    userId: this.state.userId,
                    only: this.state.only,
                    offset: this.state.offset,
                },
            }),
        });
        usePager(() => ({
            offset: this.state.offset,
            limit: LIMIT,
            total: this.state.board?.total || 0,
            onUpdate: ({offset}) => this.show({offset}),
        }));
        useBoardDrag({
            ref: this.root,
            enable: () => !this.env.isSmall,
            onStart: () => this.menu.close(),
            onDrop: (chip, column) => this.onDropped(chip, column),
        });
        // Days do not fit into the page: the current one is in sight.
        useEffect(
            (key) => {
                const scroll = this.root.el?.querySelector(".o_gc_board_scroll");
                const head = scroll?.querySelector("th.o_gc_board_current");
                const attainment = scroll?.querySelector("th.o_gc_board_attainment");
                if (key.startsWith("day") && head) {
                    const names = attainment.offsetLeft;
                    scroll.scrollLeft = head.offsetLeft - names - head.offsetWidth;
                }
            },
            () => [`${this.state.board.scale} ${this.state.board.month}`]
        );
        useEffect(
            () => {
                const tab = this.root.el?.querySelector(".o_gc_board_tab.active");
                tab?.scrollIntoView({block: "nearest", inline: "center"});
            },
            () => [this.state.column, this.state.board?.scale]
        );
        // The keyboard stays on the visit that it moved.
        useEffect(
            () => {
                if (this.focusKey) {
                    const chip = this.root.el?.querySelector(
                        `[data-key="${this.focusKey}"]`
                    );
                    this.focusKey = false;
                    chip?.focus();
                }
            },
            () => [this.state.board]
        );
        onWillStart(() => this.load());
        onWillUpdateProps((next) => {
            if (JSON.stringify(next.domain) !== JSON.stringify(this.props.domain)) {
                this.state.offset = 0;
                return this.load(next.domain);
            }
        });
    }

    // Reading

    async load(domain = this.props.domain) {
        const {month, scale, userId, only, offset} = this.state;
        const board = await this.keepLast.add(
            this.orm.call(PLAN, "get_board", [], {
                month,
                scale,
                user_id: userId,
                domain,
                only,
                offset,
                limit: LIMIT,
            })
        );
        prepareBoard(board, this.env.isSmall);
        this.state.month = board.month;
        this.state.userId = board.user_id;
        const isOtherScale = this.state.board?.scale !== board.scale;
        if (isOtherScale || !board.columns.some(({key}) => key === this.state.column)) {
            const current = board.columns.find(({is_current}) => is_current);
            this.state.column = (current || board.columns[0]).key;
        }
        this.state.board = board;
    }

    get monthLabel() {
        return deserializeDate(this.state.month).toLocaleString({
            month: "long",
            year: "numeric",
        });
    }

    /** Columns of the same width, and a scroll bar where they do not fit. */
    get tableWidth() {
        const {columns, scale} = this.state.board;
        return 23 + columns.length * (scale === "week" ? 9 : 4.5);
    }

    /** The rows of the phone: what the chosen week holds. */
    get phoneRows() {
        return this.state.board.rows.filter((row) => {
            const cell = row.cells[this.state.column];
            return cell.visits.length || cell.due.length;
        });
    }

    get phoneColumn() {
        return this.state.board.columns.find(({key}) => key === this.state.column);
    }

    share(count, {target, required}) {
        return Math.min(100, (100 * count) / Math.max(target, required, 1));
    }

    // What is looked at

    show(changes) {
        this.menu.close();
        Object.assign(this.state, {offset: 0}, changes);
        return this.load();
    }

    showMonth(step) {
        const month = deserializeDate(this.state.month).plus({months: step});
        return this.show({month: month.toISODate()});
    }

    showNow() {
        return this.show({month: false});
    }

    showOnly(ev) {
        return this.show({only: ev.target.value || false});
    }

    showUser(ev) {
        return this.show({userId: Number(ev.target.value) || false});
    }

    // Doing

    async change(method, args, focusKey) {
        const {message, warning} = await this.orm.call(PLAN, method, args);
        this.focusKey = focusKey || false;
        await this.load();
        this.state.message = message;
        if (warning) {
            this.notification.add(warning, {title: message, type: "warning"});
        }
    }

    onDropped({key, visitId, accountId, policyId, companyId}, column) {
        if (visitId) {
            return this.move({id: Number(visitId), key}, column);
        }
        return this.add(
            Number(accountId),
            Number(policyId),
            column,
            Number(companyId) || false
        );
    }

    getColumn(key) {
        return this.state.board.columns.find((column) => column.key === key);
    }

    move({id, key}, column) {
        const {date_from: from, date_to: to} = this.getColumn(column);
        return this.change("board_move", [id, from, to], key);
    }

    add(accountId, policyId, column, companyId) {
        const {date_from: from, date_to: to} = this.getColumn(column);
        return this.change("board_add", [
            accountId,
            policyId,
            from,
            to,
            this.state.userId,
            companyId,
        ]);
    }

    /** Alt and an arrow: the next or the previous column that is not over. */
    onChipKeydown(ev, visit) {
        const step = {ArrowRight: 1, ArrowLeft: -1}[ev.key];
        if (!step || !ev.altKey || !visit.can_move) {
            return;
        }
        ev.preventDefault();
        const {columns} = this.state.board;
        const place = columns.findIndex(({key}) => key === visit.column) + step;
        if (columns[place] && !columns[place].is_over) {
            this.move(visit, columns[place].key);
        }
    }

    openMenu(ev, visit) {
        this.menu.open(ev.currentTarget, {
            visit,
            columns: this.state.board.columns.filter(
                ({key, is_over}) => !is_over && key !== visit.column
            ),
            onOpen: () => this.open(VISIT, visit.id),
            onMove: (column) => this.move(visit, column),
            onAskDay: () => this.askDay(visit),
            onDrop: () => this.askReason(visit),
        });
    }

    askDay(visit) {
        this.dialog.add(VisitBoardDialog, {
            mode: "move",
            account: visit.name,
            day: visit.date,
            confirm: ({day}) =>
                this.change("board_move", [visit.id, day, day], visit.key),
        });
    }

    askReason(visit) {
        this.dialog.add(VisitBoardDialog, {
            mode: "drop",
            account: visit.name,
            confirm: ({reason}) => this.change("board_drop", [visit.id, reason]),
        });
    }

    askVisit(row, column, due) {
        const {policies} = row;
        const wanted = policies.find(
            ({id, company_id: companyId}) =>
                id === due?.policy_id && companyId === due?.company_id
        );
        this.dialog.add(VisitBoardDialog, {
            mode: "add",
            account: row.name,
            day: column.first_day,
            policies: policies.map(({key, name, company}) => ({
                key,
                name: [name, company].filter(Boolean).join(" · "),
            })),
            policy: wanted?.key || "",
            confirm: ({day, policy}) => {
                const chosen = policies.find(({key}) => key === policy);
                return this.change("board_add", [
                    row.id,
                    chosen.id,
                    day,
                    day,
                    this.state.userId,
                    chosen.company_id,
                ]);
            },
        });
    }

    open(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openAccount(row) {
        return this.open("res.partner", row.id);
    }

    openPlan(plan) {
        return this.open(PLAN, plan.id);
    }

    generate() {
        return this.action.doAction(
            "group_customer.group_customer_visit_plan_generate_action",
            {
                additionalContext: {
                    default_month: this.state.month,
                    ...(this.state.userId && {
                        default_scope: "chosen",
                        default_user_ids: [this.state.userId],
                    }),
                },
                onClose: () => this.load(),
            }
        );
    }
}
