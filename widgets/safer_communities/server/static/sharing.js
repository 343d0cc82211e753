// The page on sharing: the same section as at the desk.

import { ask } from "./asking.js";
import { begin } from "./desk_sharing.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const find = (name) => document.querySelector(`[data-sc-${name}]`);

begin(page, {
  find,
  async done(path, method, body) {
    const reply = await ask(page, path, { method, body });
    find("told").textContent = reply.status === 200 ? "" : reply.error || page.words.gone;
    return reply.status === 200 ? reply : null;
  },
});
