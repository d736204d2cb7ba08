import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {Component, onWillStart, useState} from "@odoo/owl";

import {
    explainPositionError,
    findPosition,
    formatMetres,
    judgePosition,
    needsReason,
} from "./position";
import {readPhoto} from "./photo";

/**
 * Check in to a visit, or out of it: shows what will be stored before anything is, asks
 * for what the geofence wants, and hands it to the queue.
 */
export class CheckinDialog extends Component {
    static template = "group_customer.CheckinDialog";
    static components = {Dialog};
    static props = {
        close: Function,
        step: {
            type: String,
            validate: (step) => ["checkin", "checkout"].includes(step),
        },
        visit: Object,
        onRecorded: Function,
    };

    setup() {
        this.queue = useService("group_customer_checkin");
        this.state = useState({
            position: null,
            reason: "",
            image: "",
            photoError: "",
            isSending: false,
            error: "",
        });
        onWillStart(() => {
            // The dialog does not wait for it
            this.findPosition();
        });
    }

    get fence() {
        return this.props.visit.fence;
    }

    get isCheckin() {
        return this.props.step === "checkin";
    }

    get title() {
        return this.isCheckin ? _t("Check In") : _t("Check Out");
    }

    get judgement() {
        return judgePosition(this.fence, this.state.position || {error: "timeout"});
    }

    get isReasonNeeded() {
        return (
            Boolean(this.state.position) &&
            needsReason(this.fence, this.judgement.result)
        );
    }

    get isPhotoNeeded() {
        return this.isCheckin && Boolean(this.fence?.photo_required);
    }

    get isRefused() {
        return (
            this.isCheckin &&
            this.judgement.result === "outside" &&
            this.fence.mode === "refuse"
        );
    }

    /**
     * Where the position leaves us: a line of text and its colour.
     */
    get place() {
        const {position} = this.state;
        if (!position) {
            return {level: "info", text: _t("Looking for your position…")};
        }
        const {result, distance} = this.judgement;
        if (result === "no_position") {
            return {
                level: "warning",
                text: position.error
                    ? explainPositionError(position.error)
                    : _t(
                          "The position is too vague (± %(accuracy)s): go outdoors and look again, or go on without it and say why.",
                          {accuracy: formatMetres(position.accuracy)}
                      ),
            };
        }
        if (result === "no_address") {
            return {
                level: "info",
                text: _t("It is not known where this customer is: no distance."),
            };
        }
        const values = {
            distance: formatMetres(distance),
            accuracy: formatMetres(position.accuracy),
        };
        if (result === "ok") {
            return {
                level: "success",
                text: _t("%(distance)s from the customer (± %(accuracy)s)", values),
            };
        }
        return {
            level: this.isRefused ? "danger" : "warning",
            text: this.isRefused
                ? _t(
                      "%(distance)s from the customer (± %(accuracy)s): too far away to check in.",
                      values
                  )
                : _t(
                      "%(distance)s from the customer (± %(accuracy)s): outside the radius.",
                      values
                  ),
        };
    }

    /**
     * What is stored when the button is pressed, and for how long.
     */
    get stored() {
        const stored = [_t("The time, and that it was you")];
        if (this.fence) {
            stored.push(
                _t(
                    "Your position at this moment with its accuracy, erased after %s days",
                    this.fence.keeps_position_days
                ),
                _t("The distance from the customer's address")
            );
        }
        stored.push(_t("The reason and the photo, if you give them"));
        return stored;
    }

    get isReady() {
        return (
            !this.state.isSending &&
            !this.isRefused &&
            Boolean(this.state.position || !this.fence) &&
            (!this.isReasonNeeded || Boolean(this.state.reason.trim())) &&
            (!this.isPhotoNeeded || Boolean(this.state.image))
        );
    }

    async findPosition() {
        if (this.fence) {
            this.state.position = null;
            this.state.position = await findPosition();
        }
    }

    /**
     * Go on without a position, before the phone has given up.
     */
    skipPosition() {
        this.state.position = {error: "unavailable"};
    }

    async onPhoto(ev) {
        const [file] = ev.target.files;
        this.state.photoError = "";
        if (file) {
            try {
                this.state.image = await readPhoto(file);
            } catch {
                this.state.image = "";
                this.state.photoError = _t("This is no photo: take another one.");
            }
        }
    }

    async confirm() {
        if (!this.isReady) {
            return;
        }
        this.state.isSending = true;
        this.state.error = "";
        const {position, reason, image} = this.state;
        const {visit, step} = this.props;
        const where = position && !position.error ? {...position} : {};
        const answer = await this.queue.record(step, visit.id, visit.partner, {
            ...where,
            reason: reason.trim(),
            image,
        });
        this.state.isSending = false;
        if (answer.state === "refused") {
            this.state.error = answer.message;
            return;
        }
        this.props.onRecorded(answer);
        this.props.close();
    }
}
