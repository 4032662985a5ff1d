// Saves a form's draft while it is being typed: <form data-autosave-url="…"> with `version` and `_opened` inside, a
// [data-save-state] line and a place for [data-disputes]. A copy stays in this browser until the server holds it all.

const WAIT = 1000;
const RETRY = 15_000;
const CARRIED = ["csrf_token", "_key", "version", "_opened"];

class Draft {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-save-state]");
    this.box = form.querySelector("[data-disputes]");
    this.slot = `draft:${document.body.dataset.person ?? ""}:${form.dataset.autosaveUrl}`;
    this.timer = null;
    this.saving = false;
    this.waiting = false; // something was typed that the server does not hold
    this.state = "";
  }

  start() {
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.finish(event), { capture: true });
    document.addEventListener("visibilitychange", () => {
      if (this.waiting) this.save({ keepalive: document.visibilityState === "hidden" });
    });
    window.addEventListener("online", () => { if (this.waiting) this.save(); });
  }

  values() {
    const values = new FormData(this.form);
    for (const [name, value] of [...values]) if (value instanceof File || name === "_key") values.delete(name);
    return new URLSearchParams(values);
  }

  changed() {
    this.waiting = true;
    this.keepCopy();
    this.later(WAIT);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // What is typed reaches the server before the form is sent: whatever becomes of the sending, it is kept. Without a
  // connection, or signed out, the form stays; a second press sends it all the same.
  finish(event) {
    clearTimeout(this.timer);
    if (this.letGo || !(this.waiting || this.saving)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submitter = event.submitter;
    this.save();
  }

  goOn() {
    const submitter = this.submitter;
    this.submitter = undefined;
    this.letGo = true;
    if (this.state !== "offline" && this.state !== "signedout") this.form.requestSubmit(submitter);
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.saving) return;
    this.saving = true;
    this.waiting = false;
    this.show("saving");
    try {
      await this.receive(await this.send(keepalive));
    } catch {
      this.hold("offline");
    } finally {
      this.saving = false;
    }
    if (this.submitter !== undefined) this.goOn();
    else if (this.waiting) this.later(["offline", "signedout", "failed"].includes(this.state) ? RETRY : WAIT);
  }

  send(keepalive) {
    this.sent = this.values();
    return fetch(this.form.dataset.autosaveUrl, {
      method: "POST",
      body: this.sent,
      headers: { "X-CSRFToken": this.form.elements.csrf_token.value, Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      keepalive,
    });
  }

  async receive(answer) {
    if (answer.ok || answer.status === 409) this.take(await answer.json());
    else if (answer.status >= 500 || answer.status === 429) this.hold("offline");
    else await this.refused(answer);
  }

  async refused(answer) {
    const { reason = "", csrf_token: token } = await answer.json().catch(() => ({}));
    if (answer.status === 401) {
      this.hold("signedout");
    } else if (token && token !== this.form.elements.csrf_token.value && !this.renewed) {
      this.renewed = true; // signed in again elsewhere: this page's token is of the session before
      document.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = token; });
      await this.receive(await this.send(false));
      this.renewed = false;
    } else {
      this.show("failed", { reason });
    }
  }

  // The server has merged what was typed here with what was typed elsewhere. A field that is being typed in at this
  // moment keeps what it knew before: both texts then meet at the next save.
  take(saved) {
    const before = JSON.parse(this.sent.get("_opened") || "{}");
    const late = Object.entries(saved.taken).filter(([, controls]) => !this.fillUntouched(controls));
    for (const [code] of late) saved.opened[code] = before[code] ?? "";
    this.carry("_opened", JSON.stringify(saved.opened));
    this.carry("version", late.length ? this.sent.get("version") : saved.version);
    if (!this.waiting) this.showDisputes(saved.disputes); // a choice made meanwhile stands there: it is sent next
    this.markFaults(saved.faults);
    const open = saved.disputes || Object.keys(saved.faults).length;
    if (this.waiting || open) this.keepCopy();
    else this.settled();
    this.show(saved.disputes ? "conflict" : open ? "faulty" : "saved", { instant: saved.saved_at, faults: saved.faults });
  }

  showDisputes(disputes) {
    if (this.disputes !== disputes) this.box.innerHTML = disputes;
    this.disputes = disputes;
  }

  carry(name, value) {
    if (this.form.elements[name]) this.form.elements[name].value = value;
  }

  fillUntouched(controls) {
    const names = Object.keys(controls);
    const now = this.values();
    if (names.some((name) => now.get(name) !== this.sent.get(name))) return false;
    this.fill(new URLSearchParams(controls), new Set(names));
    return true;
  }

  markFaults(faults) {
    for (const control of this.form.querySelectorAll("[data-marked]")) {
      control.removeAttribute("aria-invalid");
      delete control.dataset.marked;
    }
    for (const name of Object.keys(faults)) {
      const control = this.form.elements[name];
      control?.setAttribute?.("aria-invalid", "true");
      if (control?.dataset) control.dataset.marked = "";
    }
  }

  settled() {
    this.forget();
    this.form.dispatchEvent(new CustomEvent("draft-saved"));
  }

  hold(state) {
    this.waiting = true;
    this.keepCopy();
    this.show(state);
  }

  show(state, { instant, faults = {}, reason = "" } = {}) {
    this.state = state;
    if (!this.line) return;
    const time = instant ? new Date(instant) : new Date();
    const written = time.toLocaleTimeString(document.documentElement.lang === "en" ? "en-GB" : "zh-CN");
    const said = Object.values(faults).map(({ label, words }) => `${label}: ${words}`);
    this.line.dataset.state = state;
    this.line.className = `save-state save-state-${state}`;
    this.line.textContent = [this.line.dataset[state].replace("{time}", written), ...said, reason].filter(Boolean).join(" ");
    if (state === "conflict") this.line.append(" ", this.link(this.line.dataset.choose, `#${this.box.id}`));
    if (state === "signedout") this.line.append(" ", this.link(this.line.dataset.signin, this.signIn()));
  }

  link(words, href) {
    return Object.assign(document.createElement("a"), { href, textContent: words });
  }

  signIn() {
    return `${this.line.dataset.signinUrl}?${new URLSearchParams({ next: location.pathname + location.search })}`;
  }

  keepCopy() {
    try {
      const values = [...this.values()].filter(([name]) => name !== "csrf_token");
      localStorage.setItem(this.slot, JSON.stringify({ values }));
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

  copy() {
    try {
      return new URLSearchParams(JSON.parse(localStorage.getItem(this.slot)).values);
    } catch {
      return null;
    }
  }

  // Work that never reached the server comes back, with what the form knew when it was typed: where somebody has saved
  // meanwhile, both texts are shown. A form that the server has just sent back holds newer text than the copy.
  restore() {
    const copy = "sent" in this.form.dataset ? this.values() : this.copy();
    if (!copy) return;
    if (!("sent" in this.form.dataset)) {
      if (this.isHere(copy)) return this.forget();
      this.fill(copy, this.namesIn(copy));
      this.carry("version", copy.get("version"));
      this.carry("_opened", copy.get("_opened") ?? "{}");
      this.show("restored");
    }
    this.waiting = true;
    this.later(WAIT);
  }

  isHere(copy) {
    const typed = (values) => JSON.stringify([...values].filter(([name]) => !CARRIED.includes(name) && !name.startsWith("_choice_")));
    return typed(copy) === typed(this.values());
  }

  // Also the boxes that were not ticked, which no browser sends.
  namesIn(values) {
    const boxes = [...this.form.elements].filter((control) => control.type === "checkbox");
    return new Set([...values.keys(), ...boxes.map((box) => box.name)]);
  }

  fill(values, names) {
    for (const name of names) {
      if (!this.form.elements[name]) this.form.dispatchEvent(new CustomEvent("row-missing", { detail: name }));
    }
    for (const control of this.form.elements) {
      if (names.has(control.name) && !CARRIED.includes(control.name) && control.type !== "file") this.set(control, values);
    }
    this.form.dispatchEvent(new Event("change"));
  }

  set(control, values) {
    const given = values.getAll(control.name);
    if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
    else if (control instanceof HTMLSelectElement) for (const option of control.options) option.selected = given.includes(option.value);
    else control.value = given[0];
    control.dispatchEvent(new Event("input")); // counters and totals; it does not climb to the form
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Draft(form).start());
