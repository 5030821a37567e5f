import type { App } from 'electron/main';
import { isOwnAddress } from './app-scheme.ts';

/** Keeps every page, whoever opens it, on the console's own address, without new windows and without guests. */
export function lockNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (details) => keepHere(details));
    contents.on('will-frame-navigate', (details) => keepHere(details));
    contents.on('will-redirect', (details) => keepHere(details));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

function keepHere(details: { readonly url: string; preventDefault(): void }): void {
  if (!isOwnAddress(details.url)) details.preventDefault();
}
