import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, useRef} from "@odoo/owl";

/**
 * What is missing in the archive of a customer and which grade asks for it. A click
 * leads to the field, on whichever page of the form it is.
 */
export class ArchiveMissingField extends Component {
    static template = "group_customer.ArchiveMissingField";
    static props = {...standardFieldProps};

    setup() {
        this.root = useRef("root");
    }

    get items() {
        const items = this.props.record.data[this.props.name] || [];
        return items.map((item) => ({
            ...item,
            grades: item.grades.map((grade) => ({
                ...grade,
                badgeClass: `o_badge_color_${grade.color || 0}`,
            })),
        }));
    }

    /**
     * Only the open page of a form is drawn, so the pages are opened one after another
     * until the field is there; if it is nowhere, the first page is opened again.
     */
    async goTo(item) {
        const form = this.root.el.closest(".o_form_view");
        const tabs = [...form.querySelectorAll(".o_notebook_headers .nav-link")];
        const before = tabs.find((tab) => tab.classList.contains("active"));
        if (this.focusField(form, item.field)) {
            return;
        }
        for (const tab of tabs) {
            tab.click();
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            if (this.focusField(form, item.field)) {
                return;
            }
        }
        before?.click();
    }

    focusField(form, name) {
        const field =
            name &&
            [...form.querySelectorAll(`.o_field_widget[name="${name}"]`)].find(
                (element) => element.offsetParent
            );
        if (!field) {
            return false;
        }
        field.scrollIntoView({block: "center", behavior: "smooth"});
        const input = field.querySelector("input, textarea, [contenteditable=true]");
        (input || field).focus({preventScroll: true});
        field.classList.add("o_gc_field_found");
        setTimeout(() => field.classList.remove("o_gc_field_found"), 2000);
        return true;
    }
}

export const archiveMissingField = {
    component: ArchiveMissingField,
    displayName: _t("Missing in Archive"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_archive_missing", archiveMissingField);
