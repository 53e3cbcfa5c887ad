/* The register's desk: where the cursor goes, digits below a heading, going on after the purpose was asked. */
"use strict";
(() => {
  /* After a family member was added the cursor goes to the new one's given name. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const marked = event.detail.target.querySelector("[data-focus]");
    if (marked) document.getElementById(marked.dataset.focus)?.focus();
  });
  /* A choice that mostly settles another one fills it in, to be seen and changed: data-settles='{"id": {"value": "there"}}'. */
  document.addEventListener("change", (event) => {
    if (!event.target.dataset.settles) return;
    Object.entries(JSON.parse(event.target.dataset.settles)).forEach(([id, values]) => {
      const other = document.getElementById(id);
      if (other && event.target.value in values) other.value = values[event.target.value];
    });
  });
  /* Who alone leaves for a new household is proposed as its head; not any more when the head goes too, or nobody. */
  document.addEventListener("change", (event) => {
    const table = event.target.closest("[data-alone]");
    if (!table || event.target.type !== "checkbox") return;
    const rows = [...table.tBodies[0].rows].map((row) => (
      { is: row.dataset.head !== undefined, take: row.querySelector("[name$='-take']"), field: row.querySelector("[name$='-relationship']") }));
    const taken = rows.filter((row) => row.take.checked);
    const proposed = table.dataset.alone;
    rows.filter((row) => row.field.value === proposed && (!row.take.checked || taken.some((each) => each.is))).forEach((row) => { row.field.value = ""; });
    if (taken.length === 1 && rows.length > 1 && !taken[0].is && !taken[0].field.value) taken[0].field.value = proposed;
  });
  /* The key of a heading leads to it; a digit then presses the button that bears it. */
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if (event.target.matches("input, select, textarea")) return;
    const button = event.target.closest("[data-digits]")?.querySelector(`[data-digit="${event.key}"]`);
    if (button) { event.preventDefault(); button.focus(); button.click(); }
  });
  /* A page that answered a sent form has the address of the form: "back" loads that, and asks for nothing to be sent again. */
  const address = document.querySelector('meta[name="address"]')?.content;
  if (address) history.replaceState(null, "", address);
  /* The form that was chosen before purpose and case were asked for begins by itself, once: not on going back to it. */
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival?.type === "navigate") document.querySelector("form[data-continue]")?.requestSubmit();
})();
