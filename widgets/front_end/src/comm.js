// A widget's line to its twin in Python. It outlives kernels: only its id changes with them.

export class Comm {
  constructor(id, say) {
    this.comm_id = id;
    this.say = say;
    /** What the front end itself works out from what the kernel says: never a change of the pupil's. */
    this.derived = new Set();
  }

  send(data, callbacks, metadata, buffers) {
    return this.say(this, data, callbacks, metadata, buffers);
  }

  /** Python closes what it opened; a page only forgets it. */
  close() {}

  on_msg(listener) { this.listener = listener; }

  on_close(listener) { this.whenClosed = listener; }
}
