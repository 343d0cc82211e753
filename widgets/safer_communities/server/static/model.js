// The few lines of a widget model that an activity's module needs.

export class Model {
  constructor(state) {
    this.state = state;
    this.listeners = new Map();
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    this.state[name] = value;
    this.tell(`change:${name}`);
  }
  save_changes() { this.tell("save"); }
  on(event, listener) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event).add(listener);
  }
  off(event, listener) { this.listeners.get(event)?.delete(listener); }
  tell(event) { for (const listener of [...(this.listeners.get(event) || [])]) listener(); }
}
