import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const {DateTime} = luxon;

// What the browser would have saved: one entry per printed form.
const printed = [];

function monthsAgo(months) {
    return DateTime.now().minus({months}).toISODate();
}

/** History of three customers: the first makes up more than 70 % of the sales. */
function historyFile() {
    const rows = [
        ["partner_id", "date", "kind", "reference", "amount"],
        ["Tour Alpha Works", monthsAgo(2), "sale", "TOUR-1", "60000.00"],
        ["Tour Alpha Works", monthsAgo(14), "sale", "TOUR-2", "20000.00"],
        ["Tour Beta Trading", monthsAgo(3), "sale", "TOUR-3", "15000.00"],
        ["Tour Gamma Shop", monthsAgo(4), "sale", "TOUR-4", "5000.00"],
    ];
    const csv = rows.map((row) => row.join(",")).join("\n");
    return new File([csv], "history.csv", {type: "text/csv"});
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

function print(label, report) {
    return [
        {
            content: `print: ${label}`,
            trigger: `.o_form_statusbar button:contains("${label}")`,
            run: "click",
        },
        {
            content: `the server is asked for ${report}`,
            trigger: ".o_form_view:not(:has(.o_blockUI))",
            async run() {
                for (let i = 0; i < 100 && !printed.includes(report); i++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                if (!printed.includes(report)) {
                    throw new Error(`${report} was not printed`);
                }
            },
        },
    ];
}

registry.category("web_tour.tours").add("group_customer_grading_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger:
                ".o_app[data-menu-xmlid='group_customer.group_customer_menu_root']",
            run: "click",
        },

        // Import the history from before Odoo
        ...openMenu("group_customer_menu_data", "group_customer_transaction_menu"),
        {
            content: "the list of the history",
            trigger: ".o_breadcrumb:contains('Customer History')",
        },
        {
            content: "open the menu beside the title",
            trigger: ".o_control_panel .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "choose to import",
            trigger: ".o-dropdown--menu .o_import_menu",
            run: "click",
        },
        {
            content: "upload the file",
            trigger: ".o_control_panel .o_import_file:contains('Upload')",
            run() {
                const input = document.querySelector(".o_control_panel .o_input_file");
                const transfer = new DataTransfer();
                transfer.items.add(historyFile());
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "the columns are recognised",
            trigger: ".o_import_data_content:contains('Tour Alpha Works')",
        },
        {
            content: "import",
            trigger: ".o_control_panel button:text('Import')",
            run: "click",
        },
        {
            content: "the transactions are in the list",
            trigger: ".o_list_view .o_data_row:contains('TOUR-1')",
        },

        // Grade
        ...openMenu("group_customer_menu_grading", "group_customer_grade_run_menu"),
        {
            content: "the list of the runs",
            trigger: ".o_breadcrumb:contains('Grade Runs')",
        },
        {
            content: "a new run",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "look for the scheme",
            trigger: ".o_field_widget[name=scheme_id] input",
            run: "edit Tour Scheme",
        },
        {
            content: "choose the scheme",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Scheme')",
            run: "click",
        },
        {
            content: "compute",
            trigger: "button[name=action_compute]:contains('Compute')",
            run: "click",
        },
        {
            content: "customers are counted by grade",
            trigger: ".o_gc_grade_count:contains('A')",
        },

        // Read why
        {
            content: "open the customers",
            trigger: ".oe_stat_button:contains('Customers'):first",
            run: "click",
        },
        {
            content: "unfold the best grade",
            trigger: ".o_group_header:contains('A (1)')",
            run: "click",
        },
        {
            content: "open the largest customer",
            trigger: ".o_data_row .o_data_cell:contains('Tour Alpha Works')",
            run: "click",
        },
        {
            content: "the explanation tells the value",
            trigger: ".o_field_widget[name=explanation]:contains('80,000.00')",
        },
        {
            content: "back to the run",
            trigger: ".o_breadcrumb a:contains('GR')",
            run: "click",
        },

        // Print both forms
        {
            content: "catch what is printed",
            trigger: ".o_form_statusbar",
            run() {
                download._download = async ({data}) => {
                    printed.push(JSON.parse(data.data)[0].split("/")[3]);
                };
            },
        },
        ...print(
            "Print Classification",
            "group_customer.report_customer_classification"
        ),
        ...print("Print Grade Table", "group_customer.report_customer_grade_table"),

        // Confirm: the grades count from now on
        {
            content: "confirm",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the run is confirmed",
            trigger: ".o_arrow_button_current:contains('Confirmed')",
        },
    ],
});
