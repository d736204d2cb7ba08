import {registry} from "@web/core/registry";

/** What another company would have exported. */
function packFile() {
    const content = {
        code: "tour_pack",
        format: 2,
        version: 1,
        name: {en_US: "Tour Pack"},
        schemes: [
            {
                code: "tour_scheme",
                name: {en_US: "Tour Classes"},
                mode: "request",
                grades: [
                    {code: "M", name: {en_US: "Member"}, is_request_only: true},
                    {code: "N", name: {en_US: "No member"}},
                ],
            },
        ],
    };
    return new File([JSON.stringify(content)], "tour_pack.json", {
        type: "application/json",
    });
}

function loadFromPreview(expected) {
    return [
        {
            content: "the preview says what is new",
            trigger: `.modal .o_group_customer_pack details:has(summary:contains("New")):contains("${expected}")`,
        },
        {
            content: "load",
            trigger: ".modal button[name=action_load]",
            run: "click",
        },
        {
            content: "it is told what was done",
            trigger: ".o_notification:contains('records created')",
        },
        {
            content: "the preview is closed",
            trigger: "body:not(:has(.modal))",
        },
    ];
}

registry.category("web_tour.tours").add("group_customer_pack_tour", {
    steps: () => [
        {
            content: "look at what a shipped pack would change",
            trigger: ".o_kanban_record:contains('Hotel') button[name=action_preview]",
            run: "click",
        },
        ...loadFromPreview("Hotel customers"),
        {
            content: "the pack counts as loaded",
            trigger: ".o_kanban_record:contains('Hotel') .badge:contains('Loaded')",
        },
        {
            content: "export schemes",
            trigger: ".o_control_panel button:contains('Export Settings')",
            run: "click",
        },
        {
            content: "look for a scheme",
            trigger: ".modal .o_field_widget[name=scheme_ids] input",
            run: "edit Hotel customers",
        },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Hotel customers')",
            run: "click",
        },
        {
            content: "name the pack",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Our Hotel",
        },
        {
            content: "make the file",
            trigger: ".modal button[name=action_export]",
            run: "click",
        },
        {
            content: "the file is offered",
            trigger:
                ".modal .o_field_widget[name=file]:contains('_1.json'), .modal .o_field_widget[name=file] input",
        },
        {
            content: "close",
            trigger: ".modal .modal-footer button:contains('Close')",
            run: "click",
        },
        {
            content: "import the pack of somebody else",
            trigger: ".o_control_panel button:contains('Import')",
            run: "click",
        },
        {
            content: "upload the file",
            trigger: ".modal .o_field_widget[name=file] input[type=file]:not(:visible)",
            run({anchor}) {
                const transfer = new DataTransfer();
                transfer.items.add(packFile());
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            content: "the file is there",
            trigger: ".modal .o_field_widget[name=file] input[type=text]",
        },
        {
            content: "what would it change",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        ...loadFromPreview("Tour Classes"),
        {
            content: "the imported pack stands beside the shipped ones",
            trigger:
                ".o_kanban_record:contains('Tour Pack'):contains('Imported') .badge:contains('Loaded')",
        },
    ],
});
