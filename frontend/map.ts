// The map island. The list beside it always says the same; without this file nothing is lost but the picture.
import {
  AttributionControl,
  type GeoJSONSource,
  Map as LibreMap,
  Marker,
  type MapGeoJSONFeature,
  type MapMouseEvent,
  NavigationControl,
  Popup,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import { circle, type IncidentProperties, loadData, type MapData } from "./map_data";
import { addHatch, addMark, addMine, readInk } from "./map_marks";
import { levelColour, style, unheard } from "./map_style";

/** A mark and one of yours a kilometre away lie well apart here. */
const CLOSEST = 13;
const WORLD: [number, number, number, number] = [-168, -56, 190, 78];

function show(map: LibreMap, data: MapData, ofLevels: boolean): void {
  map.setPaintProperty("levels", "fill-color", levelColour(data.levels));
  map.setFilter("unheard", unheard(data.levels, ofLevels));
  map.getSource<GeoJSONSource>("incidents")?.setData(data.incidents);
  map.getSource<GeoJSONSource>("mine")?.setData(data.mine);
  if (data.bounds && data.labels) label(map, data);
  map.getSource<GeoJSONSource>("doubts")?.setData({
    type: "FeatureCollection",
    features: data.doubts.map((doubt) => ({
      type: "Feature",
      properties: {},
      geometry: circle(doubt.lon, doubt.lat, doubt.radius_km),
    })),
  });
}

/** Names beside the points of a small map, which has no other words on it; of near ones they point away from each other. */
function label(map: LibreMap, data: MapData): void {
  const named = new globalThis.Map<string, [number, number]>();
  for (const { geometry, properties } of [...data.incidents.features, ...data.mine.features]) {
    const name = "place" in properties ? properties.place : properties.place_name;
    if (!named.has(name)) named.set(name, geometry.coordinates as [number, number]);
  }
  const lats = [...named.values()].map((at) => at[1]);
  const middle = lats.reduce((sum, lat) => sum + lat, 0) / lats.length;
  for (const [name, at] of named) {
    const element = line("span", name);
    element.className = "map-label";
    const above = at[1] > middle;
    new Marker({ element, anchor: above ? "bottom" : "top", offset: [0, above ? -18 : 18] }).setLngLat(at).addTo(map);
  }
}

function line(kind: string, text: string): HTMLElement {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

function incidentCard(properties: IncidentProperties): HTMLElement {
  const card = document.createElement("div");
  const link = document.createElement("a");
  link.href = properties.href;
  link.textContent = properties.title;
  card.append(link, line("p", `${properties.severity} · ${properties.place} · ${properties.when}`));
  return card;
}

function moreCard(features: MapGeoJSONFeature[]): HTMLElement {
  const card = document.createElement("div");
  for (const feature of features.slice(0, 8)) {
    card.append(incidentCard(feature.properties as IncidentProperties));
  }
  if (features.length > 8) card.append(line("p", `and ${features.length - 8} more in the list`));
  return card;
}

async function open(map: LibreMap, event: MapMouseEvent, data: MapData): Promise<void> {
  const [mark] = map.queryRenderedFeatures(event.point, { layers: ["incidents", "mine"] });
  if (!mark) {
    const [area] = map.queryRenderedFeatures(event.point, { layers: ["levels"] });
    const found = data.levels[String(area?.properties["alpha3"] ?? "")];
    if (found) location.assign(found.href);
    return;
  }
  const at = (mark.geometry as GeoJSON.Point).coordinates as [number, number];
  const popup = new Popup({ maxWidth: "300px", closeButton: true }).setLngLat(at);
  if (mark.layer.id === "mine") {
    popup.setDOMContent(line("p", `Yours: ${String(mark.properties["label"])}`)).addTo(map);
    return;
  }
  const cluster = mark.properties["cluster_id"] as number | undefined;
  if (cluster === undefined) {
    popup.setDOMContent(incidentCard(mark.properties as IncidentProperties)).addTo(map);
    return;
  }
  const source = map.getSource<GeoJSONSource>("incidents");
  if (!source) return;
  const zoom = await source.getClusterExpansionZoom(cluster);
  if (zoom <= 9) {
    map.easeTo({ center: at, zoom, duration: calm() ? 0 : 150 });
    return;
  }
  const members = await source.getClusterLeaves(cluster, 100, 0);
  popup.setDOMContent(moreCard(members as unknown as MapGeoJSONFeature[])).addTo(map);
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function follow(map: LibreMap, event: MapMouseEvent, data: MapData, tip: HTMLElement): void {
  const [mark] = map.queryRenderedFeatures(event.point, { layers: ["incidents", "mine"] });
  const [area] = map.queryRenderedFeatures(event.point, { layers: ["levels"] });
  const alpha3 = String(area?.properties["alpha3"] ?? "");
  const found = data.levels[alpha3];
  map.setFilter("hovered", ["==", ["get", "alpha3"], found ? alpha3 : ""]);
  map.getCanvas().style.cursor = mark || found ? "pointer" : "";
  if (!found) {
    tip.textContent = "";
    return;
  }
  const heard = found.coverage === "covered" || found.coverage === "quiet" ? "" : `, ${found.coverage}`;
  tip.textContent = `${found.name}: level ${found.level} (${found.word})${heard}`;
}

function start(holder: HTMLElement): void {
  const canvasHolder = holder.querySelector<HTMLElement>(".map-canvas");
  const tip = holder.querySelector<HTMLElement>(".map-tip");
  const worker = holder.dataset["worker"];
  const countries = holder.dataset["countries"];
  if (!canvasHolder || !tip || !worker || !countries) return;
  setWorkerUrl(worker);
  const ofLevels = !holder.dataset["inline"];
  let data: MapData | undefined;
  const map = new LibreMap({
    container: canvasHolder,
    style: style(countries, ofLevels),
    bounds: WORLD,
    attributionControl: false,
    renderWorldCopies: true,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: CLOSEST,
    fadeDuration: 0,
    cooperativeGestures: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new AttributionControl({ compact: true, customAttribution: "Borders: Natural Earth" }));
  map.getCanvas().setAttribute("aria-label", holder.dataset["label"] ?? "Map");
  if (!ofLevels) map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
  map.setMissingStyleImageResolver((id) => {
    if (id === "hatch") addHatch(map, readInk());
    else if (id === "mine") addMine(map, readInk());
    else addMark(map, id, readInk());
  });
  const refresh = async (): Promise<void> => {
    holder.dataset["state"] = "drawing";
    try {
      data = await loadData(holder);
      show(map, data, ofLevels);
      if (data.bounds) map.fitBounds(data.bounds, { padding: 32, maxZoom: CLOSEST, animate: false });
      map.once("idle", () => (holder.dataset["state"] = "ready"));
    } catch (error) {
      holder.dataset["state"] = "failed";
      tip.textContent = `The map could not be drawn: ${String(error)}. The list says the same.`;
    }
  };
  map.on("load", () => void refresh());
  map.on("mousemove", (event) => data && follow(map, event, data, tip));
  map.on("click", (event) => data && void open(map, event, data));
  document.body.addEventListener("htmx:pushedIntoHistory", () => void refresh());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(countries, ofLevels), { diff: false });
    map.once("style.load", () => {
      if (data) show(map, data, ofLevels);
    });
  });
}

for (const holder of document.querySelectorAll<HTMLElement>("[data-map]")) start(holder);
