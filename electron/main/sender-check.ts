import { isOwnAddress } from './app-scheme.ts';

/** What is looked at of a page's message; Electron's events fit. */
export interface MessageSource<Frame> {
  readonly senderFrame: (Frame & { readonly origin: string }) | null;
  readonly sender: { readonly id: number; readonly mainFrame: Frame };
}

/** The main frame of one of our windows, if that is who sent this; asked before anything is awaited. */
export function trustedFrame<Frame>(event: MessageSource<Frame>, isOurs: (id: number) => boolean): Frame | undefined {
  const frame = event.senderFrame;
  if (frame === null || frame !== event.sender.mainFrame || !isOurs(event.sender.id)) return undefined;
  return isOwnAddress(`${frame.origin}/`) ? frame : undefined;
}
