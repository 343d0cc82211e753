// What the pupil changed: put back into a new kernel, or sent again over a new line to the same one.

export class Changes {
  constructor() {
    /** Comm -> the names changed, ever. What was changed last comes last. */
    this.all = new Map();
    /** Comm -> name -> the message that told of it, which nobody has said arrived. */
    this.unsure = new Map();
  }

  note(comm, names, message) {
    const told = names.filter((name) => !comm.derived.has(name));
    if (!told.length) return;
    moved(this.all, comm, (known = new Set()) => new Set([...known, ...told]));
    moved(this.unsure, comm, (known = new Map()) => new Map([...known, ...told.map((name) => [name, message])]));
  }

  arrived(message) {
    for (const [comm, names] of this.unsure) {
      for (const [name, by] of names) if (by === message) names.delete(name);
      if (!names.size) this.unsure.delete(comm);
    }
  }

  forget(comm) {
    this.all.delete(comm);
    this.unsure.delete(comm);
  }

  /** Return [comm, names] in the order in which they were changed: of all changes, or of those that are not sure. */
  listed({ all }) {
    return [...(all ? this.all : this.unsure)].map(([comm, names]) => [comm, [...names.keys()]]);
  }
}

function moved(map, key, change) {
  const value = change(map.get(key));
  map.delete(key);
  map.set(key, value);
}
