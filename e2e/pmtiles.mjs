//! Small PMTiles files (version 3), made here: each of their tiles is the same.

import { crc32, deflateSync } from 'node:zlib';

const HEAD = 127;
/** Zooms 0 to this one. */
const MAX_ZOOM = 14;

/** A number as PMTiles and Protocol Buffers write it, seven bits in a byte. */
function varint(number) {
  const bytes = [];
  for (let rest = BigInt(number); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

/**
 * A file whose every tile is `tile`.
 * @param {Buffer} tile
 * @param {1 | 2} kind 1 for vectors, 2 for PNG
 * @param {object} metadata
 * @returns {Buffer}
 */
function file(tile, kind, metadata) {
  // One entry: from tile 0 on, as many as there are, this long, at the beginning.
  const tiles = (4n ** BigInt(MAX_ZOOM + 1) - 1n) / 3n;
  const directory = Buffer.concat([1, 0, tiles, tile.length, 1].map(varint));
  const json = Buffer.from(JSON.stringify(metadata));
  const head = Buffer.alloc(HEAD);
  head.write('PMTiles');
  head[7] = 3;
  const after = HEAD + directory.length + json.length;
  const numbers = [HEAD, directory.length, HEAD + directory.length, json.length, after, 0, after, tile.length, tiles, 1, 1];
  numbers.forEach((number, n) => head.writeBigUInt64LE(BigInt(number), 8 + 8 * n));
  // Clustered; nothing in it is packed; its kind; its zooms.
  head.set([1, 1, 1, kind, 0, MAX_ZOOM], 96);
  [-180, -85, 180, 85].forEach((degrees, n) => head.writeInt32LE(degrees * 1e7, 102 + 4 * n));
  return Buffer.concat([head, directory, json, tile]);
}

/**
 * Pictures of one colour.
 * @param {[number, number, number]} colour red, green, blue
 */
export function pictures(colour) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const side = Buffer.from([0, 0, 1, 0]);
  const row = Buffer.from([0, ...Array(256).fill(colour).flat()]);
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    // Eight bits of red, green and blue.
    chunk('IHDR', Buffer.concat([side, side, Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', deflateSync(Buffer.concat(Array(256).fill(row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return file(png, 2, {});
}

/** Vectors: a layer `water` that covers all. */
export function water() {
  const field = (number, type, value) => Buffer.concat([varint((number << 3) | type), value]);
  const bytes = (number, value) => field(number, 2, Buffer.concat([varint(value.length), value]));
  const number = (of, value) => field(of, 0, varint(value));
  const zigzag = (n) => (n < 0 ? -2 * n - 1 : 2 * n);
  // Move to the corner, three lines, close.
  const shape = [9, 0, 0, 26, ...[4096, 0, 0, 4096, -4096, 0].map(zigzag), 15];
  const feature = Buffer.concat([number(3, 3), bytes(4, Buffer.concat(shape.map(varint)))]);
  const layer = Buffer.concat([bytes(1, Buffer.from('water')), bytes(2, feature), number(5, 4096), number(15, 2)]);
  return file(bytes(3, layer), 1, { vector_layers: [{ id: 'water', fields: {} }] });
}
