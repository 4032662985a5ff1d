// Forms: counters, one sending at a time, a warning before unsaved work is left, the first fault in focus.

// The same counting as the server's: every sign but white space; "well-known" is one word, so is a Chinese character.
const WORD = /[㐀-鿿豈-﫿]|(?:(?![㐀-鿿豈-﫿])[\p{L}\p{N}_])+(?:['’.,-](?:(?![㐀-鿿豈-﫿])[\p{L}\p{N}_])+)*/gu;
const CHINESE = /[㐀-鿿豈-﫿]/gu;
const COUNT = {
  characters: (text) => Array.from(text.normalize("NFC").replace(/\s+/gu, "")).length,
  words: (text) => (text.normalize("NFC").match(WORD) ?? []).length,
};

// The same choice as the server's: of two limits the one of the language that most of the text is in.
function unitOf(text) {
  const chinese = text.match(CHINESE)?.length ?? 0;
  return 2 * chinese > COUNT.words(text) ? "characters" : "words";
}

function counted(output, text) {
  const count = COUNT[output.dataset.count](text);
  const limit = Number(output.dataset.limit);
  const over = count > limit;
  const words = over ? output.dataset.over : output.dataset.within;
  return { over, words: words.replace("{count}", count).replace("{limit}", limit).replace("{over}", count - limit) };
}

// Read out only once the typing rests, else a screen reader would interrupt every letter.
function startCounter(control) {
  const outputs = [...document.getElementById(control.dataset.counter).querySelectorAll("[data-count]")];
  const limits = outputs.map((output) => ({ over: false, words: output.textContent }));
  const both = outputs.length > 1;
  let rest = null;
  const show = () => {
    const text = control.value;
    const undecided = both && !/\S/u.test(text);
    outputs.forEach((output, index) => {
      const { over, words } = undecided ? limits[index] : counted(output, text);
      output.hidden = both && !undecided && output.dataset.count !== unitOf(text);
      output.textContent = words;
      output.classList.toggle("field-count-over", over);
    });
  };
  control.addEventListener("input", () => {
    clearTimeout(rest);
    rest = setTimeout(show, 400);
  });
  show();
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
}

function warnBeforeLeaving(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("draft-saved", () => { changed = false; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

// A field that depends on another shows when that one has its value. What was typed into it before is kept.
function showWhen(field) {
  const [name, ...values] = field.dataset.showWhen.split("|");
  const form = field.closest("form");
  const follow = () => {
    const given = new FormData(form).getAll(name);
    const shown = values.some((value) => given.includes(value));
    field.hidden = !shown;
  };
  form.addEventListener("change", follow);
  follow();
}

// One more row of a list: a copy of the last, empty, under the next number.
function addRow(list, most) {
  const rows = list.querySelectorAll(".field-entry");
  const last = rows[rows.length - 1];
  if (!last || rows.length >= most) return null;
  const row = last.cloneNode(true);
  const renumber = (value) => value.replace(/-\d+(-|$)/, `-${rows.length}$1`);
  for (const part of [row, ...row.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      if (part.hasAttribute(name)) part.setAttribute(name, renumber(part.getAttribute(name)));
    }
    if (part.matches("input")) part.value = "";
  }
  row.querySelector(".field-entry-number").textContent = rows.length + 1;
  last.after(row);
  return row;
}

function startAddButton(button) {
  const list = document.getElementById(button.dataset.addRow);
  const most = Number(button.dataset.most);
  const add = () => {
    const row = addRow(list, most);
    button.hidden = list.querySelectorAll(".field-entry").length >= most;
    return row;
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    add()?.querySelector("input")?.focus();
  });
  // A text that comes back may have more rows than the page.
  button.form.addEventListener("row-missing", ({ detail: name }) => {
    while (name.startsWith(`${button.dataset.addRow}-`) && !button.form.elements[name] && add());
  });
}

// Too large a file is said beside its field before it is sent: an upload that is refused at its end costs minutes.
function checkSize(input) {
  const words = document.createElement("p");
  words.className = "field-error";
  words.setAttribute("role", "alert");
  input.after(words);
  const check = () => {
    const file = input.files[0];
    const limit = Number(input.dataset.maxMb);
    const size = file ? file.size / 1024 / 1024 : 1;
    words.textContent = size > limit ? input.dataset.tooLarge.replace("{size}", Math.ceil(size)) : size ? "" : input.dataset.empty;
    if (words.textContent) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return !words.textContent;
  };
  input.addEventListener("change", check);
  input.form.addEventListener("submit", (event) => {
    if (check()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  }, { capture: true });
}

// A link of the error summary leads into a group of choices as well, which takes no focus itself.
function followFaults(summary) {
  summary.addEventListener("click", (event) => {
    const target = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    (target.querySelector("input, select, textarea") ?? target).focus({ preventScroll: true });
  });
}

// Back and forward show the page as it was left: let its forms be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.('[aria-disabled="true"]')) event.preventDefault();
});

document.querySelectorAll("[data-counter]").forEach(startCounter);
document.querySelectorAll('form[method="post"]').forEach(sendOnce);
document.querySelectorAll("form[data-guard]").forEach(warnBeforeLeaving);
document.querySelectorAll("[data-show-when]").forEach(showWhen);
document.querySelectorAll("[data-add-row]").forEach(startAddButton);
document.querySelectorAll("input[data-max-mb]").forEach(checkSize);
document.querySelectorAll("[data-first-focus]").forEach(followFaults);
document.querySelector("[data-first-focus]")?.focus();
