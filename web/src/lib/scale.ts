/** A scale bar for a Web Mercator map at a latitude: the longest round length that fits. */
export function scaleBar(zoom: number, lat: number, maxPx: number): { metres: number; px: number; ratio: number } {
  const perPx = (40_075_016.686 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);
  const most = perPx * maxPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((f) => f * power).find((m) => m <= most) ?? power;
  // 96 CSS pixels are an inch on paper, by definition.
  const ratio = perPx / (0.0254 / 96);
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(ratio)) - 1);
  return { metres, px: metres / perPx, ratio: Math.round(ratio / digits) * digits };
}
