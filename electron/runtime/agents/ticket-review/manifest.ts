import type { ManifestDocument } from 'lanekeeper/sdk';
import json from './manifest.json' with { type: 'json' };

/** The manifest, from the one file that also lies beside the built module. */
export const manifest: ManifestDocument = {
  ...json,
  isolation: 'thread',
  safeFail: { ...json.safeFail, path: 'last-known-good' },
};
