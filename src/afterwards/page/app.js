/** @import {Config, Posted, Shown} from "./types" */
import { can_keep, has_kept, Keeper, with_moments } from "./keep.js";
import { erase_all } from "./erase.js";
import { open_pack } from "./pack.js";
import { Place } from "./place.js";
import { Flow } from "./flow/flow.js";
import { words } from "./wording.js";
import { calendar_of } from "./views/calendar.js";
import { keep_above } from "./views/first_screen.js";

// A second click of a double click comes within this time (ms) and this far (px) from the first.
const DOUBLE = 500,
  NEAR = 8,
  LOOK_EVERY = 20_000,
  OF_DEVICE = ["/keep", "/open", "/erase"];

/**
 * The private edition in one document: forms and links are answered by `Routes` in memory, the address never changes, and an entry of the
 * browser's history holds a number and nothing else. Any fault shows urgent help.
 */
export class App {
  /**
   * @param {Config} config
   * @param {any} data the pack's data, and the pages about the software by address
   */
  constructor(config, data) {
    const watch = () => ({ minute: Math.floor(Date.now() / 60_000), ahead: -new Date().getTimezoneOffset() });
    this.config = config;
    this.routes = new Flow(open_pack(data), data.about ?? {}, watch);
    this.keeper = new Keeper();
    this.entries = ["/"];
    this.at = 0;
    this.shown = 0;
    /** @type {{time: number, x: number, y: number, shown: number}|null} */
    this.pressed = null;
    this.quiet = false;
    this.html = "";
    this.complained = false;
    this.mark = this.routes.mark();
  }

  /** Take over the document, which shows `path`. */
  start(path = "/") {
    this.entries = [path];
    this.remember("replaceState");
    document.addEventListener("click", (event) => this.drop_second(event), true);
    document.addEventListener("input", (event) => this.guarded(() => this.typed(event)));
    document.addEventListener("click", (event) => this.guarded(() => this.clicked(event)));
    document.addEventListener("submit", (event) => this.guarded(() => this.submitted(event)));
    window.addEventListener("popstate", (event) => this.guarded(() => event.state && this.moved(event.state.at)));
    for (const name of ["pageshow", "focus"]) window.addEventListener(name, () => this.guarded(() => this.renew()));
    document.addEventListener("visibilitychange", () => this.guarded(() => this.renew()));
    setInterval(() => this.guarded(() => this.renew()), LOOK_EVERY);
    window.addEventListener("beforeunload", (event) => this.ask_before_loss(event));
    document.addEventListener("leaving", () => this.end());
    this.link();
    const { pack } = this.routes;
    if (OF_DEVICE.includes(path)) this.show(this.of_keeping(path.slice(1)));
    else if (path !== "/" || pack.past_due(this.routes.clock()) || this.answer("GET", "/").status === 503)
      this.show(this.follow(this.answer("GET", path)));
    document.documentElement.dataset.ready = "yes";
  }

  /** Run a step; whatever goes wrong in it ends in urgent help, not in an answer. */
  async guarded(step) {
    try {
      await step();
    } catch (fault) {
      this.fail(fault);
    }
  }

  fail(fault) {
    this.end();
    document.title = "Afterwards";
    document.body.replaceChildren(document.importNode(this.config.urgent, true));
    for (const part of document.querySelectorAll('[data-when="late"]')) part.hidden = !fault?.late;
  }

  /** Her answers end here: when she leaves, and when something is wrong. */
  end() {
    this.quiet = true;
    this.routes.forget();
  }

  /** Reloading, closing and pulling down would lose answers that are not kept: the browser asks first. Leaving never asks, nor does a call. */
  ask_before_loss(event) {
    if (this.quiet || !this.routes.journey || this.keeper.open) return;
    event.preventDefault();
    event.returnValue = true;
  }

  /** The second click of a double click falls on the page that the first one brought, whatever is there: it is no answer to that. */
  drop_second(event) {
    const { timeStamp: time, clientX: x, clientY: y, detail } = event,
      last = this.pressed;
    this.pressed = { time, x, y, shown: this.shown };
    const near = last && time - last.time < DOUBLE && Math.abs(x - last.x) < NEAR && Math.abs(y - last.y) < NEAR;
    // A mouse says itself that it was a second click; fingers, and some browsers, do not. The keyboard says 0 and clicks once.
    const second = event.pointerType === "mouse" ? detail > 1 : detail > 0;
    if (!second || !near || last.shown === this.shown) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  clicked(event) {
    const link = event.target.closest?.("a[href]"),
      path = link?.dataset.path ?? "",
      place = link?.getAttribute("href") ?? "";
    if (place.startsWith("tel:") || place.startsWith("sms:")) {
      this.quiet = true;
      setTimeout(() => {
        this.quiet = false;
      }, 1000);
    }
    if (place.startsWith("#")) {
      event.preventDefault();
      this.look_at(document.getElementById(place.slice(1)));
    }
    if (link?.dataset.action === "calendar") {
      event.preventDefault();
      this.save_calendar();
      return;
    }
    if (!path || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.request("GET", path);
  }

  /** The dates of her plan as a file, made here; nothing is asked of the network. */
  save_calendar() {
    const { routes } = this,
      text = calendar_of(routes.guide(), routes.voice().say("ui.reminder"));
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(new Blob([text], { type: "text/calendar" })),
      download: "reminder.ics",
    });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Go to a place on this page; the address stays as it is, since even the name of a question is nobody's business. */
  look_at(part) {
    if (part && !part.matches("input, button, a[href]")) part.setAttribute("tabindex", "-1");
    part?.focus();
    part?.scrollIntoView({ block: "nearest" });
  }

  /** The page of a form with what is filled in. @returns {Shown} */
  drafted(form) {
    return this.routes.asked.draft(form.getAttribute("action").split("/").at(-1), posted_by(form));
  }

  /** What is filled in shows what else this page asks. */
  typed(event) {
    this.pressed = null;
    const form = event.target.closest?.("form[data-live]");
    if (!form) return;
    const found = this.drafted(form);
    const made = new DOMParser().parseFromString(found.html, "text/html").querySelector("form[data-live]");
    if (made) this.reveal(form, made);
  }

  /** Show the questions that another form has, hide those it has not; what she filled in stays. */
  reveal(form, made) {
    const of = (one) => [...one.querySelectorAll(":scope > fieldset[data-fact]")],
      mine = new Map(of(form).map((one) => [one.dataset.fact, one]));
    let last = null;
    const wanted = of(made);
    for (const part of wanted) {
      const there = mine.get(part.dataset.fact) ?? document.importNode(part, true);
      if (!mine.has(part.dataset.fact)) {
        if (last) last.after(there);
        else form.prepend(there);
      }
      last = there;
    }
    const names = wanted.map((one) => one.dataset.fact);
    for (const part of of(form)) part.hidden = part.disabled = !names.includes(part.dataset.fact);
    form.querySelector("input[name=seen]").value = made.querySelector("input[name=seen]").value;
  }

  async submitted(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    await this.request("POST", event.target.getAttribute("action"), posted_by(event.target, event.submitter));
  }

  async moved(at) {
    this.at = at;
    const path = this.entries[at] ?? "/";
    this.show(this.follow((await this.of_device("GET", path, {})) ?? this.answer("GET", path)));
  }

  /** @param {string} method @param {string} path @param {Posted} [posted] @returns {Shown} */
  answer(method, path, posted) {
    return this.routes.answer(method, path, posted);
  }

  /**
   * POST, redirect, GET: a page that complains takes the place of the one it complains about, any other is a new entry.
   * @param {Posted} posted
   */
  async request(method, path, posted = {}) {
    let found = (await this.of_device(method, path, posted)) ?? this.answer(method, path, posted),
      shown = method === "GET" ? path : this.entries[this.at];
    while (found.to) {
      shown = found.to;
      found = (await this.of_device("GET", shown, {})) ?? this.answer("GET", shown);
    }
    if (
      (method === "POST" || path.startsWith("/ask/")) &&
      this.keeper.open &&
      !(await this.keeper.save(this.routes.journey)) &&
      shown !== "/stop"
    )
      found = this.of_keeping("stopped");
    if (shown !== this.entries[this.at]) {
      this.entries = [...this.entries.slice(0, this.at + 1), shown];
      this.at += 1;
      this.remember("pushState");
    } else this.remember("replaceState");
    this.show(found);
  }

  /** A browser that refuses to remember more pages loses its Back, not her answers. */
  remember(how) {
    try {
      window.history.scrollRestoration = "manual";
      window.history[how]({ at: this.at }, "");
    } catch {
      /* our own links still lead back */
    }
  }

  /**
   * Time has passed while the page was open: it is made anew where that changes it, with what she typed, the focus and the place as they
   * were, and says in one line what has changed. A page that may not be shown until something is asked again gives way to that.
   */
  renew() {
    const { routes } = this,
      mark = routes.mark(),
      [day] = mark.split(","),
      path = this.entries[this.at];
    if (mark === this.mark || document.hidden || this.quiet || OF_DEVICE.includes(path)) return;
    const new_day = day !== this.mark.split(",")[0];
    this.mark = mark;
    let shown = path,
      found = this.answer("GET", path);
    for (; found.to; found = this.answer("GET", shown)) shown = found.to;
    if (shown !== path) {
      this.entries[this.at] = shown;
      this.remember("replaceState");
      this.show(found);
    } else {
      // What she filled in may have shown more of the page.
      const form = document.querySelector("form[data-live]"),
        drafted = form && this.drafted(form);
      if (drafted?.html) found = drafted;
      const changed = found.html !== this.html;
      if (!changed && !(new_day && document.querySelector("main form"))) return;
      const place = new Place();
      // The complaints are about what she sent, which is not in her answers: they stay until she sends it again.
      if (changed && !this.complained) this.put(found);
      if (routes.journey && found.status === 200 && !document.querySelector(".note"))
        this.note(routes.pack.info.time[new_day ? "new_day" : "hours"]);
      place.restore();
    }
  }

  /** One line above the page, which screen readers say without moving the focus. @param {string} statement */
  note(statement) {
    const line = Object.assign(document.createElement("p"), {
      className: "note",
      textContent: this.routes.pack.statements[statement].text,
    });
    line.setAttribute("role", "status");
    line.dataset.statement = statement;
    document.querySelector("main").prepend(line);
    // A line that comes with its words is passed over; words that come into it are read out.
    setTimeout(() => line.replaceChildren(line.textContent), 100);
  }

  follow(found) {
    while (found.to) found = this.answer("GET", found.to);
    return found;
  }

  /** @returns {Shown} */
  of_keeping(mode, more = {}) {
    const { pack } = this.routes,
      named = (many = []) => many.map((one) => words(pack, one)),
      { ok, why } = can_keep();
    const can = { ok, why: why && words(pack, why) },
      [wrong, filled] = more.error ?? [],
      error = wrong ? words(pack, wrong, filled) : "";
    const values = { mode, error, done: named(more.done), failed: named(more.failed), can, kept: has_kept() };
    return this.routes.page("keep.html", values, error ? 422 : 200);
  }

  /** Pages about what is kept on this device; null for any other. @returns {Promise<Shown|null>} @param {Posted} posted */
  async of_device(method, path, posted) {
    if (!OF_DEVICE.includes(path)) return null;
    const page = (mode, more) => this.of_keeping(mode, more);
    const [passphrase, again] = [posted.passphrase?.at(-1) ?? "", posted.again?.at(-1) ?? ""];
    if (path === "/erase") {
      if (method === "GET") return page("erase");
      this.keeper.forget();
      this.routes.forget();
      return page("erased", await erase_all());
    }
    if (method === "GET") return path === "/keep" && !this.routes.journey ? { to: "/" } : page(path.slice(1));
    if (path === "/keep") {
      if (!this.routes.journey) return { to: "/" };
      const error = await this.keeper.keep(this.routes.journey, passphrase, again);
      return error ? page("keep", { error }) : page("kept");
    }
    const journey = with_moments(await this.keeper.open_kept(passphrase), this.routes.pack);
    if (!journey) return page("open", { error: ["ui.wrong-passphrase"] });
    this.routes.journey = journey;
    return { to: journey.question ? "/onward" : "/" };
  }

  /** Put a page in place of the last one; the first heading, or the list of complaints, gets the focus, so that it is read out. */
  show(found) {
    this.put(found);
    this.mark = this.routes.mark();
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
    this.routes.shared.kept = has_kept();
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
      if (page && this.config.about.includes(path) && !(path in this.routes.about)) {
        Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
        delete link.dataset.path;
      } else link.dataset.path = path;
    }
  }
}

/** A form as it would be sent, by name. */
function posted_by(form, submitter = null) {
  const posted = {};
  for (const [name, value] of new FormData(form, submitter)) posted[name] = [...(posted[name] ?? []), String(value)];
  return posted;
}

globalThis.afterwards = { ...globalThis.afterwards, App };
