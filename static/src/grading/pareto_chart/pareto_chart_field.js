import {Component, onWillStart, useEffect, useRef, useState} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor, hexToRGBA} from "@web/core/colors/colors";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const colorScheme = cookie.get("color_scheme");
const CURVE_COLOR = getColor(3, colorScheme, "odoo");
const CUT_COLOR = getCustomColor(colorScheme, "#d44c59", "#e6586c");
const MUTED_COLOR = getCustomColor(colorScheme, "#adb5bd", "#6c757d");
const GRID_COLOR = getCustomColor(colorScheme, "#d8dadd", "#3C3E4B");
const LABEL_COLOR = getCustomColor(colorScheme, "#111827", "#E4E4E4");

/**
 * The 80/20 report of a grade run: the curve of the cumulative shares, the largest
 * customers first, with the cut, and the shares of the largest in figures. The
 * figure of the cut, and a click on the curve, open the customers before the cut.
 */
export class ParetoChartField extends Component {
    static template = "group_customer.ParetoChartField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.state = useState({index: 0});
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const canvas = this.canvasRef.el;
                if (!canvas) {
                    return;
                }
                const chart = new Chart(canvas, this.chartConfig);
                return () => chart.destroy();
            },
            () => [this.canvasRef.el, JSON.stringify(this.basis)]
        );
    }

    get report() {
        return this.props.record.data[this.props.name] || {bases: []};
    }

    get basis() {
        return this.report.bases[this.state.index] || this.report.bases[0];
    }

    get headline() {
        const {cut, name} = this.basis;
        return _t(
            "%(customers)s customers, %(customers_share)s of all, make up %(value_share)s of “%(name)s”.",
            {
                customers: formatInteger(cut.customers),
                customers_share: this.percent(cut.customers_share),
                value_share: this.percent(cut.value_share),
                name,
            }
        );
    }

    get chartLabel() {
        return _t("Curve of the cumulative shares. %(headline)s", {
            headline: this.headline,
        });
    }

    percent(value) {
        // A number and its unit stay on one line.
        return `${formatFloat(value, {digits: [16, 2], trailingZeros: false})}\u00a0%`;
    }

    count(value) {
        return formatInteger(value);
    }

    select(index) {
        this.state.index = index;
    }

    async open() {
        const action = await this.orm.call(
            "group.customer.grade.run",
            "action_open_pareto_customers",
            [[this.props.record.resId], this.basis.criterion_id]
        );
        return this.action.doAction(action);
    }

    get chartConfig() {
        const {cut, points, share} = this.basis;
        const line = (label, color, data) => ({
            label,
            data,
            borderColor: color,
            borderDash: [4, 4],
            borderWidth: 1.5,
            pointRadius: 0,
            pointHitRadius: 0,
        });
        const axis = (text) => ({
            type: "linear",
            min: 0,
            max: 100,
            title: {display: true, text, color: LABEL_COLOR},
            grid: {color: GRID_COLOR},
            ticks: {
                color: LABEL_COLOR,
                stepSize: 20,
                callback: (value) => `${value} %`,
            },
        });
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Cumulative share"),
                        data: points.map(([customers, x, y]) => ({customers, x, y})),
                        borderColor: CURVE_COLOR,
                        backgroundColor: hexToRGBA(CURVE_COLOR, 0.15),
                        borderWidth: 2,
                        fill: "origin",
                        pointRadius: 0,
                        pointHitRadius: 12,
                    },
                    line(_t("All customers equal"), MUTED_COLOR, [
                        {x: 0, y: 0},
                        {x: 100, y: 100},
                    ]),
                    line(
                        _t("Cut at %(share)s", {share: this.percent(share)}),
                        CUT_COLOR,
                        [
                            {x: 0, y: share},
                            {x: 100, y: share},
                        ]
                    ),
                    line(_t("Cut"), CUT_COLOR, [
                        {x: cut.customers_share, y: 0},
                        {x: cut.customers_share, y: cut.value_share},
                    ]),
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                onClick: () => this.open(),
                interaction: {mode: "nearest", axis: "x", intersect: false},
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {
                            color: LABEL_COLOR,
                            boxHeight: 1,
                            filter: (item) => item.datasetIndex !== 3,
                        },
                    },
                    tooltip: {
                        filter: (item) => item.datasetIndex === 0,
                        callbacks: {
                            title: () => "",
                            label: ({raw}) =>
                                _t(
                                    "%(customers)s customers (%(x)s): %(y)s of the total",
                                    {
                                        customers: formatInteger(raw.customers),
                                        x: this.percent(raw.x),
                                        y: this.percent(raw.y),
                                    }
                                ),
                        },
                    },
                },
                scales: {
                    x: axis(_t("Customers, the largest first")),
                    y: axis(_t("Share of the total")),
                },
            },
        };
    }
}

export const paretoChartField = {
    component: ParetoChartField,
    displayName: _t("80/20 Chart"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_pareto_chart", paretoChartField);
