import { type FormEvent, type RefCallback, useState } from 'react';

type Input = HTMLInputElement | HTMLTextAreaElement;
type Complaint = { message: string };

/** What a field must hold; the first rule that is broken speaks. */
export type Rules = {
  setValueAs?: (text: string) => string;
  required?: string;
  maxLength?: { value: number; message: string };
  pattern?: { value: RegExp; message: string };
  validate?: (text: string) => true | string;
};

/**
 * A form of a few texts whose fields bring their own rules in `register()`: checked on leaving a field that something was
 * typed into, then on each change; on sending, the first wrong field gets the focus. It has the manners of `useZodForm` and
 * the part of react-hook-form's shape that such forms need, so that a stranger's browser loads neither that nor zod.
 */
export function useRuledForm<Name extends string>(defaults: Record<Name, string>) {
  const [fields] = useState(() => new Fields<Name>());
  const [start, setStart] = useState(defaults);
  const [typed, setTyped] = useState(defaults);
  const [errors, setErrors] = useState<Partial<Record<Name, Complaint>>>({});
  const [isSubmitted, setSubmitted] = useState(false);
  const names = Object.keys(start) as Name[];

  function handleSubmit(send: (values: Record<Name, string>) => unknown) {
    return (event: FormEvent) => {
      event.preventDefault();
      setSubmitted(true);
      const found = names.map((name) => [name, fields.complaint(name)] as const);
      setErrors(Object.fromEntries(found) as typeof errors);
      const wrong = found.find(([, error]) => error);
      if (wrong) fields.focus(wrong[0]);
      else void send(fields.values(names));
    };
  }
  function reset(to = start) {
    setStart(to);
    setTyped(to);
    setErrors({});
    setSubmitted(false);
    fields.refill(to);
  }
  return {
    register(name: Name, rules: Rules = {}) {
      const judge = (due: boolean) => due && setErrors((all) => ({ ...all, [name]: fields.complaint(name) }));
      return fields.register(name, rules, start[name], {
        onChange: (text, touched) => {
          setTyped((all) => ({ ...all, [name]: text }));
          judge(touched || isSubmitted);
        },
        onBlur: (touched) => judge(touched || isSubmitted),
      });
    },
    handleSubmit,
    reset,
    getValues: () => fields.values(names),
    setFocus: (name: Name, { shouldSelect = false } = {}) => fields.focus(name, shouldSelect),
    watch: (name: Name) => typed[name],
    setError(name: Name, { message }: Complaint, { shouldFocus = false } = {}) {
      setErrors((all) => ({ ...all, [name]: { message } }));
      if (shouldFocus) fields.focus(name);
    },
    formState: { errors, isSubmitted, isDirty: names.some((name) => typed[name] !== start[name]) },
  };
}

type Listeners = { onChange: (text: string, touched: boolean) => void; onBlur: (touched: boolean) => void };
type Known = { input: Input | null; rules: Rules; start: string; touched: boolean };

/** The inputs on the page. What stands in them counts, not what was seen being typed: password managers do not always tell. */
class Fields<Name extends string> {
  readonly #known = new Map<Name, Known>();

  register(name: Name, rules: Rules, start: string, listeners: Listeners) {
    const field: Known = this.#known.get(name) ?? { input: null, rules, start, touched: false };
    Object.assign(field, { rules, start });
    this.#known.set(name, field);
    const ref: RefCallback<Input> = (input) => {
      field.input = input;
    };
    return {
      name,
      ref,
      defaultValue: start,
      onChange: () => listeners.onChange(this.#text(name), field.touched),
      onBlur: () => {
        // Nobody is told off for passing by: the message would push away what is being clicked at that moment.
        field.touched ||= this.#text(name) !== field.start;
        listeners.onBlur(field.touched);
      },
    };
  }

  #text(name: Name) {
    const field = this.#known.get(name);
    return field?.input?.value ?? field?.start ?? '';
  }

  #value(name: Name) {
    const text = this.#text(name);
    return this.#known.get(name)?.rules.setValueAs?.(text) ?? text;
  }

  values(names: Name[]) {
    return Object.fromEntries(names.map((name) => [name, this.#value(name)])) as Record<Name, string>;
  }

  complaint(name: Name): Complaint | undefined {
    const { required, maxLength, pattern, validate } = this.#known.get(name)?.rules ?? {};
    const text = this.#value(name);
    if (required && text === '') return { message: required };
    if (maxLength && text.length > maxLength.value) return maxLength;
    if (pattern && text !== '' && !pattern.value.test(text)) return pattern;
    const verdict = validate?.(text) ?? true;
    return verdict === true ? undefined : { message: verdict };
  }

  focus(name: Name, shouldSelect = false) {
    const input = this.#known.get(name)?.input;
    input?.focus();
    if (shouldSelect) input?.select();
  }

  refill(to: Record<Name, string>) {
    for (const [name, field] of this.#known) {
      field.touched = false;
      if (field.input) field.input.value = to[name];
    }
  }
}
