import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {serializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {reactive} from "@odoo/owl";

import {CheckinStore} from "./checkin_store";

const {DateTime} = luxon;
const METHODS = {checkin: "action_check_in", checkout: "action_check_out"};
// Between two attempts while something waits, in milliseconds
const PAUSE = 30000;
// How long somebody is kept waiting for the answer to a check-in, in milliseconds
const PATIENCE = 15000;
// How often the server may break down over an item before it is shown as refused
const ATTEMPTS = 5;
// What the server says no to for good; anything else is tried again
const REFUSALS = [
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
];

const SESSION_EXPIRED = "odoo.http.SessionExpiredException";

function makeToken() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Check-ins and check-outs on their way to the server.
 *
 * Each is kept on the device before it is sent, and taken from there once the server has
 * answered. Without network it waits; sent twice, it counts once, by its token. They go
 * in the order in which they happened.
 */
export class CheckinQueue {
    constructor(orm) {
        this.orm = orm;
        this.store = new CheckinStore();
        this.owner = `${session.db || ""}:${user.userId}`;
        this.state = reactive({items: [], isSending: false});
        this.listeners = new Set();
        this.sending = null;
        this.timer = null;
    }

    async start() {
        await this.reload();
        browser.addEventListener("online", () => this.flush());
        if (this.state.items.length) {
            this.flush();
        }
    }

    async reload() {
        const items = await this.store.getAll(this.owner);
        this.state.items = items;
        return items;
    }

    /**
     * Be told of what the server has taken.
     *
     * @param {Function} listener called with the item and the server's answer
     * @returns {Function} stops it
     */
    onSent(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /**
     * Keep a check-in or check-out of this moment, and send it if possible.
     *
     * @param {String} step "checkin" or "checkout"
     * @param {Number} visitId
     * @param {String} title of the visit, for the list of what waits
     * @param {Object} values position, reason and photo
     * @returns {Promise<{state: String, message: String}>} "sent", "waiting", or
     *  "refused" with the reason; what is refused at once is not kept
     */
    async record(step, visitId, title, values) {
        const item = {
            token: makeToken(),
            owner: this.owner,
            order: Date.now(),
            step,
            visitId,
            title,
            at: serializeDateTime(DateTime.now()),
            values,
            error: "",
        };
        await this.store.put(item);
        await Promise.race([
            // One that is running may have begun before this item was there
            this.flush().then(() => this.flush()),
            new Promise((resolve) => browser.setTimeout(resolve, PATIENCE)),
        ]);
        await this.reload();
        const kept = this.state.items.find(({token}) => token === item.token);
        if (!kept) {
            return {state: "sent", message: ""};
        }
        if (kept.error) {
            await this.discard(item.token);
            return {state: "refused", message: kept.error};
        }
        return {state: "waiting", message: ""};
    }

    /**
     * Send again what was refused, with what was missing.
     */
    async retry(token, values = {}) {
        const item = this.state.items.find((other) => other.token === token);
        if (item) {
            await this.store.put({
                ...this._copy(item),
                values: {...this._copy(item).values, ...values},
                error: "",
            });
            await this.flush();
        }
    }

    async discard(token) {
        await this.store.remove(token);
        await this.reload();
    }

    /**
     * Send everything that waits. Several calls, and several tabs, are one at a time.
     */
    flush() {
        if (!this.sending) {
            this.state.isSending = true;
            const send = () => this._send();
            const sent = navigator.locks
                ? navigator.locks.request("group_customer_checkin", send)
                : send();
            this.sending = sent.finally(() => {
                this.sending = null;
                this.state.isSending = false;
                this._schedule();
            });
        }
        return this.sending;
    }

    _copy(item) {
        return JSON.parse(JSON.stringify(item));
    }

    _schedule() {
        browser.clearTimeout(this.timer);
        if (this.state.items.some(({error}) => !error)) {
            this.timer = browser.setTimeout(() => this.flush(), PAUSE);
        }
    }

    async _send() {
        // Another tab may have sent some
        const items = await this.reload();
        const held = new Set();
        for (const item of items) {
            if (item.error || held.has(item.visitId)) {
                held.add(item.visitId);
                continue;
            }
            try {
                const answer = await this.orm.silent.call(
                    "group.customer.visit",
                    METHODS[item.step],
                    [[item.visitId], {...item.values, token: item.token, at: item.at}]
                );
                await this.store.remove(item.token);
                this.listeners.forEach((listener) => listener(item, answer));
            } catch (error) {
                if (
                    error instanceof RPCError &&
                    REFUSALS.includes(error.exceptionName)
                ) {
                    const message = error.data?.message || error.message;
                    await this.store.put({...item, error: message});
                    held.add(item.visitId);
                    continue;
                }
                if (error instanceof ConnectionLostError) {
                    break;
                }
                if (!(error instanceof RPCError)) {
                    throw error;
                }
                if (error.exceptionName !== SESSION_EXPIRED) {
                    const attempts = (item.attempts || 0) + 1;
                    const message = attempts < ATTEMPTS ? "" : error.message;
                    await this.store.put({...item, attempts, error: message});
                }
                break;
            }
        }
        await this.reload();
    }
}

export const checkinService = {
    dependencies: ["orm"],
    start(env, {orm}) {
        const queue = new CheckinQueue(orm);
        if (user.userId) {
            queue.start();
        }
        return queue;
    },
};

registry.category("services").add("group_customer_checkin", checkinService);
