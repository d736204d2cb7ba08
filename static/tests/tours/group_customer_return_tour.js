import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A step that waits for what is shown: without a run it only looks.
const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});
const write = (content, trigger, text) => ({content, trigger, run: `edit ${text}`});

// The officer draws the sample of the month and confirms the plan.
tours.add("group_customer_return_plan_tour", {
    steps: () => [
        see("the sample is too small", ".alert-warning:contains('too small')"),
        click("draw", ".o_form_statusbar button[name=action_draw]"),
        see("two are drawn", "[name=sampled_count]:contains('2')"),
        click("who they are", ".o_notebook_headers a[name=lines]"),
        see("one of them", ".o_data_row:contains('Tour Returns')"),
        click("how they were drawn", ".o_notebook_headers a[name=sample]"),
        see("all there are", "[name=population_count]:contains('3')"),
        click("confirm", ".o_form_statusbar button[name=action_confirm]"),
        see("it is confirmed", ".o_arrow_button_current:contains('Confirmed')"),
    ],
});

// Nobody answers, then somebody does: what is said is written down, and a finding.
tours.add("group_customer_return_work_tour", {
    steps: () => [
        click(
            "nobody answers",
            ".o_kanban_record:contains('Tour Returns') button[name=action_no_answer]"
        ),
        see(
            "it is being tried",
            ".o_kanban_group:contains('Being Tried') .o_kanban_record:contains('Tour Returns')"
        ),
        click(
            "somebody answers",
            ".o_kanban_group:contains('Being Tried') button[name=action_reached]"
        ),
        click(
            "open the record",
            ".o_kanban_group:contains('Reached') .o_kanban_record span:contains('Tour Returns')"
        ),
        see("it is reached", ".o_arrow_button_current:contains('Reached')"),
        write(
            "what is said",
            "[name=content] textarea",
            "All is well but the papers were missing"
        ),
        click(
            "rather content",
            "[name=satisfaction] .o_radio_item:contains('4') input"
        ),
        click("findings", ".o_notebook_headers a[name=findings]"),
        click("a finding", "[name=finding_ids] .o_field_x2many_list_row_add a"),
        write(
            "what is wrong",
            "[name=finding_ids] [name=name] input",
            "Papers missing"
        ),
        write("who", "[name=finding_ids] [name=user_id] input", "Tour Seller"),
        click("choose", ".o-autocomplete--dropdown-item:contains('Tour Seller')"),
        click("end the record", ".o_form_statusbar button[name=action_close]"),
        see("it is recorded", ".o_arrow_button_current:contains('Recorded')"),
    ],
});
