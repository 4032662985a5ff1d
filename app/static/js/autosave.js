// Saves a form's draft while it is being typed: <form data-autosave-url="…"> with a `version` field inside and a
// [data-save-state] line. A copy stays in this browser until the server has acknowledged it.

const WAIT = 1000;
const RETRY = 15_000;
const KEEP = 3 * 24 * 3600 * 1000;

class Draft {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-save-state]");
    this.slot = `draft:${document.body.dataset.person ?? ""}:${form.dataset.autosaveUrl}`;
    this.timer = null;
    this.saving = false;
    this.stopped = false;
    this.waiting = false;
  }

  start() {
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.finish(event), { capture: true });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.waiting) this.save({ keepalive: true });
    });
    window.addEventListener("online", () => { if (this.waiting) this.save(); });
  }

  values() {
    const values = new FormData(this.form);
    for (const [name, value] of [...values]) if (value instanceof File || name === "_key") values.delete(name);
    return new URLSearchParams(values);
  }

  changed() {
    if (this.stopped) return;
    this.waiting = true;
    this.keepCopy();
    this.later(WAIT);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Sending the form itself supersedes any draft under way. The copy stays: should the sending fail, it comes back;
  // should it succeed, the next version makes it void.
  // A draft that is on its way brings a new version back: the form waits for it, else it would meet its own conflict.
  finish(event) {
    clearTimeout(this.timer);
    this.stopped = true;
    this.keepCopy();
    if (!this.saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submitter = event.submitter;
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.stopped || this.saving) return;
    this.saving = true;
    this.waiting = false;
    this.show("saving");
    try {
      await this.receive(await this.send(keepalive));
    } catch {
      this.again();
    } finally {
      this.saving = false;
      if (this.submitter !== undefined) this.form.requestSubmit(this.submitter);
      if (this.waiting && !this.stopped) this.later(this.line?.dataset.state === "saved" ? WAIT : RETRY);
    }
  }

  send(keepalive) {
    return fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      body: this.values(),
      headers: { "X-CSRFToken": this.form.elements.csrf_token.value, Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      keepalive,
    });
  }

  async receive(answer) {
    if (answer.status === 409) {
      this.stopped = true;
      this.show("conflict");
    } else if (answer.ok) {
      const saved = await answer.json();
      if (this.form.elements.version) this.form.elements.version.value = saved.version;
      if (!this.waiting) this.settled();
      this.show("saved", saved.saved_at);
    } else if (answer.status >= 500 || answer.status === 429) {
      this.again();
    } else {
      this.show("failed");
    }
  }

  settled() {
    this.forget();
    this.form.dispatchEvent(new CustomEvent("draft-saved"));
  }

  again() {
    this.waiting = true;
    this.show("offline");
  }

  show(state, instant) {
    if (!this.line) return;
    const time = instant ? new Date(instant) : new Date();
    const written = time.toLocaleTimeString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN");
    this.line.dataset.state = state;
    this.line.className = `save-state save-state-${state}`;
    this.line.textContent = this.line.dataset[state].replace("{time}", written);
    if (state === "conflict") this.line.append(" ", this.reloadLink());
  }

  reloadLink() {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = this.line.dataset.reload;
    link.addEventListener("click", () => this.forget());
    return link;
  }

  keepCopy() {
    if (!this.form.elements.version) return;
    try {
      const values = [...this.values()].filter(([name]) => name !== "csrf_token");
      localStorage.setItem(this.slot, JSON.stringify({ at: Date.now(), values }));
    } catch {
      // A full or forbidden storage only loses the second copy: the server's remains.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.slot);
    } catch {
      // Nothing was kept.
    }
  }

  // Work that never reached the server comes back, unless the server's copy has moved on meanwhile.
  restore() {
    let copy = null;
    try {
      copy = JSON.parse(localStorage.getItem(this.slot));
    } catch {
      return;
    }
    if (!copy || this.form.querySelector("[aria-invalid]")) return;
    const values = new URLSearchParams(copy.values);
    const same = values.get("version") === this.form.elements.version?.value;
    if (!same || Date.now() - copy.at > KEEP) {
      this.forget();
      return;
    }
    this.fill(values);
    this.show("restored");
    this.waiting = true;
    this.later(WAIT);
  }

  fill(values) {
    for (const control of this.form.elements) {
      if (!control.name || ["csrf_token", "_key", "version"].includes(control.name) || control.type === "file") continue;
      const given = values.getAll(control.name);
      if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
      else if (control instanceof HTMLSelectElement) for (const option of control.options) option.selected = given.includes(option.value);
      else if (given.length === 1) control.value = given[0];
    }
    this.form.dispatchEvent(new Event("change"));
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Draft(form).start());
