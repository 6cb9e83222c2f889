// The page that checks a web host: it asks for each file of the edition and looks at what the host says it is.
const WORDS = document.getElementById("words").dataset;
const said = (name, values = {}) => WORDS[name].replace(/\{(\w+)\}/g, (_, one) => values[one]);
const KINDS = {
  js: /^(text|application)\/(x-)?javascript\b/,
  json: /^application\/json\b/,
  css: /^text\/css\b/,
  html: /^text\/html\b/,
  svg: /^image\/svg\+xml\b/,
};

// A request for the head alone goes past the worker of an edition that this browser keeps, and so reaches the host.
async function wrong_with(name) {
  const wanted = KINDS[name.split(".").pop()];
  if (!wanted) return null;
  const found = await fetch(name, { method: "HEAD", cache: "no-store", credentials: "same-origin" }).catch(() => null);
  if (!found) return said("none", { name });
  if (!found.ok) return said("refused", { name, status: found.status });
  const type = found.headers.get("content-type") ?? said("untyped");
  return wanted.test(type) ? null : said("type", { name, type, ending: name.split(".").pop() });
}

async function check() {
  const manifest = await fetch("manifest.json", { cache: "no-store" }).then((found) => found.json());
  return (await Promise.all(Object.keys(manifest.files).map(wrong_with))).filter((one) => one !== null);
}

const result = document.getElementById("result"),
  list = document.getElementById("wrong");
check().then(
  (wrong) => {
    result.textContent = wrong.length ? said("wrong", { number: wrong.length }) : said("right");
    result.dataset.wrong = String(wrong.length);
    for (const line of wrong) list.appendChild(document.createElement("li")).textContent = line;
  },
  () => {
    result.dataset.wrong = "all";
    result.textContent = said("unreadable");
  }
);
