import type { ChatSettings, ModelCatalog, ModelParameters, Tier } from '../ports/index.ts';

/** Choices of one layer. What is absent is decided by the layer below. */
export type Choices = Omit<ChatSettings, 'v'>;

/** Choices that are made for a place, and are the operator's where nobody made them. */
const manners = [
  'answers',
  'bursts',
  'messages',
  'reasoning',
  'receipts',
  'suggestions',
  'threads',
  'transcripts',
  'speaks',
  'drawing',
  'tools',
  'retention',
] as const;

type Manner = (typeof manners)[number];
type Manners = Required<Pick<Choices, Manner>>;

/** Defaults of the operator, and ceilings that no layer above exceeds. */
export interface OperatorSettings extends Manners {
  models: Pick<ModelCatalog, 'chat' | 'offered'>;
  /** `maxOutputTokens` bounds the cost of an answer: a chat only lowers it. */
  parameters: ModelParameters;
  history: NonNullable<ChatSettings['history']>;
  streaming(surface: string): NonNullable<ChatSettings['streaming']>;
}

/** Layers above the operator's, weakest first. */
export interface SettingsLayers {
  /** BCP 47 tag of the person's own client. */
  locale?: string | undefined;
  /** Choices that come with the persona. It is chosen first: `chosenPersona`. */
  persona?: Choices;
  /** The person's own, where nobody else is in the chat. */
  person?: Choices;
  chat?: Choices;
  thread?: Choices;
  /** Choices for one question. */
  once?: Choices;
}

type Choice = 'persona' | 'language' | 'history' | 'streaming' | 'names' | 'overhear' | 'voice' | Manner;

export type SettingName = 'model' | Choice | keyof ModelParameters;

/** Layer that decided a value. `ceiling`: the operator's limit, below a higher wish. */
export type SettingSource = 'operator' | 'ceiling' | 'person' | 'persona' | 'chat' | 'thread' | 'once';

/** Settings that hold for one question. */
export interface EffectiveSettings extends Manners {
  /** Name of the model. */
  model: string;
  /** Absent where the model was chosen by its name. */
  tier?: Tier;
  parameters: ModelParameters;
  /** Reference of the persona, where one is chosen. */
  persona?: string;
  /** BCP 47 tag, where one is known. */
  language?: string;
  history: NonNullable<ChatSettings['history']>;
  streaming: NonNullable<ChatSettings['streaming']>;
  /** Names of the bot besides the platform's. */
  names: readonly string[];
  /** Name of the voice that was chosen; absent where none was. */
  voice?: string;
  /** Absent where nothing is overheard. */
  overhear?: NonNullable<ChatSettings['overhear']>;
  /** Source of each value; absent for a value that nobody chose. */
  sources: Readonly<Partial<Record<SettingName, SettingSource>>>;
}

/** Value of a parameter that the service refused. */
export interface RefusedValue {
  name: keyof ModelParameters;
  value: string | number;
}

export interface Situation {
  surface: string;
  /** A refused value gives way to the layer below it. */
  refused?: readonly RefusedValue[];
}

/** Works out which settings hold. The only place that weighs the layers against each other. */
export function effective(
  operator: OperatorSettings,
  layers: SettingsLayers,
  { surface, refused = [] }: Situation,
): EffectiveSettings {
  const chosen = chosenLayers(layers);
  const model = modelOf(operator, chosen);
  const parameters = parametersOf(operator, chosen, refused);
  const language = first(chosen, 'language') ?? (layers.locale === undefined ? undefined : ['person', layers.locale]);
  const persona = first(chosen, 'persona');
  const [historySource, history] = first(chosen, 'history') ?? ['operator', operator.history];
  const [streamingSource, streaming] = first(chosen, 'streaming') ?? ['operator', operator.streaming(surface)];
  const room = roomOf(operator, chosen);
  return {
    model: model.name,
    ...(model.tier === undefined ? {} : { tier: model.tier }),
    parameters: parameters.values,
    ...(language ? { language: language[1] } : {}),
    ...(persona ? { persona: persona[1] } : {}),
    history,
    streaming,
    ...room.values,
    sources: {
      model: model.source,
      ...parameters.sources,
      ...(language ? { language: language[0] } : {}),
      ...(persona ? { persona: persona[0] } : {}),
      history: historySource,
      streaming: streamingSource,
      ...room.sources,
    },
  };
}

type Chosen = readonly (readonly [SettingSource, Choices])[];

/** Orders the layers that chose anything, strongest first. */
function chosenLayers(layers: SettingsLayers): Chosen {
  const chosen: (readonly [SettingSource, Choices])[] = [];
  for (const name of STRENGTHS) {
    const choices = layers[name];
    if (choices && hasAny(choices)) chosen.push([name, choices]);
  }
  return chosen;
}

/** Tells whether anything is chosen. Of most layers nothing is, and each that counts is looked through for every setting. */
function hasAny(choices: Choices): boolean {
  for (const name in choices) if (name !== 'v') return true;
  return false;
}

/** Finds the persona that is chosen, by its reference, with the values of its variables; undefined where none is. */
export function chosenPersona(layers: SettingsLayers): { ref: string; values?: Record<string, string> } | undefined {
  for (const [, { persona: ref, personaValues: values }] of chosenLayers(layers)) {
    if (ref !== undefined) return { ref, ...(values ? { values } : {}) };
  }
  return undefined;
}

/** Layers above the operator's that choose, strongest first. */
const STRENGTHS = ['once', 'thread', 'chat', 'person', 'persona'] as const;

function first<K extends Choice>(
  chosen: Chosen,
  name: K,
): readonly [SettingSource, NonNullable<Choices[K]>] | undefined {
  for (const [source, choices] of chosen) {
    const value = choices[name];
    if (value !== undefined) return [source, value as NonNullable<Choices[K]>];
  }
  return undefined;
}

const inRoom = [...manners, 'names', 'overhear', 'voice'] as const;
const operators = Object.fromEntries(manners.map((name) => [name, 'operator' as const]));

/** Works out how the bot behaves in a place. */
function roomOf(operator: Manners, chosen: Chosen) {
  const values: Manners & Pick<EffectiveSettings, 'names' | 'overhear' | 'voice'> = {
    answers: operator.answers,
    bursts: operator.bursts,
    messages: operator.messages,
    reasoning: operator.reasoning,
    receipts: operator.receipts,
    suggestions: operator.suggestions,
    threads: operator.threads,
    transcripts: operator.transcripts,
    speaks: operator.speaks,
    drawing: operator.drawing,
    tools: operator.tools,
    retention: operator.retention,
    names: [],
  };
  const sources: Partial<Record<Choice, SettingSource>> = { ...operators };
  for (const name of inRoom) {
    const found = first(chosen, name);
    if (!found) continue;
    Object.assign(values, { [name]: found[1] });
    sources[name] = found[0];
  }
  // A nearer place may overhear nothing.
  if (values.overhear?.messages === 0) delete values.overhear;
  return { values, sources };
}

/** Finds the model: within one layer a name counts before a tier, as long as it is offered. */
function modelOf({ models }: OperatorSettings, chosen: Chosen): { name: string; tier?: Tier; source: SettingSource } {
  for (const [source, { model, tier }] of chosen) {
    if (model !== undefined && models.offered.includes(model)) return { name: model, source };
    if (tier !== undefined) return { name: models.chat(tier), tier, source };
  }
  return { name: models.chat('basic'), tier: 'basic', source: 'operator' };
}

/** Names of the parameters as options of /settings, and in the locales (`settings.<name>`). */
export const parameterOptions = {
  temperature: 'temperature',
  topP: 'top_p',
  maxOutputTokens: 'max_tokens',
  effort: 'effort',
  verbosity: 'verbosity',
} as const satisfies Record<keyof ModelParameters, string>;

export const parameterNames = Object.keys(parameterOptions) as readonly (keyof ModelParameters)[];

function parametersOf({ parameters: own }: OperatorSettings, chosen: Chosen, refused: readonly RefusedValue[]) {
  const values: ModelParameters = {};
  const sources: Partial<Record<keyof ModelParameters, SettingSource>> = {};
  const layers: (readonly [SettingSource, NonNullable<Choices['sampling']>])[] = [];
  for (const [source, { sampling }] of chosen) if (sampling) layers.push([source, sampling]);
  layers.push(['operator', own]);
  for (const name of parameterNames) {
    for (const [source, wishes] of layers) {
      const wish = wishes[name];
      if (wish === undefined) continue;
      const value = capped(name, wish, own);
      if (refused.some((each) => each.name === name && each.value === value)) continue;
      Object.assign(values, { [name]: value });
      sources[name] = value === wish ? source : 'ceiling';
      break;
    }
  }
  return { values, sources };
}

function capped(
  name: keyof ModelParameters,
  wish: string | number,
  { maxOutputTokens: limit }: ModelParameters,
): string | number {
  return name === 'maxOutputTokens' && typeof wish === 'number' && limit !== undefined ? Math.min(limit, wish) : wish;
}
