// What the pictures share that are saved: text as an SVG can hold it, and an SVG as pixels.

import { shown } from "../text.js";

/** What XML has no place for: it would make the file unreadable. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

/** Text that any program reads as XML, which knows how to write `<` itself. @param {string} text */
export const inXml = (text) => text.replace(NO_XML, "\ufffd");

/** A foreign name or line in a picture: nothing of it hides or turns what stands around. @param {string} text */
export const inPicture = (text) => inXml(shown(text));

/** Twice as many pixels as points, unless that is more than browsers paint. */
const SHARP = 2;
const LONGEST = 16_000;
const LARGEST = 100_000_000;

/** @param {string} svg with a width and a height @returns {Promise<Blob>} a PNG */
export async function pngOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode().catch(() => {
    throw new Error("The browser cannot draw this picture: it may be too large. Save it as SVG instead.");
  });
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const scale = Math.min(SHARP, LONGEST / width, LONGEST / height, Math.sqrt(LARGEST / (width * height)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  const context = canvas.getContext("2d");
  context?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) =>
        blob
          ? resolve(blob)
          : reject(new Error("The browser has no memory for a picture of this size. Save it as SVG instead.")),
      "image/png",
    ),
  );
}
