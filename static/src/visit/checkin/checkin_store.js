const DATABASE = "group_customer_checkin";
const STORE = "waiting";

/**
 * What waits on this device to be sent, in the browser's own database: a page that is
 * closed or breaks down loses nothing. Where the browser has no such database the items
 * live as long as the page.
 */
export class CheckinStore {
    constructor() {
        this.memory = new Map();
        this.opened = null;
    }

    async _open() {
        if (!this.opened) {
            this.opened = new Promise((resolve) => {
                let request = null;
                try {
                    request = indexedDB.open(DATABASE, 1);
                } catch {
                    resolve(null);
                    return;
                }
                request.onupgradeneeded = () =>
                    request.result.createObjectStore(STORE, {keyPath: "token"});
                request.onsuccess = () => resolve(request.result);
                request.onerror = () => resolve(null);
                request.onblocked = () => resolve(null);
            });
        }
        return this.opened;
    }

    async _run(mode, work) {
        const database = await this._open();
        if (!database) {
            throw new Error("This browser keeps nothing.");
        }
        return new Promise((resolve, reject) => {
            const transaction = database.transaction(STORE, mode);
            const request = work(transaction.objectStore(STORE));
            transaction.oncomplete = () => resolve(request.result);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    /**
     * Keep an item, in place of an older one with the same token.
     */
    async put(item) {
        try {
            await this._run("readwrite", (store) => store.put(item));
            this.memory.delete(item.token);
        } catch {
            // No database, or no room on the device
            this.memory.set(item.token, item);
        }
    }

    async remove(token) {
        this.memory.delete(token);
        try {
            await this._run("readwrite", (store) => store.delete(token));
        } catch {
            // Sent again, the server knows the token
        }
    }

    /**
     * All items of an owner, the oldest first.
     *
     * @param {String} owner database and user
     */
    async getAll(owner) {
        let kept = [];
        try {
            kept = await this._run("readonly", (store) => store.getAll());
        } catch {
            kept = [];
        }
        return [...kept, ...this.memory.values()]
            .filter((item) => item.owner === owner)
            .sort((one, other) => one.order - other.order);
    }
}
