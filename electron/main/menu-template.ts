import type { MenuItemConstructorOptions } from 'electron/main';

/** What the menus do; they only move between places and control the window. */
export interface MenuActions {
  go(place: string): void;
  quit(): void;
}

const places = [
  ['Inbox', '#/inbox'],
  ['Runs', '#/runs'],
  ['Agents', '#/agents'],
  ['Assistant', '#/assistant'],
  ['Audit', '#/audit'],
  ['Settings', '#/settings'],
] as const;

/** The native menu. macOS needs the app and edit roles, or copying and pasting by key stops working. */
export function menuTemplate(
  { platform, isPackaged }: { readonly platform: NodeJS.Platform; readonly isPackaged: boolean },
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const quit: MenuItemConstructorOptions = {
    label: 'Quit Lanekeeper',
    accelerator: 'CmdOrCtrl+Q',
    click: () => actions.quit(),
  };
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    { label: 'File', submenu: isMac ? [{ role: 'close' }] : [{ role: 'close' }, { type: 'separator' }, quit] },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: places.map(([label, place], index) => ({
        label,
        id: `go-${label.toLowerCase()}`,
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => actions.go(place),
      })),
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
  ];
}
