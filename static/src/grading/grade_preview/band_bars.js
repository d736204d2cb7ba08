import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component, useState} from "@odoo/owl";

export function formatShare(share) {
    return formatFloat(share, {digits: [16, 1], trailingZeros: false});
}

/** How many of today's customers fall into each band: one small bar per band. */
export class BandBars extends Component {
    static template = "group_customer.BandBars";
    static props = {
        bars: Array,
        isCompact: {type: Boolean, optional: true},
    };

    get bars() {
        const largest = Math.max(...this.props.bars.map((bar) => bar.count), 1);
        return this.props.bars.map((bar) => ({
            ...bar,
            size: Math.round((bar.count / largest) * 100),
            text: formatInteger(bar.count),
            percent: formatShare(bar.share),
        }));
    }

    get summary() {
        return this.bars.map((bar) => `${bar.label}: ${bar.text}`).join("; ");
    }
}

/** The bars of the criterion on the screen, in its own form. */
export class BandPreviewField extends Component {
    static template = "group_customer.BandPreviewField";
    static components = {BandBars};
    static props = {...standardFieldProps};

    get bars() {
        const preview = this.props.record.data[this.props.name];
        return (preview && preview.bars) || [];
    }
}

export const bandPreviewField = {
    component: BandPreviewField,
    displayName: _t("Customers by Band"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_band_preview", bandPreviewField);

/** The bars of a criterion in the list of its scheme: read from the scheme's preview. */
export class BandBarsWidget extends Component {
    static template = "group_customer.BandBarsWidget";
    static components = {BandBars};
    static props = {...standardWidgetProps};

    setup() {
        this.scheme = useState(this.props.record.model.root);
    }

    get bars() {
        const preview = this.scheme.data.preview;
        const found =
            preview &&
            (preview.criteria || []).find((one) => one.id === this.props.record.resId);
        return found ? found.bars : [];
    }
}

export const bandBarsWidget = {
    component: BandBarsWidget,
    listViewWidth: [90],
};

registry.category("view_widgets").add("group_customer_band_bars", bandBarsWidget);
