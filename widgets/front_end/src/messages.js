// Jupyter's messages as they go over a websocket: JSON, or JSON and buffers in one binary frame.
// https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html

const WORD = 4;

export function written(message) {
  const { buffers, ...rest } = message;
  if (!buffers.length) return JSON.stringify(message);
  const parts = [new TextEncoder().encode(JSON.stringify(rest)), ...buffers.map(bytes)];
  const head = WORD * (parts.length + 1);
  const frame = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, head));
  const view = new DataView(frame.buffer);
  view.setUint32(0, parts.length);
  let at = head;
  for (const [index, part] of parts.entries()) {
    view.setUint32(WORD * (index + 1), at);
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame.buffer;
}

export function read(data) {
  if (typeof data === "string") return JSON.parse(data);
  const view = new DataView(data);
  const starts = Array.from({ length: view.getUint32(0) }, (_, index) => view.getUint32(WORD * (index + 1)));
  const [json, ...buffers] = starts.map((start, index) => new DataView(data, start, (starts[index + 1] ?? data.byteLength) - start));
  return { ...JSON.parse(new TextDecoder().decode(json)), buffers };
}

function bytes(part) {
  return ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part);
}
