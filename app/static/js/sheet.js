// The weighted total while scores are typed, in whole hundredths as the server counts; shown, never sent.
// Enter goes on to the next score: it must not send a sheet in by accident.

const line = document.querySelector("[data-score-total]");
const scores = [...document.querySelectorAll("[data-weight]")];

function hundredths(typed) {
  const plain = typed.trim().replace(/[，,]/, ".");
  return /^\d+(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
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
