// What the pages do more of when scripts run. Without them every form still works: these are named submit buttons,
// ordinary inputs, and a server that checks everything again.
(() => {
  "use strict";

  const MEGABYTE = 1024 * 1024;

  // Counters ------------------------------------------------------------------------------------------------------

  // As the server counts: code points, a line end as one; of rich text the words without line ends.
  const lengthOf = (field) => {
    if (field.dataset.words !== undefined) return Number(field.dataset.words);
    return Array.from(field.value.replace(/\r\n/g, "\n").trim()).length;
  };

  const counterWords = (count, least, most) => {
    const figure = (number) => number.toLocaleString("zh-CN");
    if (least && count < least) return `已写 ${count} 字，最少 ${least} 字`;
    return most ? `已写 ${count} 字，最多 ${figure(most)} 字` : `已写 ${count} 字`;
  };

  const counterOf = (field) => {
    const found = document.getElementById(`${field.id}-counter`);
    if (found) return found;
    const made = document.createElement("p");
    made.className = "counter";
    made.id = `${field.id}-counter`;
    field.after(made);
    return made;
  };

  const count = (field) => {
    const most = Number(field.dataset.max) || 0;
    const written = lengthOf(field);
    const counter = counterOf(field);
    counter.textContent = counterWords(written, Number(field.dataset.min) || 0, most);
    counter.classList.toggle("counter--over", most > 0 && written > most);
  };

  for (const kind of ["input", "words"]) { // the editor says "words" when it begins
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.("[data-counter]")) count(event.target);
    });
  }

  // Files ---------------------------------------------------------------------------------------------------------

  const refuse = (input, sentence) => {
    const id = `${input.id || input.name}-too-big`;
    document.getElementById(id)?.remove();
    if (!sentence) return;
    const message = document.createElement("p");
    message.className = "error";
    message.id = id;
    message.setAttribute("role", "alert");
    message.textContent = sentence;
    input.after(message);
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file][data-max-mb]")) return;
    const most = Number(input.dataset.maxMb);
    const big = Array.from(input.files).filter((file) => file.size > most * MEGABYTE);
    if (!big.length) return refuse(input, "");
    const names = big.map((file) => `“${file.name}”（${(file.size / MEGABYTE).toFixed(1)} MB）`).join("、");
    input.value = "";
    refuse(input, `${names}超过 ${most} MB，没有选中。请压缩或拆分后再选。`);
  }, true);

  // Rows tables ---------------------------------------------------------------------------------------------------

  const NUMBERED = ["id", "name", "for", "value", "aria-describedby", "aria-labelledby", "aria-label"];
  const isRow = (row) => !row.classList.contains("row-error");
  const rowsOf = (table) => Array.from(table.tBodies[0].rows).filter(isRow);
  const errorsOf = (row) => {
    const found = [];
    for (let next = row.nextElementSibling; next && !isRow(next); next = next.nextElementSibling) found.push(next);
    return found;
  };

  const renumber = (element, name, place) => {
    for (const attribute of NUMBERED) {
      // Only a button's value is an address of a row; an input's is what somebody typed.
      if (attribute === "value" && element.tagName !== "BUTTON") continue;
      const value = element.getAttribute(attribute);
      if (value === null) continue;
      const at = attribute === "aria-label"
        ? value.replace(/第 \d+ 行/, `第 ${place + 1} 行`)
        : value.replace(new RegExp(`(^|\\s)${name}-\\d+(?=$|\\s|-)`, "g"), `$1${name}-${place}`);
      if (at !== value) element.setAttribute(attribute, at);
    }
  };

  const renumberAll = (table, name) => {
    rowsOf(table).forEach((row, place) => {
      for (const part of [row, ...errorsOf(row)]) {
        for (const element of [part, ...part.querySelectorAll("*")]) renumber(element, name, place);
      }
    });
  };

  const blank = (row) => {
    for (const field of row.querySelectorAll("input, select, textarea")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else if (field.type !== "hidden") field.value = "";
      field.removeAttribute("aria-invalid");
    }
  };

  const addRow = (table) => {
    const last = rowsOf(table).at(-1);
    const row = last.cloneNode(true);
    blank(row);
    [last, ...errorsOf(last)].at(-1).after(row);
    return row.querySelector("input, select, textarea");
  };

  // What was taken out stands below the table, as the server lists it, and can be brought back until the page is saved.
  const MOST_REMOVED = 20;
  const listFor = (table, name) => table.closest("form")?.querySelector(`[data-removed="${name}"]`);
  const columnsOf = (row, name) =>
    Array.from(row.querySelectorAll(`[name^="${name}-"]`)).filter((field) => /^-\d+-\w+$/.test(field.name.slice(name.length)));
  const columnOf = (field, name) => field.name.slice(name.length).replace(/^-\d+-/, "");

  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  const renumberRemoved = (list, name) => {
    list.hidden = !list.children.length;
    Array.from(list.children).forEach((item, place) => {
      for (const input of item.querySelectorAll("input")) input.name = input.name.replace(/-removed-\d+-/, `-removed-${place}-`);
      item.querySelector("button").value = `${name}-${place}`;
    });
  };

  const remember = (table, row, name) => {
    const list = listFor(table, name);
    const fields = columnsOf(row, name).filter((field) => field.tagName !== "BUTTON");
    if (!list || !fields.some((field) => field.value.trim())) return;
    const item = document.createElement("li");
    const words = document.createElement("span");
    const shown = fields.map((field) => (field.tagName === "SELECT" ? field.value && field.selectedOptions[0].textContent : field.value));
    words.textContent = `已删除：${shown.filter(Boolean).join(" ")} `;
    const button = Object.assign(document.createElement("button"), { type: "submit", name: "rows-restore", className: "button button--text", textContent: "恢复" });
    item.append(words, hidden(`${name}-removed-0-place`, rowsOf(table).indexOf(row)));
    for (const field of fields) item.append(hidden(`${name}-removed-0-${columnOf(field, name)}`, field.value));
    item.append(button);
    list.append(item);
    while (list.children.length > MOST_REMOVED) list.firstElementChild.remove();
    renumberRemoved(list, name);
  };

  const restoreRow = (table, name, item) => {
    const focus = addRow(table);
    const row = rowsOf(table).at(-1);
    for (const field of columnsOf(row, name)) {
      const kept = item.querySelector(`input[name$="-${columnOf(field, name)}"]`);
      if (kept && field.tagName !== "BUTTON") field.value = kept.value;
    }
    const place = Number(item.querySelector("input[name$='-place']")?.value) || 0;
    const other = rowsOf(table)[place];
    if (other && other !== row) other.before(row);
    const list = item.parentElement;
    item.remove();
    renumberRemoved(list, name);
    return focus;
  };

  const removeRow = (table, row, name) => {
    remember(table, row, name);
    const rows = rowsOf(table);
    const neighbour = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    errorsOf(row).forEach((error) => error.remove());
    if (!neighbour) {
      blank(row);
      return row.querySelector("input, select, textarea");
    }
    row.remove();
    return neighbour.querySelector("button[name=rows-remove], input, select");
  };

  const moveRow = (table, row, step, pressed) => {
    const rows = rowsOf(table);
    const other = rows[rows.indexOf(row) + step];
    if (!other) return pressed;
    const [upper, lower] = step < 0 ? [other, row] : [row, other];
    upper.before(lower, ...errorsOf(lower));
    return pressed;
  };

  const tableFor = (button) =>
    (button.name === "rows-restore" && button.closest("form").querySelector(`.rows-table[data-rows="${button.value.replace(/-\d+$/, "")}"]`)) ||
    button.closest(".rows-table") || button.parentElement.querySelector(`.rows-table[data-rows="${button.value}"]`) ||
    Array.from(button.closest("form").querySelectorAll(".rows-table")).find((table) =>
      table.querySelector(`[name^="${button.value}-"]`));

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[name^='rows-']");
    const table = button && button.closest("form") && tableFor(button);
    if (!table || !rowsOf(table).length) return;
    event.preventDefault();
    const row = button.closest("tr");
    const name = button.value.replace(/-\d+$/, "");
    const deeds = {
      "rows-add": () => addRow(table),
      "rows-remove": () => removeRow(table, row, name),
      "rows-restore": () => restoreRow(table, name, button.closest("li")),
      "rows-up": () => moveRow(table, row, -1, button),
      "rows-down": () => moveRow(table, row, 1, button),
    };
    const next = deeds[button.name]?.();
    renumberAll(table, name);
    next?.focus();
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Autosave ------------------------------------------------------------------------------------------------------

  const EVERY = 10_000;
  const SLOWEST = 60_000;

  const WHY = {
    400: "页面已过期，请复制文字后刷新页面",
    401: "登录已过期，请在另一个窗口重新登录，文字仍在本页",
    403: "没有保存的权限",
    404: "没有保存的权限",
    409: "内容已被更新，请点“保存”查看两份内容",
    413: "内容太长",
    422: "有内容不能接受，请点“保存”查看",
    429: "保存过于频繁，稍后再试",
    503: "服务器忙，稍后再试",
  };
  const HOPELESS = new Set([400, 403, 404, 409, 413, 422]); // trying again changes nothing

  class Autosave {
    constructor(form) {
      this.form = form;
      this.changes = 0; // counts changes, so that one made while saving is not taken for saved
      this.saved = 0;
      this.wait = EVERY;
      this.timer = 0;
      this.running = null;
      this.stuck = false; // only a change can help
      this.leaving = false;
      this.partly = false;
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", (event) => event.target.type !== "file" && this.changed());
      document.addEventListener("visibilitychange", () => document.hidden && this.save());
      window.addEventListener("blur", () => this.save());
      window.addEventListener("online", () => this.save());
    }

    get unsaved() {
      return this.changes !== this.saved;
    }

    changed() {
      this.changes += 1;
      this.stuck = false;
      if (!this.timer && !this.running) this.later(EVERY);
    }

    later(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), milliseconds);
    }

    save() {
      clearTimeout(this.timer);
      this.timer = 0;
      if (!this.unsaved || this.running || this.leaving || this.stuck) return;
      this.running = this.send().finally(() => {
        this.running = null;
        if (this.unsaved && !this.stuck && !this.leaving && !this.timer) this.later(this.wait);
      });
    }

    async send() {
      const sent = this.changes;
      let answer, told;
      try {
        answer = await fetch(this.form.dataset.autosave, {
          method: "POST",
          body: this.fields(),
          headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content || "", "X-Wants": "findings" },
          redirect: "error",
          signal: AbortSignal.timeout(30_000),
        });
        told = this.read(await answer.text());
      } catch {
        return this.failed("网络不通，稍后再试");
      }
      if (!answer.ok || !Number.isInteger(told.revision)) {
        this.stuck = HOPELESS.has(answer.status) && sent === this.changes;
        const message = [told.detail, told.message].find((one) => typeof one === "string" && one) || "";
        return this.failed(message || WHY[answer.status] || `服务器没有保存（${answer.status}），稍后再试`);
      }
      this.succeeded(told.revision, sent, Array.isArray(told.problems) ? told.problems : []);
      for (const place of told.findings ? this.form.querySelectorAll("[data-findings]") : []) {
        place.innerHTML = told.findings[place.dataset.findings] || ""; // our own page's words, escaped where they are somebody's
      }
    }

    read(text) {
      try {
        return JSON.parse(text) || {};
      } catch {
        return {}; // a page where a revision was expected
      }
    }

    fields() {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) {
        if (typeof value === "string") fields.append(name, value);
      }
      return fields;
    }

    // What could not be taken was left out: it is said, and leaving the page asks.
    succeeded(revision, sent, problems) {
      for (const input of this.form.querySelectorAll("input[name=revision]")) input.value = revision;
      this.saved = sent;
      this.wait = EVERY;
      const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
      this.partly = problems.length > 0;
      if (!this.partly) return this.show(`已自动保存 ${now}`, false);
      this.show(`已自动保存 ${now}，有 ${problems.length} 处没有保存：${problems[0].message}`, true);
    }

    failed(why) {
      this.wait = Math.min(this.wait * 2, SLOWEST);
      this.show(`未保存：${why}`, true);
    }

    show(sentence, wrong) {
      for (const place of document.querySelectorAll("[data-save-state]")) {
        if (place.textContent !== sentence) place.textContent = sentence;
        place.classList.toggle("error", wrong);
      }
    }
  }

  const autosaves = new Map();

  window.addEventListener("beforeunload", (event) => {
    for (const autosave of autosaves.values()) {
      if ((autosave.unsaved || autosave.partly) && !autosave.leaving) event.preventDefault();
    }
  });

  // Forms are sent once -------------------------------------------------------------------------------------------

  const AGAIN_AFTER = 10_000; // an answer that is a file leaves the page as it is
  const sent = new Map();

  const buttonsOf = (form) => Array.from(form.elements).filter((element) => element.type === "submit");
  const release = (form) => {
    clearTimeout(sent.get(form));
    sent.delete(form);
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-disabled"));
    const autosave = autosaves.get(form);
    if (autosave) autosave.leaving = false;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) return event.preventDefault();
    const autosave = autosaves.get(form);
    if (autosave?.running) { // its answer brings the revision that this save must carry
      event.preventDefault();
      autosave.leaving = true;
      autosave.running.finally(() => {
        autosave.leaving = false;
        form.requestSubmit(event.submitter);
      });
      return;
    }
    if (autosave) autosave.leaving = true;
    sent.set(form, setTimeout(() => release(form), AGAIN_AFTER));
    // After this event, else the pressed button would not be sent.
    setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute("aria-disabled", "true")));
  });

  window.addEventListener("pageshow", () => Array.from(sent.keys()).forEach(release));

  // Beginning -----------------------------------------------------------------------------------------------------

  for (const form of document.querySelectorAll("form[data-autosave]")) autosaves.set(form, new Autosave(form));
  for (const place of document.querySelectorAll("[data-save-state]")) {
    if (!place.hasAttribute("role")) place.setAttribute("role", "status");
  }
  document.querySelectorAll("[data-counter]").forEach(count);
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  document.querySelector(".error-summary[role=alert]")?.focus();
})();
