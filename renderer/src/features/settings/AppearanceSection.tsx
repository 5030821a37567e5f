import type { ReactElement } from 'react';
import { densities, setDensity, setSingleKeys, setTheme, themes, useAppearance } from '../../stores/appearance.ts';
import type { Density, Theme } from '../../stores/appearance.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Settings.module.css';

const themeWords: Readonly<Record<Theme, string>> = { light: 'Light', dark: 'Dark', contrast: 'High contrast' };
const densityWords: Readonly<Record<Density, string>> = { compact: 'Compact', comfortable: 'Comfortable' };

/** Colours, density and keys, kept in this browser. */
export function AppearanceSection(): ReactElement {
  const { theme, density, hasSingleKeys } = useAppearance();
  return (
    <>
      <fieldset className={s['options']}>
        <legend className="fieldname">Theme</legend>
        {themes.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" checked={theme === name} onChange={() => setTheme(name)} />
            {themeWords[name]}
          </label>
        ))}
      </fieldset>
      <fieldset className={s['options']}>
        <legend className="fieldname">Density</legend>
        {densities.map((name) => (
          <label key={name}>
            <input type="radio" name="density" checked={density === name} onChange={() => setDensity(name)} />
            {densityWords[name]}
          </label>
        ))}
      </fieldset>
      <fieldset className={s['options']}>
        <legend className="fieldname">Keys</legend>
        <label>
          <input type="checkbox" checked={hasSingleKeys} onChange={(event) => setSingleKeys(event.target.checked)} />
          Single keys act in lists
        </label>
      </fieldset>
      <div>
        <Button icon="keyboard" onPress={() => showOverlay({ kind: 'help' })}>
          Show all keys
        </Button>
      </div>
    </>
  );
}
