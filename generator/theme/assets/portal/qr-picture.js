/* A QR code on a page, as SVG. */
import { makeQr, pathOf } from "./qr.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws a text's code; null if the text is too long.
 * @param {string} text
 * @param {string} label for people who cannot see it
 * @returns {SVGSVGElement | null}
 */
export function drawQr(text, label) {
  const dark = makeQr(text);
  if (!dark) return null;
  const { side, path } = pathOf(dark);
  const svg = document.createElementNS(SVG, "svg"), shape = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
