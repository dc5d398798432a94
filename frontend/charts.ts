// The history chart: the score with its interval, and the change log as marks on it. The forecast chart: deaths by
// month before it, the fan, and what came in since.
import uPlot from "uplot";

type Line = (number | null)[];

interface History {
  /** Seconds since 1970, UTC. */
  times: number[];
  score: Line;
  low: Line;
  high: Line;
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

/** Text put into the page by the server, parsed; null when it is not there. */
function inlined(holder: HTMLElement): unknown {
  const text = document.getElementById(holder.dataset["inline"] ?? "")?.textContent;
  return text ? JSON.parse(text) : null;
}

function plainAxis(): uPlot.Axis {
  return {
    stroke: token("--ink-soft"),
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
  };
}

function datedAxis(form: Intl.DateTimeFormatOptions): uPlot.Axis {
  const words = new Intl.DateTimeFormat("en-GB", { ...form, timeZone: "UTC" });
  return {
    ...plainAxis(),
    space: 80,
    size: 30,
    values: (_, ticks) => ticks.map((seconds) => words.format(new Date(seconds * 1e3))),
  };
}

function plotted(holder: HTMLElement, options: Omit<uPlot.Options, "width" | "height">, data: uPlot.AlignedData): void {
  const size = () => ({ width: holder.clientWidth, height: 220 });
  const quiet: Partial<uPlot.Options> = {
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
  };
  const plot = new uPlot({ ...quiet, ...options, ...size() }, data, holder);
  new ResizeObserver(() => plot.setSize(size())).observe(holder);
}

/** Dots only where no line can be: at issues with silence before and after. */
function lonePoints(line: Line): uPlot.Series.Points {
  const alone = line.flatMap((value, n) =>
    value !== null && (line[n - 1] ?? null) === null && (line[n + 1] ?? null) === null ? [n] : [],
  );
  return { show: true, size: 5, filter: () => alone };
}

/** A null, where nothing was issued or nobody was heard, breaks line and band. */
function draw(holder: HTMLElement): void {
  const history = inlined(holder) as History | null;
  if (!history) return;
  const points = lonePoints(history.score);
  const faint: uPlot.Series = { stroke: token("--line-strong"), width: 1, points };
  plotted(
    holder,
    {
      scales: { y: { range: [0, 100] } },
      axes: [datedAxis({ day: "numeric", month: "short" }), { ...plainAxis(), size: 36 }],
      series: [
        {},
        { ...faint, label: "low" },
        { ...faint, label: "high" },
        { label: "score", stroke: token("--ink"), width: 2, points },
      ],
      bands: [{ series: [2, 1], fill: token("--band") }],
      plugins: [changeMarks(history)],
    },
    [history.times, history.low, history.high, history.score],
  );
}

/** Deaths by month; each line as long as `times` (first of the month, seconds since 1970, UTC). */
interface Fan {
  times: number[];
  past: Line;
  median: Line;
  seen: Line;
  low_50: Line;
  high_50: Line;
  low_80: Line;
  high_80: Line;
  low_90: Line;
  high_90: Line;
}

const STEPS = [0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

function drawForecast(holder: HTMLElement): void {
  const fan = inlined(holder) as Fan | null;
  if (!fan) return;
  const most = Math.max(3, ...[fan.past, fan.seen, fan.high_80, fan.high_90].flat().map((value) => value ?? 0));
  const top = STEPS.find((step) => step >= most) ?? most;
  const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  const numbers = new Intl.NumberFormat("en-GB");
  plotted(
    holder,
    {
      scales: { y: { distr: 4, asinh: 1, range: [0, top] } },
      axes: [
        datedAxis({ month: "short", year: "numeric" }),
        {
          ...plainAxis(),
          size: 60,
          splits: () => STEPS.filter((step) => step <= top),
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map((tick) => numbers.format(tick)),
        },
      ],
      series: [
        {},
        { ...edge, label: "low 90" },
        { ...edge, label: "high 90" },
        { ...edge, label: "low 80" },
        { ...edge, label: "high 80" },
        { ...edge, label: "low 50" },
        { ...edge, label: "high 50" },
        { label: "counted before", stroke: token("--ink-soft"), width: 1.5, points: { show: false } },
        { label: "middle", stroke: token("--ink"), width: 2, dash: [6, 4], points: { show: false } },
        {
          label: "came in",
          stroke: "transparent",
          width: 0,
          points: { show: true, size: 7, fill: token("--mine"), stroke: token("--card"), width: 1 },
        },
      ],
      bands: [
        { series: [2, 1], fill: token("--band") },
        { series: [4, 3], fill: token("--band") },
        { series: [6, 5], fill: token("--band") },
      ],
    },
    [
      fan.times,
      fan.low_90,
      fan.high_90,
      fan.low_80,
      fan.high_80,
      fan.low_50,
      fan.high_50,
      fan.past,
      fan.median,
      fan.seen,
    ],
  );
}

for (const holder of document.querySelectorAll<HTMLElement>("[data-history]")) draw(holder);
for (const holder of document.querySelectorAll<HTMLElement>("[data-forecast]")) drawForecast(holder);
