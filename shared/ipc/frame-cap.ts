/** No frame is larger than this, in either direction (bytes of its JSON text). In a file without schemas: a relay needs none. */
export const frameCapBytes = 1024 * 1024;
