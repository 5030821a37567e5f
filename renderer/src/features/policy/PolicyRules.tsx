import type { ReactElement } from 'react';
import { conditionWords } from '../../../../shared/domain/condition-words.ts';
import type { PolicyCondition } from '../../../../shared/domain/policy-condition.ts';
import type { Policy } from '../../../../shared/domain/policy.ts';
import { tierWords } from '../../format/status.ts';
import { duration } from '../../format/time.ts';
import { TierMark } from '../../ui/Status.tsx';
import s from './Policy.module.css';

/** A policy as sentences: its rules in order, first match decides, and what raises them. */
export function PolicyRules({ policy }: { readonly policy: Policy }): ReactElement {
  return (
    <>
      <ol className={s['rules']}>
        {policy.rules.map((rule) => (
          <li key={rule.id}>
            <span className="row">
              <TierMark tier={rule.outcome} />
              <span className="b" title={tierWords[rule.outcome]}>
                {rule.outcome}
              </span>
            </span>
            <span>{rule.sentence}</span>
            <span className={s['when']}>
              <span className="mono">{rule.id}</span>, when {whenWords(rule.when)}
              {rule.holdSeconds === undefined ? '' : `; held ${rule.holdSeconds} s`}
              {rule.expiresAfterSeconds === undefined
                ? ''
                : `; expires after ${duration(rule.expiresAfterSeconds * 1000)}`}
            </span>
          </li>
        ))}
      </ol>
      {policy.raises === undefined || policy.raises.length === 0 ? null : (
        <section>
          <h3 className="label">
            Raised by one tier <span>never beyond what is stated</span>
          </h3>
          <ol className={s['rules']}>
            {policy.raises.map((raise) => (
              <li key={raise.id}>
                <span className="row">
                  <TierMark tier={raise.atMost} />
                  <span>at most {raise.atMost}</span>
                </span>
                <span>{raise.sentence}</span>
                <span className={s['when']}>
                  <span className="mono">{raise.id}</span>, when {whenWords(raise.when)}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function whenWords(when: PolicyCondition): string {
  const parts = conditionWords(when);
  return parts.length === 0 ? 'anything' : parts.join(' and ');
}
