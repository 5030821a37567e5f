import type { ReactElement } from 'react';
import type { PolicyCondition } from '../../../../shared/domain/policy-condition.ts';
import { conditionWords } from '../../../../shared/domain/condition-words.ts';
import { groupedHash } from '../../format/hash.ts';
import { tierWords } from '../../format/status.ts';
import { duration } from '../../format/time.ts';
import { readSettings, useSettings } from '../../stores/settings.ts';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { TierMark } from '../../ui/Status.tsx';
import s from './Settings.module.css';

/** The policy that is live: its rules in order, first match decides. */
export function PolicySection(): ReactElement {
  const { policy: live, failure } = useSettings();
  if (live === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading the policy" />
    ) : (
      <Failure error={failure} onRetry={() => void readSettings()} />
    );
  const { policy, hash } = live;
  return (
    <>
      <p className={s['lede']}>
        {policy.title}, <span className="mono">{policy.id}</span> version {policy.version}. The first rule that matches
        decides; what no rule names is held at the highest tier. It is a file of the workspace and is read-only here.
      </p>
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
      <p className="d small mono" style={{ overflowWrap: 'anywhere' }}>
        {groupedHash(hash)}
      </p>
    </>
  );
}

function whenWords(when: PolicyCondition): string {
  const parts = conditionWords(when);
  return parts.length === 0 ? 'anything' : parts.join(' and ');
}
