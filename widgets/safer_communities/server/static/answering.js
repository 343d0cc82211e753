// What pages that send answers share.

/** A new id: the same answer sent twice has the same one, so it is one answer. */
export const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
/** True for what holds no answer. */
export const empty = (value) => value === "" || value === null || value === undefined
  || (typeof value === "object" && Object.values(value).every(empty));
