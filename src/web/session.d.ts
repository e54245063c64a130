// What crosses the boundary of `web`, in the words of TypeScript: the state and its changes; views.d.ts has the views.

/** The part that a profile plays. */
export type Role = "source" | "base" | "diff_base" | "off";

/** A loaded profile. Times are nanoseconds, 0 and "" if the file does not say. */
export interface ProfileInfo {
  id: number;
  name: string;
  role: Role;
  size: number;
  inflated: number;
  kind: string;
  /** What stands before `kind`, or before `allocs` where that is what it is opened for: `a` or `an`. */
  article: string;
  program: string;
  sampleTypes: { type: string; unit: string; total: number; totalText: string }[];
  /** The same text for all that measure the same, in whatever order and size of units. */
  measures: string;
  /** Why it cannot be combined with what is shown, as a clause; empty if it can, or is shown. */
  unfit: string;
  /** Whether it is a change already: some of its values are negative. */
  changes: boolean;
  defaultType: number;
  /** The one that the page opens it with: that, or the first with weight. */
  openedType: number;
  timeNanos: number;
  time: string;
  /** Why it cannot have been taken then, or have taken so long; "" if it can. */
  timeDoubt: string;
  durationDoubt: string;
  durationNanos: number;
  duration: string;
  /** 0 if unknown; only those with the same make a trend. */
  period: number;
  samples: number;
  locations: number;
  functions: number;
  comments: string[];
  notes: string[];
  asides: string[];
}

/** What of a profile is kept while its file is read, see `Loader.choose`. */
export interface Choice {
  sampleTypes?: number[];
  dropLabels?: boolean;
}

/**
 * How large a profile is that the memory does not hold, in samples and in unpacked bytes, and what could be left out of it: labels, or sample
 * types, by their numbers and names. An error has it as `extent`.
 */
export interface Extent {
  samples: number;
  bytes: number;
  labels: boolean;
  sampleTypes: [number: number, name: string][];
  defaultType: number;
}

/**
 * An option with its value; `choices` are all values that it takes, none if there is no such list; `url` is its parameter in links,
 * `saved` whether a saved configuration holds it, `grows` whether one more expression joins the old value by "or" instead of taking
 * its place, `applied` its number in pprof's order of application (0: it is no step), `example` a value for an empty field.
 */
export interface OptionInfo {
  name: string;
  value: string;
  default: string;
  kind: "bool" | "int" | "float" | "text" | "regex" | "choice";
  choices: string[];
  url: string;
  help: string;
  group: "filter" | "node" | "amount" | "numbers" | "names" | "graph";
  saved: boolean;
  grows: boolean;
  applied: number;
  example: string;
}

/** What is shown. Without a source, `ready` is false and the rest is empty. */
export interface Summary {
  ready: boolean;
  title: string;
  profileLines: { text: string; doubt: string }[];
  sampleTypes: { type: string; unit: string; totalText: string; selected: boolean }[];
  type: string;
  unit: string;
  goroutines: boolean;
  /** The view that it is opened for; empty without a source. */
  firstView: "" | "top" | "goroutines";
  waiting: boolean;
  total: number;
  totalText: string;
  shownUnit: string;
  units: string[];
  /** How many places are known by their address alone. */
  nameless: number;
  /** How many names stand for several functions, or lack a type, and one of them. */
  foldedNames: number;
  foldedExample: string;
  /** What the program is written in, as its names and files tell it; empty if they do not. */
  language: string;
  /** The packages with the most weight of their own in all of it, whatever is filtered. */
  packages: string[];
  diff: null | undefined | {
    role: "base" | "diff_base";
    source: number;
    sourceText: string;
    base: number;
    baseText: string;
    changeText: string;
    sourceTime: string;
    baseTime: string;
    sourceProfile: number | null | undefined;
    baseProfile: number | null | undefined;
    normalize: boolean;
  };
  changes: boolean;
  sentence: string;
  pieces: SentencePiece[];
  next: string;
  warnings: string[];
}

/**
 * Words of a sentence, `brief` in their place where there is little room, and where what they say can be found: a function, a view with what is to be selected, searched and sorted in
 * it and the expressions that come to options before, or a loaded profile alone; why what they say cannot be is their `doubt`. Without any of that they are words alone.
 */
export interface SentencePiece {
  text: string;
  brief: string | null | undefined;
  function: string;
  view: "" | "top" | "goroutines";
  search: string;
  states: string[];
  sort: "" | "wait";
  add: [name: string, expression: string][];
  profile: number | null | undefined;
  doubt: string;
}

/**
 * What is to change; what is missing stays. Roles and options are set all or none, of `params` what can be read. `add` are expressions
 * that come to options, to the old value of those that grow; `filter` are filters that are to mean the frames of a printed name.
 */
export interface Change {
  close?: number[];
  roles?: { id: number; role: Role }[];
  params?: [name: string, value: string][];
  set?: [name: string, value: string][];
  add?: [name: string, expression: string][];
  filter?: [name: string, printed: string][];
  zone?: "UTC" | "local";
  function?: string;
}

/**
 * Everything that is shown outside of the views. `generation` grows whenever what is shown may have changed; `refused` are
 * sentences about what of a change was not made; `renamed` is what the selected `function` of a change is called from now on, if names
 * were made anew; `summary` is missing where no report can be made, for the reason in `trouble`.
 */
export interface State {
  refused: string[];
  renamed: string;
  generation: number;
  params: [name: string, value: string][];
  options: OptionInfo[];
  profiles: ProfileInfo[];
  summary: Summary | null | undefined;
  trouble: string;
  timings: { stage: string; ms: number }[];
  memory: number;
}

/**
 * What a line has done: the `file` it would write to, which is left to a download, or its `output` and, if there is
 * more of it, the file that takes the `whole`; or the `error` for which it was refused.
 */
export interface Said {
  file: string;
  output: string;
  error: string;
  whole: string;
}

/** Names an answer of a view. It is good until the view is asked again or what is shown changes; then a `StaleAnswer` is thrown. */
export type Ticket<V extends keyof Views> = number & { readonly view?: V };

/** An answer: what is above and around the rows, the first rows of the view's first part, and its columns. */
export type Answer<V extends keyof Views> = { ticket: Ticket<V>; info: Views[V]["info"] } & (Views[V] extends { rows: infer R } ? { rows: R } : {}) &
  (Views[V] extends { columns: infer C } ? { columns: C } : {});

export interface Session {
  /** Asks a view; what is left out of the query has a default, and a field that the view does not know is refused. */
  ask<V extends keyof Views>(view: V, query?: Views[V]["query"]): Answer<V>;
  /** Rows of a part of an answer, from `start` up to `end`. */
  rows<V extends keyof Views, P extends keyof Parts<V>>(ticket: Ticket<V>, part: P, start: number, end: number): Parts<V>[P][];
  /** Everything about one row of an answer. */
  detail<V extends keyof Views>(ticket: Ticket<V>, number: number): Detail<V>;
}
/** What is known about a row of a view. */
export type Detail<V extends keyof Views> = Views[V] extends { detail: infer D } ? D : never;
/** The parts of a view with the rows of each. */
export type Parts<V extends keyof Views> = Views[V] extends { parts: infer P } ? P : Record<string, never>;

/** Which report is to be a file: by its name, with the ticket of an answer if it is a view's, or that of a line. */
export type Wanted = { report: string; pattern?: string; ticket?: number } | { line: string };
