"use strict";
(() => {
  const LIMIT = 100; // matches up to which controls open by themselves
  const DELAY = 150; // milliseconds without a key before a search
  const form = document.getElementById("filters");
  const result = document.getElementById("result");
  const everything = result.textContent;
  const opened = new Set();
  let controls = null;
  let timer = 0;

  // The index: controls, their groups, their findings. Built when it is first needed.
  const indexed = () => Array.from(document.querySelectorAll("details.control"), (element) => ({
    element,
    text: element.querySelector("summary").textContent.toLowerCase(),
    severity: element.dataset.severity,
    safeguards: element.dataset.safeguards.split(" "),
    groups: Array.from(element.querySelectorAll(".group"), (group) => ({
      element: group,
      items: Array.from(group.querySelectorAll("li[data-verdict]"), (item) => ({
        element: item,
        text: item.textContent.toLowerCase(),
        verdict: item.dataset.verdict,
        account: item.dataset.account,
        region: item.dataset.region,
        covered: "waived" in item.dataset ? "yes" : "no",
      })),
    })),
  }));

  const chosen = () => Object.fromEntries(Array.from(form.elements).filter((field) => field.name).map((field) => [field.name, field.value]));

  const show = (element, wanted) => {
    if (element.hidden === wanted) element.hidden = !wanted;
  };

  const fits = (item, control, choice, terms) =>
    ["verdict", "account", "region", "covered"].every((name) => !choice[name] || item[name] === choice[name]) &&
    terms.every((term) => item.text.includes(term) || control.text.includes(term));

  // Hides what does not fit; gives the elements to open and the number of findings that fit.
  const filtered = (choice) => {
    const terms = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = { findings: 0, controls: 0, elements: [] };
    for (const control of controls) {
      const wanted = (!choice.severity || control.severity === choice.severity) && (!choice.safeguard || control.safeguards.includes(choice.safeguard));
      let inside = 0;
      for (const group of control.groups) {
        let number = 0;
        for (const item of group.items) {
          const fit = wanted && fits(item, control, choice, terms);
          show(item.element, fit);
          number += fit;
        }
        show(group.element, number > 0);
        if (number && group.element.localName === "details") found.elements.push(group.element);
        inside += number;
      }
      show(control.element, inside > 0);
      if (inside) found.elements.push(control.element);
      found.controls += inside > 0;
      found.findings += inside;
    }
    return found;
  };

  const apply = () => {
    controls ??= indexed();
    const choice = chosen();
    const active = Object.entries(choice).filter(([, value]) => value.trim());
    const found = filtered(choice);
    const few = active.length > 0 && found.findings <= LIMIT;
    const wanted = new Set(few ? found.elements : []);
    for (const element of opened) if (!wanted.has(element)) { element.open = false; opened.delete(element); }
    for (const element of wanted) if (!element.open) { element.open = true; opened.add(element); }
    const by = active.map(([name, value]) => `${name} “${value}”`).join(", ");
    const total = controls.reduce((sum, control) => sum + control.groups.reduce((part, group) => part + group.items.length, 0), 0);
    const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
    const numbers = `${found.findings.toLocaleString("en")} of ${plural(total, "finding")}, in ${plural(found.controls, "control")}`;
    result.textContent = active.length ? `Filtered by ${by}: ${numbers}.` : everything;
    result.classList.toggle("filtered", active.length > 0);
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, DELAY);
  };

  // What a link leads to may be closed, or hidden by a filter.
  const reveal = () => {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (!target) return;
    if (target.closest("[hidden]")) {
      form.reset();
      apply();
    }
    for (let element = target.closest("details"); element; element = element.parentElement.closest("details")) element.open = true;
    target.scrollIntoView();
  };

  for (const element of document.querySelectorAll(".js")) element.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => (event.target.name === "text" ? soon() : apply()));
  form.addEventListener("reset", () => setTimeout(apply));
  document.getElementById("open").addEventListener("click", () => {
    for (const element of document.querySelectorAll("details.control")) element.open = true;
  });
  document.getElementById("close").addEventListener("click", () => {
    for (const element of document.querySelectorAll("#findings details")) element.open = false;
    opened.clear();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-pick]");
    if (!button) return;
    form.reset();
    form.elements.safeguard.value = button.dataset.pick;
    apply();
    document.getElementById("findings").scrollIntoView();
    form.elements.safeguard.focus({ preventScroll: true });
  });
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    if (CSS.supports("selector(::details-content)")) return; // the style sheet opens them
    for (const element of document.querySelectorAll("details:not(.brief, .long, .calm)")) element.open = true;
  });
  reveal();
})();
