import {registry} from "@web/core/registry";

const node = (name) => `.o_hierarchy_node_container:contains("${name}")`;

registry.category("web_tour.tours").add("group_customer_tree_tour", {
    steps: () => [
        {
            content: "a subsidiary is dragged onto its head",
            trigger: `${node("Tour Beta Trading")} .o_hierarchy_node_content`,
            run: `drag_and_drop ${node("Tour Alpha Works")}`,
        },
        {
            content: "the head has members to fold away now",
            trigger: `${node("Tour Alpha Works")}:has(.o_hierarchy_node_button)`,
        },
    ],
});
