// Marks drawn on canvas, so that no glyph or sprite server is needed.
import type { Map as LibreMap } from "maplibre-gl";

/** Diameter (px) by CAP severity rank: Unknown, Minor, Moderate, Severe, Extreme. */
const SIZES = [12, 12, 16, 22, 28];

export interface Ink {
  mark: string;
  ring: string;
  mine: string;
  hatch: string;
  font: string;
}

export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    mark: read("--mark"),
    ring: read("--mark-ring"),
    mine: read("--mine"),
    hatch: read("--hatch"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

function canvas(size: number, ratio: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = Math.round(size * ratio);
  const context = element.getContext("2d");
  if (!context) throw new Error("this browser draws no canvas");
  context.scale(ratio, ratio);
  return context;
}

function add(map: LibreMap, id: string, context: CanvasRenderingContext2D, ratio: number): void {
  if (map.hasImage(id)) map.removeImage(id);
  const { width, height } = context.canvas;
  map.addImage(id, context.getImageData(0, 0, width, height), { pixelRatio: ratio });
}

/** Diagonal lines, drawn over whatever level an unheard area had. */
export function addHatch(map: LibreMap, ink: Ink): void {
  const ratio = 2;
  const context = canvas(8, ratio);
  context.strokeStyle = ink.hatch;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const offset of [-8, 0, 8]) {
    context.moveTo(offset, 8);
    context.lineTo(offset + 8, 0);
  }
  context.stroke();
  add(map, "hatch", context, ratio);
}

/** `mark-<rank>-<count>`: size and rings say the worst severity, the figure says how many. */
export function addMark(map: LibreMap, id: string, ink: Ink): boolean {
  const parts = /^mark-(\d)-(.+)$/.exec(id);
  if (!parts) return false;
  const rank = Number(parts[1]);
  const count = parts[2] ?? "1";
  const single = count === "1";
  const core = (SIZES[rank] ?? 12) + (single ? 0 : 6);
  const rings = rank === 4 ? 2 : rank === 3 ? 1 : 0;
  const size = core + 6 + rings * 7;
  const ratio = Math.max(2, window.devicePixelRatio);
  const context = canvas(size, ratio);
  const middle = size / 2;
  for (let ring = rings; ring > 0; ring -= 1) {
    context.beginPath();
    context.arc(middle, middle, core / 2 + 1 + ring * 3, 0, 2 * Math.PI);
    context.strokeStyle = ink.mark;
    context.lineWidth = 1.3;
    context.stroke();
  }
  context.beginPath();
  context.arc(middle, middle, core / 2, 0, 2 * Math.PI);
  context.fillStyle = rank === 0 ? ink.ring : ink.mark;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = rank === 0 ? ink.mark : ink.ring;
  if (rank === 0) context.setLineDash([3, 2]);
  context.stroke();
  if (!single) {
    context.fillStyle = rank === 0 ? ink.mark : ink.ring;
    context.font = `600 ${count.length > 3 ? 9 : 11}px ${ink.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(count, middle, middle + 0.5);
  }
  add(map, id, context, ratio);
  return true;
}

/** Your own people, sites and trips: a square on its corner, the one thing in the accent. */
export function addMine(map: LibreMap, ink: Ink): void {
  const ratio = Math.max(2, window.devicePixelRatio);
  const size = 20;
  const context = canvas(size, ratio);
  context.translate(size / 2, size / 2);
  context.rotate(Math.PI / 4);
  context.fillStyle = ink.mine;
  context.strokeStyle = ink.ring;
  context.lineWidth = 2;
  context.fillRect(-5.5, -5.5, 11, 11);
  context.strokeRect(-5.5, -5.5, 11, 11);
  add(map, "mine", context, ratio);
}
