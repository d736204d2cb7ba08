import {getDistance, judgePosition} from "@group_customer/visit/checkin/position";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});
const run = (content, work) => ({content, trigger: ".o_gc_agenda", run: work});

const HARBOUR = ".o_gc_agenda_visit:contains('Tour Harbour')";
const MINE = ".o_gc_agenda_visit:contains('Tour Mine')";
const CHECKED_IN = ".o_gc_agenda_checked_in";
// The office in Shanghai where the visitor is, 100 m from Tour Harbour
const HERE = {latitude: 31.2313, longitude: 121.4737, accuracy: 12};

/**
 * Let the phone say where it is, or refuse to.
 */
function setPosition(answer) {
    Object.defineProperty(navigator, "geolocation", {
        configurable: true,
        value: {
            getCurrentPosition: (found, failed) =>
                answer.code ? failed(answer) : found({coords: answer}),
        },
    });
}

const send = XMLHttpRequest.prototype.send;
// What reached the server, and how often the network was tried
const calls = {sent: [], failed: 0};

/**
 * Let the network drop, come back, or lose the answers of the server alone.
 */
function setNetwork(mode) {
    XMLHttpRequest.prototype.send = function (body) {
        if (!String(body).includes("action_check_")) {
            return send.call(this, body);
        }
        if (mode === "off") {
            calls.failed += 1;
            return this.dispatchEvent(new ProgressEvent("error"));
        }
        calls.sent.push(JSON.parse(body).params.args[1].token);
        if (mode === "deaf") {
            const deaf = new XMLHttpRequest();
            deaf.open("POST", "/web/dataset/call_kw");
            deaf.setRequestHeader("Content-Type", "application/json");
            deaf.addEventListener("load", () =>
                this.dispatchEvent(new ProgressEvent("error"))
            );
            return send.call(deaf, body);
        }
        return send.call(this, body);
    };
    if (mode === "on") {
        window.dispatchEvent(new Event("online"));
    }
}

function check(condition, message) {
    if (!condition) {
        throw new Error(message);
    }
}

const kept = () =>
    new Promise((resolve) => {
        const request = indexedDB.open("group_customer_checkin", 1);
        request.onsuccess = () => {
            const all = request.result
                .transaction("waiting", "readonly")
                .objectStore("waiting")
                .getAll();
            all.onsuccess = () => resolve(all.result);
        };
    });

// A day on the phone: denied position, a dead zone, an answer that got lost, a refusal.
tours.add("group_customer_visit_checkin_tour", {
    steps: () => [
        see("the agenda of today", ".o_gc_agenda_day:contains('Today')"),
        see("where it is", `${HARBOUR} .o_gc_agenda_address:contains('1 Bund')`),
        see("the way there", `${HARBOUR} .o_gc_agenda_map[href^='geo:31.2304']`),
        see("the phone", `${HARBOUR} .o_gc_agenda_phone[href='tel:+862155550100']`),
        see("the last visit", `${HARBOUR} .o_gc_agenda_last:contains('First visit')`),
        run("nothing is wider than the phone", () => {
            const page = document.querySelector(".o_gc_agenda_content");
            check(window.innerWidth === 390, `${window.innerWidth} px wide`);
            check(page.scrollWidth <= page.clientWidth, "scrolls sideways");
            check(
                document.querySelector(".o_gc_agenda_checkin").offsetHeight >= 48,
                "the button is too small for a thumb"
            );
        }),
        run("the phone measures as the server does", () => {
            const far = getDistance([39.9042, 116.4074], [31.2304, 121.4737]);
            check(Math.round(far) === 1067312, `${far} m from Beijing to Shanghai`);
            const fence = {place: [31.2304, 121.4737], radius: 60, accuracy_limit: 50};
            const {result, distance} = judgePosition(fence, {...HERE, accuracy: 41});
            check(result === "ok" && Math.round(distance) === 100, "100 ≤ 60 + 41");
            check(judgePosition(fence, HERE).result === "outside", "100 > 60 + 12");
            const vague = {...HERE, accuracy: 51};
            check(judgePosition(fence, vague).result === "no_position", "too vague");
            setPosition(HERE);
        }),

        // At the customer's
        click("check in", `${HARBOUR} .o_gc_agenda_checkin`),
        see("how far", ".o_gc_checkin_place.alert-success:contains('100 m')"),
        see("what is stored", ".o_gc_checkin_stored:contains('erased after 30 days')"),
        click("confirm", ".o_gc_checkin_confirm:enabled"),
        see("checked in", `${HARBOUR} ${CHECKED_IN}:contains('100 m')`),

        // Elsewhere while the first visit is open: refused, and nothing is kept
        run("the position is denied from now on", () => setPosition({code: 1})),
        click("check in elsewhere", `${MINE} .o_gc_agenda_checkin`),
        see("denied", ".o_gc_checkin_place:contains('denied')"),
        see("not without a reason", ".o_gc_checkin_confirm:disabled"),
        {
            content: "say why",
            trigger: ".o_gc_checkin_reason",
            run: "edit Under ground",
        },
        click("confirm", ".o_gc_checkin_confirm:enabled"),
        see(
            "named",
            ".o_gc_checkin_error:contains('still checked in'):contains('Tour Harbour')"
        ),
        click("leave it", ".modal-footer .btn-secondary"),
        run("nothing waits", async () => check(!(await kept()).length, "kept")),

        // The network drops
        run("no network", () => setNetwork("off")),
        click("check out", `${HARBOUR} .o_gc_agenda_checkout`),
        {
            content: "say why",
            trigger: ".o_gc_checkin_reason",
            run: "edit In the lift",
        },
        click("confirm", ".o_gc_checkin_confirm:enabled"),
        see("it waits", ".o_gc_agenda_waiting:contains('Waiting to be sent')"),
        see("no button twice", `${HARBOUR}:not(:has(.o_gc_agenda_checkout))`),
        click("check in at the next", `${MINE} .o_gc_agenda_checkin`),
        {
            content: "say why",
            trigger: ".o_gc_checkin_reason",
            run: "edit Under ground",
        },
        click("confirm", ".o_gc_checkin_confirm:enabled"),
        see("both wait", ".o_gc_agenda_waiting:eq(1)"),
        see("the next step is offered all the same", `${MINE} .o_gc_agenda_checkout`),
        run("both are on the device", async () => {
            const items = await kept();
            check(items.length === 2, `${items.length} are kept`);
            check(calls.failed >= 2, "the network was not tried");
        }),

        // The server takes them, but its answers get lost: they go out again
        run("answers get lost", async () => {
            calls.sent.length = 0;
            setNetwork("deaf");
            window.dispatchEvent(new Event("online"));
        }),
        {
            content: "one was taken, and waits for the answer",
            trigger: ".o_gc_agenda_waiting",
            run: async () => {
                for (let turn = 0; !calls.sent.length && turn < 100; turn++) {
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                check(calls.sent.length === 1, `${calls.sent.length} were sent`);
                check((await kept()).length === 2, "forgotten without an answer");
            },
        },
        see("no longer on its way", ".o_gc_agenda_waiting button:enabled"),
        run("the network is back", () => setNetwork("on")),
        see("nothing waits", ".o_gc_agenda_page:not(:has(.o_gc_agenda_waiting))"),
        see(
            "checked out",
            `${HARBOUR} .o_gc_agenda_checked_out:contains('In the lift')`
        ),
        see("checked in", `${MINE} ${CHECKED_IN}:contains('Under ground')`),
        run("each arrived, the first one twice with one token", async () => {
            check(calls.sent.length === 3, `${calls.sent.length} were sent`);
            check(calls.sent[0] === calls.sent[1], "another token");
            check(!(await kept()).length, "kept after it was sent");
            XMLHttpRequest.prototype.send = send;
        }),
        click("the report is next", `${HARBOUR} .o_gc_agenda_report`),
        see("on the visit", ".o_form_view:contains('Tour Harbour')"),
    ],
});
