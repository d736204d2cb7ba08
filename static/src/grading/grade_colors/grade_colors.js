import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";

const colorScheme = cookie.get("color_scheme");

export const GRID_COLOR = getCustomColor(colorScheme, "#d8dadd", "#3C3E4B");
export const LABEL_COLOR = getCustomColor(colorScheme, "#111827", "#E4E4E4");

/**
 * Return the colour of a grade as a chart needs it.
 *
 * @param {HTMLElement} el a child of an element with the class o_gc_grade_colors
 * @param {number} color the index that the grade has
 * @returns {string}
 */
export function getGradeColor(el, color) {
    return getComputedStyle(el).getPropertyValue(`--gc-grade-color-${color || 0}`);
}

/**
 * Return the code and the name of a grade, once if they are the same.
 *
 * @param {{code: string, name: string}} grade
 * @returns {string}
 */
export function getGradeLabel({code, name}) {
    return code === "–" || code === name ? name : `${code} · ${name}`;
}
