import { create } from 'zustand';
import { defaultPreferences, type Preferences } from '../../../shared/domain/preferences.ts';
import { call, subscribe } from '../bridge.ts';
import { announce, reportFailure } from './notices.ts';
import { usePerson } from './person.ts';

interface PreferencesState {
  readonly preferences: Preferences;
  /** Null while they were not read. */
  readonly of: string | null;
  readonly failure: unknown;
  readonly isSaving: boolean;
}

/** What the person at this window has set for themselves. */
export const usePreferences = create<PreferencesState>()(() => ({
  preferences: defaultPreferences,
  of: null,
  failure: null,
  isSaving: false,
}));

/** Reads them, and again whenever another person acts here, or another window changed them. */
export function followPreferences(): void {
  const read = async (): Promise<void> => {
    const { personId } = usePerson.getState();
    try {
      const preferences = await call('preference.show', {});
      if (usePerson.getState().personId === personId)
        usePreferences.setState({ preferences, of: personId, failure: null });
    } catch (failure) {
      usePreferences.setState({ failure });
    }
  };
  void read();
  usePerson.subscribe(() => void read());
  subscribe({
    topics: ['workspace.changed'],
    onEvents: (events) => {
      if (events.some(({ topic, payload }) => topic === 'workspace.changed' && payload.reason === 'preferences'))
        void read();
    },
    onGap: () => void read(),
  });
}

/** The same where nothing on the page shows that it could not be saved: then a notice says so. */
export async function keepPreferences(part: Partial<Preferences>): Promise<boolean> {
  const isSaved = await changePreferences(part);
  if (!isSaved) reportFailure(usePreferences.getState().failure);
  return isSaved;
}

/** Turns the single-letter keys of lists on or off. */
export function setSingleKeys(isOn: boolean): void {
  void keepPreferences({ hasSingleKeys: isOn });
}

/** Changes what is named; the rest stays. */
export async function changePreferences(part: Partial<Preferences>): Promise<boolean> {
  usePreferences.setState({ isSaving: true, failure: null });
  try {
    const preferences = await call('preference.change', part);
    usePreferences.setState({ preferences, isSaving: false });
    announce('Saved');
    return true;
  } catch (failure) {
    usePreferences.setState({ failure, isSaving: false });
    return false;
  }
}
