import {_t} from "@web/core/l10n/translation";

// As in tools/geo.py: mean radius of the earth in metres
const EARTH_RADIUS = 6371008.8;
// How long a phone may look for its position, in milliseconds
const PATIENCE = 20000;
const ERRORS = {1: "denied", 2: "unavailable", 3: "timeout"};

/**
 * The metres between two places along the earth's surface (haversine).
 *
 * @param {[number, number]} start latitude and longitude in degrees
 * @param {[number, number]} end the same
 * @returns {number}
 */
export function getDistance(start, end) {
    const [lat, lon, otherLat, otherLon] = [...start, ...end].map(
        (degrees) => (degrees * Math.PI) / 180
    );
    const chord =
        Math.sin((otherLat - lat) / 2) ** 2 +
        Math.cos(lat) * Math.cos(otherLat) * Math.sin((otherLon - lon) / 2) ** 2;
    return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(Math.min(1, chord)));
}

/**
 * What the server will make of a position: the phone asks for a reason beforehand, also
 * without network.
 *
 * @param {Object|false} fence the geofence as the agenda sends it
 * @param {Object} position latitude, longitude and accuracy, or an error
 * @returns {{result: string|false, distance: number}}
 */
export function judgePosition(fence, position) {
    if (!fence) {
        return {result: false, distance: 0};
    }
    const isVague = fence.accuracy_limit && position.accuracy > fence.accuracy_limit;
    if (position.error || isVague) {
        return {result: "no_position", distance: 0};
    }
    if (!fence.place) {
        return {result: "no_address", distance: 0};
    }
    const distance = getDistance([position.latitude, position.longitude], fence.place);
    const isNear = !fence.radius || distance <= fence.radius + position.accuracy;
    return {result: isNear ? "ok" : "outside", distance};
}

/**
 * Whether the geofence wants a reason for a result.
 */
export function needsReason(fence, result) {
    return Boolean(
        fence &&
            (result === "no_position" ||
                (["outside", "no_address"].includes(result) && fence.mode !== "warn"))
    );
}

/**
 * Ask the phone once where it is. Nothing is stored or sent by this.
 *
 * @returns {Promise<{latitude, longitude, accuracy}|{error: string}>} never rejected
 */
export function findPosition() {
    const {geolocation} = navigator;
    if (!geolocation) {
        return Promise.resolve({error: "unsupported"});
    }
    return new Promise((resolve) => {
        geolocation.getCurrentPosition(
            ({coords: {latitude, longitude, accuracy}}) =>
                resolve({latitude, longitude, accuracy: Math.round(accuracy)}),
            ({code}) => resolve({error: ERRORS[code] || "unavailable"}),
            {enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0}
        );
    });
}

/**
 * Why there is no position, for people.
 */
export function explainPositionError(error) {
    return {
        denied: _t(
            "The position is denied. Allow it in the settings of the browser, or go on without it and say why."
        ),
        unavailable: _t("The phone cannot tell where it is."),
        timeout: _t("The phone did not find its position in time."),
        unsupported: _t(
            "This browser gives no position here. The page may have to be opened over HTTPS."
        ),
    }[error];
}

/**
 * Metres as people say them.
 */
export function formatMetres(metres) {
    return metres < 1000
        ? _t("%s m", Math.round(metres))
        : _t("%s km", (metres / 1000).toFixed(metres < 10000 ? 1 : 0));
}
