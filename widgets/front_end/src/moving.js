// How the widgets on the screen come from one kernel to the next, so that whoever works with them need not notice.
//
// A kernel forked from the same process has the same widgets under the same ids. Another kernel in which the notebook
// ran made them in the same order: there they are taken to be the same where the names of their classes agree.

import * as base from "@jupyter-widgets/base";
import { Connection } from "./connection.js";

const CONTROL = { target_name: "jupyter.widget.control", data: {} };
const CONTROL_VERSION = { version: "1.0.0" };
const MODEL = /IPY_MODEL_([\w-]+)/g;

/**
 * Meet a kernel; `same` says that it is the one from before. Resolves to "stays" where that can be said of what is on the
 * screen, "anew" where it must be shown again, and "empty" where the kernel was started again and holds nothing. Rejects
 * where it cannot be reached.
 */
export async function meet(manager, address, { same }) {
  const connection = new Connection(address, {
    hear: (message) => manager.hear(message),
    lost: () => manager.left(connection),
  });
  await connection.ready;
  const states = await statesIn(connection);
  if (same && !manager.first.some(({ id }) => id in states)) {
    connection.end();
    return "empty";
  }
  const before = Object.keys(await manager.models());
  const stays = same || (await adopt(manager, states));
  if (!stays) await manager.forget();
  if (!same) manager.first = Object.entries(states).map(([id, { model_name: name }]) => ({ id, name }));
  await manager.make(states);
  const models = await manager.models();
  if (connection.over) throw new Error("The kernel went while it was met.");
  manager.connection = connection;
  putBack(manager, models, { all: !same });
  await settle(manager, { screenWins: !same, before: stays ? before : [] });
  return stays ? "stays" : "anew";
}

/** Ask for the state of every widget, over the comm that ipywidgets has for that. */
async function statesIn(connection) {
  if (!connection.control) {
    connection.control = base.uuid();
    connection.send("comm_open", { comm_id: connection.control, ...CONTROL }, { metadata: CONTROL_VERSION });
  }
  const { control } = connection;
  const { content: { data }, buffers } = await connection.answer(control, () => {
    connection.send("comm_msg", { comm_id: control, data: { method: "request_states" } });
  });
  base.put_buffers(data.states, data.buffer_paths, buffers || []);
  return data.states;
}

/** Take the widgets of another kernel for those on the screen. Resolves to whether they are the same. */
async function adopt(manager, states) {
  const { first } = manager;
  const ids = Object.keys(states);
  const models = await manager.models();
  const same = first.every(({ id }) => id in states);
  if (!first.length || !(same || (ids.length === first.length && first.every(({ name }, at) => name === states[ids[at]].model_name)))) return false;
  const renamed = first.map(({ id }, at) => [id, same ? id : ids[at]]).filter(([id]) => models[id]);
  for (const [old, id] of same ? [] : renamed) manager.rename(models[old], id);
  for (const [old, id] of renamed) {
    const model = models[old];
    if (!("anew" in model)) continue;
    model.anew = states[id].state.outputs;
    // A widget that is displayed in an Output is named in its text.
    const text = renamed.reduce((so, [from, to]) => so.replaceAll(from, to), JSON.stringify(model.get("outputs")));
    model.set_state({ outputs: JSON.parse(text) });
  }
  return true;
}

/** Send what the pupil changed: to a new kernel all of it, to the one from before what it may not have heard. */
function putBack(manager, models, { all }) {
  for (const model of Object.values(models)) {
    // What waited for an answer of the kernel before will not get it.
    manager.changes.note(model.comm, Object.keys(model._msg_buffer || {}), "");
    model._msg_buffer = null;
    model._pending_msgs = 0;
    model._expectedEchoMsgIds.clear();
    model._attrsToUpdate.clear();
  }
  manager.callbacksOf.clear();
  for (const [comm, names] of manager.changes.listed({ all })) {
    const model = models[comm.comm_id];
    if (model) push(model, names);
  }
  for (const message of manager.unsent.splice(0)) manager.post(message);
}

/** See that screen and kernel agree. The screen wins where the kernel is new, unless it shows what that does not know. */
async function settle(manager, { screenWins, before }) {
  const states = await statesIn(manager.connection);
  await manager.make(states);
  const models = await manager.models();
  const known = (text) => [...text.matchAll(MODEL)].every(([, id]) => id in states);
  for (const [id, { state }] of Object.entries(states)) {
    const model = models[id];
    const ours = [];
    const theirs = {};
    for (const [name, value] of Object.entries(state)) {
      const text = JSON.stringify(own(model, name));
      if (text === JSON.stringify(value) || model._expectedEchoMsgIds.has(name)) continue;
      if (screenWins && text && known(text)) ours.push(name);
      else theirs[name] = value;
    }
    if (ours.length) {
      manager.noting = false; // the pupil did not change this
      push(model, ours);
      manager.noting = true;
    }
    if (Object.keys(theirs).length) await model._handle_comm_msg({ content: { data: { method: "update", state: theirs } } });
    if ("anew" in model) model.anew = null;
  }
  for (const id of before) if (!(id in states) && models[id]) manager.close(models[id]);
}

function own(model, name) {
  return model.serialize({ [name]: model.get(name) })[name];
}

function push(model, names) {
  for (const name of names) model._attrsToUpdate.add(name);
  const state = model.serialize(Object.fromEntries(names.map((name) => [name, model.get(name)])));
  model.rememberLastUpdateFor(model.send_sync_message(state, model.callbacks()));
}
