import {useDraggable} from "@web/core/utils/draggable";

/**
 * Drag a visit, or a proposal, to another column of its own row: a visit never changes
 * its customer. Columns that are over take nothing.
 *
 * @param {Object} params
 * @param {{el: HTMLElement | null}} params.ref
 * @param {() => boolean} params.enable
 * @param {() => any} params.onStart
 * @param {(chip: DOMStringMap, column: string) => any} params.onDrop called with what
 *  was dragged and the key of the column
 */
export function useBoardDrag({ref, enable, onStart, onDrop}) {
    let target = null;
    useDraggable({
        ref,
        enable,
        elements: ".o_gc_board_draggable",
        cursor: "grabbing",
        onDragStart({element, addClass, addListener}) {
            target = null;
            onStart();
            const origin = element.closest(".o_gc_board_cell");
            const row = element.closest(".o_gc_board_row");
            for (const cell of row.querySelectorAll(".o_gc_board_cell")) {
                if (cell === origin || cell.classList.contains("o_gc_board_over")) {
                    continue;
                }
                addClass(cell, "o_gc_board_target");
                addListener(cell, "pointerenter", () => {
                    target = cell;
                    cell.classList.add("o_gc_board_aimed");
                });
                addListener(cell, "pointerleave", () => {
                    target = target === cell ? null : target;
                    cell.classList.remove("o_gc_board_aimed");
                });
            }
        },
        onDrop({element}) {
            if (target) {
                onDrop({...element.dataset}, target.dataset.column);
            }
        },
        onDragEnd() {
            target?.classList.remove("o_gc_board_aimed");
            target = null;
        },
    });
}
