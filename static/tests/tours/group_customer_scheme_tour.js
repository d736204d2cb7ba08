import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

function openMenu(section, entry) {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger:
                ".o_app[data-menu-xmlid='group_customer.group_customer_menu_root']",
            run: "click",
        },
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

// The line before may still be selected when the next step looks for the new one.
function selectedRow(field, number) {
    return `[name=${field}] .o_data_row:nth-child(${number}).o_selected_row`;
}

function addGrade(number, code, score) {
    const row = selectedRow("grade_ids", number);
    return [
        {
            content: `a line for the grade ${code}`,
            trigger: "[name=grade_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "its code",
            trigger: `${row} [name=code] input`,
            run: `edit ${code}`,
        },
        {
            content: "its name",
            trigger: `${row} [name=name] input`,
            run: `edit Tour ${code}`,
        },
        {
            content: "the score where it begins",
            trigger: `${row} [name=score_min] input`,
            run: `edit ${score}`,
        },
    ];
}

function addBand(number, low, high, points) {
    const row = `.modal ${selectedRow("band_ids", number)}`;
    const bound = (value, box, field) =>
        value === null
            ? {
                  content: `no bound: ${box}`,
                  trigger: `${row} [name=${box}] input`,
                  run: "check",
              }
            : {
                  content: `the bound ${value}`,
                  trigger: `${row} [name=${field}] input`,
                  run: `edit ${value}`,
              };
    return [
        {
            content: "a line for a band",
            trigger: ".modal [name=band_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        bound(low, "no_lower", "value_from"),
        bound(high, "no_upper", "value_to"),
        {
            content: `its ${points} points`,
            trigger: `${row} [name=points] input`,
            run: `edit ${points}`,
        },
    ];
}

/** How many of today's customers the scheme on the screen puts into a grade. */
function seeCount(code, count) {
    return {
        content: `${count} customers would get ${code}`,
        trigger: `.o_gc_preview_count[data-grade='${code}'] strong:text('${count}')`,
    };
}

function openScheme(name) {
    return [
        ...openMenu(
            "group_customer_menu_configuration",
            "group_customer_grade_scheme_menu"
        ),
        {
            content: "open the scheme",
            trigger: `.o_data_row .o_data_cell:contains('${name}')`,
            run: "click",
        },
        {
            content: "the scheme is open",
            trigger: `.o_form_view .o_field_widget[name=name] input:value('${name}')`,
        },
    ];
}

function openRun() {
    return [
        ...openMenu("group_customer_menu_grading", "group_customer_grade_run_menu"),
        {
            content: "open the run of the scheme",
            trigger: ".o_data_row:contains('Tour Designed') .o_data_cell:first",
            run: "click",
        },
    ];
}

// An administrator designs a scheme by what it does to today's customers
registry.category("web_tour.tours").add("group_customer_scheme_design_tour", {
    url: "/odoo",
    steps: () => [
        ...openMenu(
            "group_customer_menu_configuration",
            "group_customer_grade_scheme_menu"
        ),
        {
            content: "a new scheme",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "its name",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour Designed",
        },
        {
            content: "its code",
            trigger: ".o_field_widget[name=code] input",
            run: "edit tour_designed",
        },
        {
            content: "what is missing is told",
            trigger: ".o_field_widget[name=problems]:contains('has no grade')",
        },
        ...addGrade(1, "A", 80),
        ...addGrade(2, "B", 50),
        ...addGrade(3, "C", 0),
        {
            content: "the criteria",
            trigger: ".o_notebook_headers a[name=criteria]",
            run: "click",
        },
        {
            content: "add a criterion",
            trigger: "[name=criterion_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "its name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Sales of a year",
        },
        {
            content: "look for the metric",
            trigger: ".modal .o_field_widget[name=metric_id] input",
            run: "edit Tour Revenue",
        },
        {
            content: "choose the metric",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Revenue')",
            run: "click",
        },
        {
            content: "it looks back one year",
            trigger: ".modal .o_field_widget[name=window_value] input",
            run: "edit 1",
        },
        {
            content: "it is all that counts",
            trigger: ".modal .o_field_widget[name=weight] input",
            run: "edit 100",
        },
        ...addBand(1, null, 10000, 20),
        ...addBand(2, 10000, 50000, 60),
        ...addBand(3, 50000, null, 100),
        {
            content: "keep the criterion",
            trigger: ".modal .o_form_button_save, .modal .o_form_button_save_new",
            run: "click",
        },
        {
            content: "who is graded",
            trigger: "body:not(:has(.modal)) .o_notebook_headers a[name=population]",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "measure the customers once",
            trigger: ".o_form_saved .o_gc_preview_measure:enabled",
            run: "click",
        },
        // 60,000 · 30,000 · 8,000 · 2,000 are 100, 60, 20 and 20 points
        seeCount("A", 1),
        seeCount("B", 1),
        seeCount("C", 2),
        {
            content: "back to the grades",
            trigger: ".o_notebook_headers a[name=grades]",
            run: "click",
        },
        {
            content: "what if A began at 60 points?",
            trigger: "[name=grade_ids] .o_data_row:contains('Tour A') [name=score_min]",
            run: "click",
        },
        {
            content: "try it",
            trigger: "[name=grade_ids] .o_selected_row [name=score_min] input",
            run: "edit 60 && press Tab",
        },
        seeCount("A", 2),
        seeCount("B", 0),
        seeCount("C", 2),
        {
            content: "better not",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        seeCount("A", 1),
        {
            content: "simulate",
            trigger: "button[name=action_simulate]",
            run: "click",
        },
        {
            content: "two customers without a grade would be C",
            trigger: ".o_gc_matrix_new .o_gc_matrix_cell:has(strong:text('2'))",
            run: "click",
        },
        {
            content: "the small ones",
            trigger: ".o_list_view .o_data_row:contains('Tour Gamma')",
        },
        {
            content: "both of them",
            trigger: ".o_list_view .o_data_row:contains('Tour Delta')",
        },
    ],
});

// A manager grades, reads why, and makes the grades count
registry.category("web_tour.tours").add("group_customer_scheme_grade_tour", {
    url: "/odoo",
    steps: () => [
        ...openMenu("group_customer_menu_grading", "group_customer_grade_run_menu"),
        {
            content: "a new run",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "look for the scheme",
            trigger: ".o_field_widget[name=scheme_id] input",
            run: "edit Tour Designed",
        },
        {
            content: "choose the scheme",
            trigger: ".o-autocomplete--dropdown-item:contains('Tour Designed')",
            run: "click",
        },
        {
            content: "compute",
            trigger: "button[name=action_compute]:contains('Compute')",
            run: "click",
        },
        {
            content: "open the customers",
            trigger: ".oe_stat_button:contains('Customers'):first",
            run: "click",
        },
        {
            content: "unfold B",
            trigger: ".o_group_header:contains('Tour B (1)')",
            run: "click",
        },
        {
            content: "open the customer",
            trigger: ".o_data_row .o_data_cell:contains('Tour Beta')",
            run: "click",
        },
        {
            content: "why: the value that was measured",
            trigger: ".o_field_widget[name=explanation]:contains('30,000.00')",
        },
        {
            content: "what would lift it",
            trigger: ".o_field_widget[name=sensitivity]:contains('20,000.00 more')",
        },
        {
            content: "what would drop it",
            trigger: ".o_field_widget[name=sensitivity] .fa-arrow-down",
        },
        {
            content: "back to the run",
            trigger: ".o_breadcrumb a:contains('GR')",
            run: "click",
        },
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

// The settlement manager files it
registry.category("web_tour.tours").add("group_customer_scheme_file_tour", {
    url: "/odoo",
    steps: () => [
        ...openRun(),
        {
            content: "re-check and file",
            trigger: "button[name=action_file]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the run is filed",
            trigger: ".o_arrow_button_current:contains('Filed')",
        },
    ],
});

// A year later the administrator drafts a change and sees who would move
registry.category("web_tour.tours").add("group_customer_scheme_draft_tour", {
    url: "/odoo",
    steps: () => [
        ...openScheme("Tour Designed"),
        {
            content: "draft a change",
            trigger: "button[name=action_draft_change]",
            run: "click",
        },
        {
            content: "the draft is open",
            trigger: "button[name=action_put_into_force]",
        },
        {
            content: "A begins at 60 points",
            trigger: "[name=grade_ids] .o_data_row:contains('Tour A') [name=score_min]",
            run: "click",
        },
        {
            content: "write it",
            trigger: "[name=grade_ids] .o_selected_row [name=score_min] input",
            run: "edit 60 && press Tab",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "simulate the draft beside its scheme",
            trigger: ".o_form_saved button[name=action_simulate]",
            run: "click",
        },
        {
            content: "one customer moves up",
            trigger: ".o_gc_matrix_up .o_gc_matrix_cell:has(strong:text('1'))",
            run: "click",
        },
        {
            content: "it is the second largest",
            trigger: ".o_list_view .o_data_row:contains('Tour Beta')",
        },
    ],
});
