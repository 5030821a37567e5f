import { useSyncExternalStore } from 'react';
import { useAppearance } from '../../stores/appearance.ts';

const wide = typeof matchMedia === 'undefined' ? null : matchMedia('(min-width: 2000px)');

/** Row heights in px, as the tokens set them for the density and the width of the window. */
export function useRowHeights(): { readonly item: number; readonly member: number; readonly table: number } {
  const density = useAppearance((state) => state.density);
  const isWide = useSyncExternalStore(watchWidth, () => wide?.matches ?? false);
  if (density === 'comfortable') return { item: 64, member: 34, table: 38 };
  return isWide ? { item: 56, member: 30, table: 34 } : { item: 52, member: 28, table: 30 };
}

function watchWidth(onChange: () => void): () => void {
  wide?.addEventListener('change', onChange);
  return () => wide?.removeEventListener('change', onChange);
}
