/* QR codes (ISO/IEC 18004): bytes, level M, versions 1–25. Touches no page; a test compares it with segno. */

const MAX_VERSION = 25;
/* By version: error correction codewords per block, and the number of blocks. */
const CHECKS = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28
];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21];
const LEVEL = 0; // the two bits of level M
/** @type {((x: number, y: number) => boolean)[]} whether a mask inverts a module */
const MASKS = [
  (x, y) => (x + y) % 2 === 0, (x, y) => y % 2 === 0, (x) => x % 3 === 0, (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0, (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0
];

/** @param {number} version */
function rawModules(version) {
  const places = Math.floor(version / 7) + 2;
  const aligned = version > 1 ? (25 * places - 10) * places - 55 : 0;
  return (16 * version + 128) * version + 64 - aligned - (version > 6 ? 36 : 0);
}

/** @param {number} version */
const dataBytes = (version) => Math.floor(rawModules(version) / 8) - CHECKS[version - 1] * BLOCKS[version - 1];

/**
 * @param {number} x
 * @param {number} y
 */
function multiply(x, y) {
  let product = 0;
  for (let i = 7; i >= 0; i -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((y >>> i) & 1) * x;
  }
  return product;
}

/** @param {number} degree */
function divisorOf(degree) {
  const divisor = new Array(degree).fill(0);
  divisor[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i += 1, root = multiply(root, 2)) {
    for (let j = 0; j < degree; j += 1) {
      divisor[j] = multiply(divisor[j], root) ^ (divisor[j + 1] || 0);
    }
  }
  return divisor;
}

/**
 * @param {number[]} data
 * @param {number[]} divisor
 */
function remainderOf(data, divisor) {
  const rest = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ /** @type {number} */ (rest.shift());
    rest.push(0);
    divisor.forEach((part, i) => { rest[i] ^= multiply(part, factor); });
  }
  return rest;
}

/**
 * Returns the text as data codewords.
 * @param {Uint8Array} bytes
 * @param {number} version
 */
function pack(bytes, version) {
  const bits = [0, 1, 0, 0], size = version < 10 ? 8 : 16, capacity = dataBytes(version);
  const put = (/** @type {number} */ value, /** @type {number} */ length) => {
    for (let i = length - 1; i >= 0; i -= 1) bits.push((value >>> i) & 1);
  };
  put(bytes.length, size);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: capacity }, (_, i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(""), 2));
}

/**
 * Returns data and error correction codewords, interleaved by block.
 * @param {number[]} data
 * @param {number} version
 */
function weave(data, version) {
  const count = BLOCKS[version - 1], checks = CHECKS[version - 1], all = Math.floor(rawModules(version) / 8);
  const short = count - (all % count), length = Math.floor(all / count) - checks, divisor = divisorOf(checks);
  const blocks = [], corrections = [];
  for (let i = 0, from = 0; i < count; i += 1) {
    const block = data.slice(from, from + length + (i < short ? 0 : 1));
    from += block.length;
    blocks.push(block);
    corrections.push(remainderOf(block, divisor));
  }
  const woven = [];
  for (let i = 0; i <= length; i += 1) for (const block of blocks) if (i < block.length) woven.push(block[i]);
  for (let i = 0; i < checks; i += 1) for (const block of corrections) woven.push(block[i]);
  return woven;
}

/** @param {number} version */
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2, size = version * 4 + 17;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, i) => size - 7 - i * step).reverse();
  return [6, ...rest];
}

/**
 * Returns the symbol without data: the version's fixed patterns, and which modules they take.
 * @param {number} version
 */
function frame(version) {
  const size = version * 4 + 17;
  const dark = Array.from({ length: size }, () => new Array(size).fill(false));
  const taken = Array.from({ length: size }, () => new Array(size).fill(false));
  const set = (/** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ value) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    dark[y][x] = value;
    taken[y][x] = true;
  };
  const ring = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ reach) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const far = Math.max(Math.abs(dx), Math.abs(dy));
        set(x + dx, y + dy, reach === 2 ? far !== 1 : far !== 2 && far !== 4);
      }
    }
  };
  for (let i = 0; i < size; i += 1) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) ring(x, y, 4);
  const places = alignments(version), last = places.length - 1;
  places.forEach((x, i) => places.forEach((y, j) => {
    if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0))) ring(x, y, 2);
  }));
  return { size, dark, taken, set };
}

/**
 * Returns a number followed by its remainder: the notation of format and version.
 * @param {number} value
 * @param {number} degree
 * @param {number} divisor
 */
function checked(value, degree, divisor) {
  let rest = value;
  for (let i = 0; i < degree; i += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * divisor);
  return (value << degree) | rest;
}

/**
 * @param {ReturnType<typeof frame>} symbol
 * @param {number} version
 * @param {number} mask
 */
function sign({ size, set }, version, mask) {
  const format = checked((LEVEL << 3) | mask, 10, 0x537) ^ 0x5412;
  const bit = (/** @type {number} */ i) => ((format >>> i) & 1) === 1;
  for (let i = 0; i < 6; i += 1) set(8, i, bit(i));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let i = 9; i < 15; i += 1) set(14 - i, 8, bit(i));
  for (let i = 0; i < 8; i += 1) set(size - 1 - i, 8, bit(i));
  for (let i = 8; i < 15; i += 1) set(8, size - 15 + i, bit(i));
  set(8, size - 8, true);
  if (version < 7) return;
  const bits = checked(version, 12, 0x1f25);
  for (let i = 0; i < 18; i += 1) {
    const value = ((bits >>> i) & 1) === 1, a = size - 11 + (i % 3), b = Math.floor(i / 3);
    set(a, b, value);
    set(b, a, value);
  }
}

/**
 * @param {ReturnType<typeof frame>} symbol
 * @param {number[]} codewords
 * @param {number} mask
 */
function fill({ size, dark, taken }, codewords, mask) {
  let i = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (taken[y][x]) continue;
        const value = i < codewords.length * 8 && ((codewords[i >>> 3] >>> (7 - (i & 7))) & 1) === 1;
        dark[y][x] = value !== MASKS[mask](x, y);
        i += 1;
      }
    }
  }
}

/**
 * Returns a symbol's penalty: long runs, squares of one colour, an uneven share of dark modules.
 * @param {boolean[][]} dark
 */
function penalty(dark) {
  const size = dark.length, columns = dark.map((_, x) => dark.map((row) => row[x]));
  let found = 0;
  for (const line of [...dark, ...columns]) {
    const text = line.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) || []) found += run.length - 2;
    for (const finder of ["10111010000", "00001011101"]) {
      for (let at = text.indexOf(finder); at >= 0; at = text.indexOf(finder, at + 1)) found += 40;
    }
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      if (new Set([dark[y][x], dark[y][x - 1], dark[y - 1][x], dark[y - 1][x - 1]]).size === 1) found += 3;
    }
  }
  const share = dark.flat().filter(Boolean).length / size ** 2;
  return found + Math.floor(Math.abs(share * 20 - 10)) * 10;
}

/**
 * Returns the modules of a text's symbol, true for dark; null if the text is too long. `mask`: by default the best.
 * @param {string} text
 * @param {number} [mask]
 * @returns {boolean[][] | null}
 */
export function makeQr(text, mask) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version <= MAX_VERSION && bytes.length + (version < 10 ? 2 : 3) > dataBytes(version)) version += 1;
  if (version > MAX_VERSION) return null;
  const codewords = weave(pack(bytes, version), version);
  const made = (mask === undefined ? [...MASKS.keys()] : [mask]).map((number) => {
    const symbol = frame(version);
    sign(symbol, version, number);
    fill(symbol, codewords, number);
    return symbol.dark;
  });
  return made.sort((a, b) => penalty(a) - penalty(b))[0];
}

/**
 * Returns the symbol as the path of an SVG of `side` units, including its quiet zone of four modules.
 * @param {boolean[][]} dark
 */
export function pathOf(dark) {
  const parts = dark.flatMap((row, y) => row.flatMap((value, x) => (value ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
  return { side: dark.length + 8, path: parts.join("") };
}
