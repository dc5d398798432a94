// The trip form: "Add another part" copies the empty part; without this file one part at a time can be kept.

const holder = document.getElementById("legs");
const template = document.getElementById("empty-leg");
const button = document.getElementById("add-leg");
const total = document.querySelector<HTMLInputElement>("#id_legs-TOTAL_FORMS");

if (holder && template instanceof HTMLTemplateElement && button && total) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const part = template.content.cloneNode(true) as DocumentFragment;
    for (const element of part.querySelectorAll("[name], [for], [id]")) {
      for (const attribute of ["name", "for", "id"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace("__prefix__", total.value));
      }
    }
    holder.append(part);
    total.value = String(Number(total.value) + 1);
    holder.lastElementChild?.querySelector("input")?.focus();
  });
}
