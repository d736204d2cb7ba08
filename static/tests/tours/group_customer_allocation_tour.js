import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

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

function openMenu(section, entry) {
    return [
        {
            content: "open the section of the app",
            trigger: `.o_menu_sections [data-menu-xmlid='group_customer.${section}']`,
            run: "click",
        },
        {
            content: "open its entry",
            trigger: `.o-dropdown--menu [data-menu-xmlid='group_customer.${entry}']`,
            run: "click",
        },
    ];
}

// A director counts the coming month, looks who gets what, changes one, and submits.
registry.category("web_tour.tours").add("group_customer_allocation_tour", {
    url: "/odoo",
    steps: () => [
        ...openApp(),
        ...openMenu("group_customer_menu_assignment", "group_customer_allocation_menu"),
        {
            content: "allocate a month",
            trigger: ".o_control_panel button:contains('Allocate a Month')",
            run: "click",
        },
        {
            content: "the coming month is proposed",
            trigger: ".modal footer button:contains('Open the Month')",
            run: "click",
        },
        {
            content: "count and propose",
            trigger:
                "body:not(:has(.modal)) .o_form_statusbar button:contains('Compute')",
            run: "click",
        },
        {
            content: "computed",
            trigger: ".o_arrow_button_current:contains('Computed')",
        },
        {
            content: "the total per head: 9 customers over 3 receivers",
            trigger: ".o_field_widget[name=per_head]:contains('3.00')",
        },
        {
            content: "half of 9 are old customers, rounded: 4",
            trigger:
                "[name=quota_ids] .o_data_row:contains('Old') [name=target_count]:contains('4')",
        },
        {
            content: "the queue",
            trigger: ".o_notebook_headers a[name=receivers]",
            run: "click",
        },
        {
            content: "who has the highest score is first",
            trigger:
                "[name=receiver_ids] .o_data_row:first:contains('Tour Li'):contains('100.00')",
        },
        {
            content: "what is dealt",
            trigger: ".oe_stat_button:contains('Dealt')",
            run: "click",
        },
        {
            content: "the most important old customer goes to the first",
            trigger:
                ".o_data_row:contains('Tour Old 1'):contains('Tour Li') .o_data_cell[name=final_receiver_id]",
            run: "click",
        },
        {
            content: "somebody else",
            trigger: ".o_selected_row [name=final_receiver_id] input",
            run: "edit Tour Wang",
        },
        {
            content: "choose",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Wang')",
            run: "click",
        },
        {
            content: "why",
            trigger: ".o_selected_row [name=change_reason] input",
            run: "edit Knows the owner",
        },
        {
            content: "save the row",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "changed",
            trigger:
                "body:not(:has(.o_selected_row)) .o_data_row:contains('Tour Old 1'):contains('Tour Wang'):contains('Knows the owner')",
        },
        {
            content: "back to the month",
            trigger: ".o_back_button a",
            run: "click",
        },
        {
            content: "one is changed by hand",
            trigger: ".oe_stat_button:contains('Changed'):contains('1')",
        },
        {
            content: "submit",
            trigger: ".o_form_statusbar button:contains('Submit for Approval')",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal footer button.btn-primary:contains('Submit')",
            run: "click",
        },
        {
            content: "submitted",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Submitted')",
        },
    ],
});

// Another director approves, and the customers have their account managers.
registry.category("web_tour.tours").add("group_customer_allocation_approve_tour", {
    url: "/odoo",
    steps: () => [
        ...openApp(),
        ...openMenu(
            "group_customer_menu_approvals",
            "group_customer_approval_request_menu_waiting"
        ),
        {
            content: "it waits for the chief",
            trigger: ".o_data_row .o_data_cell:contains('ALC/')",
            run: "click",
        },
        {
            content: "what is asked for",
            trigger: ".o_field_widget[name=summary_html]:contains('Headcount')",
        },
        {
            content: "approve",
            trigger: ".o_form_statusbar button:contains('Approve')",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal footer button:contains('Approve')",
            run: "click",
        },
        {
            content: "approved and carried out",
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains('Executed')",
        },
    ],
});
