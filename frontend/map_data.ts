// What /map.json gives, and what a page may hold inline for its own small map.

export type Coverage = "covered" | "quiet" | "degraded" | "blind";

export interface AreaLevel {
  name: string;
  level: number;
  word: string;
  coverage: Coverage;
  href: string;
}

export interface IncidentProperties {
  id: string;
  title: string;
  rank: number;
  severity: string;
  place: string;
  when: string;
  href: string;
}

export interface MineProperties {
  label: string;
  place_name: string;
  kind: string;
}

type Points<P> = GeoJSON.FeatureCollection<GeoJSON.Point, P>;

export interface MapData {
  levels: Record<string, AreaLevel>;
  incidents: Points<IncidentProperties>;
  mine: Points<MineProperties>;
  /** Circles of doubt: centre in degrees, radius in km. */
  doubts: { lon: number; lat: number; radius_km: number }[];
  /** Whether the points are named on the map. */
  labels?: boolean;
  /** West, south, east, north; null shows the world. */
  bounds: [number, number, number, number] | null;
}

const EARTH_RADIUS_KM = 6371.0088;

/** A circle of `radiusKm` on the sphere as a ring of 64 points, degrees. */
export function circle(lon: number, lat: number, radiusKm: number): GeoJSON.Polygon {
  const angle = radiusKm / EARTH_RADIUS_KM;
  const phi = (lat * Math.PI) / 180;
  const ring = Array.from({ length: 65 }, (_, step) => {
    const bearing = (2 * Math.PI * (step % 64)) / 64;
    const sine = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
      Math.cos(angle) - Math.sin(phi) * sine,
    );
    return [lon + (east * 180) / Math.PI, (Math.asin(sine) * 180) / Math.PI];
  });
  return { type: "Polygon", coordinates: [ring] };
}

/** The page's map data: fetched under the page's own filters, or held inline beside the map. */
export async function loadData(holder: HTMLElement): Promise<MapData> {
  const inline = holder.dataset["inline"];
  if (inline) {
    const text = document.getElementById(inline)?.textContent;
    if (!text) throw new Error("this page's map data is missing");
    return JSON.parse(text) as MapData;
  }
  const answer = await fetch(`${holder.dataset["source"] ?? ""}${location.search}`, {
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`the map data could not be fetched (${answer.status})`);
  return (await answer.json()) as MapData;
}
