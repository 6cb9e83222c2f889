/** @import {Posted, Shown} from "./types" */
/** @import {Flow} from "./flow/flow.js" */
import { erase_all } from "./erase.js";
import { can_keep, has_kept, Keeper, with_moments } from "./keep.js";
import { words } from "./wording.js";

export const OF_DEVICE = ["/keep", "/open", "/erase"];

/** The pages about what is kept on this device. */
export class Device {
  /** @param {Flow} flow */
  constructor(flow) {
    this.flow = flow;
    this.keeper = new Keeper();
  }

  /** @returns {Shown} */
  page(mode, more = {}) {
    const { pack } = this.flow,
      named = (many = []) => many.map((one) => words(pack, one)),
      { ok, why } = can_keep();
    const can = { ok, why: why && words(pack, why) },
      [wrong, filled] = more.error ?? [],
      error = wrong ? words(pack, wrong, filled) : "";
    const values = { mode, error, done: named(more.done), failed: named(more.failed), can, kept: has_kept() };
    return this.flow.page("keep.html", values, error ? 422 : 200);
  }

  /** One of them; null for any other address. @returns {Promise<Shown|null>} @param {Posted} posted */
  async answer(method, path, posted) {
    if (!OF_DEVICE.includes(path)) return null;
    const [passphrase, again] = [posted.passphrase?.at(-1) ?? "", posted.again?.at(-1) ?? ""];
    if (path === "/erase") {
      if (method === "GET") return this.page("erase");
      this.keeper.forget();
      this.flow.forget();
      return this.page("erased", await erase_all());
    }
    if (method === "GET") return path === "/keep" && !this.flow.journey ? { to: "/" } : this.page(path.slice(1));
    if (path === "/keep") {
      if (!this.flow.journey) return { to: "/" };
      const error = await this.keeper.keep(this.flow.journey, passphrase, again);
      return error ? this.page("keep", { error }) : this.page("kept");
    }
    const journey = with_moments(await this.keeper.open_kept(passphrase), this.flow.pack);
    if (!journey) return this.page("open", { error: ["ui.wrong-passphrase"] });
    this.flow.journey = journey;
    return { to: journey.question ? "/onward" : "/" };
  }
}
