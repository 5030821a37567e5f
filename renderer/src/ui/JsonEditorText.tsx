import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { forceLinting, linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, type ReactElement } from 'react';
import type { JsonEditorProps, TextProblem } from './JsonEditor.tsx';
import s from './JsonEditor.module.css';

/** The editor itself. Tab leaves the field, so that the keyboard is never caught in it. */
export function JsonEditorText(props: JsonEditorProps): ReactElement {
  const { value, onChange, label, problems, isReadOnly = false, describedBy } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(value);
  const tell = useRef(onChange);
  const found = useRef(problems);

  useEffect(() => {
    tell.current = onChange;
  }, [onChange]);

  useEffect(() => {
    if (place.current === null) return;
    const onText = (text: string): void => {
      told.current = text;
      tell.current(text);
    };
    const made = new EditorView({
      parent: place.current,
      doc: told.current,
      extensions: setup(onText, () => found.current ?? []),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    if (view.current === null || value === told.current) return;
    told.current = value;
    view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const attributes: Record<string, string> = { 'aria-label': label, tabindex: '0' };
    if (describedBy !== undefined) attributes['aria-describedby'] = describedBy;
    if (isReadOnly) attributes['aria-readonly'] = 'true';
    view.current?.dispatch({
      effects: changing.reconfigure([EditorView.contentAttributes.of(attributes), EditorState.readOnly.of(isReadOnly)]),
    });
  }, [label, describedBy, isReadOnly]);

  useEffect(() => {
    found.current = problems;
    if (view.current !== null) forceLinting(view.current);
  }, [problems]);

  return <div ref={place} className={s['editor']} />;
}

const changing = new Compartment();

/** The page's own nonce: the styles that CodeMirror adds are refused without it. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

function setup(onText: (text: string) => void, problems: () => readonly TextProblem[]): Extension {
  return [
    EditorView.cspNonce.of(styleNonce()),
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    json(),
    linter(problemsIn(problems), { delay: 200 }),
    syntaxHighlighting(colours),
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
    changing.of([]),
  ];
}

/** What is wrong with the JSON itself, and, where nothing is, what its reader found. */
function problemsIn(found: () => readonly TextProblem[]): (view: EditorView) => readonly Diagnostic[] {
  const broken = jsonParseLinter();
  return (view) => {
    const { state } = view;
    if (state.doc.length === 0 || found().length > 0) return found().map(diagnosticIn(state));
    return broken(view);
  };
}

function diagnosticIn({ doc }: EditorState): (problem: TextProblem) => Diagnostic {
  return ({ line, column, reason }) => {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const start = at.text.length - at.text.trimStart().length;
    const from = Math.min(at.from + (column === undefined ? start : column - 1), at.to);
    return { from, to: at.to, severity: 'error', message: reason };
  };
}

/** Names of what is coloured; the colours themselves are the console's own, light, dark and high in contrast. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, class: s['key'] ?? '' },
  { tag: tags.string, class: s['text'] ?? '' },
  { tag: [tags.number, tags.bool, tags.null], class: s['plain'] ?? '' },
  { tag: tags.invalid, class: s['wrong'] ?? '' },
]);
