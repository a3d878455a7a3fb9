// What is pasted from a word processor or a web page, in the few tags that are kept. The server does the same
// (marketplace/sheets/pasted.py): raised figures, headings and the numbers of lists carry meaning.
const RAISED = /vertical-align\s*:\s*(super|sub)\b/i;
const LIST_STYLE = /list-style(?:-type)?\s*:\s*([a-z-]+)/i;
const NUMBER_TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I" };
const HEADING = /mso-outline-level\s*:\s*[1-9]/i;
const HEADING_CLASS = /mso(?:title|subtitle|heading\d?)\b/i;
const LEVEL = /mso-list\s*:[^;]*\blevel(\d)/i;
const LIST_CLASS = /msolistparagraph|msolist(?:bullet|number)/i;
const MARKER = /mso-list\s*:\s*ignore|font-family\s*:\s*["']?(?:wingdings|symbol)/i;
const NUMBERED = /^(\d{1,4}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})[.．、)）]$/;
const TYPED_SIGN = /^\s*([·•●○▪■◆➢§Ølnuvopqü])[\s\u00a0]{2,}/;

const BOLD = /font-weight\s*:\s*(?:bold|[6-9]00)\b/i;

// Styles are only read, under another name: applying them is against the policy of the page.
const unapplied = (html) =>
  html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, "$1data-style");
const styleOf = (element) => element.getAttribute("data-style") || "";

export const rename = (element, tag) => {
  const renamed = document.createElement(tag);
  for (const { name, value } of element.attributes) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
};

const roman = (text) => {
  const values = Array.from(text.toLowerCase(), (letter) => ({ i: 1, v: 5, x: 10 })[letter]);
  return values.reduce((sum, value, place) => sum + (value < Math.max(...values.slice(place)) ? -value : value), 0);
};

// Tag, kind of numbers and number of an item; nothing where no list can show its number as it is written.
const kindOf = (marker, numbers) => {
  const found = NUMBERED.exec(marker)?.[1];
  if (!found) return marker.length === 1 ? ["ul", "", 0] : null;
  const small = found === found.toLowerCase();
  if (/\d/.test(found)) return ["ol", "1", Number(found)];
  if (found.length === 1 && !(/i/i.test(found) && !/a/i.test(numbers))) return ["ol", small ? "a" : "A", found.toLowerCase().charCodeAt(0) - 96];
  return ["ol", small ? "i" : "I", roman(found)];
};

const texts = (node) => {
  const walker = node.ownerDocument.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
};

// The sign or number in front of an item, taken out of it.
const takeMarker = (paragraph) => {
  let marker = "";
  const first = texts(paragraph).find((text) => text.data.trim());
  let span = first?.parentElement;
  for (let up = span; up && up !== paragraph; up = up.parentElement) if (MARKER.test(styleOf(up))) span = up;
  if (span && span !== paragraph && MARKER.test(styleOf(span))) {
    marker = span.textContent.trim();
    span.remove();
  } else if (first) {
    const typed = TYPED_SIGN.exec(first.data);
    marker = typed?.[1] || "";
    first.data = first.data.slice(typed?.[0].length || 0);
  }
  const next = texts(paragraph).find((text) => text.data.trim());
  if (marker && next) next.data = next.data.trimStart();
  return marker;
};

const follows = (root, paragraph) => {
  let before = paragraph.previousSibling;
  while (before && before !== root && !(before.nodeType === Node.TEXT_NODE ? before.data.trim() : before.nodeType === Node.ELEMENT_NODE)) before = before.previousSibling;
  return before === root;
};

const makeLists = (body) => {
  let root = null;
  let open = []; // the lists that stand open, outermost first
  for (const paragraph of Array.from(body.querySelectorAll("p"))) {
    const level = LEVEL.exec(styleOf(paragraph))?.[1];
    if (!level && !LIST_CLASS.test(paragraph.className)) continue;
    const marker = takeMarker(paragraph);
    if (!marker) continue;
    if (!root || !follows(root, paragraph)) [root, open] = [null, []];
    const depth = Number(level || 1);
    open = open.filter((one) => one.depth <= depth);
    let top = open.at(-1)?.depth === depth ? open.at(-1) : null;
    const kind = kindOf(marker, top?.numbers || "");
    if (!kind) {
      paragraph.prepend(marker);
      [root, open] = [null, []];
      continue;
    }
    const [tag, numbers, number] = kind;
    const item = document.createElement("li");
    if (top && (top.list.localName !== tag || top.numbers !== numbers)) {
      open.pop();
      top = null;
    }
    if (!top) {
      const list = document.createElement(tag);
      if (numbers && numbers !== "1") list.type = numbers;
      if (number > 1) list.setAttribute("start", number);
      if (open.length) open.at(-1).list.lastElementChild.append(list);
      else {
        paragraph.before(list);
        root = list;
      }
      top = { depth, list, numbers, next: number };
      open.push(top);
    } else if (numbers && number !== top.next) item.value = number;
    top.next = number + 1;
    item.append(...paragraph.childNodes);
    top.list.append(item);
    paragraph.remove();
  }
};

// The same HTML with what carries meaning in the tags that are kept; still to be purified.
export const carried = (html) => {
  const { body } = new DOMParser().parseFromString(unapplied(html), "text/html");
  for (const heading of body.querySelectorAll("h1, h2, h3, h5, h6")) rename(heading, "h4");
  for (const paragraph of body.querySelectorAll("p")) {
    if (HEADING.test(styleOf(paragraph)) || HEADING_CLASS.test(paragraph.className)) rename(paragraph, "h4");
  }
  for (const list of body.querySelectorAll("ol[data-style]")) {
    const type = NUMBER_TYPES[LIST_STYLE.exec(styleOf(list))?.[1]];
    if (type && !list.type) list.type = type;
  }
  makeLists(body);
  for (const run of body.querySelectorAll("span[data-style], font[data-style]")) {
    const raised = RAISED.exec(styleOf(run));
    if (raised) rename(run, raised[1].toLowerCase() === "super" ? "sup" : "sub");
    else if (BOLD.test(styleOf(run))) rename(run, "b");
  }
  return body.innerHTML;
};
