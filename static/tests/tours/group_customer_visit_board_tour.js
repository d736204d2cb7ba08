import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});

const ROW = ".o_gc_board_row:contains('Tour Harbour')";

// The account manager: generate the coming month, change it on the board, submit it.
tours.add("group_customer_visit_board_visitor_tour", {
    steps: () => [
        click("look at the coming month", ".o_gc_board_next"),
        click("generate", ".o_gc_board_generate"),
        see("my own visits", ".modal .o_radio_input:checked"),
        click("propose", ".modal footer button[name=action_generate]"),
        see("the plan has visits", "[name=visit_count] .o_stat_value:contains('2')"),
        see("a chart of the days", ".o_gc_plan_load .o_gc_plan_load_day"),
        click("open the board", ".o_form_statusbar button[name=action_open_board]"),
        {
            content: "drag the visit to another week",
            trigger: `${ROW} .o_gc_board_draft`,
            run: `drag_and_drop ${ROW} .o_gc_board_cell:not(:has(.o_gc_board_chip)):not(.o_gc_board_free):eq(0)`,
        },
        see(
            "somebody has moved it",
            `${ROW} .o_gc_board_chip:has(.fa-hand-paper-o):not(.o_dragged)`
        ),
        click("what else can be done", `${ROW} .o_gc_board_draft`),
        see("the way without dragging", ".o_gc_board_menu .o_gc_board_other_day"),
        click("drop it", ".o_gc_board_menu .o_gc_board_drop"),
        see("not without a reason", ".o_gc_board_confirm:disabled"),
        click("think better of it", ".modal footer .btn-secondary"),
        click("look at the days", ".o_gc_board_days"),
        see("one column per day", ".o_gc_board_by_day .o_gc_board_head:eq(27)"),
        click("back to the plan", ".o_gc_board_plan"),
        click("submit", ".o_form_statusbar button[name=action_submit_approval]"),
        see("a note is asked for", ".modal [name=note] textarea"),
        click("confirm", ".modal footer button[name=action_submit]"),
        see("it waits", ".o_arrow_button_current:contains('Submitted')"),
    ],
});

// The department manager finds it waiting, and approves.
tours.add("group_customer_visit_board_manager_tour", {
    steps: () => [
        click("open it", ".o_kanban_record:contains('Tour Visitor')"),
        click("approve", ".o_form_statusbar button[name=action_approve_approval]"),
        {
            content: "say something",
            trigger: ".modal [name=comment] textarea",
            run: "edit Good plan",
        },
        click("decide", ".modal footer button[name=action_confirm]"),
        see("it is approved", ".o_arrow_button_current:contains('Approved')"),
        see("visits are planned", "[name=planned_count]:contains('2')"),
    ],
});
