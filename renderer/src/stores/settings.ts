import { create } from 'zustand';
import type { Check, Settings } from '../../../shared/domain/workspace.ts';
import { call } from '../bridge.ts';
import { announce } from './notices.ts';

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
