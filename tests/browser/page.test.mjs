// The page of `deboil diff --html` in a real browser: opened, searched, read, decided on, exported, and the decisions applied.
//
//     DEBOIL=target/release/deboil node --test tests/browser/
//
// CHROMIUM names the browser, SHOTS a folder for pictures of what was seen.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const DEBOIL = path.resolve(process.env.DEBOIL || "target/release/deboil");
const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const PROSE = [
  "The ferry to Lower Sandal sailed at seven, as it has done since the pier was mended, and four people were on it.",
  "Nobody in the harbour office would say why the bell had been taken down, or who had the key to the tower.",
  "A baker on the east bank sold his last loaf before nine and went home, for the flour barge was late again.",
  "The council meets on Tuesday to hear what the new lamps will cost, and whether the old ones can be sold.",
];
const HOSTILE = [
  "It rained <script>window.owned = 1</script> on <img src=x onerror=\"window.owned = 2\"> the quay all week.",
  "",
  PROSE[0],
  "",
  "Read more: </script><script>window.owned = 3</script> \u202eGreen\u202c Ferries <b onclick=alert(4)>And</b> --> <!-- One",
  "",
  PROSE[1],
  "",
  "${window.owned = 5} {{constructor.constructor('window.owned = 6')()}} javascript:window.owned=7",
  "",
  "Image Via Shutterstock",
  "",
].join("\n");

let folder;
let browser;
let context;
let page;
const complaints = [];
const requests = [];

const deboil = (...args) => spawnSync(DEBOIL, args, { cwd: folder, encoding: "utf8" });
const pageOf = (name, ...args) => {
  const made = deboil("diff", "--html", name, ...args);
  assert.equal(made.status, 0, made.stderr);
  return pathToFileURL(path.join(folder, name)).href;
};
const shot = async (name) => {
  if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
};
const violations = async (what) => {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const told = found.violations.map((one) => `${one.id}: ${one.help}\n    ${one.nodes.map((node) => node.html.slice(0, 160)).join("\n    ")}`);
  assert.deepEqual(told, [], `axe on ${what}`);
};
const watched = async (options) => {
  const opened = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1400, height: 900 }, colorScheme: "light", ...options });
  const fresh = await opened.newPage();
  fresh.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  fresh.on("pageerror", (error) => complaints.push(String(error)));
  fresh.on("request", (request) => requests.push(request.url()));
  return [opened, fresh];
};

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "deboil-page-"));
  fs.mkdirSync(path.join(folder, "articles"));
  const write = (name, text) => fs.writeFileSync(path.join(folder, "articles", name), text);
  write("hostile.txt", HOSTILE);
  write("plain.txt", `${PROSE[0]}\n\n${PROSE[1]}\n`);
  const body = [...PROSE, ...PROSE, ...PROSE, ...PROSE].join("\n\n");
  write("harbour.txt", `${body}\n\nRead more: Why The Ferry Is Painted Green\n\n${body} (Read more: Why The Bell Is Gone)\n\n${PROSE[3]}\n\nSign up for our newsletter\n`);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  [context, page] = await watched({ acceptDownloads: true });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("the overview counts what went", async () => {
  await page.goto(pageOf("page.html", "articles"));
  const figures = await page.locator(".figures").innerText();
  assert.match(figures, /documents\s+3\s+changed\s+2/);
  const row = page.locator("tbody tr", { hasText: "en/nav/teaser-headline" });
  assert.match(await row.innerText(), /Label, colon or bar/);
  assert.equal(await page.locator("#list [role=option]").count(), 2);
  await violations("the overview");
  await shot("overview");
});

test("documents are found by text, category and rule", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("flour barge");
  await page.waitForFunction(() => document.getElementById("found").textContent.startsWith("1 of"));
  assert.match(await page.locator("#list").innerText(), /harbour\.txt/);
  await page.fill("#search", "no such words");
  await page.waitForFunction(() => document.getElementById("found").textContent.startsWith("0 of"));
  await page.click("#reset");
  await page.selectOption("#category", "credit/image");
  assert.match(await page.locator("#list").innerText(), /hostile\.txt/);
  assert.equal(await page.locator("#list [role=option]").count(), 1);
  await page.click("#reset");
  assert.equal(await page.locator("#list [role=option]").count(), 2);
});

test("hostile text is text, and what hides is seen", async () => {
  await page.locator("#list [role=option]", { hasText: "hostile.txt" }).click();
  const text = await page.locator(".diff").innerText();
  assert.ok(text.includes('<script>window.owned = 1</script> on <img src=x onerror="window.owned = 2">'), text);
  assert.ok(text.includes("</script><script>window.owned = 3</script>"), text);
  assert.ok(text.includes("U+202E"), text);
  assert.ok(!text.includes("\u202e"), "nothing is reordered");
  assert.equal(await page.evaluate(() => window.owned), undefined);
  assert.equal(await page.locator(".diff img, .diff script, .diff b").count(), 0);
  await violations("a document");
  await shot("hostile");
});

test("a removal tells its reasons to the pointer and to the keyboard", async () => {
  await page.locator("del[data-item]").first().hover();
  await page.waitForSelector("#tip:not([hidden])");
  assert.match(await page.locator("#tip").innerText(), /\+1\.00\s+Label, colon or bar.*en\/nav\/teaser-headline/s);
  await page.mouse.move(5, 5);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const focused = page.locator(".item:focus");
  assert.match(await focused.getAttribute("aria-label"), /^2 of 2, line 11: removed and captured/);
  assert.ok(await focused.locator(".bill").isVisible());
  assert.match(await focused.innerText(), /image_credit: Shutterstock/);
  await page.keyboard.press("k");
  assert.match(await page.locator(".item:focus").getAttribute("aria-label"), /^1 of 2/);
});

test("long stretches unfold, and both views show the same words", async () => {
  await page.locator("#list [role=option]", { hasText: "harbour.txt" }).click();
  const folded = await page.locator(".row").count();
  await page.locator(".more").first().click();
  assert.ok((await page.locator(".row").count()) > folded);
  await page.keyboard.press("e");
  assert.equal(await page.locator(".more").count(), 0);
  const cut = page.locator(".cut-line del");
  assert.match(await cut.innerText(), /\(Read more: Why The Bell Is Gone\)/);
  await shot("inline");
  await page.keyboard.press("v");
  const sides = page.locator(".cut-line .text");
  assert.match(await sides.nth(0).innerText(), /Bell Is Gone/);
  assert.doesNotMatch(await sides.nth(1).innerText(), /Bell Is Gone/);
  await violations("side by side");
  await shot("sides");
  await page.keyboard.press("t");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await violations("side by side in the dark");
  await shot("dark");
  await page.keyboard.press("t");
  await page.keyboard.press("v");
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").isVisible());
  await violations("the keys");
  await page.keyboard.press("Escape");
});

test("decisions survive a reload, are exported, and applied", async () => {
  assert.ok(await page.locator("#export").isDisabled());
  const items = page.locator(".item");
  await items.filter({ hasText: "Read more" }).first().or(items.first()).focus();
  await page.keyboard.press("r");
  assert.equal(await page.locator(".answers .reject[aria-pressed=true]").count(), 1);
  await page.keyboard.press("r");
  assert.equal(await page.locator(".answers [aria-pressed=true]").count(), 0, "once more takes it back");
  await page.keyboard.press("r");
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.reload();
  assert.equal(await page.locator("#decided").innerText(), "2");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  assert.equal(download.suggestedFilename(), "deboil.review.toml");
  const exported = path.join(folder, "exported.toml");
  await download.saveAs(exported);
  const text = fs.readFileSync(exported, "utf8");
  assert.match(text, /verdict  = "reject"/);
  assert.match(text, /verdict  = "accept"/);

  const target = path.join(folder, "articles", "harbour.txt");
  const cleaned = () => execFileSync(DEBOIL, ["clean", "-q", target], { cwd: folder, encoding: "utf8" });
  const old = cleaned();
  const applied = deboil("review", "--apply", "exported.toml", "articles");
  assert.equal(applied.status, 0, applied.stderr);
  const now = cleaned();
  assert.ok(!old.includes("Painted Green") && now.includes("Painted Green"), "what was rejected stays");
  const without = (whole) => whole.replace("Read more: Why The Ferry Is Painted Green\n\n", "");
  assert.equal(without(now), old, "and everything else is as before");
});

test("on paper all documents follow each other", async () => {
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const text = await page.locator("main").innerText();
  assert.ok(text.includes("Why The Ferry Is Painted Green") && text.includes("Image Via Shutterstock"));
  assert.ok(await page.locator(".side").isHidden());
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
});

test("a small window has no sideways scrolling", async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  await page.keyboard.press("j");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${wider} pixels`);
  await violations("a small window");
  await shot("narrow");
  await page.setViewportSize({ width: 1400, height: 900 });
});

test("two thousand documents open without waiting", async (run) => {
  const record = (at) => {
    const text = [PROSE[at % 4], PROSE[(at + 1) % 4], ...Array(12).fill(PROSE[(at + 2) % 4]), `Read more: Why Ferry ${at} Is Green`, PROSE[(at + 3) % 4]];
    return JSON.stringify({ id: `a-${at}`, title: `Ferry ${at} is painted`, site: `paper-${at % 40}.test`, lang: "en", text: text.join("\n\n") });
  };
  fs.writeFileSync(path.join(folder, "many.jsonl"), Array.from({ length: 2000 }, (_, at) => record(at)).join("\n"));
  const address = pageOf("many.html", "many.jsonl");
  const started = Date.now();
  await page.goto(address);
  await page.waitForSelector("#list [role=option]");
  const opened = Date.now() - started;
  assert.match(await page.locator("#found").innerText(), /2,000 documents/);
  assert.ok((await page.locator("#list [role=option]").count()) < 60, "only what can be seen is in the list");
  const timed = async (act) => {
    const begun = Date.now();
    await act();
    return Date.now() - begun;
  };
  const last = await timed(async () => {
    await page.focus("#list");
    await page.keyboard.press("End");
    await page.waitForFunction(() => document.querySelector(".doc-head h2")?.textContent === "Ferry 1999 is painted");
  });
  const searched = await timed(async () => {
    await page.fill("#search", "ferry 1234 is green");
    await page.waitForFunction(() => document.getElementById("found").textContent.startsWith("1 of"));
  });
  const bytes = fs.statSync(path.join(folder, "many.html")).size;
  run.diagnostic(`2,000 documents, ${(bytes / 1e6).toFixed(1)} MB: opened in ${opened} ms, the last shown in ${last} ms, the first search ${searched} ms`);
  await page.fill("#search", "");
  await shot("many");
});

test("a dark system has a dark page", async () => {
  const [opened, dark] = await watched({ colorScheme: "dark" });
  await dark.goto(pathToFileURL(path.join(folder, "page.html")).href);
  const colour = await dark.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red] = colour.match(/\d+/g).map(Number);
  assert.ok(red < 60, colour);
  await opened.close();
});

test("an impact has a page, too", async () => {
  fs.writeFileSync(path.join(folder, "none.toml"), 'deboil = 1\n[pack]\nname = "house"\n[[override]]\nrule = "en/nav/teaser-headline"\nenabled = false\n');
  const made = deboil("impact", "builtin", "none.toml", "--format", "html", "-o", "impact.html", "articles");
  assert.equal(made.status, 0, made.stderr);
  await page.goto(pathToFileURL(path.join(folder, "impact.html")).href);
  assert.match(await page.locator("main").innerText(), /\+\s*Read more: <\/script><script>window\.owned = 3<\/script> \\u\{202e\}Green/);
  assert.equal(await page.locator("main script, main img, main b").count(), 0);
  await violations("an impact");
  await shot("impact");
});

test("nothing was fetched, and nothing complained", () => {
  assert.deepEqual(requests.filter((url) => !/^(file|blob):/.test(url)), []);
  assert.deepEqual(complaints, []);
});
