import { useState } from 'react';
import type { ReactElement } from 'react';
import type { StopScope } from '../../../../shared/domain/workspace.ts';
import { stopFound } from '../../../../shared/domain/stop-scope.ts';
import { effectClasses } from '../../../../shared/domain/effect.ts';
import { useAgents } from '../../stores/agents.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { engageStop, liftStop, useWorkspace } from '../../stores/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Ago } from '../../ui/Time.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { stopWords } from './Banners.tsx';
import s from './Frame.module.css';

/** Freezes effects, not thoughts: engage it at once, lift it with a reason. */
export function StopSheet(): ReactElement {
  const stops = useWorkspace((state) => state.status?.stops) ?? [];
  const agents = useAgents((state) => state.agents);
  const [scopeText, setScopeText] = useState('all');
  const [reason, setReason] = useState('');
  const [found, setFound] = useState('');
  const tools = [...new Set(agents.flatMap((agent) => agent.tools))];
  const scope = readScope(scopeText);

  async function engage(): Promise<void> {
    const told = await engageStop(scope, reason);
    if (told === null) return;
    setFound(`Stopped. ${stopFound(told)}`);
    setReason('');
  }

  async function lift(held: StopScope): Promise<void> {
    if (await liftStop(held, reason)) setReason('');
  }

  return (
    <Sheet
      title="Emergency stop"
      onClose={closeOverlay}
      actions={
        <Button kind="danger" icon="stop" onPress={() => void engage()}>
          Stop {scopeText === 'all' ? 'all effects' : scopeText.replace(':', ' ')} now
        </Button>
      }
    >
      <div className={s['scopes']}>
        <p className="q">
          No new effect starts within a second. Runs go on reading and thinking; one that reaches an effect waits. What
          has already been handed to a tool is shown as in flight. It also works without this console: put a file named
          STOP into the workspace folder.
        </p>
        <p role="status" className="b">
          {found}
        </p>
        {stops.length === 0 ? null : (
          <section>
            <h3 className="label">Engaged now</h3>
            <ul className={s['stops']}>
              {stops.map((stop) => (
                <li key={JSON.stringify(stop.scope)}>
                  <span className="grow">
                    <span className="b">{stopWords(stop)}</span>{' '}
                    <span className="d small">
                      by {stop.by}, <Ago at={stop.atMs} /> {stop.reason}
                    </span>
                  </span>
                  <Button
                    isSmall
                    whyNot={reason.trim() === '' ? 'Lifting a stop is a decision: write why, below.' : undefined}
                    onPress={() => void lift(stop.scope)}
                  >
                    Lift
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className="field">
          <label htmlFor="stop-scope">What stops</label>
          <select
            id="stop-scope"
            className="input"
            value={scopeText}
            onChange={(event) => setScopeText(event.target.value)}
          >
            <option value="all">All effects</option>
            {agents.map((agent) => (
              <option key={agent.agentId} value={`agent:${agent.agentId}`}>
                Agent {agent.agentId}
              </option>
            ))}
            {tools.map((tool) => (
              <option key={tool} value={`tool:${tool}`}>
                Tool {tool}
              </option>
            ))}
            {effectClasses.map((name) => (
              <option key={name} value={`class:${name}`}>
                Class {name}
              </option>
            ))}
          </select>
        </div>
        <TextField
          label="Reason"
          value={reason}
          maxLength={2000}
          hint="Optional to stop, required to lift. Kept in the audit log with your name."
          onChange={setReason}
        />
      </div>
    </Sheet>
  );
}

function readScope(text: string): StopScope {
  const [kind, ...rest] = text.split(':');
  const id = rest.join(':');
  if (kind === 'agent' || kind === 'tool' || kind === 'class') return { kind, id };
  return { kind: 'all' };
}
