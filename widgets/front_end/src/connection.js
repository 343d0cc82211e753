// One websocket to one kernel. Our own: @jupyterlab/services comes back in its own way, and is 35 kB.

import { uuid } from "@jupyter-widgets/base";
import { read, written } from "./messages.js";

const SESSION = uuid();
const ENDED = new Set(["dead", "restarting", "autorestarting"]);
const PATIENCE = 30000;
const CLOSING = 3000;

export class Connection {
  /** `hear` is given each message, one after the other; `lost` is called once, when the kernel or the way to it is gone. */
  constructor(address, { hear, lost }) {
    this.hear = hear;
    this.lost = lost;
    this.over = false;
    /** Whether the kernel itself is gone, and not only the way to it. */
    this.ended = false;
    this.asked = new Map();
    this.heard = Promise.resolve();
    this.socket = new WebSocket(`${address}?session_id=${SESSION}`);
    this.socket.binaryType = "arraybuffer";
    this.socket.onclose = () => this.end();
    this.socket.onmessage = ({ data }) => this.take(read(data));
    this.ready = this.greeted();
  }

  /** Until the kernel has answered once, the server drops what it says to all (jupyter_server's `nudge`). */
  async greeted() {
    await this.answer("opened", (opened) => { this.socket.onopen = opened; });
    const id = uuid();
    await this.answer(id, () => this.send("kernel_info_request", {}, { id }));
  }

  take(message) {
    const { header, parent_header: parent, content } = message;
    if (header.msg_type === "status" && ENDED.has(content.execution_state)) {
      this.ended = true;
      this.end();
    }
    const settle = () => this.asked.get(header.msg_type === "comm_msg" ? content.comm_id : parent.msg_id);
    const asked = header.msg_type === "comm_msg" || header.msg_type.endsWith("_reply");
    // Each when the one before has done its work: what is printed belongs to whoever listens by then.
    this.heard = this.heard
      .then(() => this.over || (asked && settle()?.(message)) || this.hear(message))
      .catch((error) => console.error(error));
  }

  /** Send a message; return its id. */
  send(type, content, { metadata = {}, buffers = [], id = uuid() } = {}) {
    const header = { msg_id: id, msg_type: type, session: SESSION, username: "", version: "5.3", date: new Date().toISOString() };
    if (!this.over) this.socket.send(written({ header, parent_header: {}, metadata, content, channel: "shell", buffers }));
    return id;
  }

  /** Do what is asked, and resolve to the answer that comes under `id`. Rejects where none comes. */
  answer(id, ask) {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => this.end(), PATIENCE);
      const settle = (answer) => {
        clearTimeout(patience);
        this.asked.delete(id);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
        return true;
      };
      this.asked.set(id, settle);
      ask(settle);
    });
  }

  end() {
    if (this.over) return;
    this.over = true;
    this.closed = this.closing();
    for (const settle of [...this.asked.values()]) settle(new Error("The connection to the kernel is gone."));
    this.lost();
  }

  /** Resolve when the server has heard that this connection is over, or is not to be waited for. */
  closing() {
    return new Promise((resolve) => {
      setTimeout(resolve, CLOSING);
      this.socket.onclose = resolve;
      if (this.socket.readyState === WebSocket.CLOSED) resolve();
      else this.socket.close();
    });
  }
}
