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

/**
 * The grades of past quarters: of all customers as bars stacked by grade, of one
 * customer as a line through the grades, with the score.
 */
export class BacktestChartField extends Component {
    static template = "group_customer.BacktestChartField";
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
            () => [this.canvasRef.el, JSON.stringify(this.chart)]
        );
    }

    get chart() {
        return this.props.record.data[this.props.name];
    }

    get hasScores() {
        return (this.chart.scores || []).some((score) => score !== null);
    }

    get summary() {
        const {labels, places} = this.chart;
        if (!places) {
            return _t("Customers by quarter and grade");
        }
        return labels
            .map((label, index) => `${label}: ${this.getCode(places[index])}`)
            .join(", ");
    }

    getGrade(place) {
        return this.chart.grades.find((grade) => grade.place === (place || 0));
    }

    getCode(place) {
        return this.getGrade(place).code;
    }

    getConfig() {
        return this.chart.places ? this.getLineConfig() : this.getBarConfig();
    }

    getBarConfig() {
        const {labels, grades, counts} = this.chart;
        const datasets = grades
            .map((grade, index) => ({
                label: getGradeLabel(grade),
                data: counts[index],
                backgroundColor: getGradeColor(this.canvasRef.el, grade.color),
            }))
            .filter(({data}) => data.some((count) => count));
        return {
            type: "bar",
            data: {labels, datasets},
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "index"},
                plugins: {
                    legend: this.getLegend(),
                    tooltip: {
                        callbacks: {
                            label: ({dataset, parsed}) =>
                                `${dataset.label}: ${formatInteger(parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: this.getAxis({stacked: true, grid: {display: false}}),
                    y: this.getAxis({
                        stacked: true,
                        title: {
                            display: true,
                            text: _t("Customers"),
                            color: LABEL_COLOR,
                        },
                        ticks: {color: LABEL_COLOR, precision: 0},
                    }),
                },
            },
        };
    }

    getLineConfig() {
        const {labels, grades, places, scores} = this.chart;
        const colors = places.map((place) =>
            getGradeColor(this.canvasRef.el, this.getGrade(place).color)
        );
        const datasets = [
            {
                label: _t("Grade"),
                data: places,
                stepped: "middle",
                borderColor: LABEL_COLOR,
                borderWidth: 2,
                pointBackgroundColor: colors,
                pointBorderColor: colors,
                pointRadius: 7,
                pointHoverRadius: 9,
                yAxisID: "y",
            },
        ];
        const scales = {
            x: this.getAxis({offset: true, grid: {display: false}}),
            y: this.getAxis({
                reverse: true,
                min: 0.5,
                max: grades.length - 0.5,
                title: {display: true, text: _t("Grade"), color: LABEL_COLOR},
                afterBuildTicks: (axis) => {
                    axis.ticks = grades
                        .filter((grade) => grade.place)
                        .map((grade) => ({value: grade.place}));
                },
                ticks: {
                    color: LABEL_COLOR,
                    callback: (place) => this.getCode(place),
                },
            }),
        };
        if (this.hasScores) {
            datasets.push({
                type: "bar",
                label: _t("Score"),
                data: scores,
                backgroundColor: GRID_COLOR,
                maxBarThickness: 48,
                yAxisID: "score",
                order: 1,
            });
            scales.score = this.getAxis({
                position: "right",
                title: {display: true, text: _t("Score"), color: LABEL_COLOR},
                grid: {display: false},
            });
        }
        return {
            type: "line",
            data: {labels, datasets},
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: this.getLegend(),
                    tooltip: {
                        callbacks: {
                            label: ({dataset, parsed}) =>
                                dataset.yAxisID === "y"
                                    ? getGradeLabel(this.getGrade(parsed.y))
                                    : `${dataset.label}: ${formatFloat(parsed.y)}`,
                        },
                    },
                },
                scales,
            },
        };
    }

    getLegend() {
        return {position: "bottom", labels: {color: LABEL_COLOR, boxWidth: 12}};
    }

    getAxis(options) {
        return {ticks: {color: LABEL_COLOR}, grid: {color: GRID_COLOR}, ...options};
    }
}

export const backtestChartField = {
    component: BacktestChartField,
    displayName: _t("Grades by Quarter"),
    supportedTypes: ["json"],
};

registry.category("fields").add("group_customer_backtest_chart", backtestChartField);
