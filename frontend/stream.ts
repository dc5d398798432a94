// The live line: says what is new as it is issued, and says when the line is broken, so that silence is never
// taken for calm. One connection for the page that is looked at; a hidden page lets go of its own.

interface Told {
  data: { alert_id: string; title: string; severity: string; subject: { label: string } };
}

const WORDS: Record<string, string> = {
  "alert.raised": "New alert",
  "alert.updated": "Update",
  "alert.cancelled": "Cancelled",
};
const MOST_LINES = 3;
const BROKEN_AFTER_MS = 10_000;
const AGAIN_AFTER_MS = 30_000;

class Line {
  private source: EventSource | null = null;
  private after: string;
  private broken: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private count = 0;

  constructor(
    private readonly address: string,
    private readonly news: HTMLElement,
    private readonly more: HTMLElement,
    private readonly trouble: HTMLElement,
    after: string,
  ) {
    this.after = after;
  }

  open(): void {
    if (this.source) return;
    this.source = new EventSource(`${this.address}?after=${encodeURIComponent(this.after)}`);
    this.source.onopen = () => this.whole();
    this.source.onerror = () => this.lost();
    for (const kind of Object.keys(WORDS)) {
      this.source.addEventListener(kind, (event) => this.heard(kind, event as MessageEvent<string>));
    }
  }

  close(): void {
    this.source?.close();
    this.source = null;
    clearTimeout(this.broken);
    clearTimeout(this.again);
    this.broken = undefined;
  }

  private whole(): void {
    clearTimeout(this.broken);
    this.broken = undefined;
    this.trouble.hidden = true;
  }

  private lost(): void {
    const since = new Date();
    this.broken ??= setTimeout(() => this.complain(since), BROKEN_AFTER_MS);
    if (this.source?.readyState !== EventSource.CLOSED) return;
    this.source = null; // refused, as after signing out: the browser gives up by itself, we do not
    this.again = setTimeout(() => this.open(), AGAIN_AFTER_MS);
  }

  private complain(since: Date): void {
    const clock = since.toISOString().slice(11, 16);
    this.trouble.textContent = `The live line has been broken since ${clock} UTC: new alerts do not show on this page. It is tried again; load the page anew to be sure.`;
    this.trouble.hidden = false;
  }

  private heard(kind: string, event: MessageEvent<string>): void {
    this.after = event.lastEventId || this.after;
    const { data } = JSON.parse(event.data) as Told;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/alerts/${encodeURIComponent(data.alert_id)}`;
    link.textContent = data.title;
    item.append(`${WORDS[kind] ?? "New"}, CAP ${data.severity}: `, link, ` · touches ${data.subject.label}`);
    this.news.prepend(item);
    this.count += 1;
    while (this.news.children.length > MOST_LINES) this.news.lastElementChild?.remove();
    const rest = this.count - this.news.children.length;
    this.more.textContent = rest > 0 ? `and ${rest} more` : "";
    this.news.parentElement?.removeAttribute("hidden");
  }

  dismiss(): void {
    this.count = 0;
    this.news.replaceChildren();
    this.news.parentElement?.setAttribute("hidden", "");
  }
}

function listen(holder: HTMLElement): void {
  const news = holder.querySelector<HTMLElement>("[data-news]");
  const more = holder.querySelector<HTMLElement>("[data-more]");
  const trouble = holder.querySelector<HTMLElement>("[data-trouble]");
  const dismiss = holder.querySelector<HTMLButtonElement>("[data-dismiss]");
  if (!news || !more || !trouble || !dismiss) return;
  const line = new Line(holder.dataset.stream ?? "", news, more, trouble, holder.dataset.after ?? "");
  dismiss.addEventListener("click", () => line.dismiss());
  document.addEventListener("visibilitychange", () => (document.hidden ? line.close() : line.open()));
  window.addEventListener("pagehide", () => line.close());
  window.addEventListener("pageshow", () => line.open());
  if (!document.hidden) line.open();
}

const live = document.querySelector<HTMLElement>("[data-stream]");
if (live) listen(live);
