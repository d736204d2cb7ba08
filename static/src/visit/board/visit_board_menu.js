import {Component, onMounted, useRef} from "@odoo/owl";

/**
 * What can be done with a visit of the board, by keyboard, finger or mouse: the way
 * for those who do not drag.
 */
export class VisitBoardMenu extends Component {
    static template = "group_customer.VisitBoardMenu";
    static props = {
        visit: Object,
        columns: {type: Array, element: Object},
        onOpen: Function,
        onMove: Function,
        onAskDay: Function,
        onDrop: Function,
        close: Function,
    };

    setup() {
        this.root = useRef("root");
        onMounted(() => this.root.el.querySelector("button")?.focus());
    }

    run(callback, ...args) {
        this.props.close();
        callback(...args);
    }

    onKeydown(ev) {
        const step = {ArrowDown: 1, ArrowUp: -1}[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const items = [...this.root.el.querySelectorAll("button")];
        const place = items.indexOf(document.activeElement) + step;
        items.at(place % items.length)?.focus();
    }
}
