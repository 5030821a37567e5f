import { create } from 'zustand';
import { defaultPreferences, type Preferences } from '../../../shared/domain/preferences.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';
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

/** Reads them, and again whenever another person acts here. */
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
