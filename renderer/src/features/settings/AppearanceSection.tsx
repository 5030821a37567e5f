import type { ReactElement } from 'react';
import { densities, setDensity, setTheme, themes, useAppearance } from '../../stores/appearance.ts';
import type { Density, Theme } from '../../stores/appearance.ts';
import { showOverlay } from '../../stores/overlay.ts';
import { Button } from '../../ui/Button.tsx';
import { KeysPart } from './KeysPart.tsx';
import s from './Settings.module.css';

const themeWords: Readonly<Record<Theme, string>> = { light: 'Light', dark: 'Dark', contrast: 'High contrast' };
const densityWords: Readonly<Record<Density, string>> = { compact: 'Compact', comfortable: 'Comfortable' };

/** Colours and density, kept in this browser, and keys, kept for the person. */
export function AppearanceSection(): ReactElement {
  const { theme, density } = useAppearance();
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
      <KeysPart />
      <div>
        <Button icon="keyboard" onPress={() => showOverlay({ kind: 'help' })}>
          Show all keys
        </Button>
      </div>
    </>
  );
}
