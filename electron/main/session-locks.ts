import type { Session } from 'electron/main';
import { isOwnAddress } from './app-scheme.ts';

/** The one thing a page may do beyond drawing: put text on the clipboard. */
const grantedPermission = 'clipboard-sanitized-write';

/** Refuses every permission, device and request that the console does not need. Both permission handlers are needed. */
export function lockSession(session: Session, { allowsDevTools }: { readonly allowsDevTools: boolean }): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(permission === grantedPermission && details.isMainFrame && isOwnAddress(details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (contents, permission, origin, details) =>
      contents !== null && permission === grantedPermission && details.isMainFrame && isOwnAddress(`${origin}/`),
  );
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const isAllowed = isOwnAddress(details.url) || (allowsDevTools && details.url.startsWith('devtools:'));
    answer({ cancel: !isAllowed });
  });
  session.on('will-download', (event) => event.preventDefault());
}
