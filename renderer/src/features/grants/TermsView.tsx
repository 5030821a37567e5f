import type { ReactElement } from 'react';
import { capWords, scopeWords } from '../../../../shared/domain/grant-words.ts';
import type { GrantTerms } from '../../../../shared/domain/standing-grant.ts';
import { wholeTime } from '../../format/time.ts';
import { Shown } from '../../ui/Shown.tsx';
import g from './Grants.module.css';

/** What terms cover, and how much of it, in words. */
export function TermsView({ terms }: { readonly terms: GrantTerms }): ReactElement {
  return (
    <div className={g['terms']}>
      <section>
        <h3 className="label">It covers an action when</h3>
        <ul className={g['parts']}>
          {scopeWords(terms).map((part) => (
            <li key={part}>
              <Shown text={part} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="label">It allows</h3>
        <ul className={g['parts']}>
          {capWords(terms).map((part) => (
            <li key={part}>{part}</li>
          ))}
          <li>
            from {wholeTime(terms.notBeforeMs)} until {wholeTime(terms.expiresAtMs)}
          </li>
        </ul>
      </section>
    </div>
  );
}
