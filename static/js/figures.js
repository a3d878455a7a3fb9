// The figures beside a form follow what is typed: the server reckons, this script asks it and shows the answer.
// Without it the button 试算 does the same.
(() => {
  "use strict";

  const PAUSE = 300;

  const form = document.querySelector("form[data-figures]");
  const shown = document.querySelector("[data-figures-shown]");
  const state = document.querySelector("[data-figures-state]");
  if (!form || !shown) return;

  let timer = 0;
  let running = null;

  const say = (sentence) => {
    if (state && state.textContent !== sentence) state.textContent = sentence;
  };

  const fields = () => {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") found.append(name, value);
    }
    return found;
  };

  const show = (answer) => {
    shown.innerHTML = answer.html; // made by the server from its own templates, every value escaped
    for (const [table, total] of Object.entries(answer.totals || {})) {
      const place = form.querySelector(`[data-rows="${table}"] [data-total]`);
      if (place) place.textContent = total;
    }
    say("");
  };

  const ask = async () => {
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(form.dataset.figures, {
        method: "POST",
        body: fields(),
        headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content || "" },
        redirect: "error",
        signal: mine.signal,
      });
      const told = answer.ok ? await answer.json() : null;
      if (mine.signal.aborted) return;
      if (told) show(told);
      else say("下面的结果没有更新，可以点“试算”。");
    } catch {
      if (!mine.signal.aborted) say("网络不通，下面的结果没有更新。");
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
})();
