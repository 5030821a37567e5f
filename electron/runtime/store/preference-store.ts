import { defaultPreferences, preferencesSchema, type Preferences } from '../../../shared/domain/preferences.ts';
import type { Db } from './open.ts';

export interface PreferenceStore {
  of(personId: string): Preferences;
  put(personId: string, preferences: Preferences): void;
}

export function createPreferenceStore(db: Db): PreferenceStore {
  const read = createPreferenceReads(db);
  const put = db.prepare(
    'INSERT INTO preference (person_id, value) VALUES (?, ?) ON CONFLICT (person_id) DO UPDATE SET value = excluded.value',
  );
  return { of: read.of, put: (personId, preferences) => void put.run(personId, JSON.stringify(preferences)) };
}

/** What a person has set; a part that was added since is what everybody begins with. */
export function createPreferenceReads(db: Db): Pick<PreferenceStore, 'of'> {
  const read = db.prepare('SELECT value FROM preference WHERE person_id = ?').pluck();
  return {
    of(personId) {
      const value = read.get(personId) as string | undefined;
      if (value === undefined) return defaultPreferences;
      return preferencesSchema.parse({ ...defaultPreferences, ...(JSON.parse(value) as object) });
    },
  };
}
