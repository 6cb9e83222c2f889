/* What one page shows, read in the same way where it is drawn and where it is not. */

/** What is never read as words of the page: the way back and the step, what is offered while she types, what no eye sees. */
const NOT_READ = ".crumb, datalist, template, svg, .visually-hidden, [hidden], input[type=hidden], details:not([open]) > :not(summary)";
export const QUESTIONS = "form[data-live] > fieldset[data-fact]", NONE_BOX = "none_of_these";
const WORD = /[\p{L}\p{N}]\S*/gu;

/** The words of a page within its frame, in what is open. @param {Element} main @returns {number} */
function count_words(main) {
  const read = main.cloneNode(true);
  for (const part of read.querySelectorAll(NOT_READ)) part.remove();
  const texts = read.ownerDocument.createTreeWalker(read, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) found.push(texts.currentNode.textContent);
  return found.join(" ").match(WORD)?.length ?? 0;
}

/**
 * What one page is, as both walks write it down.
 * @param {Element} main
 * @returns {{kind: string, facts: string[], boxes: boolean, words: number}}
 */
export function page_read(main) {
  const parts = [...main.querySelectorAll(QUESTIONS)].filter((part) => !part.hidden);
  const facts = parts.map((part) => part.dataset.fact), boxes = parts.some((part) => part.querySelector(`[name=${NONE_BOX}]`));
  const kind = main.dataset.page === "signs" && main.querySelector("input[data-sets]") ? "boxes of signs" : main.dataset.page;
  return { kind, facts, boxes, words: count_words(main) };
}

/** How a walk ended: the kind of its last page, its verdict, and its headline by statement and in words. */
export function end_read(main) {
  const heading = main.querySelector(".answer h1, .care h1"), row = heading?.closest("[data-statement]") ?? heading?.querySelector("[data-statement]");
  const text = heading?.textContent.trim().replace(/\s+/g, " ") ?? "";
  return { end: main.dataset.page, verdict: main.dataset.verdict ?? "", statement: row?.dataset.statement ?? "", headline: text };
}

Object.assign(globalThis, { page_read, end_read });
