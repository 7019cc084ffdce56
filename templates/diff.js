"use strict";
// Everything that comes from documents is shown as text: nothing of it is ever parsed as HTML.
(() => {
  const ROW = 58; // pixels of a document in the list
  const CONTEXT = 3; // lines around changes
  const SHORT = 3; // a stretch of so few lines is not folded away
  const CHUNK = 400; // lines that are shown at once of a long stretch
  const PRINTED = 200; // documents
  const $ = (id) => document.getElementById(id);

  const el = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") element.className = value;
      else if (key === "text") element.textContent = value;
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
  const number = (count) => count.toLocaleString("en");
  const percent = (part, whole, digits = 1) => (whole ? (100 * part) / whole : 0).toFixed(digits) + " %";

  // What acts, hides or reorders text is shown by its number.
  const HIDDEN =
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
  const PICTURE = /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?$/u;
  const visible = (text) => {
    const nodes = [];
    let at = 0;
    for (const { 0: found, index } of text.matchAll(HIDDEN)) {
      // A joiner in an emoji hides nothing.
      if (found === "\u200d" && PICTURE.test(text.slice(Math.max(0, index - 6), index))) continue;
      if (index > at) nodes.push(text.slice(at, index));
      const code = found.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      nodes.push(el("span", { class: "esc", title: "a character that cannot be seen", text: `U+${code}` }));
      at = index + found.length;
    }
    if (at < text.length) nodes.push(text.slice(at));
    return nodes;
  };
  const plain = (text) => visible(text).map((node) => (typeof node === "string" ? node : node.textContent)).join("");

  // Data: what is known of a document is read now, the rest when it is asked for.
  const total = JSON.parse($("total").textContent);
  const docs = Array.from(document.querySelectorAll("script.document"), (script, index) => {
    const about = script.firstChild.data;
    const end = about.indexOf("\n");
    return { index, script, end, ...JSON.parse(about.slice(0, end)), body: null, hay: null };
  });
  const body = (doc) => (doc.body ||= JSON.parse(doc.script.firstChild.data.slice(doc.end + 1)));
  const rule = (index) => {
    const [id, category, title] = total.rules[index] || ["?", "?", ""];
    return { id, category, title };
  };
  const hay = (doc) => {
    if (doc.hay === null) {
      const lines = body(doc).rows.map((row) =>
        typeof row === "string" ? row : row.old.map((parts) => parts.map((part) => part[1]).join("")).join("\n"),
      );
      const ids = doc.items.flatMap(([rules]) => rules.map((index) => rule(index).id));
      doc.hay = [doc.name, doc.title, doc.site, ...new Set(ids), ...lines].join("\n").toLowerCase();
    }
    return doc.hay;
  };

  // Decisions, kept by the browser until they are exported.
  const KEY = `deboil:${location.pathname}:${total.documents}:${total.bytes}`;
  let answers = {};
  try {
    answers = JSON.parse(localStorage.getItem(KEY) || "{}");
  } catch {
    // Where nothing can be kept, decisions live as long as the page.
  }
  const answerOf = (doc, item) => answers[`${doc.index}:${item}`] || null;
  const answer = (doc, item, what) => {
    const key = `${doc.index}:${item}`;
    if (answers[key] === what || what === null) delete answers[key];
    else answers[key] = what;
    try {
      localStorage.setItem(KEY, JSON.stringify(answers));
    } catch {
      // As above.
    }
    countDecided();
    drawList();
  };
  const countDecided = () => {
    const count = Object.keys(answers).length;
    $("decided").textContent = number(count);
    $("export").disabled = count === 0;
  };

  // The review file: strings of JSON are strings of TOML, but for one character.
  const quoted = (text) =>
    JSON.stringify(text).replace(HIDDEN, (c) => {
      const code = c.codePointAt(0).toString(16);
      return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
    });
  const decision = (item, what) => {
    const lines = ["[[decision]]"];
    const add = (key, value) => lines.push(`${key.padEnd(8)} = ${quoted(value)}`);
    if (what !== "never") add("document", item.document);
    else if (item.site) add("site", item.site);
    add("rule", item.rule);
    add("text", item.text);
    if (item.part) lines.push("part     = true");
    if (what !== "never" && item.before) add("before", item.before);
    if (what !== "never" && item.after) add("after", item.after);
    add("verdict", what);
    return lines.join("\n");
  };
  const reviewFile = () => {
    const keys = Object.keys(answers).map((key) => key.split(":").map(Number));
    keys.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const hunks = keys.filter(([at]) => docs[at]).map(([at, item]) => decision(body(docs[at]).items[item], answers[`${at}:${item}`]));
    return ["deboil = 1", ...hunks].join("\n\n") + "\n";
  };
  const save = () => {
    const address = URL.createObjectURL(new Blob([reviewFile()], { type: "application/toml" }));
    const link = el("a", { href: address, download: "deboil.review.toml" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  // Which documents are listed.
  let shown = docs;
  let current = null; // the document that is open
  let currentItem = -1;
  let expanded = false;
  let sides = false;
  const wanted = { search: "", category: "", rule: "", state: "" };
  const itemFits = ([rules], category = wanted.category, id = wanted.rule) =>
    (!id || rules.some((index) => String(index) === id)) &&
    (!category || rules.some((index) => rule(index).category === category));
  const stateFits = (doc) => {
    const has = (test) => doc.items.some((item, at) => test(item, answerOf(doc, at)));
    switch (wanted.state) {
      case "open": return has((_, said) => said === null);
      case "accept": return has((_, said) => said === "accept");
      case "reject": return has((_, said) => said === "reject" || said === "never");
      case "flagged": return has((item) => item[2] === "f");
      case "guarded": return Boolean(doc.guarded);
      default: return true;
    }
  };
  const filter = () => {
    wanted.search = $("search").value.trim().toLowerCase();
    for (const name of ["category", "rule", "state"]) wanted[name] = $(name).value;
    const isRule = wanted.category || wanted.rule;
    shown = docs.filter(
      (doc) =>
        (!isRule || doc.items.some((item) => itemFits(item))) &&
        stateFits(doc) &&
        (!wanted.search || hay(doc).includes(wanted.search)),
    );
    const all = shown.length === docs.length;
    $("found").textContent = all ? plural(docs.length, "document") : `${number(shown.length)} of ${plural(docs.length, "document")}`;
    $("reset").hidden = !(wanted.search || isRule || wanted.state);
    const list = $("list");
    list.scrollTop = 0;
    drawList();
  };

  // The list has only the documents that can be seen of it.
  const option = (doc, at) => {
    const decided = doc.items.filter((_, item) => answerOf(doc, item)).length;
    const count = doc.guarded
      ? el("span", { class: "badge", text: "guard" })
      : el("span", {}, decided ? el("span", { class: "done", text: `${decided}/` }) : null, String(doc.items.length));
    const about = [doc.site, doc.lang, doc.title ? doc.name : null].filter(Boolean).join(" · ");
    const element = el(
      "div",
      {
        class: "option", role: "option", id: `option-${at}`, "aria-selected": String(doc === current),
        "aria-setsize": shown.length, "aria-posinset": at + 1,
        onclick: () => open(doc),
      },
      el("b", { text: plain(doc.title || doc.name) }),
      el("i", { text: plain(about || plural(doc.bytes[1], "byte") + " removed") }),
      el("span", { class: "count" }, count),
    );
    element.style.transform = `translateY(${at * ROW}px)`;
    return element;
  };
  const drawList = () => {
    const list = $("list");
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 4);
    const space = el("div", { class: "space", role: "presentation" });
    space.style.height = `${shown.length * ROW}px`;
    const options = shown.slice(first, last).map((doc, at) => option(doc, first + at));
    list.replaceChildren(space, ...options);
    list.hidden = shown.length === 0;
    const at = shown.indexOf(current);
    if (at >= first && at < last) list.setAttribute("aria-activedescendant", `option-${at}`);
    else list.removeAttribute("aria-activedescendant");
  };
  const reveal = (at) => {
    const list = $("list");
    const top = at * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
  };

  // The bill of a removal.
  const bill = (item) => {
    const line = ([index, weight]) => {
      const { id, category, title } = rule(index);
      return el(
        "li", {},
        el("span", { class: "weight", text: (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(2) }),
        el("span", {}, title ? plain(title) + " " : "", el("span", { class: "id about", text: plain(id) }), " ", el("span", { class: "chip", text: category })),
      );
    };
    const sum = item.why.length > 1
      ? el("li", { class: "sum" }, el("span", { class: "weight", text: item.score.toFixed(2) }), el("span", { class: "about", text: "is the sum; from 1 on it acts" }))
      : null;
    return el("ul", {}, ...item.why.map(line), sum);
  };
  const details = (item) => {
    const fields = Object.entries(item.fields || {}).flatMap(([name, values]) => values.map((value) => `${name}: ${plain(value)}`));
    return [
      bill(item),
      fields.length ? el("p", { class: "about" }, "captured ", ...fields.map((field) => el("span", { class: "chip", text: field }))) : null,
      item.doubts.length ? el("p", { class: "about", text: `doubt: ${item.doubts.join("; ")}` }) : null,
    ].filter(Boolean);
  };
  const BECOMES = { r: "removed", c: "removed and captured", p: "replaced", f: "flagged" };

  const card = (doc, at) => {
    const item = body(doc).items[at];
    const becomes = BECOMES[doc.items[at][2]];
    const top = item.why.length ? rule(item.why[0][0]) : { id: item.rule, category: "", title: "" };
    const more = item.why.length > 1 ? ` and ${item.why.length - 1} more` : "";
    const button = (what, text, title) =>
      el("button", { type: "button", class: what, "aria-pressed": String(answerOf(doc, at) === what), title, text, onclick: () => decide(doc, at, what) });
    const element = el(
      "section",
      { class: `item ${becomes === "flagged" ? "flagged" : ""} ${answerOf(doc, at) || ""}`, id: `item-${at}`, tabindex: "-1", "aria-label": `${at + 1} of ${doc.items.length}, line ${item.line}: ${becomes}, ${plain(top.title)}` },
      el(
        "div", { class: "item-head" },
        el("p", { class: "what" }, el("span", { class: "becomes", text: becomes }), ` ${plain(top.title)} `, el("span", { class: "id", text: plain(top.id) + more }), item.verdict ? el("span", { class: "chip", text: ` ${item.verdict}ed before` }) : null),
        el(
          "div", { class: "answers", role: "group", "aria-label": "Answer" },
          button("accept", "Accept", "It is right that it goes (a)"),
          button("reject", "Reject", "It must stay (r)"),
          button("never", item.site ? "Never here" : "Never", item.site ? `It must stay on all of ${plain(item.site)} (n)` : "It must stay wherever it stands (n)"),
        ),
      ),
      el("div", { class: "bill" }, ...details(item)),
    );
    element.addEventListener("focusin", () => select(at, false));
    element.addEventListener("click", () => select(at, false));
    return element;
  };
  const decide = (doc, at, what) => {
    answer(doc, at, what);
    const element = doc === current ? $(`item-${at}`) : null;
    if (!element) return;
    const said = answerOf(doc, at);
    element.classList.remove("accept", "reject", "never");
    if (said) element.classList.add(said);
    for (const button of element.querySelectorAll(".answers button")) button.setAttribute("aria-pressed", String(button.classList.contains(said || "none")));
  };

  // The rows of a document: each stands for lines of the original and of the result, and says which items end on it.
  const rowsOf = (doc) => {
    if (doc.rows) return doc.rows;
    const rows = [];
    const lastRow = new Map();
    let old = 0;
    let fresh = 0;
    for (const row of body(doc).rows) {
      if (typeof row === "string") {
        rows.push({ old: ++old, fresh: ++fresh, text: row, items: [] });
        continue;
      }
      let next = 0;
      for (const parts of row.old) {
        const isGone = parts.every((part) => part[0] === 1);
        const result = !isGone && next < row.new.length ? row.new[next++] : null;
        const at = rows.push({ old: ++old, fresh: result === null ? null : ++fresh, parts, isGone, result, items: [] }) - 1;
        for (const [, , item] of parts) if (item !== null) lastRow.set(item, at);
      }
      for (const result of row.new.slice(next)) rows.push({ old: null, fresh: ++fresh, parts: [], isGone: false, result, items: [] });
    }
    const items = body(doc).items;
    items.forEach((item, at) => {
      const row = lastRow.get(at) ?? rows.findIndex((row) => row.old === item.line);
      if (rows.length) rows[Math.max(0, row)].items.push(at);
    });
    doc.rows = rows;
    return rows;
  };
  const marked = (parts, side) =>
    parts
      .filter(([kind]) => side === "both" || (side === "old" ? kind !== 2 : kind !== 1))
      .map(([kind, text, item]) => {
        if (kind === 0) return el("span", {}, ...visible(text));
        if (kind === 2) return el("ins", {}, ...visible(text));
        const mark = el("del", {}, ...visible(text));
        if (item !== null) mark.dataset.item = item;
        return mark;
      });
  const cell = (name, ...children) => el("div", { class: name }, ...children);
  const rowElement = (row, isSides) => {
    const kind = row.parts ? (row.isGone ? "gone-line" : "cut-line") : row.text.trim() ? "" : "blank";
    const num = (line) => cell("num", line === null ? "" : String(line));
    if (!isSides) {
      const inside = row.parts ? (row.old === null ? [el("ins", {}, ...visible(row.result))] : marked(row.parts, "both")) : visible(row.text);
      return el("div", { class: `row ${kind}` }, num(row.old), cell("text", ...inside));
    }
    const left = row.parts ? (row.old === null ? cell("text void") : cell("text", ...marked(row.parts, "old"))) : cell("text", ...visible(row.text));
    const parts = row.parts && row.old !== null ? row.parts.filter(([kind]) => kind !== 1) : [];
    const isWhole = row.result !== undefined && row.result !== null && parts.map((part) => part[1]).join("") === row.result;
    const right = !row.parts
      ? cell("text", ...visible(row.text))
      : row.result === null ? cell("text void") : cell("text", ...(isWhole ? marked(row.parts, "new") : visible(row.result)));
    const element = el("div", { class: `row ${kind === "gone-line" ? "" : kind}` }, num(row.old), left, num(row.fresh), right);
    if (kind === "gone-line") for (const gone of [element.children[0], left]) gone.classList.add("gone-line");
    return element;
  };

  const diff = (doc, whole, isSides, isPrint) => {
    const rows = rowsOf(doc);
    const near = new Uint8Array(rows.length);
    rows.forEach((row, at) => {
      if (row.parts || row.items.length) near.fill(1, Math.max(0, at - CONTEXT), Math.min(rows.length, at + CONTEXT + 1));
    });
    const element = el("div", { class: `diff ${isSides ? "sides" : ""}` });
    const put = (row, before) => {
      const nodes = [rowElement(row, isSides), ...row.items.map((item) => (isPrint ? printed(doc, item) : card(doc, item)))];
      if (before) before.before(...nodes);
      else element.append(...nodes);
    };
    let at = 0;
    while (at < rows.length) {
      if (near[at] || whole) {
        put(rows[at++], null);
        continue;
      }
      const start = at;
      while (at < rows.length && !near[at]) at++;
      const hidden = rows.slice(start, at);
      if (hidden.length <= SHORT) {
        hidden.forEach((row) => put(row, null));
        continue;
      }
      if (isPrint) continue;
      const more = el("button", { type: "button", class: "more", text: `${plural(hidden.length, "line")} …` });
      more.addEventListener("click", () => {
        hidden.splice(0, CHUNK).forEach((row) => put(row, more));
        if (hidden.length) more.textContent = `${plural(hidden.length, "line")} …`;
        else more.remove();
      });
      element.append(more);
    }
    return element;
  };

  const fieldsOf = (doc) => {
    const fields = new Map();
    for (const item of body(doc).items)
      for (const [name, values] of Object.entries(item.fields || {})) {
        if (!fields.has(name)) fields.set(name, new Set());
        values.forEach((value) => fields.get(name).add(value));
      }
    if (!fields.size) return null;
    const list = el("dl", { class: "fields", "aria-label": "Captured" });
    for (const [name, values] of fields) {
      list.append(el("dt", { text: plain(name) }), ...[...values].map((value) => el("dd", {}, ...visible(value))));
      // A name with several values stands beside the first.
      for (let n = 1; n < values.size; n++) list.children[list.children.length - n].style.gridColumn = "2";
    }
    return list;
  };
  const docHead = (doc) => {
    const about = [doc.site, doc.lang].filter(Boolean).map((text) => el("span", { text: plain(text) }));
    return el(
      "div", { class: "doc-head" },
      el("h2", {}, ...visible(doc.title || doc.name)),
      el("p", { class: "name" }, el("span", { class: "id", text: plain(doc.name) }), ...about, el("span", { text: `${plural(doc.items.length, "removal")}, ${number(doc.bytes[1])} of ${plural(doc.bytes[0], "byte")} (${percent(doc.bytes[1], doc.bytes[0])})` })),
      doc.guarded ? el("p", { class: "notice", text: `The guard leaves this document alone: ${doc.guarded}.` }) : null,
    );
  };
  const printed = (doc, at) => {
    const item = body(doc).items[at];
    return el("section", { class: "item" }, el("p", { class: "what", text: `${BECOMES[doc.items[at][2]]}${answerOf(doc, at) ? `, ${answerOf(doc, at)}` : ""}` }), el("div", { class: "bill" }, ...details(item)));
  };

  const open = (doc, item = -1) => {
    current = doc;
    currentItem = -1;
    location.replace(`#${doc.index + 1}`);
    draw();
    $("main").scrollTop = 0;
    if (item >= 0) select(item, true);
    const at = shown.indexOf(doc);
    if (at >= 0) reveal(at);
    drawList();
  };
  const draw = () => {
    if (!current) return overview();
    const doc = current;
    const step = (by, text) => el("button", { type: "button", text, disabled: neighbour(by) ? null : "", onclick: () => stepDocument(by) });
    const sheet = el(
      "article", { class: `sheet ${sides ? "wide" : ""}` },
      docHead(doc),
      el(
        "div", { class: "doc-tools" },
        step(-1, "← Previous"), step(1, "Next →"),
        el("button", { type: "button", "aria-pressed": String(expanded), text: "Whole text", onclick: () => expand() }),
        doc.items.length > 1 ? el("button", { type: "button", text: "Accept the rest", onclick: () => acceptRest(doc) }) : null,
      ),
      fieldsOf(doc),
      diff(doc, expanded, sides, false),
    );
    $("main").replaceChildren(sheet);
    const at = shown.indexOf(doc);
    $("where").textContent = `${at >= 0 ? `${number(at + 1)} of ${number(shown.length)} · ` : ""}${plain(doc.title || doc.name)}`;
    document.title = plain(doc.title || doc.name);
  };
  const acceptRest = (doc) => {
    doc.items.forEach((_, at) => answerOf(doc, at) || decide(doc, at, "accept"));
  };
  const expand = () => {
    expanded = !expanded;
    const item = currentItem;
    draw();
    if (item >= 0) select(item, true);
  };
  const select = (at, moves) => {
    for (const other of document.querySelectorAll(".current")) other.classList.remove("current");
    currentItem = at;
    const element = $(`item-${at}`);
    if (!element) return;
    element.classList.add("current");
    for (const mark of document.querySelectorAll(`del[data-item="${at}"]`)) mark.classList.add("current");
    if (moves) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "center" });
    }
  };

  // Steps.
  const neighbour = (by) => {
    const at = shown.indexOf(current);
    return at < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[at + by];
  };
  const stepDocument = (by) => {
    const doc = current ? neighbour(by) : shown[0];
    if (doc) open(doc);
  };
  // In the order in which they stand in the text.
  const fitting = (doc) => rowsOf(doc).flatMap((row) => row.items).filter((at) => itemFits(doc.items[at]));
  const stepItem = (by) => {
    let doc = current && shown.includes(current) ? current : null;
    if (doc) {
      const items = fitting(doc);
      const at = items.indexOf(currentItem);
      const next = at < 0 ? (by > 0 ? items[0] : items[items.length - 1]) : items[at + by];
      if (next !== undefined) return select(next, true);
    }
    let at = doc ? shown.indexOf(doc) + by : 0;
    while (shown[at] && !fitting(shown[at]).length) at += by;
    if (shown[at]) {
      const items = fitting(shown[at]);
      open(shown[at], by > 0 ? items[0] : items[items.length - 1]);
    }
  };

  // The overview.
  const counted = (key) => {
    const counts = new Map();
    for (const doc of docs) {
      const here = new Set();
      for (const [rules, bytes, becomes] of doc.items) {
        for (const name of new Set(key(rules))) {
          if (!counts.has(name)) counts.set(name, { places: 0, documents: 0, bytes: 0 });
          const count = counts.get(name);
          count.places++;
          if (becomes !== "f") count.bytes += bytes;
          here.add(name);
        }
      }
      for (const name of here) counts.get(name).documents++;
    }
    return [...counts].sort((a, b) => b[1].places - a[1].places || (a[0] < b[0] ? -1 : 1));
  };
  const byCategory = counted((rules) => rules.slice(0, 1).map((index) => rule(index).category));
  const byRule = counted((rules) => rules);
  const overviewTable = (caption, first, counts, name, pick) => {
    const places = docs.reduce((sum, doc) => sum + doc.items.length, 0);
    const head = [first, "places", "documents", "bytes", "share of places"].map((text) => el("th", { scope: "col", text }));
    const rows = counts.map(([key, count]) => {
      const fill = el("span", { class: "fill" });
      fill.style.width = `${(100 * count.places) / Math.max(1, counts[0][1].places)}%`;
      const { label, note } = name(key);
      return el(
        "tr", {},
        el("th", { scope: "row" }, el("button", { type: "button", text: plain(label), onclick: () => pick(key) }), note ? el("small", { text: plain(note) }) : null),
        ...[count.places, count.documents, count.bytes].map((value) => el("td", { text: number(value) })),
        el("td", { class: "bar-cell" }, el("div", { class: "share" }, el("span", { class: "track", "aria-hidden": "true" }, fill), el("span", { class: "value", text: percent(count.places, places) }))),
      );
    });
    return [
      el("h2", { text: caption }),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))),
    ];
  };
  const overviewSheet = () => {
    const removed = docs.reduce((sum, doc) => sum + doc.bytes[1], 0);
    const places = docs.reduce((sum, doc) => sum + doc.items.length, 0);
    const figures = [
      ["documents", number(total.documents)],
      ["changed", `${number(total.changed)}`],
      ["places", number(places)],
      ["bytes removed", number(removed)],
      ["of the text", percent(removed, total.bytes, 2)],
      ["flagged", number(total.flagged)],
      ["left alone", number(total.guarded)],
    ];
    const pick = (id, value) => {
      $(id).value = value;
      filter();
      if (shown.length) stepItem(1);
    };
    return el(
      "article", { class: "sheet overview" },
      el("h2", { class: "skip-heading", text: "Overview" }),
      el("dl", { class: "figures" }, ...figures.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", { text: value })))),
      ...(byCategory.length ? overviewTable("By category", "category", byCategory, (key) => ({ label: key }), (key) => pick("category", key)) : []),
      ...(byRule.length
        ? overviewTable("By rule", "rule", byRule, (key) => ({ label: rule(key).id, note: rule(key).title }), (key) => pick("rule", String(key)))
        : []),
      docs.length ? null : el("p", { text: "Nothing changes." }),
    );
  };
  const overview = () => {
    current = null;
    currentItem = -1;
    $("main").replaceChildren(overviewSheet());
    $("main").scrollTop = 0;
    $("where").textContent = `${number(total.changed)} of ${plural(total.documents, "document")} changed`;
    document.title = "deboil diff";
    drawList();
  };

  // The reasons where the pointer is.
  const tip = $("tip");
  $("main").addEventListener("pointerover", (event) => {
    const mark = event.target.closest ? event.target.closest("del[data-item]") : null;
    if (!mark || !current) {
      tip.hidden = true;
      return;
    }
    tip.replaceChildren(...details(body(current).items[Number(mark.dataset.item)]));
    tip.hidden = false;
    const at = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, event.clientX - 40), innerWidth - tip.offsetWidth - 8);
    const below = at.bottom + 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${below + tip.offsetHeight > innerHeight ? Math.max(8, at.top - tip.offsetHeight - 8) : below}px`;
  });
  $("main").addEventListener("pointerleave", () => (tip.hidden = true));
  $("main").addEventListener("scroll", () => (tip.hidden = true), { passive: true });
  $("main").addEventListener("click", (event) => {
    const mark = event.target.closest("del[data-item]");
    if (mark && String(getSelection()) === "") select(Number(mark.dataset.item), false);
  });

  // Views and tones.
  const view = (isSides) => {
    sides = isSides;
    $("inline").setAttribute("aria-pressed", String(!sides));
    $("sides").setAttribute("aria-pressed", String(sides));
    if (!current) return;
    const item = currentItem;
    draw();
    if (item >= 0) select(item, true);
  };
  const tone = () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    try {
      localStorage.setItem("deboil:theme", root.dataset.theme);
    } catch {
      // It lasts as long as the page.
    }
  };

  // Options of the filters.
  const options = (id, entries) => $(id).append(...entries.map(([value, text]) => el("option", { value, text })));
  options("category", counted((rules) => rules.map((index) => rule(index).category)).map(([name, count]) => [name, `${name} (${number(count.places)})`]));
  options("rule", byRule.map(([index, count]) => [String(index), plain(`${rule(index).id} (${number(count.places)})`)]));
  let waiting = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  for (const id of ["category", "rule", "state"]) $(id).addEventListener("change", filter);
  $("reset").addEventListener("click", () => {
    $("search").value = "";
    for (const id of ["category", "rule", "state"]) $(id).value = "";
    filter();
    $("search").focus();
  });
  $("list").addEventListener("scroll", drawList, { passive: true });
  $("list").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const at = Math.max(0, shown.indexOf(current));
    let to = null;
    if (by) to = current && shown.includes(current) ? at + by : 0;
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = shown.length - 1;
    if (event.key === "Enter" && current) $("main").focus();
    if (to === null || !shown.length) return;
    event.preventDefault();
    open(shown[Math.min(Math.max(0, to), shown.length - 1)]);
  });
  addEventListener("resize", drawList);
  $("inline").addEventListener("click", () => view(false));
  $("sides").addEventListener("click", () => view(true));
  $("theme").addEventListener("click", tone);
  $("export").addEventListener("click", save);
  $("to-overview").addEventListener("click", overview);
  $("keys").addEventListener("click", () => $("help").showModal());
  const KEYS = {
    j: () => stepItem(1), k: () => stepItem(-1), J: () => stepDocument(1), K: () => stepDocument(-1),
    a: () => said("accept"), r: () => said("reject"), n: () => said("never"),
    e: expand, v: () => view(!sides), o: overview, t: tone,
    "/": () => $("search").focus(), "?": () => $("help").showModal(),
  };
  const said = (what) => current && currentItem >= 0 && decide(current, currentItem, what);
  addEventListener("keydown", (event) => {
    const writes = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      tip.hidden = true;
      if (writes) $("list").focus();
      return;
    }
    if (writes || event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const act = KEYS[event.key];
    if (!act || (event.key === "e" && !current)) return;
    event.preventDefault();
    act();
  });

  // On paper there is no list: all documents that are listed follow each other.
  addEventListener("beforeprint", () => {
    const sheets = shown.slice(0, PRINTED).map((doc) => el("article", { class: "sheet printed" }, docHead(doc), fieldsOf(doc), diff(doc, false, false, true)));
    if (shown.length > PRINTED) sheets.push(el("p", { class: "sheet printed", text: `${number(shown.length - PRINTED)} more documents are left out: filter the list to print them.` }));
    $("main").replaceChildren(overviewSheet(), ...sheets);
  });
  addEventListener("afterprint", () => draw());

  try {
    const theme = localStorage.getItem("deboil:theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // As above.
  }
  countDecided();
  filter();
  const asked = docs[Number(location.hash.slice(1)) - 1];
  if (asked) open(asked);
  else overview();
})();
