import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const {DateTime} = luxon;

const REPORT = "group_customer.report_maintenance_form";

// What the browser would have saved: one entry per printed form.
const printed = [];

// A step that waits for what is shown: without a run it only looks.
const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});
const write = (content, trigger, text) => ({content, trigger, run: `edit ${text}`});

const point = (name) => `.o_gc_visit_answer[data-name='${name}']`;

// The visitor answers the points, writes what came of it, forgets the next visit.
tours.add("group_customer_visit_report_write_tour", {
    steps: () => [
        see("the report is open", ".o_notebook_headers a[name=report].active"),
        write(
            "what is still open",
            `${point("Open points of the last visit")} textarea`,
            "Delivery dates"
        ),
        click(
            "how good we are",
            `${point("How does the customer judge our service?")} button:contains('4')`
        ),
        click(
            "whether they know",
            `${point("Does the customer know our new products?")} button:contains('Yes')`
        ),
        {
            content: "the outlook",
            trigger: `${point("Outlook on orders")} select`,
            run: "select Growing",
        },
        write("the result", "[name=report_text] textarea", "They want ten presses"),
        click("submit", ".o_form_statusbar button[name=action_submit_report]"),
        see("the next visit is missing", ".modal:contains('day of the next visit')"),
        click("understood", ".modal footer button.btn-primary"),
        {
            content: "when the next visit is",
            trigger: "[name=next_visit_date] input, [name=next_visit_date] button",
            run: "click",
        },
        {
            content: "the day",
            trigger: "[name=next_visit_date] input",
            async run({edit}) {
                const input = document.querySelector("[name=next_visit_date] input");
                const day = DateTime.now().plus({days: 10});
                await edit(day.toFormat("MM/dd/yyyy"), input);
            },
        },
        click("elsewhere", "[name=report_text] textarea"),
        click("submit again", ".o_form_statusbar button[name=action_submit_report]"),
        see("it is done", ".o_arrow_button_current:contains('Done')"),
        see("the next visit is there", "button[name=action_open_next_visit]"),
    ],
});

// The superior misses something.
tours.add("group_customer_visit_report_return_tour", {
    steps: () => [
        see("the report is read", ".o_field_widget:contains('They want ten presses')"),
        see(
            "the rating",
            `${point("How does the customer judge our service?")}:contains('4/5')`
        ),
        click("return", ".o_form_statusbar button[name=action_return_report]"),
        write("why", ".modal [name=comment] textarea", "Which competitor?"),
        click("do so", ".modal footer button[name=action_apply]"),
        see(
            "it is returned",
            ".o_form_statusbar:not(:has(button[name=action_return_report]))"
        ),
    ],
});

// The visitor completes it.
tours.add("group_customer_visit_report_complete_tour", {
    steps: () => [
        see("what is missing", ".alert:contains('Which competitor?')"),
        write("the competitor", "[name=competitor_seen] textarea", "Nordwerk"),
        click("submit", ".o_form_statusbar button[name=action_submit_report]"),
        see(
            "it is submitted",
            ".o_form_statusbar:not(:has(button[name=action_submit_report]))"
        ),
    ],
});

// The superior accepts, and prints annex 3 of the customer.
tours.add("group_customer_visit_report_accept_tour", {
    steps: () => [
        click("accept", ".o_form_statusbar button[name=action_review]"),
        see("it is reviewed", ".o_arrow_button_current:contains('Reviewed')"),
        {
            content: "catch what is printed",
            trigger: ".o_form_view",
            run() {
                download._download = async ({data}) => {
                    printed.push(JSON.parse(data.data)[0].split("/")[3]);
                };
            },
        },
        click(
            "the section of the app",
            ".o_menu_sections [data-menu-xmlid='group_customer.group_customer_menu_visit']"
        ),
        click(
            "print forms",
            ".o-dropdown--menu [data-menu-xmlid='group_customer.group_customer_visit_form_print_menu']"
        ),
        write("the customer", ".modal [name=partner_ids] input", "Report Works"),
        click(
            "choose it",
            ".modal [name=partner_ids] .o-autocomplete--dropdown-item:contains('Report Works')"
        ),
        see("chosen", ".modal [name=partner_ids] .o_tag:contains('Report Works')"),
        click("print", ".modal footer button[name=action_print]"),
        {
            content: "the server is asked for annex 3",
            trigger: "body:not(:has(.o_blockUI))",
            async run() {
                for (let i = 0; i < 100 && !printed.includes(REPORT); i++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                if (!printed.includes(REPORT)) {
                    throw new Error(`${REPORT} was not printed`);
                }
            },
        },
    ],
});
