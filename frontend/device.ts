// "Tell me on this device": subscribes this browser to Web Push, says in which state it is, and stops again.

const WORKER = "/static/built/push-worker.js";

interface Parts {
  says: HTMLElement;
  form: HTMLFormElement;
  on: HTMLButtonElement;
  off: HTMLButtonElement;
  key: string;
  known: string[];
}

function parts(holder: HTMLElement): Parts | null {
  const says = holder.querySelector<HTMLElement>("[data-device-says]");
  const form = holder.querySelector("form");
  const on = holder.querySelector<HTMLButtonElement>("[data-device-on]");
  const off = holder.querySelector<HTMLButtonElement>("[data-device-off]");
  if (!says || !form || !on || !off) return null;
  return { says, form, on, off, key: holder.dataset.key ?? "", known: (holder.dataset.known ?? "").trim().split(/\s+/) };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(key: ArrayBuffer | null): string {
  const letters = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0)));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function digest(address: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(address));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Why this browser cannot be told, "" when it can. */
function hindrance(): string {
  if (!window.isSecureContext) return "This works only when Lookfar is opened by https://.";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    return "This browser cannot be told while it is closed. On an iPhone or iPad, add Lookfar to the home screen and open it from there.";
  }
  if (Notification.permission === "denied") {
    return "Notifications from Lookfar are blocked in this browser. Allow them in its settings for this site, then open this page again.";
  }
  return "";
}

async function subscription(): Promise<PushSubscription | null> {
  const registered = await navigator.serviceWorker.getRegistration(WORKER);
  return registered ? registered.pushManager.getSubscription() : null;
}

async function show(part: Parts): Promise<void> {
  const why = hindrance();
  const now = why ? null : await subscription();
  const told = now !== null && part.known.includes(await digest(now.endpoint));
  part.on.hidden = why !== "" || told;
  part.off.hidden = !told;
  part.says.textContent = why || (told ? "This device is told of alerts." : "This device is not told of alerts.");
}

async function post(part: Parts, address: string, fields: Record<string, string>): Promise<Response> {
  const body = new FormData(part.form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return fetch(address, { method: "POST", body, credentials: "same-origin" });
}

async function begin(part: Parts): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    part.says.textContent = hindrance() || "Nothing was changed: the browser was not allowed to show alerts.";
    return;
  }
  const registered = await navigator.serviceWorker.register(WORKER);
  await ready(registered);
  const old = await registered.pushManager.getSubscription();
  if (old) await old.unsubscribe();
  const made = await registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.key) });
  const answer = await post(part, part.form.action, {
    address: made.endpoint,
    p256dh: text(made.getKey("p256dh")),
    auth: text(made.getKey("auth")),
  });
  if (!answer.ok) {
    const said = answer.headers.get("Content-Type")?.includes("json") ? ((await answer.json()) as { why?: string }).why : "";
    throw new Error(said || `Lookfar answered ${answer.status}.`);
  }
  location.reload();
}

/** Resolves when the worker runs: a browser subscribes to nothing before that. */
async function ready(registered: ServiceWorkerRegistration): Promise<void> {
  const worker = registered.installing ?? registered.waiting;
  if (registered.active || !worker) return;
  await new Promise<void>((done) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") done();
    });
  });
}

async function end(part: Parts): Promise<void> {
  const now = await subscription();
  if (!now) return;
  await post(part, `${part.form.action}/stop`, { address: now.endpoint });
  await now.unsubscribe();
  location.reload();
}

/** Runs one of the two; what goes wrong is said on the page, and the button can be pressed again. */
function when(button: HTMLButtonElement, part: Parts, act: (part: Parts) => Promise<void>): void {
  button.addEventListener("click", () => {
    button.disabled = true;
    part.says.textContent = "One moment.";
    act(part)
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        part.says.textContent = `This device could not be changed. ${why} Try again, or use another channel.`;
      })
      .finally(() => {
        button.disabled = false;
      });
  });
}

const here = document.querySelector<HTMLElement>("[data-device]");
const found = here ? parts(here) : null;
if (found) {
  when(found.on, found, begin);
  when(found.off, found, end);
  void show(found);
}
