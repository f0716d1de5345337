/** The parts of the static page shell that need the server's answer or the current address. */
import { town } from '../lib/api.ts';
import { staying } from '../lib/municipality.ts';
import type { Town } from '../lib/types.ts';

let answer: Promise<Town> | null = null;

/** The town is asked for once a page; a failed question may be asked again. */
export function theTown(): Promise<Town> {
  answer ??= town().catch((error: unknown) => {
    answer = null;
    throw error;
  });
  return answer;
}

export function startShell(title: string): void {
  document.title = `${title} – Trygghetskartan`;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-lang-switch]')) {
    const path = link.getAttribute('href') ?? '/';
    // At the moment of the click, so that filters and the map's place come along.
    link.addEventListener('click', () => {
      link.href = path + location.search + location.hash;
    });
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.brand, .site-nav a, .site-footer nav a')) {
    link.setAttribute('href', staying(link.getAttribute('href') ?? '/'));
  }
  theTown().then(fillShell, () => undefined);
}

function fillShell(town: Town): void {
  for (const place of document.querySelectorAll('[data-town]')) place.textContent = town.municipality.name;
  for (const place of document.querySelectorAll('[data-attribution]')) place.textContent = town.attribution.join(' · ');
  const banner = document.getElementById('invented');
  if (banner) banner.hidden = !town.invented;
}
