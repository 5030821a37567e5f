import { contextBridge, ipcRenderer } from 'electron';

// One CommonJS file in a sandbox: it joins the page to the runtime, and offers the page nothing else.
// A port cannot cross the context bridge, so it is posted to the page's own window.

/** The page says that it listens; main answers with a port, and with a new one whenever the runtime is started again. */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== location.origin) return;
  if (isReady(event.data)) ipcRenderer.send('runtime-port:request');
});

ipcRenderer.on('runtime-port', (event, message: unknown) => {
  const [port] = event.ports;
  if (port === undefined) return;
  window.postMessage({ kind: 'lanekeeper-port', epoch: epochOf(message) }, location.origin, [port]);
});

/** A menu, the tray or a link from outside names a place; the page follows its own address. */
ipcRenderer.on('console:place', (_event, place: unknown) => {
  if (typeof place === 'string' && /^#\/[a-z]+(\/[\w.-]+)?$/.test(place)) location.hash = place;
});

contextBridge.exposeInMainWorld('lanekeeper', { shell: 'electron' });

function isReady(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'lanekeeper-ready';
}

function epochOf(message: unknown): number {
  const epoch = typeof message === 'object' && message !== null && 'epoch' in message ? message.epoch : 0;
  return typeof epoch === 'number' ? epoch : 0;
}
