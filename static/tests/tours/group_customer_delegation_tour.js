import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const {DateTime} = luxon;

function openMenu(entry) {
    return [
        {
            content: "open the section of the app",
            trigger:
                ".o_menu_sections [data-menu-xmlid='group_customer.group_customer_menu_approvals']",
            run: "click",
        },
        {
            content: "open its entry",
            trigger: `.o-dropdown--menu [data-menu-xmlid='group_customer.${entry}']`,
            run: "click",
        },
    ];
}

function openApp() {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger:
                ".o_app[data-menu-xmlid='group_customer.group_customer_menu_root']",
            run: "click",
        },
    ];
}

// The chief accountant enters who stands in, before going on leave.
registry.category("web_tour.tours").add("group_customer_delegation_absent_tour", {
    url: "/odoo",
    steps: () => [
        ...openApp(),
        {
            content: "what waits for the chief accountant",
            trigger: ".o_data_row:contains('Tour Works')",
        },
        ...openMenu("group_customer_approval_delegation_menu"),
        {
            content: "a new delegation",
            trigger: ".o_breadcrumb:contains('Delegations')",
        },
        {
            content: "create",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "look for who stands in",
            trigger: ".o_field_widget[name=delegate_id] input",
            run: "edit Tour Delegate",
        },
        {
            content: "choose",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Delegate')",
            run: "click",
        },
        {
            content: "the last day opens its calendar",
            trigger:
                ".o_field_widget[name=date_to] button, .o_field_widget[name=date_to] input",
            run: "click",
        },
        {
            content: "the last day",
            trigger: ".o_field_widget[name=date_to] input",
            run() {
                const day = DateTime.now().plus({days: 5}).toFormat("MM/dd/yyyy");
                this.anchor.value = day;
                this.anchor.dispatchEvent(new Event("input", {bubbles: true}));
                this.anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "why",
            trigger: ".o_field_widget[name=reason] input",
            run: "edit Annual leave",
        },
        ...stepUtils.saveForm(),
        {
            content: "it holds from today on",
            trigger: ".o_arrow_button_current:contains('In Force')",
        },
    ],
});

// Who stands in has no group of the addon at all.
registry.category("web_tour.tours").add("group_customer_delegation_tour", {
    url: "/odoo",
    steps: () => [
        ...openApp(),
        {
            content: "it waits for who stands in",
            trigger: ".o_data_row .o_data_cell:contains('Tour Works')",
            run: "click",
        },
        {
            content: "the request says in whose place",
            trigger:
                ".o_field_widget[name=waiting_text]:contains('Tour Delegate'):contains('Tour Accountant')",
        },
        {
            content: "what is asked for",
            trigger: ".o_field_widget[name=summary_html]:contains('Tour Works')",
        },
        {
            content: "decide",
            trigger: ".o_form_statusbar button:contains('Approve')",
            run: "click",
        },
        {
            content: "a comment",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit As agreed before the leave",
        },
        {
            content: "approve",
            trigger: ".modal footer button:contains('Approve')",
            run: "click",
        },
        {
            content: "approved, and to be carried out",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Approved')",
        },
        {
            content: "look at the decisions",
            trigger: ".o_notebook_headers a[name=decisions]",
            run: "click",
        },
        {
            content: "the decision names both",
            trigger:
                "[name=decision_ids] .o_data_row:contains('Tour Delegate'):contains('Tour Accountant'):contains('As agreed')",
        },
    ],
});
