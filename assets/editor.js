// The rich text editor: Squire over a <textarea data-rich data-tags="p ul ...">, which stays in the form and is filled
// at every input. Without scripts the text area itself is the editor. What the editor fills in is HTML, and the hidden
// field <name>_format says so; a text area without it holds plain text, in which nothing is markup.
import DOMPurify from "dompurify";
import Squire from "squire-rte";
import { carried, rename } from "./word.js";

const ATTRIBUTES = ["href", "colspan", "rowspan", "start", "type", "value"];
const ALIASES = { strong: "b", em: "i" }; // what Squire writes for what is stored
const STORED = { B: "strong", I: "em", DIV: "p" };
let made = 0;

const purify = (html, tags) =>
  DOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true, ALLOWED_TAGS: tags, ALLOWED_ATTR: ATTRIBUTES, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false });

const element = (tag, properties, ...children) => {
  const result = Object.assign(document.createElement(tag), properties);
  result.append(...children);
  return result;
};

// As the server does it: blank lines part paragraphs, single line ends stay.
const paragraphs = (text) => {
  const whole = document.createDocumentFragment();
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n\s*\n/)) {
    if (!block.trim()) continue;
    const lines = block.trim().split("\n").flatMap((line, place) => (place ? [document.createElement("br"), line] : [line]));
    whole.append(element("p", {}, ...lines));
  }
  return element("div", {}, whole).innerHTML;
};

class RichText {
  constructor(area) {
    this.area = area;
    this.stored = (area.dataset.tags || "p br strong em ul ol li a").split(/[\s,]+/).filter(Boolean);
    this.tags = this.stored.concat(this.stored.map((tag) => ALIASES[tag]).filter(Boolean));
    this.heading = ["h3", "h4", "h2"].find((tag) => this.allows(tag));
    this.surface = this.makeSurface();
    this.editor = new Squire(this.surface, {
      blockTag: "P",
      addLinks: this.allows("a"),
      sanitizeToDOMFragment: (html) => purify(carried(html), this.tags),
    });
    this.buttons = new Map();
    this.toolbar = this.makeToolbar();
    this.linkPanel = this.makeLinkPanel();
    area.before(this.toolbar, this.linkPanel, this.surface);
    this.hideArea();
    if (this.wasFilled()) this.sayHTML();
    this.editor.setHTML(this.format?.value === "html" ? area.value : paragraphs(area.value));
    this.last = this.html();
    this.countWords();
    this.editor.addEventListener("input", () => this.fill());
    this.editor.addEventListener("pathChange", () => this.showState());
    this.editor.addEventListener("undoStateChange", ({ detail }) => {
      this.enable("undo", detail.canUndo);
      this.enable("redo", detail.canRedo);
    });
    area.form?.addEventListener("submit", () => this.fill(), true);
    for (const name of ["paste", "drop"]) {
      this.surface.addEventListener(name, (event) => this.sayPictures(event.clipboardData || event.dataTransfer), true);
    }
  }

  // A picture is not kept in a text: said beside it, not found out later.
  sayPictures(data) {
    const isPicture = (item) => item.kind === "file" && item.type.startsWith("image/");
    const left = Array.from(data?.items || []).some(isPicture) || /<(?:img|v:imagedata|svg)\b/i.test(data?.getData("text/html") || "");
    if (!left && !this.pictures) return;
    if (!this.pictures) {
      this.pictures = element("p", { className: "note" });
      this.pictures.setAttribute("role", "status");
      this.surface.after(this.pictures);
    }
    this.pictures.textContent = left ? "图片没有贴入：文字里不能放图片，请存成文件，放到附件里。文字已照常贴入。" : "";
  }

  allows(tag) {
    return this.stored.includes(tag);
  }

  // How the text area is to be read -------------------------------------------------------------------------------

  get format() {
    return this.area.parentElement.querySelector(`input[name="${this.area.name}_format"]`);
  }

  // Whether the browser, going back or loading again, put in what the editor had filled in.
  wasFilled() {
    return this.area.value !== this.area.defaultValue && Boolean(history.state?.filled?.includes(this.area.name));
  }

  sayHTML() {
    if (!this.format) this.area.before(element("input", { type: "hidden", name: `${this.area.name}_format` }));
    this.format.value = "html";
    const filled = new Set(history.state?.filled).add(this.area.name);
    history.replaceState({ ...history.state, filled: Array.from(filled) }, "");
  }

  // The surface ---------------------------------------------------------------------------------------------------

  makeSurface() {
    const surface = element("div", { className: "rich-text document" });
    surface.setAttribute("role", "textbox");
    surface.setAttribute("aria-multiline", "true");
    const label = this.area.labels[0];
    if (label) {
      label.id ||= `${this.area.id || `rich-${(made += 1)}`}-label`;
      surface.setAttribute("aria-labelledby", label.id);
    } else if (this.area.hasAttribute("aria-label")) {
      surface.setAttribute("aria-label", this.area.getAttribute("aria-label"));
    }
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.area.hasAttribute(name)) surface.setAttribute(name, this.area.getAttribute(name));
    }
    return surface;
  }

  // Out of sight but not display:none, so that a label or a link of the error summary still leads here.
  hideArea() {
    this.area.classList.add("heard-only");
    this.area.parentElement.querySelector("[data-source-note]")?.remove();
    this.area.setAttribute("aria-hidden", "true");
    this.area.tabIndex = -1;
    this.area.required = false;
    this.area.addEventListener("focus", () => this.surface.focus());
  }

  // The toolbar ---------------------------------------------------------------------------------------------------

  makeToolbar() {
    const bar = element("div", { className: "rich-toolbar" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "格式");
    const offers = [
      ["bold", "加粗", this.allows("strong"), () => this.toggle("B", "bold", "removeBold")],
      ["heading", "小标题", Boolean(this.heading), () => this.toggleHeading()],
      ["sup", "上标", this.allows("sup"), () => this.toggle("SUP", "superscript", "removeSuperscript")],
      ["sub", "下标", this.allows("sub"), () => this.toggle("SUB", "subscript", "removeSubscript")],
      ["list", "列表", this.allows("ul"), () => this.toggleList("UL")],
      ["numbers", "编号", this.allows("ol"), () => this.toggleList("OL")],
      ["table", "表格", this.allows("table"), () => this.insertTable()],
      ["link", "链接", this.allows("a"), () => this.askLink()],
      ["undo", "撤销", true, () => this.editor.undo()],
      ["redo", "重做", true, () => this.editor.redo()],
    ];
    for (const [name, label, offered, deed] of offers) {
      if (offered) bar.append(this.makeButton(name, label, deed));
    }
    this.enable("undo", false);
    this.enable("redo", false);
    bar.addEventListener("keydown", (event) => this.walk(event));
    this.rove(bar.firstElementChild);
    return bar;
  }

  makeButton(name, label, deed) {
    const button = element("button", { type: "button", textContent: label });
    button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      deed();
      this.fill();
      this.showState();
    });
    this.buttons.set(name, button);
    return button;
  }

  // One stop of the tab key; the arrows walk inside.
  rove(button) {
    for (const other of this.buttons.values()) other.tabIndex = other === button ? 0 : -1;
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = Array.from(this.buttons.values());
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    this.rove(next);
    next.focus();
  }

  enable(name, possible) {
    this.buttons.get(name)?.setAttribute("aria-disabled", String(!possible));
  }

  press(name, pressed) {
    this.buttons.get(name)?.setAttribute("aria-pressed", String(pressed));
  }

  showState() {
    const inside = (tag) => Boolean(this.around(tag));
    for (const [name, tag] of [["bold", "B"], ["sup", "SUP"], ["sub", "SUB"]]) this.press(name, this.editor.hasFormat(tag));
    if (this.heading) this.press("heading", inside(this.heading));
    this.press("list", inside("ul"));
    this.press("numbers", inside("ol"));
    this.press("link", inside("a"));
    this.enable("table", !inside("table"));
  }

  around(tag) {
    const start = this.editor.getSelection()?.startContainer;
    const from = start?.nodeType === Node.ELEMENT_NODE ? start : start?.parentElement;
    const found = from?.closest(tag);
    return found && this.surface.contains(found) && found !== this.surface ? found : null;
  }

  // The deeds -----------------------------------------------------------------------------------------------------

  toggle(tag, on, off) {
    this.editor[this.editor.hasFormat(tag) ? off : on]();
    this.editor.focus();
  }

  toggleList(tag) {
    if (this.around(tag)) this.editor.removeList();
    else if (tag === "UL") this.editor.makeUnorderedList();
    else this.editor.makeOrderedList();
    this.editor.focus();
  }

  toggleHeading() {
    const tag = this.around(this.heading) ? "p" : this.heading;
    this.editor.modifyBlocks((blocks) => {
      for (const block of Array.from(blocks.children)) {
        if (/^(?:P|H[1-6])$/.test(block.nodeName)) rename(block, tag);
      }
      return blocks;
    });
    this.editor.focus();
  }

  insertTable() {
    if (this.around("table")) return;
    const cells = (tag) => `<tr>${`<${tag}><br></${tag}>`.repeat(3)}</tr>`;
    const head = this.allows("thead") && this.allows("th") ? `<thead>${cells("th")}</thead>` : "";
    this.editor.insertHTML(`<table>${head}<tbody>${cells("td").repeat(2)}</tbody></table><p><br></p>`);
    this.editor.focus();
  }

  makeLinkPanel() {
    const address = element("input", { type: "text", inputMode: "url", placeholder: "https://" });
    address.setAttribute("aria-label", "链接地址");
    const ok = element("button", { type: "button", textContent: "确定" });
    const cancel = element("button", { type: "button", textContent: "取消" });
    const wrong = element("span", { className: "error" });
    wrong.setAttribute("role", "alert");
    const panel = element("div", { className: "rich-link", hidden: true }, address, ok, cancel, wrong);
    ok.addEventListener("click", () => this.link(address, wrong));
    cancel.addEventListener("click", () => this.closeLinkPanel());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === address) {
        event.preventDefault(); // the form is not sent by it
        this.link(address, wrong);
      } else if (event.key === "Escape") this.closeLinkPanel();
    });
    panel.addEventListener("input", (event) => event.stopPropagation()); // the address is no field of the form
    return panel;
  }

  askLink() {
    if (this.around("a")) {
      this.editor.removeLink();
      this.editor.focus();
      return;
    }
    this.range = this.editor.getSelection();
    this.linkPanel.hidden = false;
    this.linkPanel.querySelector("input").focus();
  }

  link(address, wrong) {
    const typed = address.value.trim();
    const target = /^[^@\s/:]+@[^@\s/]+$/.test(typed) ? `mailto:${typed}` : /^[\w.-]+\.\w+(\/|$)/.test(typed) ? `https://${typed}` : typed;
    if (!/^https?:\/\/[^\s/]|^mailto:\S+@/.test(target)) {
      wrong.textContent = "请填以 https:// 开头的网址，或邮箱。";
      return;
    }
    wrong.textContent = "";
    this.editor.setSelection(this.range).makeLink(target);
    address.value = "";
    this.closeLinkPanel();
    this.fill();
  }

  closeLinkPanel() {
    this.linkPanel.hidden = true;
    this.editor.focus();
  }

  // Into the text area --------------------------------------------------------------------------------------------

  html() {
    const whole = element("div", {}, purify(this.editor.getHTML(), this.tags));
    for (const found of whole.querySelectorAll(Object.keys(STORED).join(","))) rename(found, STORED[found.nodeName]);
    for (const last of whole.querySelectorAll("br:last-child")) {
      if (!last.nextSibling) last.remove(); // Squire's filling of empty blocks
    }
    for (const block of whole.querySelectorAll("p, li")) {
      if (!block.hasChildNodes() && !block.closest("td, th")) block.remove();
    }
    this.words = whole.textContent.replace(/[\n\t\u200b]/g, "");
    return this.words.trim() || whole.querySelector("table") ? whole.innerHTML : "";
  }

  // The counter in app.js shows it.
  countWords() {
    this.area.dataset.words = Array.from(this.words).length;
    this.area.dispatchEvent(new CustomEvent("words", { bubbles: true }));
  }

  // Only what the person changed: an untouched text is sent as it came.
  fill() {
    const now = this.html();
    if (now === this.last) return;
    this.last = this.area.value = now;
    this.sayHTML();
    this.countWords();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

for (const area of document.querySelectorAll("textarea[data-rich]")) new RichText(area);
