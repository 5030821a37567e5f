import { useEffect, useState, type ReactElement } from 'react';
import { groupedHash } from '../../format/hash.ts';
import { followPolicy, readPolicy, usePolicy } from '../../stores/policy.ts';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { PolicyEditor } from './PolicyEditor.tsx';
import { PolicyHistory } from './PolicyHistory.tsx';
import { PolicyRules } from './PolicyRules.tsx';
import s from './Policy.module.css';

type Tab = 'in-force' | 'edit' | 'history';

/** The policy in force, and what another one would do. */
export function PolicySection(): ReactElement {
  const { live, failure } = usePolicy();
  const [tab, setTab] = useState<Tab>('in-force');
  useEffect(followPolicy, []);
  if (live === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading the policy" />
    ) : (
      <Failure error={failure} onRetry={() => void readPolicy()} />
    );
  return (
    <>
      <Tabs
        label="Policy"
        panelId="policy"
        options={[
          { id: 'in-force', label: 'In force' },
          { id: 'edit', label: 'Edit' },
          { id: 'history', label: 'History' },
        ]}
        chosen={tab}
        onChoose={setTab}
      />
      <div id="policy" role="tabpanel" aria-labelledby={`policy-${tab}`} className={s['panel']}>
        {tab === 'in-force' ? (
          <>
            <p className={s['lede']}>
              {live.policy.title}, <span className="mono">{live.policy.id}</span> version {live.policy.version}. The
              first rule that matches decides; what no rule names is held at the highest tier.
            </p>
            <PolicyRules policy={live.policy} />
            <p className="d small mono" style={{ overflowWrap: 'anywhere' }}>
              {groupedHash(live.hash)}
            </p>
          </>
        ) : tab === 'edit' ? (
          <PolicyEditor live={live} />
        ) : (
          <PolicyHistory onEdit={() => setTab('edit')} />
        )}
      </div>
    </>
  );
}
