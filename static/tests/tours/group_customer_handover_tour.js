import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A step that waits for what is shown: without a run it only looks.
const see = (content, trigger) => ({content, trigger});
const click = (content, trigger) => ({content, trigger, run: "click"});

function choose(field, text) {
    return [
        {
            content: `type into ${field}`,
            trigger: `.modal [name=${field}] input`,
            run: `edit ${text}`,
        },
        click(
            `choose ${text}`,
            `.modal [name=${field}] .o-autocomplete--dropdown-item:contains('${text}')`
        ),
    ];
}

function confirmDialog(label) {
    return [click(label, ".modal footer button.btn-primary")];
}

// The manager: the profile of a leaver, everything to one colleague.
tours.add("group_customer_handover_manager_tour", {
    steps: () => [
        click("open the menu of actions", ".o_cp_action_menus button:has(.fa-cog)"),
        click(
            "hand over",
            ".o-dropdown--menu .dropdown-item:contains('Hand Accounts Over')"
        ),
        see("two accounts are found", ".modal [name=account_count]:contains('2')"),
        see("of which", ".modal [name=account_text]:contains('Tour Harbour')"),
        ...choose("to_user_id", "Tour Receiver"),
        {
            content: "why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Leaves at the end of the month",
        },
        {
            content: "the note for all",
            trigger: ".modal [name=note] textarea",
            run: "edit Call the buyer first",
        },
        click("prepare", ".modal footer button[name=action_create]"),
        see("both accounts are there", ".o_data_row:contains('Tour Mine')"),
        see("with their note", ".o_data_row:contains('Call the buyer first')"),
        click("what goes along", ".o_notebook_headers a[name=work]"),
        see(
            "one opportunity goes along",
            ".tab-pane.active [name=opportunity_count]:contains('1')"
        ),
        click(
            "put it to both sides",
            ".o_form_statusbar button[name=action_request_confirmation]"
        ),
        see("it is to be confirmed", ".o_arrow_button_current:contains('To Confirm')"),
        see(
            "it cannot be submitted yet",
            ".o_form_statusbar:not(:has(button[name=action_submit_approval]))"
        ),
    ],
});

// The leaver confirms what is written about the accounts.
tours.add("group_customer_handover_giver_tour", {
    steps: () => [
        click(
            "confirm as giver",
            ".o_form_statusbar button[name=action_confirm_giver]"
        ),
        ...confirmDialog("yes"),
        see(
            "it is confirmed",
            ".o_form_statusbar:not(:has(button[name=action_confirm_giver]))"
        ),
    ],
});

// The receiver finds it waiting in the list.
tours.add("group_customer_handover_receiver_tour", {
    steps: () => [
        click("open it", ".o_data_row .o_data_cell:contains('Tour Leaver')"),
        click(
            "confirm what is received",
            ".o_form_statusbar button[name=action_confirm_receiver]"
        ),
        ...confirmDialog("yes"),
        see(
            "it is confirmed",
            ".o_form_statusbar:not(:has(button[name=action_confirm_receiver]))"
        ),
    ],
});

// The manager submits what both sides have confirmed.
tours.add("group_customer_handover_submit_tour", {
    steps: () => [
        click("submit", ".o_form_statusbar button[name=action_submit_approval]"),
        see("the reason is there", ".modal [name=note] textarea"),
        click("confirm", ".modal footer button[name=action_submit]"),
        see("it is in approval", ".o_arrow_button_current:contains('In Approval')"),
    ],
});

// The director approves, and everything moves.
tours.add("group_customer_handover_director_tour", {
    steps: () => [
        click("approve", ".o_form_statusbar button[name=action_approve_approval]"),
        {
            content: "say something",
            trigger: ".modal [name=comment] textarea",
            run: "edit Agreed",
        },
        click("decide", ".modal footer button[name=action_confirm]"),
        see("it is handed over", ".o_arrow_button_current:contains('Handed Over')"),
    ],
});
