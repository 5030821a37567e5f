import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { explain } from '../../format/errors.ts';
import { addAgent } from '../../stores/agents.ts';
import { go } from '../../stores/route.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Agents.module.css';

/** Adds an agent from a folder of this machine. */
export function AddAgent(): ReactElement {
  const [folder, setFolder] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (folder.trim() === '' || isBusy) return;
    setBusy(true);
    try {
      const agent = await addAgent(folder.trim());
      setFolder('');
      setProblem(null);
      go({ page: 'agents', agentId: agent.agentId, isStarting: false });
    } catch (error) {
      const { detail, next } = explain(error);
      setProblem(`${detail} ${next}`);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={s['add']} onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor="agent-folder">Add agent folder</label>
        <div className="row">
          <input
            id="agent-folder"
            className="input mono"
            placeholder="/path/to/agent"
            value={folder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setFolder(event.target.value)}
          />
          <Button
            type="submit"
            whyNot={
              folder.trim() === ''
                ? 'Write the path of a folder with a manifest.json.'
                : isBusy
                  ? 'It is being read.'
                  : undefined
            }
          >
            Add
          </Button>
        </div>
        {problem === null ? (
          <span className="hint">A path on the machine the runtime runs on. What is in it is kept, by its hash.</span>
        ) : (
          <span className="bad" role="alert">
            {problem}
          </span>
        )}
      </div>
    </form>
  );
}
