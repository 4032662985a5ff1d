// Times that move: what is left until an instant, the same instant in the reader's own zone, and Beijing's clock.
// The server's text stands without script; words come from data attributes, already in the reader's language.

const chinese = document.documentElement.lang.startsWith("zh");
const language = chinese ? "zh-CN" : "en-GB";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The reader's clock may be wrong: what counts is the server's, sent with the page.
const server = Date.parse(document.querySelector('meta[name="server-time"]')?.content ?? "");
const ahead = Number.isNaN(server) ? 0 : Date.now() - server;

function now() {
  return Date.now() - ahead;
}

function unit(amount, name) {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(amount);
}

function parts(left) {
  if (left >= 3 * DAY) return [unit(Math.floor(left / DAY), "day")];
  if (left >= DAY) return [unit(Math.floor(left / DAY), "day"), unit(Math.floor((left % DAY) / HOUR), "hour")];
  if (left >= HOUR) return [unit(Math.floor(left / HOUR), "hour"), unit(Math.floor((left % HOUR) / MINUTE), "minute")];
  return [unit(Math.floor(left / MINUTE), "minute"), unit(Math.floor((left % MINUTE) / 1000), "second")];
}

function tick(element) {
  const left = Date.parse(element.dateTime) - now();
  const words = left > 0
    ? element.dataset.left.replace("{time}", parts(left).join(chinese ? "" : " "))
    : element.dataset.past;
  if (element.textContent !== words) element.textContent = words;
  element.closest(".deadline")?.classList.toggle("deadline-past", left <= 0);
  return left;
}

function run(element) {
  const left = tick(element);
  if (left > 0) setTimeout(() => run(element), left < HOUR ? 1000 : MINUTE / 2);
}

function showOwnZone(element) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === "Asia/Shanghai" || zone === "PRC") return;
  const options = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const written = new Intl.DateTimeFormat(language, options).format(new Date(element.dateTime)).replace(" at ", ", ");
  element.textContent = element.dataset.own.replace("{time}", written).replace("{zone}", zone.replaceAll("_", " "));
  element.hidden = false;
}

function runClock(element) {
  const options = { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const time = new Intl.DateTimeFormat(language, options).format(new Date(now()));
  element.textContent = element.dataset.clock.replace("{time}", time.replace(" at ", ", "));
  setTimeout(() => runClock(element), MINUTE - (now() % MINUTE));
}

document.querySelectorAll("time[data-countdown]").forEach(run);
document.querySelectorAll("time[data-own]").forEach(showOwnZone);
document.querySelectorAll("time[data-clock]").forEach(runClock);
