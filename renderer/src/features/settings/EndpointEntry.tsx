import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { CapabilityCard } from '../../../../shared/domain/model-endpoint.ts';
import { originOf } from '../../../../shared/domain/model-endpoint.ts';
import type { ListedEndpoint } from '../../../../shared/ipc/model-methods.ts';
import { explain } from '../../format/errors.ts';
import { testEndpoint, useModels } from '../../stores/models.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Ago } from '../../ui/Time.tsx';
import s from './Settings.module.css';

const checkWords: Readonly<Record<CapabilityCard['checks'][number]['id'], string>> = {
  reachable: 'Answers',
  streaming: 'Streams',
  tools: 'Calls tools',
  'parallel-tools': 'Calls tools side by side',
  'json-schema': 'Keeps to a schema',
  usage: 'Says what it used',
  background: 'Works in the background',
  reasoning: 'Reasons first',
};

interface EndpointEntryProps {
  readonly listed: ListedEndpoint;
  readonly whyNot: string | undefined;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}

/** An endpoint with what stands in its way, what it was found able to do, and its test. */
export function EndpointEntry({ listed, whyNot, onChange, onRemove }: EndpointEntryProps): ReactElement {
  const { endpoint, card } = listed;
  const { endpointId, title } = endpoint;
  const { testing, testFailure } = useModels();
  const chains = useSettings(({ settings }) => settings?.modelChains);
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const chained = chains?.flatMap(({ links }) => links).find((link) => link.endpointId === endpointId)?.model;
  const model = typed ?? card?.model ?? chained ?? '';
  const obstacle = obstacleOf(listed);
  const whyNoTest =
    whyNot ??
    (testing !== null ? 'A test is under way.' : model.trim() === '' ? 'Write the model to ask first.' : undefined);
  return (
    <li className={s['endpoint']} aria-label={title}>
      <div className={s['endpointhead']}>
        <span>
          <b className="b">{title}</b> <span className="q mono">{endpoint.baseUrl}</span>
          <br />
          <span className="d small">
            {endpoint.isLocal
              ? 'on this machine or network: personal and secret text may go there'
              : 'away: personal and secret text never goes there'}
          </span>
        </span>
        <span className="row">
          <Button isSmall title={`Change ${title}`} onPress={onChange}>
            Change…
          </Button>
          <Button isSmall kind="quiet" title={`Remove ${title}`} whyNot={whyNot} onPress={onRemove}>
            Remove…
          </Button>
        </span>
      </div>
      {obstacle === null ? null : <p className="bad">{obstacle}</p>}
      <div className={s['endpointtest']}>
        <label htmlFor={id}>Model</label>
        <input
          id={id}
          className="input mono"
          list={`${id}-models`}
          value={model}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <datalist id={`${id}-models`}>
          {card?.models.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <Button
          isSmall
          icon="check"
          title={`Test ${title}: four short questions, which may cost a little`}
          whyNot={whyNoTest}
          isBusy={testing === endpointId}
          onPress={() => void testEndpoint(endpointId, model.trim())}
        >
          Test this endpoint
        </Button>
      </div>
      {testFailure?.endpointId === endpointId ? (
        <p className="bad" role="alert">
          {explain(testFailure.error).detail} {explain(testFailure.error).next}
        </p>
      ) : null}
      {card === null ? <p className="q">Not tested yet.</p> : <Card card={card} />}
    </li>
  );
}

function Card({ card }: { readonly card: CapabilityCard }): ReactElement {
  const api = card.api === 'responses' ? 'the Responses API' : 'chat completions';
  return (
    <>
      <p className="d small">
        <span className="mono">{card.model}</span> by {api}, tested <Ago at={card.atMs} />
      </p>
      <ul className={s['checks']} aria-label="What it can do">
        {card.checks.map(({ id, isOk, detail }) => (
          <li key={id}>
            <Icon name={isOk ? 'check' : 'x'} />
            <span>
              {checkWords[id]}
              <span className="sr">{isOk ? ': yes' : ': no'}</span>
            </span>
            <span className="d small">{detail}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function obstacleOf({ endpoint, isListed, isKeyKept }: ListedEndpoint): string | null {
  if (!isListed)
    return `${originOf(endpoint.baseUrl)} is not listed, so nothing is sent there. List it in Settings, Delivery, under Places outside.`;
  if (isKeyKept === false)
    return `The secret ${endpoint.keyRef} is not kept. Keep it at the command line: lanekeeper secrets set ${endpoint.keyRef}`;
  return null;
}
