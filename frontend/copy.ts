// A secret that is shown once: a button that copies it; without this file it is selected and copied by hand.

const secret = document.querySelector<HTMLInputElement>("#secret");
const place = document.getElementById("copy-place");

if (secret && place && navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(secret.value);
    button.textContent = "Copied";
  });
  place.append(button);
}
