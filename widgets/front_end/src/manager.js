// The widgets of a page: made from what a kernel holds, kept when the kernel goes, given to the next one.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import anywidget from "anywidget";
import { Changes } from "./changes.js";
import { Comm } from "./comm.js";
import { mendFolds } from "./folds.js";
import * as output from "./output.js";

const MODULES = {
  "@jupyter-widgets/base": base,
  "@jupyter-widgets/controls": controls,
  "@jupyter-widgets/output": output,
  anywidget: anywidget(base),
};

const SILENT = 10000;

export class Manager extends ManagerBase {
  /**
   * `lost` is called when the kernel went, `silent` when it says nothing to what it is told; `acted` when the pupil does
   * something and there is none.
   */
  constructor({ words, lost, silent, acted }) {
    super();
    Object.assign(this, { words, lost, silent, acted, silence: 0, connection: null, noting: true, capturing: new Map() });
    this.begin();
    window.addEventListener("resize", () => {
      for (const view of this.shown) MessageLoop.postMessage(view.luminoWidget, Widget.ResizeMessage.UnknownSize);
    });
  }

  /** Show a widget in an element of the page. */
  async show(id, place) {
    try {
      const view = await this.create_view(await this.get_model(id));
      this.shown.add(view);
      Widget.attach(view.luminoWidget, place);
      mendFolds(place);
    } catch (error) {
      console.error(error);
      place.replaceChildren(this.mended());
    }
  }

  /** Let the kernel go, and say nothing of it. */
  part() {
    const { connection } = this;
    this.connection = null;
    connection?.end();
  }

  // -- what ManagerBase leaves to its subclasses

  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`There is no ${name} of ${module} on this page.`);
    return found;
  }

  async create_view(model, options) {
    const view = await super.create_view(model, options);
    if (view instanceof base.ErrorWidgetView) {
      view.el.replaceChildren(this.mended());
      view.el.onclick = null;
    }
    return view;
  }

  async _create_comm(target, id) {
    return this.comm(id);
  }

  async _get_comm_info() {
    return {};
  }

  mended() {
    return Object.assign(document.createElement("p"), { className: "sc-notice", textContent: this.words.mended });
  }

  // -- messages

  comm(id) {
    if (!this.comms.has(id)) this.comms.set(id, new Comm(id, (...said) => this.say(...said)));
    return this.comms.get(id);
  }

  /** Send what a widget has to say, or keep it until there is a kernel. Returns the message's id. */
  say(comm, data, callbacks = {}, metadata = {}, buffers = []) {
    const message = { id: base.uuid(), comm, data, metadata, buffers };
    if (data.method === "update" && this.noting) {
      this.changes.note(comm, [...Object.keys(data.state), ...data.buffer_paths.map(([name]) => name)], message.id);
    } else if (data.method !== "update" && !this.connection) {
      this.unsent.push(message);
    }
    this.callbacksOf.set(message.id, callbacks);
    if (this.connection) this.post(message);
    else this.acted();
    return message.id;
  }

  post({ id, comm, data, metadata, buffers }) {
    const { connection } = this;
    connection.send("comm_msg", { comm_id: comm.comm_id, data }, { id, metadata, buffers });
    this.silence ||= setTimeout(() => {
      this.silence = 0;
      if (connection === this.connection) this.silent(connection);
    }, SILENT);
  }

  hear(message) {
    clearTimeout(this.silence);
    this.silence = 0;
    const { header, parent_header: { msg_id: parent }, content } = message;
    if (header.msg_type === "status") return this.heardStatus(message, parent);
    if (header.msg_type === "comm_open") return this.handle_comm_open(this.comm(content.comm_id), message);
    if (header.msg_type === "comm_msg") return this.comms.get(content.comm_id)?.listener?.(message);
    if (header.msg_type === "comm_close") return this.comms.get(content.comm_id)?.whenClosed?.(message);
    return this.capturing.get(parent)?.take(message);
  }

  heardStatus(message, parent) {
    this.callbacksOf.get(parent)?.iopub?.status?.(message);
    if (message.content.execution_state !== "idle") return;
    this.callbacksOf.delete(parent);
    this.changes.arrived(parent);
  }

  left(connection) {
    if (this.connection !== connection) return;
    this.connection = null;
    this.lost(connection);
  }

  /** Resolve to every model there is, by its id. */
  models() {
    return base.resolvePromisesDict({ ...this._models });
  }

  /** Make the models that a kernel holds and the page has not yet. */
  async make(states) {
    const missing = Object.entries(states).filter(([id]) => !this.has_model(id));
    await Promise.all(missing.map(([id, { state, ...about }]) => this.new_model({ ...about, comm: this.comm(id) }, state)));
  }

  /** The same widget goes by another name in another kernel. */
  rename(model, id) {
    const { comm, model_id: old } = model;
    this._models[id] = this._models[old];
    delete this._models[old];
    this.comms.delete(old);
    this.comms.set(id, comm);
    comm.comm_id = id;
    model.model_id = id;
  }

  close(model) {
    delete this._models[model.model_id];
    this.comms.delete(model.model_id);
    this.changes.forget(model.comm);
    model.close(true);
  }

  /** Everything that belongs to the kernel from before goes, from the screen too. */
  async forget() {
    for (const model of Object.values(await this.models())) model.close(true);
    this.begin();
  }

  begin() {
    this._models = Object.create(null);
    this.comms = new Map();
    this.shown = new Set();
    /** What the notebook made, in the order it was made: { id, name }. */
    this.first = [];
    this.changes = new Changes();
    this.unsent = [];
    this.callbacksOf = new Map();
    this.capturing.clear();
  }
}
