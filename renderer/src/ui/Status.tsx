import type { ReactElement } from 'react';
import type { Tier } from '../../../shared/domain/effect.ts';
import { tierWords } from '../format/status.ts';
import type { Look } from '../format/status.ts';
import { Mark } from './Icon.tsx';

/** A state: shape, word, colour, in that order of trust. */
export function Status({ look, word }: { readonly look: Look; readonly word?: string }): ReactElement {
  return (
    <span className={`st ${look.family} ${look.isLoud === true ? 'loud' : ''}`}>
      <Mark name={look.mark} />
      {word ?? look.word}
    </span>
  );
}

/** How many people an action asks for: bars count people. */
export function TierMark({ tier }: { readonly tier: Tier }): ReactElement {
  return (
    <svg className="tier" viewBox="0 0 16 16" role="img" aria-label={`${tier}: ${tierWords[tier]}`}>
      {tierShapes[tier]}
    </svg>
  );
}

const frame = { x: 1.75, y: 1.75, width: 12.5, height: 12.5, rx: 2.5, fill: 'none', stroke: 'currentColor' };

const tierShapes: Readonly<Record<Tier, ReactElement>> = {
  auto: <rect {...frame} strokeWidth="1.5" strokeDasharray="2.4 2" />,
  notify: (
    <>
      <rect {...frame} strokeWidth="1.5" />
      <circle cx="8" cy="8" r="1.8" fill="currentColor" />
    </>
  ),
  gate: (
    <>
      <rect {...frame} strokeWidth="1.5" />
      <path d="M8 4.800v6.400" stroke="currentColor" strokeWidth="2" />
    </>
  ),
  'gate-two': (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />
      <path d="M6 4.500v7M10 4.500v7" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
  deny: (
    <>
      <rect {...frame} strokeWidth="1.5" />
      <path d="m5 5 6 6M11 5l-6 6" stroke="currentColor" strokeWidth="1.500" />
    </>
  ),
};
