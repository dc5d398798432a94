// The service worker: shows what a push service hands over, and opens the alert when it is touched.

interface Said {
  id: string;
  alert: string;
  type: string;
  status: string;
  title: string;
  body: string;
  stays: boolean;
}

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Pushed extends Waiting {
  data: { json(): unknown } | null;
}

interface Touched extends Waiting {
  notification: Notification;
}

interface Worker {
  addEventListener(kind: "push", heard: (event: Pushed) => void): void;
  addEventListener(kind: "notificationclick", heard: (event: Touched) => void): void;
  addEventListener(kind: "install" | "activate", heard: (event: Waiting) => void): void;
  skipWaiting(): Promise<void>;
  registration: ServiceWorkerRegistration;
  clients: { openWindow(url: string): Promise<unknown> };
}

const UNREADABLE: Said = {
  id: "",
  alert: "",
  type: "alert.raised",
  status: "Actual",
  title: "A new alert",
  body: "Open Lookfar to read what happened.",
  stays: true,
};

(function listen(worker: Worker): void {
  worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

  worker.addEventListener("push", (event) => {
    const said = read(event.data);
    event.waitUntil(
      worker.registration.showNotification(said.title, {
        body: said.body,
        tag: said.alert || "lookfar",
        icon: "/static/lookfar.svg",
        requireInteraction: said.stays,
        renotify: true,
        data: { url: said.status === "Actual" && said.alert ? `/alerts/${said.alert}` : page(said) },
      } as NotificationOptions),
    );
  });

  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { url } = event.notification.data as { url: string };
    event.waitUntil(worker.clients.openWindow(url));
  });
})(self as unknown as Worker);

/** A message that cannot be read is shown too: silence would be worse, and browsers demand that something is. */
function read(data: { json(): unknown } | null): Said {
  try {
    const said = data?.json();
    return typeof said === "object" && said !== null && "title" in said ? { ...UNREADABLE, ...(said as Said) } : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

function page(said: Said): string {
  if (said.type === "message.waiting") return "/second-person";
  return said.status === "Actual" ? "/alerts" : "/channels";
}
