import { create } from 'zustand';
import { recall, remember } from './local-memory.ts';

export const themes = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];
export const densities = ['compact', 'comfortable'] as const;
export type Density = (typeof densities)[number];

interface Appearance {
  readonly theme: Theme;
  readonly density: Density;
}

export const useAppearance = create<Appearance>()(() => ({ theme: 'light', density: 'compact' }));

/** Takes the kept look, or the system's, before the first paint. */
export function startAppearance(): void {
  const kept = recall('theme');
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const theme =
    themes.find((name) => name === kept) ?? (matchMedia('(prefers-contrast: more)').matches ? 'contrast' : system);
  const density = densities.find((name) => name === recall('density')) ?? 'compact';
  useAppearance.setState({ theme, density });
  paint(theme, density);
}

/** Changes the colours. */
export function setTheme(theme: Theme): void {
  remember('theme', theme);
  useAppearance.setState({ theme });
  paint(theme, useAppearance.getState().density);
}

/** Light, then dark, then high contrast, then light. */
export function nextTheme(): void {
  const { theme } = useAppearance.getState();
  setTheme(themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'light');
}

/** Changes how much stands on a page. */
export function setDensity(density: Density): void {
  remember('density', density);
  useAppearance.setState({ density });
  paint(useAppearance.getState().theme, density);
}

function paint(theme: Theme, density: Density): void {
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['density'] = density;
}
