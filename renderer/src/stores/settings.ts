import { create } from 'zustand';
import { whyNotSet } from '../../../shared/domain/setting-roles.ts';
import type { Check, Settings } from '../../../shared/domain/workspace.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';
import { useActingPerson } from './person.ts';
import { useWorkspace } from './workspace.ts';

interface SettingsState {
  readonly settings: Settings | null;
  readonly checks: readonly Check[] | null;
  readonly isChecking: boolean;
  readonly failure: unknown;
  readonly saveFailure: unknown;
  readonly isSaving: boolean;
}

export const useSettings = create<SettingsState>()(() => ({
  settings: null,
  checks: null,
  isChecking: false,
  failure: null,
  saveFailure: null,
  isSaving: false,
}));

/** Reads the settings. */
export async function readSettings(): Promise<void> {
  try {
    useSettings.setState({ settings: await call('settings.show', {}), failure: null });
  } catch (failure) {
    useSettings.setState({ failure });
  }
}

/** Why who is chosen cannot change these settings; undefined when they can. The runtime looks again. */
export function useWhyNotSet(fields: readonly (keyof Settings)[]): string | undefined {
  const me = useActingPerson();
  const people = useWorkspace(({ status }) => status?.people);
  return me === null ? 'Choose who you are first, at the top right.' : whyNotSet(me, fields, people ?? []);
}

/** Changes settings; what is not named stays. */
export async function changeSettings(part: Partial<Settings>): Promise<boolean> {
  useSettings.setState({ isSaving: true, saveFailure: null });
  try {
    const settings = await call('settings.change', part);
    useSettings.setState({ settings, isSaving: false });
    announce('Saved');
    return true;
  } catch (saveFailure) {
    useSettings.setState({ saveFailure, isSaving: false });
    return false;
  }
}

/** Looks at this machine: versions, disk, ports, browser. */
export async function runChecks(): Promise<void> {
  useSettings.setState({ isChecking: true });
  try {
    const { checks } = await call('workspace.doctor', {});
    useSettings.setState({ checks, isChecking: false, failure: null });
  } catch (failure) {
    useSettings.setState({ failure, isChecking: false });
  }
}
