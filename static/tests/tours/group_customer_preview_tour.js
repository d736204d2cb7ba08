import {registry} from "@web/core/registry";

function hasCount(letter, count) {
    return `.o_gc_preview_count[data-grade='${letter}']:text('${count}')`;
}

/** The designer measures today's customers and sees what an unsaved edit does. */
registry.category("web_tour.tours").add("group_customer_preview_tour", {
    steps: () => [
        {
            content: "measure today's customers",
            trigger: ".o_gc_preview_measure",
            run: "click",
        },
        {
            content: "two customers are in the first class",
            trigger: hasCount("A", 2),
        },
        {
            content: "edit the share of the first class",
            trigger:
                ".o_field_widget[name=grade_ids] .o_data_row:first-child td[name=share_max]",
            run: "click",
        },
        {
            content: "the first class ends earlier",
            trigger: ".o_selected_row td[name=share_max] input",
            run: "edit 10 && press Tab",
        },
        {
            content: "nothing is saved yet",
            trigger: ".o_form_status_indicator_buttons:not(.invisible)",
        },
        {
            content: "one customer is left in the class",
            trigger: hasCount("A", 1),
        },
        {
            content: "discard",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "what was not saved is forgotten",
            trigger: hasCount("A", 2),
        },
    ],
});
