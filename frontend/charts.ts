// The history chart: the score with its interval, and the change log as marks on it.
import uPlot from "uplot";

interface History {
  /** Seconds since 1970, UTC. */
  times: number[];
  score: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  changes: { at: number; text: string }[];
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function changeMarks(history: History): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.strokeStyle = token("--ink-soft");
        ctx.setLineDash([4, 3]);
        for (const change of history.changes) {
          const x = plot.valToPos(change.at, "x", true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}

function draw(holder: HTMLElement): void {
  const text = document.getElementById(holder.dataset["inline"] ?? "")?.textContent;
  if (!text) return;
  const history = JSON.parse(text) as History;
  const axis: uPlot.Axis = {
    stroke: token("--ink-soft"),
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
  };
  const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const dated: uPlot.Axis = {
    ...axis,
    space: 80,
    values: (_, ticks) => ticks.map((seconds) => days.format(new Date(seconds * 1e3))),
  };
  const faint: uPlot.Series = { stroke: token("--line-strong"), width: 1, points: { show: false } };
  const single = history.times.length < 2;
  const plot = new uPlot(
    {
      width: holder.clientWidth,
      height: 220,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
      scales: { y: { range: [0, 100] } },
      axes: [dated, { ...axis, size: 36 }],
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      series: [
        {},
        { ...faint, label: "low" },
        { ...faint, label: "high" },
        { label: "score", stroke: token("--ink"), width: 2, points: { show: single, size: 7 } },
      ],
      bands: [{ series: [2, 1], fill: token("--band") }],
      plugins: [changeMarks(history)],
    },
    [history.times, history.low, history.high, history.score],
    holder,
  );
  new ResizeObserver(() => plot.setSize({ width: holder.clientWidth, height: 220 })).observe(holder);
}

for (const holder of document.querySelectorAll<HTMLElement>("[data-history]")) draw(holder);
