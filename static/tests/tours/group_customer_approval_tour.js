import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

// A step that waits for what is shown: without a run it only looks.
const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});

function openWaiting() {
    return [
        stepUtils.showAppsMenuItem(),
        click(
            "open the app",
            ".o_app[data-menu-xmlid='group_customer.group_customer_menu_root']"
        ),
        click(
            "open the approvals",
            ".o_menu_sections [data-menu-xmlid='group_customer.group_customer_menu_approvals']"
        ),
        click(
            "open what waits for me",
            ".o-dropdown--menu [data-menu-xmlid='group_customer.group_customer_approval_request_menu_waiting']"
        ),
        click("open the request", ".o_data_row .o_data_cell:contains('Tour Buyer')"),
        see("what is asked for", ".o_form_view:contains('5.00 → 12.00')"),
    ];
}

function decide(label, comment) {
    return [
        click(
            `open the wizard: ${label}`,
            `.o_form_statusbar button:contains('${label}')`
        ),
        {
            content: "say something",
            trigger: ".modal [name=comment] textarea",
            run: `edit ${comment}`,
        },
        click(
            `decide: ${label}`,
            `.modal footer button[name=action_confirm]:contains('${label}')`
        ),
    ];
}

// The clerk: the order is blocked, so a larger discount is asked for.
tours.add("group_customer_approval_clerk_tour", {
    steps: () => [
        click("confirm the order", ".o_form_statusbar button[name=action_confirm]"),
        see("it is blocked", ".modal:contains('cannot be confirmed')"),
        click("leave it", ".modal footer button:contains('Close')"),
        {
            content: "open the customer; the button shows under the mouse alone",
            trigger: "[name=partner_id] .o_external_button:not(:visible)",
            run() {
                this.anchor.click();
            },
        },
        click("its terms", ".o_notebook_headers a[name=sales_purchases]"),
        click(
            "ask for another discount",
            "[name=guarded_agreed_discount] button[name=action_request_change]"
        ),
        see("the discount of today", ".modal [name=from_text]:contains('5.00')"),
        {
            content: "the discount that is asked for",
            trigger: ".modal [name=new_number] input",
            run: "edit 12",
        },
        {
            content: "why",
            trigger: ".modal [name=reason] textarea",
            run: "edit The customer buys twice as much",
        },
        click("submit", ".modal footer button[name=action_submit]"),
        see("the request runs", ".o_form_view:contains('In Progress')"),
        see("what changes", ".o_data_row:contains('12.00')"),
        see(
            "the clerk does not decide",
            ".o_form_statusbar:not(:has(button[name=action_approve_approval]))"
        ),
    ],
});

// The marketing manager approves first.
tours.add("group_customer_approval_marketing_tour", {
    url: "/odoo",
    steps: () => [
        ...openWaiting(),
        ...decide("Approve", "Agreed with sales"),
        see("it waits for finance", ".o_form_view:contains('Chief accountant')"),
    ],
});

// The chief accountant approves, and alone carries it out.
tours.add("group_customer_approval_accountant_tour", {
    url: "/odoo",
    steps: () => [
        ...openWaiting(),
        ...decide("Approve", "Within the year's budget"),
        ...decide("Execute", "Entered"),
        see("it is carried out", ".o_arrow_button_current:contains('Executed')"),
    ],
});

// The clerk again: now the order is confirmed.
tours.add("group_customer_approval_confirm_tour", {
    steps: () => [
        click("confirm the order", ".o_form_statusbar button[name=action_confirm]"),
        see("it is confirmed", ".o_arrow_button_current:contains('Sales Order')"),
    ],
});
