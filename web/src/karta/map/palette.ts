import type { LegendClass } from '../../lib/types.ts';

/** The colours of the map, calm enough for warm squares to stand out on, by day and by night. */
export type Palette = typeof light;

const light = {
  land: '#f5f4f0', residential: '#efeee9', forest: '#dde7d5', park: '#d8e9cd', meadow: '#ecefdf', industrial: '#ebeaee',
  cemetery: '#dce6da', sports: '#d9ebdc', school: '#f2ede0', wetland: '#dde9e5', sand: '#f3ecd8', rock: '#e8e6e1', pedestrian: '#ecebea',
  water: '#c3dae7', building: '#e2dfd7', buildingEdge: '#d2cdc2', rail: '#aeb0b4', railGap: '#f5f4f0',
  road: '#ffffff', casing: '#d3cec4', major: '#ffffff', majorCasing: '#b9b2a4', path: '#a9a294', underpass: '#8a93a0', bridge: '#8f897c',
  outside: '#dde2e3', border: '#4f6468', text: '#2c3a39', quiet: '#556361', waterText: '#2d6280', parkText: '#3f6238',
  halo: '#ffffff', lamp: '#b58a1b', out: '#a31621', stop: '#2a6f97', crossing: '#6d7a85',
  cellEdge: '#4a2c17', unknown: '#868d92', figure: '#1d1d1b', figureHalo: '#ffffff',
  spot: '#a3123a', perhaps: '#4a4038',
};

const dark: Palette = {
  land: '#1d2326', residential: '#21282b', forest: '#1f2d26', park: '#213329', meadow: '#222b25', industrial: '#262a2f',
  cemetery: '#202d27', sports: '#20332b', school: '#2a2a26', wetland: '#1d2d2d', sand: '#2d2b25', rock: '#282b2d', pedestrian: '#282f32',
  water: '#14313f', building: '#2c3439', buildingEdge: '#3a444a', rail: '#5b6368', railGap: '#1d2326',
  road: '#414b50', casing: '#15191c', major: '#566167', majorCasing: '#101416', path: '#5f6c6f', underpass: '#6a7885', bridge: '#0c0f11',
  outside: '#0f1315', border: '#9db1b4', text: '#e4ebe9', quiet: '#b3c0bc', waterText: '#8fc3de', parkText: '#a5c99a',
  halo: '#14191b', lamp: '#e3b53c', out: '#ff8078', stop: '#7fb8d8', crossing: '#8b99a3',
  cellEdge: '#ffe0b8', unknown: '#7d868c', figure: '#ffffff', figureHalo: '#14191b',
  spot: '#ff8fa8', perhaps: '#d6cdc4',
};

/** The sheet to print is white at all hours. */
const onPaper = location.pathname.endsWith('/utskrift');
export const night = matchMedia(onPaper ? 'not all' : '(prefers-color-scheme: dark)');
export const palette = (): Palette => (night.matches ? dark : light);

/** Many stand out: against the dark the brightest, against the light the darkest. Falls or rises evenly in lightness. */
const BY_NIGHT = ['#54302b', '#863527', '#b94a22', '#e8802f', '#ffcb62'];
export const classColor = (c: LegendClass): string => (night.matches ? BY_NIGHT[c.class - 1] : undefined) ?? c.color;
