import type { DataLabel } from '../../../../shared/domain/model-call.ts';

/** Keys and tokens by their well-known forms. */
const secretForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{30,}\b/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\b/g,
  /\b(?:password|passwort|secret|api[_-]?key|token)\s*[:=]\s*\S{8,}/gi,
];
const mail = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\b/;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/;
const card = /\b(?:\d[ -]?){13,19}\b/g;

/** Sentences that speak to a model where only data should stand. */
const injectionForms: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|prior|above|earlier|all|your)\b.{0,40}\b(?:instructions?|prompts?|rules?)\b/i,
  /\b(?:ignoriere|vergiss)\b.{0,40}\b(?:anweisung(?:en)?|regeln)\b/i,
  /\byou are now\b|\bact as (?:an?|the)\b.{0,40}\b(?:admin|system|developer|assistant)\b/i,
  /<\|(?:im_start|im_end|system|endoftext)\|>|\[\/?INST\]|^\s*(?:system|assistant|developer)\s*:/im,
  /\b(?:reveal|print|repeat|show)\b.{0,30}\b(?:system prompt|your instructions)\b/i,
  /\bdo not (?:tell|inform|mention)\b.{0,30}\b(?:user|operator|person|anyone)\b/i,
];

/** Characters that a person does not see and a model reads. */
const hidden = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

/** What a text holds that must not leave this machine, whatever it was labelled. */
export function labelsIn(text: string): readonly DataLabel[] {
  const labels: DataLabel[] = [];
  if (mail.test(text) || iban.test(text) || hasCard(text)) labels.push('personal');
  if (secretForms.some((form) => new RegExp(form.source, form.flags.replace('g', '')).test(text)))
    labels.push('secret');
  return labels;
}

export function speaksToModel(text: string): boolean {
  const seen = withoutHidden(text);
  return injectionForms.some((form) => form.test(seen)) || seen.length < text.length - 20;
}

export function withoutHidden(text: string): string {
  return text.replace(hidden, '');
}

/** The text without what looks like a key, and how often there was one. */
export function withoutSecrets(text: string): { readonly text: string; readonly removed: number } {
  let removed = 0;
  let left = text;
  for (const form of secretForms)
    left = left.replace(form, () => {
      removed += 1;
      return '[removed: it looks like a secret]';
    });
  return { text: left, removed };
}

function hasCard(text: string): boolean {
  return (text.match(card) ?? []).some((found) => isCardNumber(found.replace(/\D/g, '')));
}

/** Luhn's check digit. */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (const [place, digit] of Array.from(digits).toReversed().entries()) {
    const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
