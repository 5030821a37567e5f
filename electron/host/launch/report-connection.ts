import { subscribe } from 'node:diagnostics_channel';

// Loaded with --import into Electron's own installer: tells the parent that a server has been reached, so that a
// machine without a network is not waited for and a slow download is not cut off.
subscribe('undici:client:connected', () => process.send?.({ kind: 'connected' }));
