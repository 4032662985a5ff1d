// The frame of a page: menus, navigation, signing out.

// A menu closes with Escape, by a press beside it, or when the focus has left it.
function watchMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// On a narrow screen the navigation scrolls sideways: begin where the reader is.
function showCurrent(list) {
  const link = list.querySelector("[aria-current]");
  if (link) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}

// Chinese is written without spaces, so a browser breaks its titles inside of words: let them break between words.
// The dictionary tears compounds into single signs (知识|图|谱): those stay together, and one alone clings to both sides.
const SIGN = /^(?![的与和及])\p{Script=Han}$/u;
const BEGINS_A_WORD = /^[\p{L}\p{N}]{2}/u;
const ENDS_A_WORD = /^[的与和及]$|\p{L}{2}$/u;

function wordsOf(text) {
  const words = [];
  let loose = false;
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "word" }).segment(text)) {
    if (loose && SIGN.test(segment)) words.push(words.pop() + segment);
    else words.push(segment);
    loose = SIGN.test(segment);
  }
  return words;
}

function breakBetweenWords(title) {
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    text.replaceWith(...wordsOf(text.data).flatMap((word, index, words) => {
      const between = BEGINS_A_WORD.test(word) && ENDS_A_WORD.test(words[index - 1] ?? "");
      return between ? [document.createElement("wbr"), word] : [word];
    }));
  }
  title.classList.add("by-words");
}

// Whoever signs out leaves no unsent drafts behind in the browser.
function clearDrafts() {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}

document.querySelectorAll("details.menu").forEach(watchMenu);
document.querySelectorAll(".site-nav ul").forEach(showCurrent);
document.querySelectorAll("form[data-clear-drafts]").forEach((form) => form.addEventListener("submit", clearDrafts));
if ("Segmenter" in Intl) document.querySelectorAll(":is(h1, h2, h3, h4):lang(zh)").forEach(breakBetweenWords);
