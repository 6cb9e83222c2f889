/** @import {Config, Shown} from "./types" */
/** @import {Flow} from "./flow/flow.js" */
import { has_kept } from "./keep.js";
import { calendar_of } from "./views/calendar.js";
import { keep_above } from "./views/first_screen.js";

/** What stands in the document: a page put in place of the last one, its links, its focus. */
export class Screen {
  /** @param {Config} config @param {Flow} flow */
  constructor(config, flow) {
    this.config = config;
    this.flow = flow;
    this.shown = 0;
    this.html = "";
    this.complained = false;
    this.mark = flow.mark();
  }

  /** Go to a place on this page; the address stays as it is, since even the name of a question is nobody's business. */
  look_at(part) {
    if (part && !part.matches("input, button, a[href]")) part.setAttribute("tabindex", "-1");
    part?.focus();
    part?.scrollIntoView({ block: "nearest" });
  }

  /** One line above the page, which screen readers say without moving the focus. @param {string} statement */
  note(statement) {
    const line = Object.assign(document.createElement("p"), {
      className: "note",
      textContent: this.flow.pack.statements[statement].text,
    });
    line.setAttribute("role", "status");
    line.dataset.statement = statement;
    document.querySelector("main").prepend(line);
    // A line that comes with its words is passed over; words that come into it are read out.
    setTimeout(() => line.replaceChildren(line.textContent), 100);
  }

  /** Put a page in place of the last one; the first heading, or the list of complaints, gets the focus, so that it is read out. */
  show(found) {
    this.put(found);
    this.mark = this.flow.mark();
    window.scrollTo(0, 0);
    const first = document.querySelector('[role="alert"]') ?? document.querySelector("h1");
    first?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("page-shown"));
  }

  /** @param {Shown} found */
  put({ html, status }) {
    const [, title, body] = /<title>(.*?)<\/title>.*?<body>(.*)<\/body>/s.exec(html);
    document.title = title;
    document.body.innerHTML = body;
    this.link();
    keep_above();
    (document.querySelector('[role="alert"]') ?? document.querySelector("h1"))?.setAttribute("tabindex", "-1");
    this.html = html;
    this.complained = status === 422;
    this.shown += 1;
  }

  /** Links to our own pages keep their address in `data-path`; opened in another tab they lead to a page of this copy. */
  link() {
    this.flow.shared.kept = has_kept();
    for (const part of document.querySelectorAll('[data-when="kept"]')) part.hidden = !has_kept();
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = document.querySelectorAll('a[href^="/"], a[data-path]');
    for (const link of links) {
      const path = link.dataset.path ?? link.getAttribute("href");
      if (link.dataset.action === "exit") {
        link.href = this.config.away;
        continue;
      }
      const page = this.config.pages[path];
      link.href = page ?? this.config.start;
      // A page about the software is not part of the program: it opens beside this one, and her answers stay here.
      if (page && this.config.about.includes(path) && !(path in this.flow.about)) {
        Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
        delete link.dataset.path;
      } else link.dataset.path = path;
    }
  }

  /** The dates of her plan as a file, made here; nothing is asked of the network. */
  save_calendar() {
    const { flow } = this,
      text = calendar_of(flow.guide(), flow.voice().say("ui.reminder"));
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([text], { type: "text/calendar" })),
      download: "reminder.ics",
    });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Urgent help in place of everything. */
  give_way(fault) {
    document.title = "Afterwards";
    document.body.replaceChildren(document.importNode(this.config.urgent, true));
    for (const part of document.querySelectorAll('[data-when="late"]')) part.hidden = !fault?.late;
  }
}
