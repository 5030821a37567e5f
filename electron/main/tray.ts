import { join } from 'node:path';
import type { Tray } from 'electron/main';
import type { ElectronApi } from './electron-api.ts';
import { standingLine } from './waiting-approvals.ts';
import type { Standing } from './waiting-approvals.ts';

export interface TrayActions {
  open(place: string): void;
  stopEffects(): void;
  quit(): void;
}

export interface StatusTray {
  update(standing: Standing): void;
}

/** The tray icon with its status. Nothing is only here: a desktop may show no tray at all. */
export function statusTray(
  { Tray: TrayIcon, Menu, nativeImage }: Pick<ElectronApi, 'Tray' | 'Menu' | 'nativeImage'>,
  iconFolder: string,
  actions: TrayActions,
): StatusTray {
  // macOS colours a template image itself, and finds its @2x beside it.
  const name = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
  const icon = nativeImage.createFromPath(join(iconFolder, name));
  // Kept by the returned object: a tray without a reference vanishes.
  const tray: Tray = new TrayIcon(icon);
  tray.on('click', () => actions.open(''));
  return {
    update(standing) {
      const line = standingLine(standing);
      tray.setToolTip(line);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: line, enabled: false },
          { type: 'separator' },
          { label: 'Open console', click: () => actions.open('') },
          { label: 'Open inbox', click: () => actions.open('#/inbox') },
          { type: 'separator' },
          {
            label: 'Emergency stop: hold all effects',
            enabled: standing.runtime === 'up' && !standing.isStopped,
            click: () => actions.stopEffects(),
          },
          { type: 'separator' },
          { label: 'Quit Lanekeeper', click: () => actions.quit() },
        ]),
      );
    },
  };
}
