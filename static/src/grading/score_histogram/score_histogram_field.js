import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatInteger} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {
    GRID_COLOR,
    LABEL_COLOR,
    getGradeColor,
    getGradeLabel,
} from "../grade_colors/grade_colors";

import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

/** Draws the lines where grades begin, with their codes above. */
const cutLines = {
    id: "groupCustomerCutLines",
    afterDatasetsDraw(chart, _args, {cuts}) {
        const {ctx, chartArea, scales} = chart;
        ctx.save();
        ctx.strokeStyle = LABEL_COLOR;
        ctx.fillStyle = LABEL_COLOR;
        ctx.textAlign = "left";
        ctx.font = "bold 12px sans-serif";
        for (const {score, label} of cuts) {
            const x = scales.x.getPixelForValue(score);
            if (x < chartArea.left - 1 || x > chartArea.right + 1) {
                continue;
            }
            ctx.setLineDash([4, 3]);
            ctx.beginPath();
            ctx.moveTo(x, chartArea.top - 14);
            ctx.lineTo(x, chartArea.bottom);
            ctx.stroke();
            ctx.fillText(label, x + 3, chartArea.top - 4);
        }
        ctx.restore();
    },
};

/**
 * How the scores of a simulation spread: bars stacked by grade, the scores before as a
 * line, and the cut lines of the grades.
 */
export class ScoreHistogramField extends Component {
    static template = "group_customer.ScoreHistogramField";
    static props = {...standardFieldProps};

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                if (!this.canvasRef.el) {
                    return;
                }
                const chart = new Chart(this.canvasRef.el, this.getConfig());
                return () => chart.destroy();
            },
            () => [this.canvasRef.el, JSON.stringify(this.histogram)]
        );
    }

    get histogram() {
        return this.props.record.data[this.props.name];
    }

    get summary() {
        return _t("Histogram of the scores; the grades begin at: %(cuts)s", {
            cuts: this.cuts.map(({label, score}) => `${label} ${score}`).join(", "),
        });
    }

    get cuts() {
        const {cuts, grades} = this.histogram;
        return cuts.map(({place, score}) => ({
            score,
            label: grades.find((grade) => grade.place === place).code,
        }));
    }

    format(value) {
        return formatFloat(value, {digits: [16, 2], trailingZeros: false});
    }

    getDatasets() {
        const {start, width, count, bins, base_bins: baseBins} = this.histogram;
        const {grades} = this.histogram;
        const points = (counts) =>
            [...Array(count).keys()].map((number) => ({
                x: start + (number + 0.5) * width,
                y: counts[number] || 0,
            }));
        const datasets = grades
            .map((grade) => ({
                grade,
                counts: Object.fromEntries(
                    bins
                        .filter(([, place]) => place === grade.place)
                        .map(([number, , counted]) => [number, counted])
                ),
            }))
            .filter(({counts}) => Object.keys(counts).length)
            .map(({grade, counts}) => ({
                label: getGradeLabel(grade),
                data: points(counts),
                backgroundColor: getGradeColor(this.canvasRef.el, grade.color),
                stack: "simulated",
                barPercentage: 1,
                categoryPercentage: 0.96,
                order: 1,
            }));
        if (baseBins.length) {
            datasets.push({
                type: "line",
                label: _t("Before"),
                data: points(Object.fromEntries(baseBins)),
                borderColor: LABEL_COLOR,
                backgroundColor: LABEL_COLOR,
                borderWidth: 1.5,
                pointRadius: 2,
                stack: "base",
                order: 0,
            });
        }
        return datasets;
    }

    getConfig() {
        const {start, width, count} = this.histogram;
        return {
            type: "bar",
            data: {datasets: this.getDatasets()},
            plugins: [cutLines],
            options: {
                animation: false,
                maintainAspectRatio: false,
                layout: {padding: {top: 18, right: 24}},
                interaction: {mode: "x", intersect: false},
                plugins: {
                    groupCustomerCutLines: {cuts: this.cuts},
                    legend: {
                        position: "bottom",
                        labels: {color: LABEL_COLOR, boxWidth: 12},
                    },
                    tooltip: {
                        filter: (item) => item.parsed.y > 0,
                        callbacks: {
                            title: ([item]) =>
                                item &&
                                _t("Score from %(low)s to below %(high)s", {
                                    low: this.format(item.parsed.x - width / 2),
                                    high: this.format(item.parsed.x + width / 2),
                                }),
                            label: (item) =>
                                `${item.dataset.label}: ${formatInteger(item.parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: {
                        type: "linear",
                        offset: false,
                        min: start,
                        max: start + count * width,
                        stacked: true,
                        title: {display: true, text: _t("Score"), color: LABEL_COLOR},
                        grid: {display: false},
                        ticks: {color: LABEL_COLOR},
                    },
                    y: {
                        beginAtZero: true,
                        stacked: true,
                        title: {
                            display: true,
                            text: _t("Customers"),
                            color: LABEL_COLOR,
                        },
                        grid: {color: GRID_COLOR},
                        ticks: {color: LABEL_COLOR, precision: 0},
                    },
                },
            },
        };
    }
}

export const scoreHistogramField = {
    component: ScoreHistogramField,
    displayName: _t("Histogram of Scores"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_score_histogram", scoreHistogramField);
