// A picture for a field of the form: made smaller in the browser, so that its page stays light on a phone.
import { make, saveFile } from "./elements.js";
import { nextId } from "./form-parts.js";

/** @typedef {import("./form-parts.js").Part<string>} TextPart */

/**
 * Stores a picture; returns the value of its field and what to tell the person.
 * @typedef {(picture: Blob, suffix: string) => Promise<{name: string, words: string}>} Keep
 */

// generator/records/attachments/__init__.py has the same limit (tests/unit/test_script_twins.py).
export const HEAVIEST = 75000;
const SIDES = [1200, 1000, 800, 640, 480, 320];
const QUALITIES = [0.85, 0.72, 0.6];
/** @type {Record<string, string>} */
const SUFFIXES = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" };
const STRANGE = "Этот файл не читается как картинка. Нужен снимок или рисунок: JPEG, PNG или WebP.";
const HELP = "JPEG, PNG или WebP. Форма уменьшит снимок и уберёт то, что дописала камера. Лицо человека " +
  "публикуют только с его согласия.";
const HEAVY = "Картинку не удалось сделать легче 75 КБ. Обрежьте её или выберите другую.";

/**
 * Returns a canvas with the picture, its longer side at most `side` pixels.
 * @param {ImageBitmap} bitmap
 * @param {number} side
 */
function scale(bitmap, side) {
  const ratio = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * ratio)), height = Math.max(1, Math.round(bitmap.height * ratio));
  const canvas = make("canvas", { width, height });
  const context = canvas.getContext("2d");
  if (context) {
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
  }
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} type
 * @param {number} quality
 * @returns {Promise<Blob | null>}
 */
const encode = (canvas, type, quality) =>
  new Promise((resolve) => { canvas.toBlob(resolve, type, quality); });

/** Whether the picture has transparency, which JPEG lacks. @param {HTMLCanvasElement} canvas */
function isTransparent(canvas) {
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data || [];
  for (let place = 3; place < pixels.length; place += 4) if (pixels[place] < 255) return true;
  return false;
}

/**
 * Returns the picture in at most `HEAVIEST` bytes, the right way up, without camera metadata.
 * @param {Blob} file
 */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) throw new Error(STRANGE);
  const clear = file.type !== "image/jpeg" && isTransparent(scale(bitmap, SIDES[2]));
  const drawn = file.type === "image/png"; // flat colours: a PNG may be lighter than anything else
  const types = clear ? ["image/png", "image/webp"] : drawn ? ["image/png", "image/jpeg"] : ["image/jpeg"];
  for (const side of SIDES) {
    const canvas = scale(bitmap, side);
    for (const quality of QUALITIES) {
      for (const type of types) {
        const found = await encode(canvas, type, quality);
        // a browser that cannot encode a type writes a PNG instead
        if (found && found.size <= HEAVIEST) return { picture: found, canvas, suffix: SUFFIXES[found.type] };
      }
    }
  }
  throw new Error(HEAVY);
}

/**
 * Adds the choice of a picture to the field with its file's name.
 * @param {TextPart} part
 * @param {Keep} keep
 */
export function offerPicture(part, keep) {
  const id = nextId(), field = part.at([])?.control;
  const choice = make("input", { id, type: "file", className: "input", accept: "image/jpeg,image/png,image/webp" });
  const label = make("label", { htmlFor: id, className: "entry__hint", textContent: "Выбрать снимок с компьютера" });
  const help = make("p", { className: "entry__hint", textContent: HELP });
  const status = make("p", { className: "entry__hint", attributes: { role: "status" } });
  const preview = make("div", { className: "entry__picture" });
  choice.addEventListener("change", async () => {
    const file = choice.files?.[0];
    if (!file || !(field instanceof HTMLInputElement)) return;
    status.textContent = "Картинка уменьшается…";
    preview.replaceChildren();
    try {
      const { picture, canvas, suffix } = await shrink(file);
      const { name, words } = await keep(picture, suffix);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", "Картинка, какой она будет на сайте");
      preview.append(canvas);
      status.textContent = `${words} ${canvas.width} × ${canvas.height} точек, ${Math.ceil(picture.size / 1000)} КБ.`;
      field.value = name;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
      choice.value = "";
    }
  });
  part.node.append(label, help, choice, status, preview);
  return part;
}

/**
 * On the published site, where nothing can be written, the picture is downloaded.
 * @param {() => string} id of the record
 * @returns {Keep}
 */
export function keepAtHome(id) {
  return (picture, suffix) => {
    const name = `${id() || "kartinka"}${suffix}`;
    saveFile(picture, picture.type, name);
    return Promise.resolve({ name, words: `Файл ${name} сохранён у вас: пришлите его вместе с записью.` });
  };
}

/**
 * In the staff's preview the picture goes to its folder.
 * @param {import("./editor-ask.js").Ask} ask
 * @param {() => {kind: string, id: string}} record
 * @returns {Keep}
 */
export function keepInRoot(ask, record) {
  return async (picture) => {
    const bytes = new Uint8Array(await picture.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    const { name } = await ask("picture", { ...record(), data: btoa(text) });
    return { name, words: `Сохранено: content/images/${name}.` };
  };
}
