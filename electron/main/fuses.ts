/**
 * The fuses of a packaged console, by electron-builder's names; electron-builder.yml states the same and a test
 * compares them. Cookie encryption stays off because there are no cookies and the switch goes one way only.
 */
export const fuses = {
  runAsNode: false,
  enableCookieEncryption: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const;
