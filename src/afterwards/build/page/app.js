import {read_facts} from "./evaluator/told.js";
import {can_keep, erase_all, has_kept, Keeper} from "./keep.js";
import {open_pack} from "./pack.js";
import {Routes} from "./routes.js";

/**
 * The private edition in one document: forms and links are answered by `Routes` in memory, the address never changes, and an entry of the
 * browser's history holds a number and nothing else. Any fault shows urgent help.
 */
export class App {
  /**
   * @param {object} config what the start page says of this build
   * @param {object} data the pack's data, and the pages about the software by address
   */
  constructor(config, data) {
    const pack = open_pack(data), clock = config.clock ?? (() => Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / 86_400_000));
    Object.assign(this, {config, routes: new Routes(pack, data.about, clock), keeper: new Keeper(), entries: ["/"], at: 0});
  }

  /** Take over the document, which shows `path`. */
  start(path = "/") {
    this.entries = [path];
    window.history.scrollRestoration = "manual";
    window.history.replaceState({at: 0}, "");
    document.addEventListener("click", (event) => this.guarded(() => this.clicked(event)));
    document.addEventListener("submit", (event) => this.guarded(() => this.submitted(event)));
    window.addEventListener("popstate", (event) => this.guarded(() => event.state && this.moved(event.state.at)));
    this.link();
    const {pack, clock} = this.routes;
    if (path !== "/" || pack.past_due(clock()) || this.answer("GET", "/").status === 503) this.show(this.answer("GET", path));
  }

  /** Run a step; whatever goes wrong in it ends in urgent help, not in an answer. */
  async guarded(step) {
    try { await step(); } catch (fault) { this.fail(fault); }
  }

  fail() {
    this.routes.journey = this.routes.made = null;
    document.title = "Afterwards";
    document.body.replaceChildren(document.importNode(this.config.urgent, true));
  }

  clicked(event) {
    const link = event.target.closest?.("a[href]"), path = link?.dataset.path ?? "", place = link?.getAttribute("href") ?? "";
    if (place.startsWith("#")) {
      event.preventDefault();
      this.look_at(document.getElementById(place.slice(1)));
    }
    if (!path || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.request("GET", path);
  }

  /** Go to a place on this page; the address stays as it is, since even the name of a question is nobody's business. */
  look_at(part) {
    if (part && !part.matches("input, button, a[href]")) part.setAttribute("tabindex", "-1");
    part?.focus();
    part?.scrollIntoView({block: "nearest"});
  }

  async submitted(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const posted = {};
    for (const [name, value] of new FormData(event.target, event.submitter)) (posted[name] ??= []).push(String(value));
    await this.request("POST", event.target.getAttribute("action"), posted);
  }

  moved(at) {
    this.at = at;
    this.show(this.follow(this.answer("GET", this.entries[at] ?? "/")));
  }

  answer(method, path, posted) { return this.routes.answer(method, path, posted); }

  /** POST, redirect, GET: a page that complains takes the place of the one it complains about, any other is a new entry. */
  async request(method, path, posted = {}) {
    let found = await this.of_device(method, path, posted) ?? this.answer(method, path, posted), shown = method === "GET" ? path : this.entries[this.at];
    while (found.to) {
      shown = found.to;
      found = await this.of_device("GET", shown, {}) ?? this.answer("GET", shown);
    }
    if (method === "POST" && this.keeper.open && !(await this.keeper.save(this.routes.journey)) && shown !== "/stop") found = this.of_keeping("stopped");
    if (shown !== this.entries[this.at]) {
      this.entries = [...this.entries.slice(0, this.at + 1), shown];
      this.at += 1;
      window.history.pushState({at: this.at}, "");
    } else window.history.replaceState({at: this.at}, "");
    this.show(found);
  }

  follow(found) {
    while (found.to) found = this.answer("GET", found.to);
    return found;
  }

  of_keeping(mode, more = {}) {
    return this.routes.page("keep.html", {mode, error: "", done: [], failed: [], can: can_keep(), kept: has_kept(), ...more}, more.error ? 422 : 200);
  }

  /** Pages about what is kept on this device; null for any other. */
  async of_device(method, path, posted) {
    if (!["/keep", "/open", "/erase"].includes(path)) return null;
    const page = (mode, more) => this.of_keeping(mode, more);
    const [passphrase, again] = [posted.passphrase?.at(-1) ?? "", posted.again?.at(-1) ?? ""];
    if (path === "/erase") {
      if (method === "GET") return page("erase");
      this.keeper.forget();
      this.routes.journey = this.routes.made = null;
      return page("erased", await erase_all());
    }
    if (method === "GET") return path === "/keep" && !this.routes.journey ? {to: "/"} : page(path.slice(1));
    if (path === "/keep") {
      if (!this.routes.journey) return {to: "/"};
      const error = await this.keeper.keep(this.routes.journey, passphrase, again);
      return error ? page("keep", {error}) : page("kept");
    }
    const journey = await this.keeper.open_kept(passphrase);
    if (!journey) return page("open", {error: "The passphrase: it does not open anything here. Write it again, or erase everything and start anew."});
    read_facts(this.routes.pack, {guide: journey.facts.guide}, this.routes.clock());
    this.routes.journey = journey;
    return {to: "/onward"};
  }

  /** Put a page in place of the last one; the first heading, or the list of complaints, gets the focus, so that it is read out. */
  show({html}) {
    const [, title, body] = /<title>(.*?)<\/title>.*?<body>(.*)<\/body>/s.exec(html);
    document.title = title;
    document.body.innerHTML = body;
    this.link();
    window.scrollTo(0, 0);
    const first = document.querySelector('[role="alert"]') ?? document.querySelector("h1");
    first?.setAttribute("tabindex", "-1");
    first?.focus({preventScroll: true});
    document.dispatchEvent(new Event("page-shown"));
  }

  /** Links to our own pages keep their address in `data-path`; opened in another tab they lead to a page of this copy. */
  link() {
    this.routes.shared.kept = has_kept();
    for (const part of document.querySelectorAll('[data-when="kept"]')) part.hidden = !has_kept();
    for (const link of document.querySelectorAll('a[href^="/"], a[data-path]')) {
      const path = link.dataset.path ?? link.getAttribute("href");
      if (link.dataset.action === "exit") {
        link.href = this.config.away;
        continue;
      }
      link.dataset.path = path;
      link.href = this.config.pages[path] ?? this.config.start;
    }
  }
}

globalThis.afterwards = {...globalThis.afterwards, App};
