// What Python prints and displays inside a plain Output widget.

import * as published from "@jupyter-widgets/output";
import { Widget } from "@lumino/widgets";

const WIDGET = "application/vnd.jupyter.widget-view+json";
const SHOWN = new Set(["stream", "display_data", "execute_result", "error"]);

export class OutputModel extends published.OutputModel {
  defaults() {
    return { ...super.defaults(), msg_id: "", outputs: [] };
  }

  initialize(attributes, options) {
    super.initialize(attributes, options);
    this.comm?.derived.add("outputs");
    this.emptied = false;
    /** In a new kernel what it prints comes in place of what was there before, not after it. */
    this.anew = null;
    this.on("change:msg_id", () => this.capture());
    this.capture();
  }

  /** Python names the message whose output it wants here. */
  capture() {
    const { capturing } = this.widget_manager;
    capturing.delete(this.previous("msg_id"));
    if (this.get("msg_id")) capturing.set(this.get("msg_id"), this);
  }

  take({ header, content }) {
    if (header.msg_type === "clear_output" && content.wait) this.emptied = true;
    else if (header.msg_type === "clear_output") this.keep([]);
    else if (SHOWN.has(header.msg_type)) {
      this.keep(joined(this.emptied ? [] : this.anew || this.get("outputs"), { output_type: header.msg_type, ...content }));
    }
  }

  keep(outputs) {
    this.emptied = false;
    this.anew = null;
    this.set("outputs", outputs);
    this.save_changes();
  }
}

export class OutputView extends published.OutputView {
  render() {
    super.render();
    this.inside = [];
    this.el.classList.add("jupyter-widgets", "sc-output");
    this.el.setAttribute("aria-live", "polite");
    this.listenTo(this.model, "change:outputs", this.draw);
    this.displayed.then(() => this.draw());
  }

  draw() {
    for (const view of this.inside.splice(0)) view.remove();
    this.el.replaceChildren(...this.model.get("outputs").map((output) => this.drawn(output)));
  }

  drawn(output) {
    const { data = {} } = output;
    if (output.output_type === "error") return element("p", { className: "sc-notice", textContent: this.model.widget_manager.words.mended });
    if (output.output_type === "stream") return element("pre", { textContent: output.name === "stdout" ? whole(output.text) : "" });
    if (data[WIDGET]) return this.widget(data[WIDGET].model_id);
    if (data["text/html"]) return element("div", { innerHTML: whole(data["text/html"]) });
    if (data["image/svg+xml"]) return element("div", { className: "sc-chart", dir: "ltr", innerHTML: whole(data["image/svg+xml"]) });
    if (data["image/png"]) return element("img", { className: "sc-chart", alt: "", src: `data:image/png;base64,${whole(data["image/png"])}` });
    return element("pre", { textContent: whole(data["text/plain"] || "") });
  }

  widget(id) {
    const place = element("div");
    const manager = this.model.widget_manager;
    manager.get_model(id).then((model) => manager.create_view(model, { parent: this })).then((view) => {
      if (!place.isConnected) return view.remove();
      this.inside.push(view);
      return Widget.attach(view.luminoWidget, place);
    }).catch(() => { place.textContent = manager.words.mended; });
    return place;
  }
}

/** Outputs and one more; what is printed goes on where it ended. */
function joined(outputs, output) {
  const last = outputs.at(-1);
  if (output.output_type !== "stream" || last?.output_type !== "stream" || last.name !== output.name) return [...outputs, output];
  return [...outputs.slice(0, -1), { ...last, text: whole(last.text) + output.text }];
}

/** The notebook format writes a long text as a list of lines. */
function whole(text) {
  return Array.isArray(text) ? text.join("") : text;
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}
