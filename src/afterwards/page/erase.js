// Everything of ours on this device goes in one step.

/**
 * Erase everything this page has put on the device. Never throws, needs no network; gives the statements that say what.
 * @returns {Promise<{done: string[], failed: string[]}>}
 */
export async function erase_all() {
  const done = [],
    failed = [];
  const step = async (what, action) => {
    try {
      await action();
      done.push(what);
    } catch {
      failed.push(what);
    }
  };
  await step("ui.kept-answers", () => every([() => localStorage.clear(), () => sessionStorage.clear()]));
  await step("ui.kept-databases", async () => {
    await every(
      ((await globalThis.indexedDB?.databases?.()) ?? []).map(
        ({ name }) =>
          () =>
            erase_database(name)
      )
    );
  });
  // A page that is a file has no such copy, and browsers refuse to look for one.
  if (window.location.protocol !== "file:") await step("ui.kept-copy", () => every([erase_workers, erase_caches]));
  return { done, failed };
}

/** Do all of it, also when one fails; then fail. */
async function every(actions) {
  const ends = await Promise.allSettled(actions.map(async (one) => one()));
  if (ends.some((one) => one.status === "rejected")) throw new Error("Not all of it could be erased.");
}

/** Erase a database; one that another window holds open stays, and that is a failure. */
function erase_database(name) {
  return new Promise((done, failed) => {
    Object.assign(indexedDB.deleteDatabase(name), { onsuccess: done, onerror: failed, onblocked: failed });
  });
}

async function erase_workers() {
  await every(((await navigator.serviceWorker?.getRegistrations()) ?? []).map((one) => () => one.unregister()));
}

async function erase_caches() {
  await every(((await globalThis.caches?.keys()) ?? []).map((name) => () => caches.delete(name)));
}
