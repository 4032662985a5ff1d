// A button beside each password field that shows what was typed.

const words = document.getElementById("reveal-words").dataset;

function addButton(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false));
  field.after(button);
  show(false);
}

document.querySelectorAll("[data-reveal]").forEach(addButton);
