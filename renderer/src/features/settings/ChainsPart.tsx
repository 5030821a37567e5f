import { useState } from 'react';
import type { ReactElement } from 'react';
import { dataLabels, modelPurposes, type DataLabel, type ModelPurpose } from '../../../../shared/domain/model-call.ts';
import type { ModelChain, ModelEndpoint, ModelLink } from '../../../../shared/domain/model-endpoint.ts';
import { changeSettings, useWhyNotSet } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { SaveForm } from './SaveForm.tsx';
import s from './Settings.module.css';

const purposeWords: Readonly<Record<ModelPurpose, string>> = {
  chat: 'Conversation',
  reasoning: 'Reasoning',
  extraction: 'Extraction',
  summary: 'Summaries',
};

interface ChainsPartProps {
  readonly chains: readonly ModelChain[];
  readonly endpoints: readonly ModelEndpoint[];
}

/** Who is asked for what, in which order. */
export function ChainsPart({ chains, endpoints }: ChainsPartProps): ReactElement {
  const whyNot = useWhyNotSet(['modelChains']);
  return (
    <>
      <section>
        <h3 className="label">Who is asked</h3>
        <p className="q">
          One after the other where one is down, last the embedded engine; an answer says who was passed over. A purpose
          without a chain of its own has that of conversation.
        </p>
        {chains.length === 0 ? (
          <p className="q">No chain yet: the embedded engine is asked.</p>
        ) : (
          <ul className={s['budgets']}>
            {chains.map((chain) => (
              <li key={keyOf(chain)}>
                <span>
                  <b className="b">{nameOf(chain)}</b>
                  <br />
                  <span className="d small mono">
                    {[...chain.links.map(({ endpointId, model }) => `${endpointId} ${model}`), 'embedded'].join(' → ')}
                  </span>
                </span>
                <Button
                  isSmall
                  kind="quiet"
                  title={`Remove the chain of ${nameOf(chain)}`}
                  whyNot={whyNot}
                  onPress={() => void changeSettings({ modelChains: chains.filter((one) => one !== chain) })}
                >
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
      </section>
      {endpoints.length === 0 ? null : (
        <section>
          <h3 className="label">Set a chain</h3>
          <ChainForm key={JSON.stringify([chains, endpoints])} chains={chains} endpoints={endpoints} />
        </section>
      )}
    </>
  );
}

function ChainForm({ chains, endpoints }: ChainsPartProps): ReactElement {
  const [purpose, setPurpose] = useState<ModelPurpose>('chat');
  const [label, setLabel] = useState<DataLabel | ''>('');
  const ofLabels = label === '' ? [] : [label];
  const key = keyOf({ purpose, ofLabels });
  const now = chains.find((chain) => keyOf(chain) === key)?.links ?? [];
  const [drafts, setDrafts] = useState<Readonly<Record<string, readonly ModelLink[]>>>({});
  const links = drafts[key] ?? now;
  const put = (next: readonly ModelLink[]): void => setDrafts((all) => ({ ...all, [key]: next }));
  const others = chains.filter((chain) => keyOf(chain) !== key);
  const chain: ModelChain = { purpose, ofLabels, links: [...links] };
  const problem = links.some(({ model }) => model.trim() === '') ? 'Write the model of each.' : undefined;
  const isSame = JSON.stringify(links) === JSON.stringify(now);

  return (
    <SaveForm
      change={{ modelChains: links.length === 0 ? others : [...others, chain] }}
      problem={problem}
      isSame={isSame}
    >
      <div className={s['pair']}>
        <SelectField
          label="For"
          value={purpose}
          options={modelPurposes.map((one) => [one, purposeWords[one]] as const)}
          onChange={setPurpose}
        />
        <SelectField
          label="Text of"
          value={label}
          options={[['', 'any label'] as const, ...dataLabels.map((one) => [one] as const)]}
          onChange={setLabel}
        />
      </div>
      <ol className={s['links']} aria-label="Asked in this order">
        {links.map((link, at) => (
          <li key={at}>
            <span className="mono">{link.endpointId}</span>
            <input
              className="input mono"
              aria-label={`Model of ${link.endpointId}, place ${at + 1}`}
              value={link.model}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) =>
                put(links.map((one, index) => (index === at ? { ...one, model: target.value } : one)))
              }
            />
            <Button
              isSmall
              kind="quiet"
              title={`Ask ${link.endpointId} sooner`}
              whyNot={at === 0 ? 'It is the first.' : undefined}
              onPress={() => put(links.flatMap((_, index) => movedUp(links, at, index)))}
            >
              Sooner
            </Button>
            <Button
              isSmall
              kind="quiet"
              title={`Take ${link.endpointId} out, place ${at + 1}`}
              onPress={() => put(links.filter((_, index) => index !== at))}
            >
              Take out
            </Button>
          </li>
        ))}
      </ol>
      <div className="row">
        {endpoints.map(({ endpointId, title, prices }) => (
          <Button
            key={endpointId}
            isSmall
            icon="plus"
            whyNot={links.length >= 10 ? 'A chain has ten at most.' : undefined}
            onPress={() =>
              put([...links, { endpointId, model: Object.keys(prices).find((name) => name !== '*') ?? '' }])
            }
          >
            Add {title}
          </Button>
        ))}
      </div>
    </SaveForm>
  );
}

/** What stands at `index` once what stands at `at` has changed places with the one before it. */
function movedUp(links: readonly ModelLink[], at: number, index: number): readonly ModelLink[] {
  const from = index === at ? at - 1 : index === at - 1 ? at : index;
  return links.slice(from, from + 1);
}

function keyOf({ purpose, ofLabels }: Pick<ModelChain, 'purpose' | 'ofLabels'>): string {
  return `${purpose}/${ofLabels.toSorted().join()}`;
}

function nameOf({ purpose, ofLabels }: ModelChain): string {
  return ofLabels.length === 0 ? purposeWords[purpose] : `${purposeWords[purpose]}, ${ofLabels.join(' and ')} text`;
}
