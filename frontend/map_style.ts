// The style: one source of countries, no tiles, no glyphs, no outside request.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";
import type { AreaLevel } from "./map_data";

const LEVELS = [0, 1, 2, 3, 4, 5];

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Fill by level; an area without a rating is level 0. Without levels, as on a small map, land is plain grey. */
export function levelColour(levels: Record<string, AreaLevel>): ExpressionSpecification | string {
  const branches: (string | string[])[] = [];
  for (const level of LEVELS.slice(1)) {
    const areas = Object.keys(levels).filter((area) => levels[area]?.level === level);
    if (areas.length) branches.push(areas, token(`--level-${level}`));
  }
  if (!branches.length) return token(Object.keys(levels).length ? "--level-0" : "--land");
  return ["match", ["get", "alpha3"], ...branches, token("--level-0")] as unknown as ExpressionSpecification;
}

const NONE: FilterSpecification = ["==", ["get", "alpha3"], ""];
const ALL: FilterSpecification = ["!=", ["get", "alpha3"], ""];

/** Hatched: not enough data, or nobody we hear from; all land of a map of levels that has none yet. */
export function unheard(levels: Record<string, AreaLevel>, ofLevels: boolean): FilterSpecification {
  if (!Object.keys(levels).length) return ofLevels ? ALL : NONE;
  const heard = Object.keys(levels).filter((area) => {
    const found = levels[area];
    return found && found.level > 0 && found.coverage !== "blind" && found.coverage !== "degraded";
  });
  return ["!", ["in", ["get", "alpha3"], ["literal", heard]]];
}

function layers(ofLevels: boolean): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": token("--sea") } },
    { id: "levels", type: "fill", source: "countries", paint: { "fill-color": token("--land") } },
    {
      id: "unheard",
      type: "fill",
      source: "countries",
      filter: unheard({}, ofLevels),
      paint: { "fill-pattern": "hatch" },
    },
    {
      id: "borders",
      type: "line",
      source: "countries",
      paint: { "line-color": token("--border-line"), "line-width": 0.7 },
    },
    {
      id: "hovered",
      type: "line",
      source: "countries",
      filter: NONE,
      paint: { "line-color": token("--ink"), "line-width": 2 },
    },
    {
      id: "doubts",
      type: "fill",
      source: "doubts",
      paint: { "fill-color": token("--mark"), "fill-opacity": 0.12 },
    },
    {
      id: "doubt-edges",
      type: "line",
      source: "doubts",
      paint: { "line-color": token("--mark"), "line-width": 1.2, "line-dasharray": [3, 2] },
    },
    {
      id: "incidents",
      type: "symbol",
      source: "incidents",
      layout: {
        "icon-image": [
          "concat",
          "mark-",
          ["to-string", ["coalesce", ["get", "worst"], ["get", "rank"]]],
          "-",
          ["to-string", ["coalesce", ["get", "point_count_abbreviated"], 1]],
        ],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["coalesce", ["get", "worst"], ["get", "rank"]],
      },
    },
    {
      id: "mine",
      type: "symbol",
      source: "mine",
      layout: { "icon-image": "mine", "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ];
}

/** Incidents are clustered; a cluster is drawn as its worst member. `ofLevels`: whether it will be told levels. */
export function style(countries: string, ofLevels: boolean): StyleSpecification {
  const empty: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
  return {
    version: 8,
    sources: {
      countries: { type: "geojson", data: countries, tolerance: 0.2 },
      doubts: { type: "geojson", data: empty },
      incidents: {
        type: "geojson",
        data: empty,
        cluster: true,
        clusterRadius: 34,
        clusterMaxZoom: 9,
        clusterProperties: { worst: ["max", ["get", "rank"]] },
      },
      mine: { type: "geojson", data: empty },
    },
    layers: layers(ofLevels),
  };
}
