// What the first page loads: the program and the data, each checked before it is used.

/** The program, checked against its hash before it runs. */
export function load_script({ name, integrity }) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: name, integrity, onload: done, onerror: failed });
    document.head.append(script);
  });
}

/** A file of data, checked against its hash before it is read. */
export async function load_data({ name, integrity }) {
  const found = await fetch(name, { integrity, credentials: "omit", referrerPolicy: "no-referrer" });
  if (!found.ok) throw new Error("A file is missing.");
  return found.json();
}

/** A part of a copy in one file; compressed with a checksum, so that a damaged one does not open. */
function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** The data of a copy in one file. Its program runs as a script of the page: the browser checks it against the hash that the page names. */
export async function load_copy() {
  const [data, program] = await Promise.all([unpack("data").json(), unpack("app").text()]);
  document.head.append(Object.assign(document.createElement("script"), { textContent: program }));
  return [data];
}
