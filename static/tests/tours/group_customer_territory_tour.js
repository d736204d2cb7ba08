import {registry} from "@web/core/registry";

/** A director drafts a territory, looks who would move, and switches the map on. */
registry.category("web_tour.tours").add("group_customer_territory_tour", {
    steps: () => [
        {
            content: "draw a new map",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour Map",
        },
        {
            content: "add a territory",
            trigger:
                ".o_field_widget[name=territory_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "name the territory",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Tour East",
        },
        {
            content: "choose who holds it",
            trigger: ".modal .o_field_widget[name=holder_id] input",
            run: "edit Tour Holder",
        },
        {
            content: "take the found one",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Holder)",
            run: "click",
        },
        {
            content: "add a criterion",
            trigger:
                ".modal .o_field_widget[name=criterion_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "the accounts of a city",
            trigger: ".modal .o_field_widget[name=text] input",
            run: "edit Tour City",
        },
        {
            content: "keep the criterion",
            trigger: ".modal:has(.o_field_widget[name=text]) .o_form_button_save",
            run: "click",
        },
        {
            content: "the criterion reads in words",
            trigger:
                ".modal .o_field_widget[name=criterion_ids] .o_data_row:contains(Tour City)",
        },
        {
            content: "keep the territory",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "the territory is on the map",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=territory_ids] .o_data_row:contains(Tour East)",
        },
        {
            content: "save the map",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "who would move?",
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "two accounts would",
            trigger: ".o_field_widget[name=move_count]:contains(2)",
        },
        {
            content: "and what would the loads be?",
            trigger: ".o_notebook_headers a[name=loads]",
            run: "click",
        },
        {
            content: "the holder gains two",
            trigger: ".o_gc_load_row:contains(Tour Holder) .badge:contains(+2)",
        },
        {
            content: "nothing has happened so far",
            trigger: ".o_arrow_button_current:contains(Planning)",
        },
        {
            content: "switch the map on",
            trigger: "button[name=action_activate]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "the accounts that change hands wait for approval",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Tour Account 1)",
        },
    ],
});
