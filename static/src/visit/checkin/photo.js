// Longest side of what is sent, in pixels, and its quality
const SIDE = 1280;
const QUALITY = 0.8;

/**
 * A photo as base64 JPEG, small enough for a slow network. Drawn anew, it loses what the
 * camera wrote into the file, the place among it.
 *
 * @param {File} file
 * @returns {Promise<String>} rejected for what is no image
 */
export async function readPhoto(file) {
    const bitmap = await createImageBitmap(file, {imageOrientation: "from-image"});
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
}
