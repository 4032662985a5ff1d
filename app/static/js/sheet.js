// The weighted total while scores are typed, in whole hundredths as the server counts; shown, never sent.
// Enter goes on to the next score: it must not send a sheet in by accident.

const line = document.querySelector("[data-score-total]");
const scores = [...document.querySelectorAll("[data-weight]")];

const DIGIT = /\p{Nd}/u;

// The digits of any script, which the server reads too: each script has its ten in a row.
function plainDigit(digit) {
  const code = digit.codePointAt(0);
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

// As the server reads points: full width, with the full stop or the comma of a Chinese keyboard, at most two decimals.
function hundredths(typed) {
  const half = typed.normalize("NFKC").trim().replaceAll("。", ".").replaceAll(",", ".");
  const plain = half.replace(/\p{Nd}/gu, plainDigit);
  const [, sign, whole, decimals] = /^([+-]?)(\d{1,12})(?:\.(\d{0,2})0{0,10})?$/.exec(plain) ?? [];
  if (whole === undefined) return null;
  return Number(`${sign}${whole}${(decimals ?? "").padEnd(2, "0")}`);
}

function show() {
  const given = scores.map((score) => hundredths(score.value));
  line.hidden = given.some((points) => points === null);
  if (line.hidden) return;
  const sum = given.reduce((total, points, n) => total + points * Number(scores[n].dataset.weight), 0);
  const whole = scores.reduce((total, score) => total + Number(score.dataset.weight), 0);
  line.querySelector("output").textContent = (Math.floor((2 * sum + whole) / (2 * whole)) / 100).toFixed(2);
}

function onward(event) {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const next = scores[scores.indexOf(event.target) + 1];
  (next ?? event.target.form.elements.comment).focus();
  next?.select();
}

if (line && scores.length) {
  for (const score of scores) {
    score.addEventListener("input", show);
    score.addEventListener("keydown", onward);
  }
  show();
}
