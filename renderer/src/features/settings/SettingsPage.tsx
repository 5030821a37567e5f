import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { hrefOf, settingsPages } from '../../stores/route.ts';
import type { SettingsPage as Section } from '../../stores/route.ts';
import { readSettings } from '../../stores/settings.ts';
import { AppearanceSection } from './AppearanceSection.tsx';
import { BudgetsSection } from './BudgetsSection.tsx';
import { ChecksSection } from './ChecksSection.tsx';
import { DecisionsSection } from './DecisionsSection.tsx';
import { DeliverySection } from './DeliverySection.tsx';
import { LanesSection } from './LanesSection.tsx';
import { LimitsSection } from './LimitsSection.tsx';
import { PeopleSection } from './PeopleSection.tsx';
import { StorageSection } from './StorageSection.tsx';
import { later } from '../../ui/later.tsx';
import s from './Settings.module.css';

const ModelsSection = later(async () => (await import('./ModelsSection.tsx')).ModelsSection);
const NotificationsSection = later(async () => (await import('./NotificationsSection.tsx')).NotificationsSection);
const PolicySection = later(async () => (await import('../policy/PolicySection.tsx')).PolicySection);

const words: Readonly<Record<Section, string>> = {
  people: 'People',
  appearance: 'Appearance and keys',
  notifications: 'Notifications',
  delivery: 'Delivery',
  models: 'Models',
  decisions: 'Decisions',
  policy: 'Policy',
  budgets: 'Budgets',
  lanes: 'Lanes',
  storage: 'Storage',
  checks: 'Checks',
  limits: 'What is contained',
};

/** Who acts, how it looks, where things go, what the policy says, and what is and is not contained. */
export function SettingsPage({ section }: { readonly section: Section }): ReactElement {
  useEffect(() => void readSettings(), []);
  return (
    <>
      <div className="head">
        <h1>Settings</h1>
      </div>
      <div className="panes">
        <nav className={`pane ${s['nav']}`} aria-label="Settings">
          {settingsPages.map((id) => (
            <a
              key={id}
              href={hrefOf({ page: 'settings', section: id })}
              aria-current={id === section ? 'page' : undefined}
            >
              {words[id]}
            </a>
          ))}
        </nav>
        <section className={`pane grow scroll ${s['body']}`} aria-label={words[section]} tabIndex={0}>
          <h2 className={s['title']}>{words[section]}</h2>
          {bodyOf(section)}
        </section>
      </div>
    </>
  );
}

function bodyOf(section: Section): ReactElement {
  switch (section) {
    case 'people':
      return <PeopleSection />;
    case 'appearance':
      return <AppearanceSection />;
    case 'notifications':
      return <NotificationsSection />;
    case 'delivery':
      return <DeliverySection />;
    case 'models':
      return <ModelsSection />;
    case 'decisions':
      return <DecisionsSection />;
    case 'policy':
      return <PolicySection />;
    case 'budgets':
      return <BudgetsSection />;
    case 'lanes':
      return <LanesSection />;
    case 'storage':
      return <StorageSection />;
    case 'checks':
      return <ChecksSection />;
    case 'limits':
      return <LimitsSection />;
  }
}
