import { useEffect } from 'react';
import { useOverlay } from '../../stores/overlay.ts';
import { useRoute } from '../../stores/route.ts';

/**
 * Gives the keyboard back to where it was when something floated over the window. A dialog does that by itself unless
 * what it would go back to has gone: the entry of a menu, or the sheet that another took the place of. A page that takes
 * the place of the one the keyboard was in gets it, so that Tab goes on there and not at the top of the window.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let opener: HTMLElement | null = null;
    const stopRoute = useRoute.subscribe(() => afterDialogs(() => giveBack(null)));
    const stopOverlay = useOverlay.subscribe(({ overlay }, { overlay: before }) => {
      if (before.kind === 'none') opener = openerOf(document.activeElement);
      if (overlay.kind === 'none') afterDialogs(() => giveBack(opener));
    });
    return () => {
      stopRoute();
      stopOverlay();
    };
  }, []);
}

/** What was pressed; for the entry of a menu, which goes with it, the button of the menu. */
function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role=menu]') ?? null;
  const button = menu === null ? null : document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
  return button ?? (active instanceof HTMLElement ? active : null);
}

/** Once the dialog has gone and has tried for itself. */
function afterDialogs(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

function giveBack(opener: HTMLElement | null): void {
  const { activeElement } = document;
  const isLost = activeElement === null || activeElement === document.body;
  if (!isLost || useOverlay.getState().overlay.kind !== 'none') return;
  if (opener?.isConnected === true && opener !== document.body) opener.focus();
  else document.getElementById('main')?.focus();
}
