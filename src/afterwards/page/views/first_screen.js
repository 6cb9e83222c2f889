/** How far down (px) an answer and what would change it may reach on a phone of 390 by 844. */
const ROOM = 700;

/** With larger letters, or a long line above, what would change an answer would leave the first screen: the last of it moves a tap further. */
export function keep_above() {
  const box = document.querySelector(".change"),
    more = box?.querySelector(".more");
  if (!more) return;
  const rows = [...box.querySelectorAll(":scope > [data-change]")],
    count = more.querySelector("summary b");
  while (rows.length > 1 && box.getBoundingClientRect().bottom + scrollY > ROOM) {
    const row = rows.pop();
    row.setAttribute("open", "");
    more.firstElementChild.after(row);
    count.textContent = String(more.querySelectorAll("[data-change]").length);
    more.hidden = false;
  }
}
